//! The printed report of an edition: made when it is published, signed with it, and kept beside it.

use claves::Llave;
use domain::{Contenido, Edicion};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait, QuerySelect};
use sea_orm_migration::{IntoSchemaManagerConnection, SchemaManager};

use super::consulta::numero;
use super::{EdicionId, Publicaciones};
use crate::Error;
use crate::almacen::missing_table;
use crate::entidad::pliego;

/// What makes the printed report of an edition, with the public key that signs it; nothing where the edition has no report, or
/// none can be made.
pub type Componer<'a> = &'a (dyn Fn(&Contenido, &Edicion, &str) -> Option<Vec<u8>> + Sync);

/// The printed report of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pliego {
    /// A PDF.
    pub contenido: Vec<u8>,
    /// Signature of it, in the format of minisign, by the key of the edition.
    pub firma: String,
}

/// Whether a store has somewhere to keep them: it has since somebody of this version wrote into it.
pub(crate) async fn are_kept<'c>(db: impl IntoSchemaManagerConnection<'c>) -> Result<bool, Error> {
    Ok(SchemaManager::new(db).has_table("pliego").await?)
}

/// Signs the printed report of an edition, and writes it beside it.
pub(super) async fn keep(
    tx: &DatabaseTransaction,
    edicion: &Edicion,
    contenido: Vec<u8>,
    llave: &Llave,
) -> Result<(), Error> {
    let comentario = format!(
        "informe en PDF de la edición {} de {}, corte {}, sha256 de la edición {}",
        edicion.numero, edicion.instancia, edicion.corte, edicion.hash
    );
    let fila = pliego::ActiveModel {
        instancia_id: Set(edicion.instancia.to_string()),
        numero: Set(numero(&EdicionId::from(edicion))?),
        firma: Set(llave.sign(&contenido, &comentario)?),
        contenido: Set(contenido),
    };
    pliego::Entity::insert(fila)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

impl Publicaciones {
    /// The printed report of an edition; none for those that were published without.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn pliego(&self, id: &EdicionId) -> Result<Option<Pliego>, Error> {
        let clave = (id.instancia.clone(), numero(id)?);
        let db = self.db_with(id).await?;
        let fila = match pliego::Entity::find_by_id(clave).one(&db).await {
            Err(error) if missing_table(&error) => None,
            fila => fila?,
        };
        Ok(fila.map(|fila| Pliego {
            contenido: fila.contenido,
            firma: fila.firma,
        }))
    }

    /// The bytes that the printed report of an edition has, if it has one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn peso_del_pliego(&self, id: &EdicionId) -> Result<Option<u64>, Error> {
        let clave = (id.instancia.clone(), numero(id)?);
        let largo = sea_orm::sea_query::Expr::cust("LENGTH(contenido)");
        let db = self.db_with(id).await?;
        let hallado: Result<Option<i32>, _> = pliego::Entity::find_by_id(clave)
            .select_only()
            .column_as(largo, "largo")
            .into_tuple()
            .one(&db)
            .await;
        match hallado {
            Err(error) if missing_table(&error) => Ok(None),
            hallado => {
                let largo = hallado?.map(u64::try_from).transpose();
                largo.map_err(|_| Error::Ilegible("informe en PDF"))
            }
        }
    }
}
