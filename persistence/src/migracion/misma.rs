//! Which of the things that somebody is known by are CURPs; whom editions have counted as two; and the past by whose it was. A CURP
//! that was wrong does not go on standing for her whom it named by mistake; two who were counted as two, and are one woman, are found
//! and taken out together. What was put right is looked up by its attention and by whose it was, without reading all of it.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::columna::{big_integer_null, boolean};
use crate::Error;

pub(super) async fn misma(tx: &DatabaseTransaction) -> Result<(), Error> {
    for (tabla, columna) in [
        ("enlace", boolean("curp").default(false).to_owned()),
        ("persona", big_integer_null("misma")),
    ] {
        let mut cambio = Table::alter();
        cambio.table(tabla).add_column(columna);
        tx.execute(&cambio).await?;
    }
    for (nombre, columna) in [
        ("historia_persona", "persona_id"),
        ("historia_atencion", "atencion_id"),
    ] {
        let indice = Index::create()
            .name(nombre)
            .table("historia")
            .col("instancia_id")
            .col(columna)
            .to_owned();
        tx.execute(&indice).await?;
    }
    Ok(())
}
