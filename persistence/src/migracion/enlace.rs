//! What else somebody is known by: rows that have her CURP and her file say that both are hers. And whether a row has said her
//! CURP: then nothing else says in which year she was born.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::columna::{big_integer, binary, boolean, text};
use crate::Error;

pub(super) async fn enlaces(tx: &DatabaseTransaction) -> Result<(), Error> {
    let tabla = Table::create()
        .table("enlace")
        .col(text("instancia_id"))
        .col(binary("seudonimo"))
        .col(big_integer("persona_id"))
        .primary_key(Index::create().col("instancia_id").col("seudonimo"))
        .to_owned();
    tx.execute(&tabla).await?;
    // Whoever is taken out of the register leaves none.
    let indice = Index::create()
        .name("enlace_persona")
        .table("enlace")
        .col("instancia_id")
        .col("persona_id")
        .to_owned();
    tx.execute(&indice).await?;
    let mut persona = Table::alter();
    persona
        .table("persona")
        .add_column(boolean("con_curp").default(false));
    tx.execute(&persona).await?;
    Ok(())
}
