//! A cell as it is shown.

use domain::Celda;

use crate::palabras;

/// How a cell looks. What is protected looks alike, whatever the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forma {
    Numero,
    Protegida,
    Sin,
}

/// A cell as it is shown: only a published one has anything beside its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Casilla {
    pub(crate) texto: String,
    pub(crate) forma: Forma,
    /// Width of its bar in percent, if it has one.
    pub(crate) barra: Option<String>,
    /// Whether the title names it.
    pub(crate) max: bool,
    /// Tone, from 1 to 5; 0 is none.
    pub(crate) tono: u8,
}

impl Casilla {
    /// A cell with nothing beside its number or word.
    pub(crate) fn new(celda: Celda) -> Self {
        Self {
            texto: palabras::celda(celda),
            forma: match celda {
                Celda::Publicada(_) => Forma::Numero,
                Celda::Protegida => Forma::Protegida,
                Celda::NoDisponible => Forma::Sin,
            },
            barra: None,
            max: false,
            tono: 0,
        }
    }

    /// The same with a bar, as a part of the largest.
    #[must_use]
    pub(crate) fn with_bar(mut self, celda: Celda, mayor: u64) -> Self {
        self.barra = celda
            .valor()
            .map(|valor| crate::formato::ancho(valor, mayor));
        self
    }

    /// Whether it is protected.
    pub(crate) fn protegida(&self) -> bool {
        self.forma == Forma::Protegida
    }

    /// Whether it says that there is nothing to say.
    pub(crate) fn falta(&self) -> bool {
        self.forma == Forma::Sin
    }

    /// Whether it has no word but a number.
    pub(crate) fn numero(&self) -> bool {
        self.forma == Forma::Numero
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_published_has_neither_bar_nor_tone() {
        for celda in [Celda::Protegida, Celda::NoDisponible] {
            let casilla = Casilla::new(celda).with_bar(celda, 10);
            assert_eq!((casilla.barra, casilla.tono, casilla.max), (None, 0, false));
        }
        let cero = Casilla::new(Celda::Publicada(0)).with_bar(Celda::Publicada(0), 10);
        assert_eq!(
            (cero.texto.as_str(), cero.barra.as_deref()),
            ("0", Some("0%"))
        );
    }
}
