//! Numbers that nobody may know, as sums of rows.

/// What a reader must be left with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exige {
    /// Values at least the width apart.
    Ancho,
    /// That there may be none; or the width.
    Nadie,
    /// The same, of a number that is no cell and that nobody is told: bounds must leave it open, and registers are not looked for.
    Quizas,
    /// That there may be somebody.
    Alguien,
}

/// A number that nobody may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forma {
    /// Rows, and how often each counts.
    pub(crate) terminos: Vec<(usize, i64)>,
    pub(crate) exige: Exige,
}

/// The least and the most that registers hold of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visto {
    pub(super) bajo: i64,
    pub(super) alto: i64,
}

impl Forma {
    pub(crate) fn value(&self, cuenta: impl Fn(usize) -> i64) -> i64 {
        self.terminos.iter().map(|(i, n)| n * cuenta(*i)).sum()
    }

    /// Whether it is given away by what it is surely between.
    pub(crate) fn given_away(&self, (bajo, alto): (i64, i64), ancho: i64) -> bool {
        match self.exige {
            Exige::Ancho => alto - bajo < ancho,
            Exige::Nadie | Exige::Quizas => bajo > 0 && alto - bajo < ancho,
            Exige::Alguien => alto <= 0,
        }
    }

    pub(super) fn proven(&self, visto: Visto, ancho: i64) -> bool {
        match self.exige {
            Exige::Ancho => visto.alto - visto.bajo >= ancho,
            Exige::Nadie | Exige::Quizas => visto.bajo <= 0 || visto.alto - visto.bajo >= ancho,
            Exige::Alguien => visto.alto > 0,
        }
    }
}
