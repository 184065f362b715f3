//! Disclosure control: no published figure is, or lets anyone compute, a count of 1 to t−1 persons.
//!
//! - [`proteger`] protects any table on a lattice, and [`auditoria`] finds what a protected one gives away.
//! - [`protect_cubo`] protects the counts of an edition, services and persons together.
//! - [`publish_actividades`] protects the participants of group acts, and [`CierreActos`] keeps those that were
//!   published as they were.
//! - [`ResumenProteccion`] says how, from what is published alone.

mod actividades;
mod actos;
pub mod auditoria;
pub mod documento;
mod edicion;
mod ediciones;
mod entrega;
mod gauss;
mod intervalo;
mod modelo;
mod motor;
mod planteamiento;
mod primaria;
mod rechazo;
mod registros;
mod residuos;
mod resumen;
mod secundaria;
mod solitarias;

pub use actividades::publish_actividades;
pub use actos::{ActosCerrados, CierreActos, Tardanza};
pub use edicion::{
    Congelado, Contada, Demostracion, Protegido, RechazoEdicion, audit_published, protect_cubo,
};
pub use entrega::{Resultado, Resumen};
pub use motor::{Avance, proteger};
pub use rechazo::Rechazo;
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

    fn primary(self, personas: u64) -> bool {
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
