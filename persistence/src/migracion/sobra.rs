//! What was written twice of each attention, and what its index of months lacked.

use sea_orm::sea_query::Index;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::meses::index_months;
use crate::Error;

/// Types of violence are in the attention, where they are counted: beside it there are only modalities. Days are in the index of
/// months, which is read whole as fast as the few questions by day need. With its number at the end of that index, how many
/// attentions a year has, and which is the last, is told without reading any.
pub(super) async fn sobra(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute_unprepared("DELETE FROM atencion_violencia WHERE catalogo = 'TIPO_VIOLENCIA'")
        .await?;
    let dias = Index::drop()
        .name("atencion_fecha")
        .table("atencion")
        .to_owned();
    tx.execute(&dias).await?;
    index_months(tx, &["instancia_id", "mes", "fecha", "id"]).await
}
