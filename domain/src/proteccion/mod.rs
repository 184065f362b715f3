//! Disclosure control of what an instancia publishes: no published figure is, or lets anyone compute, a count of 1 to t−1
//! persons. The engine itself, which knows numbers only, is the crate `proteccion`.
//!
//! - [`protect_cubo`] protects the counts of an edition, services and persons together.
//! - [`publish_actividades`] protects the participants of group acts, and [`CierreActos`] keeps those that were
//!   published as they were.
//! - [`ResumenProteccion`] says how, from what is published alone.

mod actividades;
mod actos;
mod demas;
mod edicion;
mod lector;
mod posibles;
mod registros;
mod resumen;

pub use ::proteccion::auditoria::Auditoria;
pub use ::proteccion::{Avance, Rechazo};
pub(crate) use actividades::{CuentasActos, Serie, count_acts, withheld};
pub use actividades::{PocosParticipantes, few_participants, publish_actividades};
pub use actos::{ActosCerrados, CierreActos, Tardanza};
pub(crate) use edicion::name;
pub use edicion::{
    Congelado, Contada, Demostracion, Protegido, RechazoEdicion, audit_published, protect_cubo,
};
pub use resumen::{MOTIVO, ObligadoProtegido, PruebaPublicada, ResumenProteccion, Utilidad};

use serde::Deserialize;

use crate::Error;

/// Persons below which a count is protected: a cell is primary with 1..t−1 of them. At least 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Umbral(u64);

impl Umbral {
    /// The threshold of the house, which a plan may only raise.
    pub const MINIMO: Self = Self(5);

    /// The number of persons.
    pub fn valor(self) -> u64 {
        self.0
    }

    /// Whether so many persons are few, and not none: 1..t−1.
    pub fn primary(self, personas: u64) -> bool {
        (1..self.0).contains(&personas)
    }
}

impl TryFrom<u64> for Umbral {
    type Error = Error;

    fn try_from(valor: u64) -> Result<Self, Error> {
        if valor < Self::MINIMO.0 {
            Err(Error::UmbralBajo(valor))
        } else {
            Ok(Self(valor))
        }
    }
}

impl From<Umbral> for u64 {
    fn from(umbral: Umbral) -> Self {
        umbral.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_only_goes_up() {
        assert_eq!(Umbral::try_from(4), Err(Error::UmbralBajo(4)));
        assert_eq!(Umbral::try_from(10).unwrap().valor(), 10);
    }
}
