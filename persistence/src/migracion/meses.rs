//! The index of months tells the days too.

use sea_orm::sea_query::Index;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::Error;

/// What waits to be published is counted by month, and by whether it happened in it: from the index alone, without reading
/// attentions.
pub(super) async fn meses(tx: &DatabaseTransaction) -> Result<(), Error> {
    index_months(tx, &["instancia_id", "mes", "fecha"]).await
}

/// The index of the months of attentions, of other columns than before.
pub(super) async fn index_months(
    tx: &DatabaseTransaction,
    columnas: &[&'static str],
) -> Result<(), Error> {
    let vieja = Index::drop()
        .name("atencion_mes")
        .table("atencion")
        .to_owned();
    tx.execute(&vieja).await?;
    let mut nueva = Index::create()
        .name("atencion_mes")
        .table("atencion")
        .to_owned();
    for columna in columnas {
        nueva.col(*columna);
    }
    tx.execute(&nueva).await?;
    Ok(())
}
