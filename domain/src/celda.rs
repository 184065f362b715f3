//! A published value and its state.

use serde::Deserialize;
use strum::{EnumString, IntoStaticStr};

/// State of a cell. Primary and secondary suppression share one symbol, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Estado {
    /// The value is published.
    Publicada,
    /// It is withheld to protect people.
    Protegida,
    /// It was not recorded, in whole or in part, or is said in another measure.
    NoDisponible,
}

/// A value with its state: there is a value exactly where it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Celda {
    /// Published.
    Publicada(u64),
    /// Withheld.
    Protegida,
    /// Not recorded.
    NoDisponible,
}

impl Celda {
    /// The value, if it is published.
    pub fn valor(self) -> Option<u64> {
        match self {
            Self::Publicada(valor) => Some(valor),
            Self::Protegida | Self::NoDisponible => None,
        }
    }

    /// Its state.
    pub fn estado(self) -> Estado {
        match self {
            Self::Publicada(_) => Estado::Publicada,
            Self::Protegida => Estado::Protegida,
            Self::NoDisponible => Estado::NoDisponible,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_published_cell_has_a_value() {
        for celda in [Celda::Publicada(0), Celda::Protegida, Celda::NoDisponible] {
            assert_eq!(celda.valor().is_some(), celda.estado() == Estado::Publicada);
        }
    }
}
