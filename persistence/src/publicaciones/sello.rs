//! What tells one state of what is published from the next, without reading it.

use std::hash::Hash;

use sea_orm::{ColumnTrait, EntityTrait, QuerySelect};

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
    /// The state of what is published.
    ///
    /// # Errors
    /// [`Error::SinPublicaciones`], [`Error::Archivo`], [`Error::Base`].
    pub async fn sello(&self) -> Result<Sello, Error> {
        let estado = match &self.fuente {
            Fuente::Archivo { ruta, .. } => Estado::Archivo(VersionDeArchivo::of(ruta)?),
            Fuente::Postgres(db) => {
                let retiros: Option<i64> = edicion::Entity::find()
                    .select_only()
                    .column_as(edicion::Column::Retirada.count(), "retiros")
                    .into_tuple()
                    .one(db)
                    .await?;
                Estado::Base {
                    ultimo: self.ultimo_orden().await?,
                    retiros: retiros.unwrap_or_default(),
                }
            }
        };
        Ok(Sello(estado))
    }
}
