//! Migrations: each store has its own.

pub(crate) mod publicaciones;
pub(crate) mod registro;
