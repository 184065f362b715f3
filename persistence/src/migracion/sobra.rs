//! What was written twice of each attention, and what its index of months lacked.

use sea_orm_migration::prelude::*;

use super::meses::index_months;

/// Types of violence are in the attention, where they are counted: beside it there are only modalities. Days are in the index of
/// months, which is read whole as fast as the few questions by day need. With its number at the end of that index, how many
/// attentions a year has, and which is the last, is told without reading any.
pub(super) struct Sobra;

named!(Sobra, "m0009_sobra");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Sobra {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("DELETE FROM atencion_violencia WHERE catalogo = 'TIPO_VIOLENCIA'")
            .await?;
        let dias = Index::drop()
            .name("atencion_fecha")
            .table("atencion")
            .to_owned();
        manager.drop_index(dias).await?;
        index_months(manager, &["instancia_id", "mes", "fecha", "id"]).await
    }
}
