//! Disclosure control of tables: no published figure is, or lets anyone compute, a count of 1 to t−1 persons. It knows numbers
//! and names of cells, and nothing of what they count.
//!
//! - [`proteger`] protects any table on a lattice ([`tabla`]), beside what earlier editions said of it.
//! - [`auditoria`] finds what a protected one gives away, and shares no algebra with it.
//! - [`documento`] has both as JSON.

pub mod auditoria;
pub mod documento;
mod ediciones;
mod eliminacion;
mod entrega;
mod gauss;
mod intervalo;
mod modelo;
mod motor;
mod planteamiento;
mod primaria;
mod rechazo;
mod residuos;
mod solitarias;
pub mod tabla;

pub use entrega::{Resultado, Resumen};
pub use motor::{Avance, proteger};
pub use rechazo::Rechazo;
