//! From the sheet of an office to rows that hold, and back: reading files, reading rows, templates, reports.
//!
//! Knows sheets and what people write in them; not where rows are kept, nor the command line.

pub mod alias;
pub mod atenciones;
mod catalogo;
pub mod celda;
pub mod defecto;
pub mod dias;
mod escritura;
pub mod exportacion;
mod fecha;
pub mod forma;
mod identificador;
pub mod informe;
pub mod institucional;
pub mod lectura;
pub mod mapa;
mod palabras;
pub mod plantilla;
pub mod reporte;
mod rotura;
mod texto;

pub use fecha::written as written_day;
pub use texto::{fold, nearest, suggest};

/// A file that cannot be read or written, or is not what it should be; in Spanish, for the user. It repeats nothing of
/// what the file holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl Error {
    /// With that message.
    pub fn new(mensaje: impl Into<String>) -> Self {
        Self(mensaje.into())
    }
}
