//! Entries that an office adds to the lists of the program: what they are counted as, or the day on which they fall.

use sea_orm::sea_query::Table;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::columna::text_null;
use crate::Error;

pub(super) async fn propias(tx: &DatabaseTransaction) -> Result<(), Error> {
    let mut tabla = Table::alter();
    tabla.table("entrada").add_column(text_null("como"));
    tx.execute(&tabla).await?;
    Ok(())
}
