//! The index of months tells the days too.

use sea_orm_migration::prelude::*;

/// What waits to be published is counted by month, and by whether it happened in it: from the index alone, without reading
/// attentions.
pub(super) struct Meses;

named!(Meses, "m0008_meses");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Meses {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let vieja = Index::drop()
            .name("atencion_mes")
            .table("atencion")
            .to_owned();
        manager.drop_index(vieja).await?;
        let nueva = Index::create()
            .name("atencion_mes")
            .table("atencion")
            .col("instancia_id")
            .col("mes")
            .col("fecha")
            .to_owned();
        manager.create_index(nueva).await
    }
}
