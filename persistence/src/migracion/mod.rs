//! Migrations: each store has its own.

mod propias;
pub(crate) mod publicaciones;
pub(crate) mod registro;
