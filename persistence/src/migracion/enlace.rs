//! What else somebody is known by: rows that have her CURP and her file say that both are hers. And whether a row has said her
//! CURP: then nothing else says in which year she was born.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, boolean, text};

pub(super) struct Enlaces;

named!(Enlaces, "m0010_enlace");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Enlaces {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tabla = Table::create()
            .table("enlace")
            .col(text("instancia_id"))
            .col(binary("seudonimo"))
            .col(big_integer("persona_id"))
            .primary_key(Index::create().col("instancia_id").col("seudonimo"))
            .to_owned();
        manager.create_table(tabla).await?;
        // Whoever is taken out of the register leaves none.
        let indice = Index::create()
            .name("enlace_persona")
            .table("enlace")
            .col("instancia_id")
            .col("persona_id")
            .to_owned();
        manager.create_index(indice).await?;
        let mut persona = Table::alter();
        persona
            .table("persona")
            .add_column(boolean("con_curp").default(false));
        manager.alter_table(persona).await
    }
}
