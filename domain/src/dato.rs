//! What a source says, and the fact that it does not say it.

/// A value that the source gives, or the reason why there is none.
///
/// Unlike an `Option`, it says *why* the value is missing: the source is silent (`NO_CONSTA`). The
/// value is never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dato<T> {
    /// The source gives it.
    Consta(T),
    /// The source does not say.
    NoConsta,
}

impl<T> Dato<T> {
    /// The value, if the source gives it.
    pub fn valor(&self) -> Option<&T> {
        match self {
            Self::Consta(valor) => Some(valor),
            Self::NoConsta => None,
        }
    }

    /// Applies `f` to the value; what is not known stays so.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Dato<U> {
        match self {
            Self::Consta(valor) => Dato::Consta(f(valor)),
            Self::NoConsta => Dato::NoConsta,
        }
    }

    /// The same, by reference.
    pub fn as_ref(&self) -> Dato<&T> {
        match self {
            Self::Consta(valor) => Dato::Consta(valor),
            Self::NoConsta => Dato::NoConsta,
        }
    }
}

impl<T> From<Option<T>> for Dato<T> {
    fn from(valor: Option<T>) -> Self {
        valor.map_or(Self::NoConsta, Self::Consta)
    }
}

/// Where a record comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origen {
    /// Captured by the instancia.
    Registro,
    /// A public statement of the instancia, such as a press note: its text, letter by letter.
    Nota(String),
    /// Invented by the generator of the demonstration.
    Sintetico,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_survives_a_map() {
        assert_eq!(Dato::NoConsta.map(|n: i32| n + 1), Dato::NoConsta);
        assert_eq!(Dato::Consta(1).map(|n| n + 1), Dato::Consta(2));
    }
}
