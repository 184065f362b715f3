//! Tables of the public store.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, date, date_null, integer, integer_null, text,
    text_null,
};

pub(crate) struct Migrador;

impl MigratorTrait for Migrador {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Inicial), Box::new(Archivos), Box::new(Novedades)]
    }
}

/// What happened to what is published, in order, and the keys that sign it. Of before there is what editions say.
struct Novedades;

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

impl MigrationName for Novedades {
    fn name(&self) -> &'static str {
        "m0003_novedades"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Novedades {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("novedad")
                    .col(text("instancia_id"))
                    .col(big_integer("orden"))
                    .col(text("tipo"))
                    .col(integer_null("numero"))
                    .col(text_null("clave"))
                    .col(big_integer("instante"))
                    .col(text("huella"))
                    .primary_key(Index::create().col("instancia_id").col("orden"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("novedad_orden")
                    .table("novedad")
                    .col("orden")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("clave")
                    .col(text("instancia_id"))
                    .col(text("clave_publica"))
                    .col(big_integer("desde"))
                    .col(text_null("anterior"))
                    .col(text_null("firma"))
                    .primary_key(Index::create().col("instancia_id").col("clave_publica"))
                    .to_owned(),
            )
            .await?;
        for orden in OF_EDITIONS {
            manager.get_connection().execute_unprepared(orden).await?;
        }
        Ok(())
    }
}

/// Signed files, withdrawals, and the order of publication across instancias.
struct Archivos;

impl MigrationName for Archivos {
    fn name(&self) -> &'static str {
        "m0002_archivos"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Archivos {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for columna in [
            text_null("retirada"),
            big_integer_null("retirada_en"),
            big_integer("orden").default(0).to_owned(),
        ] {
            manager
                .alter_table(
                    Table::alter()
                        .table("edicion")
                        .add_column(columna)
                        .to_owned(),
                )
                .await?;
        }
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE edicion SET orden = (SELECT COUNT(*) FROM edicion e WHERE \
                 (e.instante, e.instancia_id, e.numero) <= (edicion.instante, edicion.instancia_id, edicion.numero))",
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("edicion_orden")
                    .table("edicion")
                    .col("orden")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("archivo")
                    .col(text("instancia_id"))
                    .col(integer("numero"))
                    .col(binary("contenido"))
                    .col(text("firma"))
                    .col(text("clave_publica"))
                    .primary_key(Index::create().col("instancia_id").col("numero"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("archivo", ("instancia_id", "numero"))
                            .to("edicion", ("instancia_id", "numero")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("edicion_hash")
                    .table("edicion")
                    .col("hash")
                    .to_owned(),
            )
            .await
    }
}

struct Inicial;

impl MigrationName for Inicial {
    fn name(&self) -> &'static str {
        "m0001_publicaciones"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Inicial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("ajuste")
                    .col(text("clave"))
                    .col(text("valor"))
                    .primary_key(Index::create().col("clave"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("instancia")
                    .col(text("instancia_id"))
                    .col(text("region"))
                    .col(text("contenido"))
                    .primary_key(Index::create().col("instancia_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
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
                    .primary_key(Index::create().col("instancia_id").col("numero"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
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
                    .foreign_key(
                        ForeignKey::create()
                            .from("pieza", ("instancia_id", "numero"))
                            .to("edicion", ("instancia_id", "numero")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("edicion_corte")
                    .table("edicion")
                    .col("instancia_id")
                    .col("corte")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("pieza_orden")
                    .table("pieza")
                    .col("instancia_id")
                    .col("numero")
                    .col("tipo")
                    .col("orden")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
