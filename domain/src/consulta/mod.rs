//! Questions to the counts of an edition. An answer is a published cell, or a sum of published cells where
//! parts add up; never anything else.

mod falla;
mod indice;
mod tabla;

pub use falla::FallaConsulta;
pub use indice::{Dimension, Indice};
pub use tabla::{Cabecera, Filtro, Pregunta, Tabla, tamano};

use crate::Celda;

/// A published count next to another one of the same measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparacion {
    /// The one asked about.
    pub actual: Celda,
    /// The one it is compared with; none if nothing is published to compare it with.
    pub base: Option<Celda>,
}

/// With a base smaller than this a percentage says more about chance than about change.
pub const BASE_MINIMA: u64 = 30;

impl Comparacion {
    /// How much more, if both are published.
    pub fn diferencia(&self) -> Option<i64> {
        let (actual, base) = (self.actual.valor()?, self.base?.valor()?);
        i64::try_from(i128::from(actual) - i128::from(base)).ok()
    }

    /// How much more in tenths of a percent of the base, rounded to the nearest, if both are published and the
    /// base is at least [`BASE_MINIMA`].
    pub fn por_mil(&self) -> Option<i64> {
        let base = self.base?.valor().filter(|base| *base >= BASE_MINIMA)?;
        let base = i128::from(base);
        let milesimas = i128::from(self.diferencia()?) * 1000;
        let redondeo = if milesimas < 0 { -base / 2 } else { base / 2 };
        i64::try_from((milesimas + redondeo) / base).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparacion(actual: Celda, base: Option<Celda>) -> (Option<i64>, Option<i64>) {
        let comparacion = Comparacion { actual, base };
        (comparacion.diferencia(), comparacion.por_mil())
    }

    #[test]
    fn a_change_is_told_only_between_published_counts() {
        let publicada = Celda::Publicada;
        assert_eq!(
            comparacion(publicada(45), Some(publicada(30))),
            (Some(15), Some(500))
        );
        assert_eq!(
            comparacion(publicada(20), Some(publicada(30))),
            (Some(-10), Some(-333))
        );
        assert_eq!(
            comparacion(publicada(45), Some(publicada(29))),
            (Some(16), None)
        );
        assert_eq!(
            comparacion(publicada(45), Some(Celda::Protegida)),
            (None, None)
        );
        assert_eq!(
            comparacion(Celda::Protegida, Some(publicada(45))),
            (None, None)
        );
        assert_eq!(comparacion(publicada(45), None), (None, None));
    }
}
