//! What comes with Pacto: municipalities, catalogues, the publication plan, the report of 2017 ([`incluidos`], [`pais`]), and a
//! register that nobody lived and that agrees with it ([`sintetico`]). Plans that others write are read here too
//! ([`plan`]), because the one that comes with the program is written alike.

mod error;
mod hojas;
pub mod incluidos;
pub mod pais;
pub mod plan;
mod plan_escrito;
pub mod sintetico;

pub use error::Error;
