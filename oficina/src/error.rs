//! Why an office cannot do what it was asked. Messages are Spanish and meant for the operator.

use std::sync::Arc;

use domain::proteccion::RechazoEdicion;
use time::Date;

/// A failure of a use case.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A rule of the domain.
    #[error("{0}")]
    Dominio(#[from] domain::Error),
    /// A store.
    #[error("{0}")]
    Almacen(persistence::Error),
    /// A key.
    #[error("{0}")]
    Clave(#[from] claves::Error),
    /// Data that come with the program, or a plan.
    #[error("{0}")]
    Datos(datos::Error),
    /// A sheet.
    #[error("{0}")]
    Captura(#[from] captura::Error),
    /// The counts cannot be published without giving someone away.
    #[error("{0}")]
    Insegura(Arc<RechazoEdicion>),
    /// A cut-off that is still to come.
    #[error("la fecha de corte {0} todavía no llega")]
    Futuro(Date),
    /// The engine was told to stop.
    #[error("se interrumpió: no quedó nada a medias")]
    Interrumpida,
}

impl From<persistence::Error> for Error {
    fn from(error: persistence::Error) -> Self {
        match error {
            persistence::Error::Dominio(regla) => Self::Dominio(regla),
            persistence::Error::Clave(clave) => Self::Clave(clave),
            otro => Self::Almacen(otro),
        }
    }
}

impl From<datos::Error> for Error {
    fn from(error: datos::Error) -> Self {
        match error {
            datos::Error::Dominio(regla) => Self::Dominio(regla),
            otro => Self::Datos(otro),
        }
    }
}

impl From<RechazoEdicion> for Error {
    fn from(rechazo: RechazoEdicion) -> Self {
        match rechazo {
            RechazoEdicion::Dominio(regla) => Self::Dominio(regla),
            otro => Self::Insegura(Arc::new(otro)),
        }
    }
}
