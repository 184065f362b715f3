//! The marks of the keys of the pseudonyms move into a table of their own.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set};

use super::columna::text;
use crate::Error;
use crate::entidad::{ajuste, identidad};

/// What the name of the mark of an instancia began with.
const MARCA: &str = "identidad:";

/// The marks of the keys of the pseudonyms in a table of their own, by instancia. They were among the settings of the store.
pub(super) async fn identidad(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute(
        Table::create()
            .table("identidad")
            .col(text("instancia_id"))
            .col(text("marca"))
            .primary_key(Index::create().col("instancia_id")),
    )
    .await?;
    let marcas = ajuste::Entity::find()
        .filter(ajuste::Column::Clave.starts_with(MARCA))
        .all(tx)
        .await?;
    for ajuste in marcas {
        let instancia = ajuste.clave.trim_start_matches(MARCA).to_owned();
        let fila = identidad::ActiveModel {
            instancia_id: Set(instancia),
            marca: Set(ajuste.valor.clone()),
        };
        identidad::Entity::insert(fila)
            .exec_without_returning(tx)
            .await?;
        ajuste::Entity::delete_by_id(ajuste.clave).exec(tx).await?;
    }
    Ok(())
}
