//! Tables of the public store.

use sea_orm::sea_query::{ForeignKey, Index, IndexCreateStatement, Table, TableCreateStatement};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, Statement,
};

use super::Migracion;
use super::columna::{
    big_integer, big_integer_null, binary, boolean, date, date_null, integer, integer_null, text,
    text_null,
};
use crate::Error;
use crate::publicaciones::settle;

pub(crate) const MIGRACIONES: &[Migracion] = &[
    Migracion {
        nombre: "m0001_publicaciones",
        apply: |tx| Box::pin(publicaciones_inicial(tx)),
    },
    Migracion {
        nombre: "m0002_archivos",
        apply: |tx| Box::pin(archivos_firmados(tx)),
    },
    Migracion {
        nombre: "m0003_novedades",
        apply: |tx| Box::pin(novedades(tx)),
    },
    Migracion {
        nombre: "m0004_publicado",
        apply: |tx| Box::pin(publicado(tx)),
    },
    Migracion {
        nombre: "m0005_sueltas",
        apply: |tx| Box::pin(sueltas(tx)),
    },
    Migracion {
        nombre: "m0006_pliegos",
        apply: |tx| Box::pin(pliegos(tx)),
    },
];

/// Printed reports, beside what editions say.
async fn pliegos(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute(&pliego_table()).await?;
    Ok(())
}

/// What editions say is written before they are there: whoever writes it may wait for others, and holds nothing meanwhile that
/// all have in common. On SQLite it is in files of its own.
async fn sueltas(tx: &DatabaseTransaction) -> Result<(), Error> {
    if tx.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(());
    }
    for tabla in ["pieza", "archivo"] {
        // As PostgreSQL calls them since version 12, and before.
        for columnas in ["instancia_id_numero", "instancia_id"] {
            let orden =
                format!("ALTER TABLE {tabla} DROP CONSTRAINT IF EXISTS {tabla}_{columnas}_fkey");
            tx.execute_unprepared(&orden).await?;
        }
    }
    Ok(())
}

/// The state of what is published, as a row.
async fn publicado(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute(
        Table::create()
            .table("publicado")
            .col(integer("id"))
            .col(big_integer("orden"))
            .col(text("huella"))
            .primary_key(Index::create().col("id")),
    )
    .await?;
    settle(tx).await
}

/// What editions say of what happened before it was kept.
pub(crate) const OF_EDITIONS: [&str; 3] = [
    "INSERT INTO novedad SELECT instancia_id, orden, 'EDICION', numero, NULL, instante, substr(hash, 1, 12) FROM edicion",
    "INSERT INTO novedad SELECT instancia_id, (SELECT MAX(orden) FROM edicion) + \
     ROW_NUMBER() OVER (ORDER BY retirada_en, instancia_id, numero), 'RETIRO', numero, NULL, \
     COALESCE(retirada_en, instante), 'r' || substr(hash, 1, 11) FROM edicion WHERE retirada IS NOT NULL",
    "INSERT INTO clave SELECT a.instancia_id, a.clave_publica, MIN(e.instante), NULL, NULL FROM archivo a \
     JOIN edicion e ON e.instancia_id = a.instancia_id AND e.numero = a.numero \
     GROUP BY a.instancia_id, a.clave_publica",
];

/// What happened to what is published, in order, and the keys that sign it. Of before there is what editions say.
async fn novedades(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute(
        Table::create()
            .table("novedad")
            .col(text("instancia_id"))
            .col(big_integer("orden"))
            .col(text("tipo"))
            .col(integer_null("numero"))
            .col(text_null("clave"))
            .col(big_integer("instante"))
            .col(text("huella"))
            .primary_key(Index::create().col("instancia_id").col("orden")),
    )
    .await?;
    tx.execute(
        Index::create()
            .name("novedad_orden")
            .table("novedad")
            .col("orden"),
    )
    .await?;
    tx.execute(
        Table::create()
            .table("clave")
            .col(text("instancia_id"))
            .col(text("clave_publica"))
            .col(big_integer("desde"))
            .col(text_null("anterior"))
            .col(text_null("firma"))
            .primary_key(Index::create().col("instancia_id").col("clave_publica")),
    )
    .await?;
    for orden in OF_EDITIONS {
        tx.execute_unprepared(orden).await?;
    }
    Ok(())
}

/// Gives editions their order: that of the instants of their publication. One statement for each, because a statement that
/// looks at other rows of its table does not run where tables are distributed.
async fn number(tx: &DatabaseTransaction) -> Result<(), Error> {
    let backend = tx.get_database_backend();
    let todas = "SELECT instancia_id, numero FROM edicion ORDER BY instante, instancia_id, numero";
    let filas = tx
        .query_all_raw(Statement::from_string(backend, todas))
        .await?;
    for (orden, fila) in (1_i64..).zip(filas) {
        let (instancia, numero): (String, i32) =
            (fila.try_get_by_index(0)?, fila.try_get_by_index(1)?);
        let orden = Statement::from_sql_and_values(
            backend,
            "UPDATE edicion SET orden = $1 WHERE instancia_id = $2 AND numero = $3",
            [orden.into(), instancia.into(), numero.into()],
        );
        tx.execute_raw(orden).await?;
    }
    Ok(())
}

/// Signed files, withdrawals, and the order of publication across instancias.
async fn archivos_firmados(tx: &DatabaseTransaction) -> Result<(), Error> {
    for columna in [
        text_null("retirada"),
        big_integer_null("retirada_en"),
        big_integer("orden").default(0).to_owned(),
    ] {
        tx.execute(Table::alter().table("edicion").add_column(columna))
            .await?;
    }
    number(tx).await?;
    tx.execute(
        Index::create()
            .name("edicion_orden")
            .table("edicion")
            .col("orden"),
    )
    .await?;
    tx.execute(&of_edition(archivo_table(), "archivo")).await?;
    tx.execute(
        Index::create()
            .name("edicion_hash")
            .table("edicion")
            .col("hash"),
    )
    .await?;
    Ok(())
}

async fn publicaciones_inicial(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute(
        Table::create()
            .table("ajuste")
            .col(text("clave"))
            .col(text("valor"))
            .primary_key(Index::create().col("clave")),
    )
    .await?;
    tx.execute(
        Table::create()
            .table("instancia")
            .col(text("instancia_id"))
            .col(text("region"))
            .col(text("contenido"))
            .primary_key(Index::create().col("instancia_id")),
    )
    .await?;
    tx.execute(
        Table::create()
            .table("edicion")
            .col(text("instancia_id"))
            .col(integer("numero"))
            .col(date("corte"))
            .col(big_integer("instante"))
            .col(text("hash"))
            .col(boolean("sintetica"))
            .col(big_integer("umbral"))
            .col(integer("formato"))
            .primary_key(Index::create().col("instancia_id").col("numero")),
    )
    .await?;
    tx.execute(&of_edition(pieza_table(), "pieza")).await?;
    tx.execute(
        Index::create()
            .name("edicion_corte")
            .table("edicion")
            .col("instancia_id")
            .col("corte"),
    )
    .await?;
    tx.execute(&pieza_index()).await?;
    Ok(())
}

/// A table of what editions are made of, where editions are.
fn of_edition(mut tabla: TableCreateStatement, nombre: &'static str) -> TableCreateStatement {
    tabla.foreign_key(
        ForeignKey::create()
            .from(nombre, ("instancia_id", "numero"))
            .to("edicion", ("instancia_id", "numero")),
    );
    tabla
}

/// The documents that editions are made of.
fn pieza_table() -> TableCreateStatement {
    Table::create()
        .table("pieza")
        .col(text("instancia_id"))
        .col(integer("numero"))
        .col(text("tipo"))
        .col(text("padre"))
        .col(text("clave"))
        .col(binary("orden"))
        .col(text_null("clase"))
        .col(date_null("fecha"))
        .col(text_null("etiquetas"))
        .col(text("contenido"))
        .primary_key(
            Index::create()
                .col("instancia_id")
                .col("numero")
                .col("tipo")
                .col("padre")
                .col("clave"),
        )
        .to_owned()
}

fn pieza_index() -> IndexCreateStatement {
    Index::create()
        .name("pieza_orden")
        .table("pieza")
        .col("instancia_id")
        .col("numero")
        .col("tipo")
        .col("orden")
        .to_owned()
}

/// The signed files of editions.
fn archivo_table() -> TableCreateStatement {
    Table::create()
        .table("archivo")
        .col(text("instancia_id"))
        .col(integer("numero"))
        .col(binary("contenido"))
        .col(text("firma"))
        .col(text("clave_publica"))
        .primary_key(Index::create().col("instancia_id").col("numero"))
        .to_owned()
}

/// The printed reports of editions.
fn pliego_table() -> TableCreateStatement {
    Table::create()
        .table("pliego")
        .col(text("instancia_id"))
        .col(integer("numero"))
        .col(binary("contenido"))
        .col(text("firma"))
        .primary_key(Index::create().col("instancia_id").col("numero"))
        .to_owned()
}

/// The tables of what editions are made of.
pub(crate) const APARTE: [&str; 3] = ["pieza", "archivo", "pliego"];

/// Makes the tables of a file with what the editions of one instancia are made of, those that it has not: editions are in
/// another one.
pub(crate) async fn make_apart(db: &DatabaseConnection) -> Result<(), Error> {
    for mut tabla in [pieza_table(), archivo_table(), pliego_table()] {
        db.execute(tabla.if_not_exists()).await?;
    }
    db.execute(pieza_index().if_not_exists()).await?;
    Ok(())
}
