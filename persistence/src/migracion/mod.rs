//! Migrations: each store has its own.

mod identidad;
mod propias;
pub(crate) mod publicaciones;
pub(crate) mod registro;
