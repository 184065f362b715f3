//! Migrations: each store has its own.

/// Names a migration: the name is kept in every store, and never changes.
macro_rules! named {
    ($migracion:ident, $nombre:literal) => {
        impl MigrationName for $migracion {
            fn name(&self) -> &'static str {
                $nombre
            }
        }
    };
}

mod enlace;
mod identidad;
mod meses;
mod propias;
pub(crate) mod publicaciones;
pub(crate) mod registro;
mod sobra;
