//! Migrations: each store has its own.

use sea_orm_migration::{MigrationTrait, MigratorTrait};

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

/// Those of both stores, as this version knows them.
pub(crate) fn of_both() -> Vec<Box<dyn MigrationTrait>> {
    let mut todas = registro::MigradorDelRegistro::migrations();
    todas.extend(publicaciones::MigradorDePublicaciones::migrations());
    todas
}
