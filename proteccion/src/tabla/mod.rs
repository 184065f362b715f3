//! Tables: dimensions with hierarchies, the cells of declared cross-tabulations, and the linear system that ties them.

mod clases;
mod dimension;
mod id;
mod reticula;
mod sistema;

pub use dimension::{Dimension, Relacion};
pub(crate) use id::{Id, IdVec, id};
pub use reticula::{Cruce, Reticula};
pub(crate) use sistema::{Caja, Columna, Personas, Sistema, contributors};
pub use sistema::{Ceros, Ocupada};

/// An error in a table, and its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{ruta}: {motivo}")]
pub struct TablaInvalida {
    /// Path to the place: `dimensions[1].relations[0]`.
    pub ruta: String,
    /// The error, in Spanish.
    pub motivo: String,
}

impl TablaInvalida {
    /// With the path to the place, and what is wrong there.
    pub fn new(ruta: impl Into<String>, motivo: impl Into<String>) -> Self {
        Self {
            ruta: ruta.into(),
            motivo: motivo.into(),
        }
    }

    /// The same, seen from outside.
    #[must_use]
    pub fn within(mut self, fuera: &str) -> Self {
        self.ruta = format!("{fuera}.{}", self.ruta);
        self
    }
}
