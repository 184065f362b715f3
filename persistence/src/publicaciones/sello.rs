//! What tells one state of what is published from the next, without reading it.

use std::hash::Hash;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QuerySelect};

use super::consulta::missing_table;
use super::novedades::last;
use super::{Fuente, Publicaciones, VersionDeArchivo};
use crate::Error;
use crate::entidad::edicion;

/// Two equal ones mean that the same is published: nothing new, nothing withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sello(Estado);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Estado {
    /// The file: it is never written, but replaced.
    Archivo(VersionDeArchivo),
    /// The position of the last thing that happened, and how many editions are withdrawn.
    Base { ultimo: u64, retiros: i64 },
}

impl Publicaciones {
    /// The state of what is published; the last one that was seen, for a while, when the base is away.
    ///
    /// # Errors
    /// [`Error::SinPublicaciones`], [`Error::Archivo`], [`Error::SinConexion`], [`Error::Base`].
    pub async fn sello(&self) -> Result<Sello, Error> {
        match &self.fuente {
            Fuente::Archivo { .. } => self.look().await,
            Fuente::Postgres(_) => self.guardia.see(self.look()).await,
        }
    }

    /// The state as it is: whoever looks whether the base is back does not ask whether it is away.
    pub(super) async fn look(&self) -> Result<Sello, Error> {
        let estado = match &self.fuente {
            Fuente::Archivo { ruta, .. } => Estado::Archivo(VersionDeArchivo::of(ruta)?),
            Fuente::Postgres(db) => {
                let retiros: Option<i64> = edicion::Entity::find()
                    .select_only()
                    .column_as(edicion::Column::Retirada.count(), "retiros")
                    .into_tuple()
                    .one(db)
                    .await
                    .map_err(nothing_yet)?;
                Estado::Base {
                    ultimo: u64::try_from(last(db).await?).unwrap_or(0),
                    retiros: retiros.unwrap_or_default(),
                }
            }
        };
        Ok(Sello(estado))
    }
}

/// Before the first edition there are no tables.
pub(super) fn nothing_yet(error: DbErr) -> Error {
    if missing_table(&error) {
        return Error::SinPublicaciones;
    }
    error.into()
}
