//! Taking a sheet into the register, whole or not at all: it is read first, what is wrong is told, and whoever asked
//! says then whether the rest goes in.

mod atenciones;
mod institucional;

pub use atenciones::{Hoja, attentions};
pub use institucional::{Registros, records};

use std::collections::BTreeMap;

use captura::defecto::Defecto;

/// Defects, by row.
pub type Defectos = BTreeMap<u32, Vec<Defecto>>;
