//! The printed report of an edition: made when it is published, signed with it, and kept beside it.

use claves::Llave;
use domain::{Contenido, Edicion};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseTransaction, EntityTrait, QuerySelect, Statement,
};

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
pub(crate) async fn are_kept(db: &impl ConnectionTrait) -> Result<bool, Error> {
    // A table that is looked for by reading it would end the transaction where it is not.
    let base = db.get_database_backend();
    let orden = match base {
        DatabaseBackend::Sqlite => "SELECT 1 FROM sqlite_master WHERE name = 'pliego'",
        _ => "SELECT 1 FROM pg_class WHERE oid = to_regclass('pliego')",
    };
    let fila = db
        .query_one_raw(Statement::from_string(base, orden))
        .await?;
    Ok(fila.is_some())
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
