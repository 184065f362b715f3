//! Tables of the private store.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, date, date_null, integer, integer_null,
    text, text_null, timestamp_with_time_zone,
};

use super::identidad::Identidad;

pub(crate) struct MigradorDelRegistro;

impl MigratorTrait for MigradorDelRegistro {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(RegistroInicial),
            Box::new(Cierre),
            Box::new(Renglones),
            Box::new(BitacoraYAlias),
            Box::new(Reapertura),
            Box::new(super::propias::Propias),
            Box::new(Identidad),
            Box::new(super::meses::Meses),
            Box::new(super::sobra::Sobra),
            Box::new(super::enlace::Enlaces),
        ]
    }
}

struct RegistroInicial;

named!(RegistroInicial, "m0001_registro");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for RegistroInicial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        institution(manager).await?;
        people(manager).await?;
        attentions(manager).await
    }
}

/// Closed periods: the month in which an attention counts, and what editions have counted.
struct Cierre;

named!(Cierre, "m0002_cierre");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Cierre {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for columna in [integer("mes").default(0).to_owned(), text_null("tipos")] {
            manager
                .alter_table(
                    Table::alter()
                        .table("atencion")
                        .add_column(columna)
                        .to_owned(),
                )
                .await?;
        }
        let db = manager.get_connection();
        // Of a date: text of it depends on settings, and does not run where tables are distributed.
        let del_dia = match manager.get_database_backend() {
            sea_orm::DatabaseBackend::Postgres => {
                "CAST(EXTRACT(YEAR FROM fecha) * 100 + EXTRACT(MONTH FROM fecha) AS integer)"
            }
            _ => {
                "CAST(substr(fecha, 1, 4) AS integer) * 100 + CAST(substr(fecha, 6, 2) AS integer)"
            }
        };
        db.execute_unprepared(&format!("UPDATE atencion SET mes = {del_dia}"))
            .await?;
        let junta = match manager.get_database_backend() {
            sea_orm::DatabaseBackend::Postgres => "string_agg(v.clave, '+' ORDER BY v.clave)",
            _ => "group_concat(v.clave, '+' ORDER BY v.clave)",
        };
        db.execute_unprepared(&format!(
            "UPDATE atencion SET tipos = (SELECT {junta} FROM atencion_violencia v \
             WHERE v.instancia_id = atencion.instancia_id AND v.atencion_id = atencion.id \
             AND v.catalogo = 'TIPO_VIOLENCIA')"
        ))
        .await?;
        // Whoever is taken out of the register is looked for among the attentions.
        manager
            .create_index(
                Index::create()
                    .name("atencion_persona")
                    .table("atencion")
                    .col("instancia_id")
                    .col("persona_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("atencion_mes")
                    .table("atencion")
                    .col("instancia_id")
                    .col("mes")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("congelado")
                    .col(text("instancia_id"))
                    .col(integer("anio"))
                    .col(date("corte"))
                    .col(binary("contenido"))
                    .primary_key(Index::create().col("instancia_id").col("anio").col("corte"))
                    .to_owned(),
            )
            .await
    }
}

/// Rows of sheets: what each attention came in, and what it said before it was put right.
struct Renglones;

named!(Renglones, "m0003_renglones");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Renglones {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for columna in [
            text_null("folio"),
            binary_null("renglon"),
            binary_null("huella"),
        ] {
            let mut tabla = Table::alter();
            tabla.table("atencion").add_column(columna);
            manager.alter_table(tabla).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("atencion_renglon")
                    .table("atencion")
                    .col("instancia_id")
                    .col("renglon")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("cancelado")
                    .col(text("instancia_id"))
                    .col(binary("renglon"))
                    .primary_key(Index::create().col("instancia_id").col("renglon"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("historia")
                    .col(text("instancia_id"))
                    .col(big_integer("numero"))
                    .col(big_integer("atencion_id"))
                    .col(timestamp_with_time_zone("cuando"))
                    .col(text("anterior"))
                    .primary_key(Index::create().col("instancia_id").col("numero"))
                    .to_owned(),
            )
            .await
    }
}

/// What is done to the register, written once; other ways of writing the entries of its catalogues; what editions have
/// counted of a person, where something else is known of her now.
struct BitacoraYAlias;

named!(BitacoraYAlias, "m0004_bitacora");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for BitacoraYAlias {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for columna in [
            integer_null("contado_anio"),
            text_null("contado_sexo"),
            integer_null("contado_nacimiento"),
            text_null("contado_silencio"),
        ] {
            let mut tabla = Table::alter();
            tabla.table("persona").add_column(columna);
            manager.alter_table(tabla).await?;
        }
        for columna in [big_integer_null("persona_id"), binary_null("huella")] {
            let mut tabla = Table::alter();
            tabla.table("historia").add_column(columna);
            manager.alter_table(tabla).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("bitacora")
                    .col(big_integer("numero"))
                    .col(text("cuando"))
                    .col(text("quien"))
                    .col(text("instancia_id"))
                    .col(text("orden"))
                    .col(text("detalle"))
                    .col(text_null("archivo"))
                    .col(text("hash"))
                    .primary_key(Index::create().col("numero"))
                    .to_owned(),
            )
            .await?;
        // Slips are refused here; whoever is determined, the chain shows.
        let solo_crece = match manager.get_database_backend() {
            sea_orm::DatabaseBackend::Postgres => {
                "CREATE FUNCTION bitacora_solo_crece() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'la bitácora sólo crece'; END $$; \
                 CREATE TRIGGER bitacora_solo_crece BEFORE UPDATE OR DELETE OR TRUNCATE ON bitacora \
                 FOR EACH STATEMENT EXECUTE FUNCTION bitacora_solo_crece()"
            }
            _ => {
                "CREATE TRIGGER bitacora_no_cambia BEFORE UPDATE ON bitacora \
                 BEGIN SELECT RAISE(ABORT, 'la bitácora sólo crece'); END; \
                 CREATE TRIGGER bitacora_no_mengua BEFORE DELETE ON bitacora \
                 BEGIN SELECT RAISE(ABORT, 'la bitácora sólo crece'); END"
            }
        };
        manager
            .get_connection()
            .execute_unprepared(solo_crece)
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("alias")
                    .col(text("instancia_id"))
                    .col(text("catalogo"))
                    .col(text("escrito"))
                    .col(text("clave"))
                    .primary_key(
                        Index::create()
                            .col("instancia_id")
                            .col("catalogo")
                            .col("escrito"),
                    )
                    .to_owned(),
            )
            .await
    }
}

/// Closings that were undone.
struct Reapertura;

named!(Reapertura, "m0005_reapertura");

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Reapertura {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("reapertura")
                    .col(text("instancia_id"))
                    .col(big_integer("numero"))
                    .col(date("corte"))
                    .col(date_null("anterior"))
                    .col(binary("contenido"))
                    .col(text("motivo"))
                    .col(big_integer("cuando"))
                    .primary_key(Index::create().col("instancia_id").col("numero"))
                    .to_owned(),
            )
            .await
    }
}

/// What the instancia is and did.
async fn institution(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
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
                .table("documento")
                .col(text("instancia_id"))
                .col(text("tipo"))
                .col(text("padre"))
                .col(text("clave"))
                .col(text("contenido"))
                .primary_key(
                    Index::create()
                        .col("instancia_id")
                        .col("tipo")
                        .col("padre")
                        .col("clave"),
                )
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("entrada")
                .col(text("instancia_id"))
                .col(text("catalogo"))
                .col(text("clave"))
                .col(integer("orden"))
                .col(text("nombre"))
                .col(text_null("fundamento"))
                .col(date_null("desde"))
                .col(date_null("hasta"))
                .col(text_null("area"))
                .col(text_null("grupo"))
                .primary_key(
                    Index::create()
                        .col("instancia_id")
                        .col("catalogo")
                        .col("clave"),
                )
                .to_owned(),
        )
        .await?;
    Ok(())
}

/// Whom it attended.
async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("persona")
                .col(text("instancia_id"))
                .col(big_integer("id"))
                .col(binary("seudonimo"))
                .col(text("sexo"))
                .col(integer_null("anio_nacimiento"))
                .col(text_null("silencio_nacimiento"))
                .col(text("indigena"))
                .col(text("lengua_indigena"))
                .col(text("afromexicana"))
                .col(text("discapacidad"))
                .col(text("escolaridad"))
                .primary_key(Index::create().col("instancia_id").col("id"))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("persona_seudonimo")
                .table("persona")
                .col("instancia_id")
                .col("seudonimo")
                .unique()
                .to_owned(),
        )
        .await?;
    Ok(())
}

/// What it attended them for, and the types of violence.
async fn attentions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("atencion")
                .col(text("instancia_id"))
                .col(big_integer("id"))
                .col(date("fecha"))
                .col(text("servicio"))
                .col(text("lugar"))
                .col(text("visita"))
                .col(text("violencia"))
                .col(text_null("unidad"))
                .col(big_integer_null("persona_id"))
                .primary_key(Index::create().col("instancia_id").col("id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("atencion", ("instancia_id", "persona_id"))
                        .to("persona", ("instancia_id", "id")),
                )
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("atencion_violencia")
                .col(text("instancia_id"))
                .col(big_integer("atencion_id"))
                .col(text("catalogo"))
                .col(text("clave"))
                .primary_key(
                    Index::create()
                        .col("instancia_id")
                        .col("atencion_id")
                        .col("catalogo")
                        .col("clave"),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("atencion_violencia", ("instancia_id", "atencion_id"))
                        .to("atencion", ("instancia_id", "id")),
                )
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("atencion_fecha")
                .table("atencion")
                .col("instancia_id")
                .col("fecha")
                .to_owned(),
        )
        .await?;
    Ok(())
}
