//! What an office does: start, import, amend, cancel, prepare, publish, withdraw, verify, take along, back up.
//!
//! One file for each. They take values, report progress through a callback and return values: commands print them, and
//! pages will show them. They read no clock (`Autoria` says who and when), print nothing and ask nothing. What cannot be
//! undone has a value of its own that comes before it: an edition is [`publicar::Preparada`] before it is published.

pub mod alias;
pub mod bitacora;
pub mod cancelar;
pub mod claves;
mod error;
pub mod exportar;
pub mod importar;
pub mod informe;
pub mod iniciar;
mod lugares;
pub mod pendientes;
pub mod persona;
pub mod plan;
pub mod plantilla;
pub mod publicar;
pub mod quitar;
pub mod reabrir;
pub mod rectificar;
pub mod repartir;
pub mod respaldar;
pub mod retirar;
pub mod revisar;
pub mod verificar;

pub use error::Error;
pub use lugares::Lugares;
pub use persistence::{Autoria, Carpeta, Destino};
