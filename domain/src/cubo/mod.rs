//! Counts on a lattice: dimensions with hierarchies, the cells of declared cross-tabulations, and the
//! linear system that ties them; and the yearly totals that an edition carries today.

mod bloque;
mod cuentas;
mod dimension;
mod ejes;
mod huella;
mod muestra;
mod nivel;
mod protegido;
mod recuento;
mod rejilla;
mod reticula;
mod sistema;

pub use cuentas::{Clase, Cubo, Hoja, Patron, Resto};
pub use dimension::{Dimension, Relacion};
pub use ejes::{Coordenadas, Ejes, Miembro};
pub use nivel::{Eje, Nivel};
pub use protegido::{Concepto, CrucePublicado, CuboProtegido, Total};
pub(crate) use protegido::{counted, of_year};
pub use recuento::Recuento;
pub use rejilla::{Rejilla, Rejillas, Trama};
pub use reticula::{Cruce, Reticula};
pub(crate) use sistema::contributors;
pub use sistema::{Caja, Ceros, Columna, Fila, Ocupada, Personas, Sistema};

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{lugar}: {motivo}")]
pub struct Lugar {
    /// Path to the place: `dimensions[1].relations[0]`.
    pub lugar: String,
    /// What is wrong there, in Spanish.
    pub motivo: String,
}

impl Lugar {
    pub(crate) fn new(lugar: impl Into<String>, motivo: impl Into<String>) -> Self {
        Self {
            lugar: lugar.into(),
            motivo: motivo.into(),
        }
    }

    /// The same, seen from outside.
    pub(crate) fn within(mut self, fuera: &str) -> Self {
        self.lugar = format!("{fuera}.{}", self.lugar);
        self
    }
}
