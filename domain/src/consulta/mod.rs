//! Questions to the counts of an edition. An answer is a published cell, or a sum of published cells where
//! parts add up; never anything else.

mod comparacion;
mod conjunta;
mod falla;
mod filtros;
mod indice;
mod tabla;

pub use comparacion::{BASE_MINIMA, Comparable, Comparacion, Comparada, Con, FallaComparacion};
pub use conjunta::{
    CabeceraConjunta, Causa, Conjunta, PuntoConjunto, Quiebre, quiebres, serie_conjunta,
};
pub use falla::{Argumento, FallaConsulta};
pub use filtros::Filtro;
pub use indice::{Dimension, Indice};
pub use tabla::{Cabecera, Pregunta, Tabla, Todo, tamano};
