//! Counts of a register in the cells that a plan declares, and as an edition carries them.

mod bloque;
mod cuentas;
mod ejes;
mod huella;
mod muestra;
mod nivel;
mod protegido;
mod recuento;
mod rejilla;

pub use cuentas::{Clase, Cubo, Hoja, Patron, Resto};
pub use ejes::{Coordenadas, Ejes, Miembro};
pub use nivel::{Eje, Nivel};
pub use protegido::{Concepto, CrucePublicado, CuboProtegido, Total};
pub(crate) use protegido::{counted, of_year};
pub use recuento::Recuento;
pub use rejilla::{Rejilla, Rejillas, Trama};
