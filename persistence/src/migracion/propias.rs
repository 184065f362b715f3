//! Entries that an office adds to the lists of the program: what they are counted as, or the day on which they fall.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

pub(super) struct Propias;

named!(Propias, "m0006_propias");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Propias {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut tabla = Table::alter();
        tabla.table("entrada").add_column(text_null("como"));
        manager.alter_table(tabla).await
    }
}
