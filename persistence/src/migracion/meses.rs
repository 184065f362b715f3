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
        index_months(manager, &["instancia_id", "mes", "fecha"]).await
    }
}

/// The index of the months of attentions, of other columns than before.
pub(super) async fn index_months(
    manager: &SchemaManager<'_>,
    columnas: &[&'static str],
) -> Result<(), DbErr> {
    let vieja = Index::drop()
        .name("atencion_mes")
        .table("atencion")
        .to_owned();
    manager.drop_index(vieja).await?;
    let mut nueva = Index::create()
        .name("atencion_mes")
        .table("atencion")
        .to_owned();
    for columna in columnas {
        nueva.col(*columna);
    }
    manager.create_index(nueva).await
}
