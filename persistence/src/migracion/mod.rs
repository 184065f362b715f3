//! Migrations: each store has its own.

use std::pin::Pin;

use sea_orm::DatabaseTransaction;

use crate::Error;

mod columna;
mod enlace;
mod identidad;
mod meses;
mod misma;
mod propias;
pub(crate) mod publicaciones;
pub(crate) mod registro;
mod sobra;

/// A step from the tables of one version to those of the next.
pub(crate) struct Migracion {
    /// Kept in every store that took the step: it never changes.
    pub(crate) nombre: &'static str,
    /// What is done, in a transaction that ends with the note that it was.
    pub(crate) apply: for<'a> fn(&'a DatabaseTransaction) -> Aplicando<'a>,
}

type Aplicando<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// Those of both stores, as this version knows them.
pub(crate) fn of_both() -> impl Iterator<Item = &'static Migracion> {
    registro::MIGRACIONES
        .iter()
        .chain(publicaciones::MIGRACIONES)
}
