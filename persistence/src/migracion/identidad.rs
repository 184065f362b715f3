//! The marks of the keys of the pseudonyms move into a table of their own.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

use crate::entidad::{ajuste, identidad};

/// The marks of the keys of the pseudonyms in a table of their own, by instancia. They were among the settings of the store.
pub(super) struct Identidad;

/// What the name of the mark of an instancia began with.
const MARCA: &str = "identidad:";

named!(Identidad, "m0007_identidad");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Identidad {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("identidad")
                    .col(text("instancia_id"))
                    .col(text("marca"))
                    .primary_key(Index::create().col("instancia_id"))
                    .to_owned(),
            )
            .await?;
        let db = manager.get_connection();
        let marcas = ajuste::Entity::find()
            .filter(ajuste::Column::Clave.starts_with(MARCA))
            .all(db)
            .await?;
        for ajuste in marcas {
            let instancia = ajuste.clave.trim_start_matches(MARCA).to_owned();
            let fila = identidad::ActiveModel {
                instancia_id: Set(instancia),
                marca: Set(ajuste.valor.clone()),
            };
            identidad::Entity::insert(fila)
                .exec_without_returning(db)
                .await?;
            ajuste::Entity::delete_by_id(ajuste.clave).exec(db).await?;
        }
        Ok(())
    }
}
