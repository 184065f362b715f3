//! Counts of a register in the cells that a plan declares, and as an edition carries them.

mod bloque;
mod coordenadas;
mod cuentas;
mod ejes;
mod huella;
mod miembros;
mod muestra;
mod nivel;
mod protegido;
mod recuento;
mod rejilla;

pub use coordenadas::Coordenadas;
pub use cuentas::{Clase, Cubo, Hoja, Patron, Resto};
pub use ejes::{Ejes, Miembro};
pub(crate) use huella::Rapida;
pub use nivel::{Eje, Nivel};
pub use protegido::{Concepto, CrucePublicado, CuboProtegido, Total};
pub(crate) use protegido::{counted, of_year};
pub use recuento::Recuento;
pub use rejilla::{Rejilla, Rejillas, Trama};
