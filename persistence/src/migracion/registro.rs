//! Tables of the private store.

use sea_orm::sea_query::{ForeignKey, Index, Table};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction};

use super::Migracion;
use super::columna::{
    big_integer, big_integer_null, binary, binary_null, date, date_null, integer, integer_null,
    text, text_null, timestamp_with_time_zone,
};
use crate::Error;

pub(crate) const MIGRACIONES: &[Migracion] = &[
    Migracion {
        nombre: "m0001_registro",
        apply: |tx| Box::pin(registro_inicial(tx)),
    },
    Migracion {
        nombre: "m0002_cierre",
        apply: |tx| Box::pin(cierre(tx)),
    },
    Migracion {
        nombre: "m0003_renglones",
        apply: |tx| Box::pin(renglones(tx)),
    },
    Migracion {
        nombre: "m0004_bitacora",
        apply: |tx| Box::pin(bitacora_y_alias(tx)),
    },
    Migracion {
        nombre: "m0005_reapertura",
        apply: |tx| Box::pin(reapertura(tx)),
    },
    Migracion {
        nombre: "m0006_propias",
        apply: |tx| Box::pin(super::propias::propias(tx)),
    },
    Migracion {
        nombre: "m0007_identidad",
        apply: |tx| Box::pin(super::identidad::identidad(tx)),
    },
    Migracion {
        nombre: "m0008_meses",
        apply: |tx| Box::pin(super::meses::meses(tx)),
    },
    Migracion {
        nombre: "m0009_sobra",
        apply: |tx| Box::pin(super::sobra::sobra(tx)),
    },
    Migracion {
        nombre: "m0010_enlace",
        apply: |tx| Box::pin(super::enlace::enlaces(tx)),
    },
    Migracion {
        nombre: "m0011_misma",
        apply: |tx| Box::pin(super::misma::misma(tx)),
    },
];

async fn registro_inicial(tx: &DatabaseTransaction) -> Result<(), Error> {
    institution(tx).await?;
    people(tx).await?;
    attentions(tx).await
}

/// Closed periods: the month in which an attention counts, and what editions have counted.
async fn cierre(tx: &DatabaseTransaction) -> Result<(), Error> {
    for columna in [integer("mes").default(0).to_owned(), text_null("tipos")] {
        tx.execute(Table::alter().table("atencion").add_column(columna))
            .await?;
    }
    let db = tx;
    // Of a date: text of it depends on settings, and does not run where tables are distributed.
    let del_dia = match tx.get_database_backend() {
        DatabaseBackend::Postgres => {
            "CAST(EXTRACT(YEAR FROM fecha) * 100 + EXTRACT(MONTH FROM fecha) AS integer)"
        }
        _ => "CAST(substr(fecha, 1, 4) AS integer) * 100 + CAST(substr(fecha, 6, 2) AS integer)",
    };
    db.execute_unprepared(&format!("UPDATE atencion SET mes = {del_dia}"))
        .await?;
    let junta = match tx.get_database_backend() {
        DatabaseBackend::Postgres => "string_agg(v.clave, '+' ORDER BY v.clave)",
        _ => "group_concat(v.clave, '+' ORDER BY v.clave)",
    };
    db.execute_unprepared(&format!(
        "UPDATE atencion SET tipos = (SELECT {junta} FROM atencion_violencia v \
             WHERE v.instancia_id = atencion.instancia_id AND v.atencion_id = atencion.id \
             AND v.catalogo = 'TIPO_VIOLENCIA')"
    ))
    .await?;
    // Whoever is taken out of the register is looked for among the attentions.
    tx.execute(
        Index::create()
            .name("atencion_persona")
            .table("atencion")
            .col("instancia_id")
            .col("persona_id"),
    )
    .await?;
    tx.execute(
        Index::create()
            .name("atencion_mes")
            .table("atencion")
            .col("instancia_id")
            .col("mes"),
    )
    .await?;
    tx.execute(
        Table::create()
            .table("congelado")
            .col(text("instancia_id"))
            .col(integer("anio"))
            .col(date("corte"))
            .col(binary("contenido"))
            .primary_key(Index::create().col("instancia_id").col("anio").col("corte")),
    )
    .await?;
    Ok(())
}

/// Rows of sheets: what each attention came in, and what it said before it was put right.
async fn renglones(tx: &DatabaseTransaction) -> Result<(), Error> {
    for columna in [
        text_null("folio"),
        binary_null("renglon"),
        binary_null("huella"),
    ] {
        let mut tabla = Table::alter();
        tabla.table("atencion").add_column(columna);
        tx.execute(&tabla).await?;
    }
    tx.execute(
        Index::create()
            .name("atencion_renglon")
            .table("atencion")
            .col("instancia_id")
            .col("renglon")
            .unique(),
    )
    .await?;
    tx.execute(
        Table::create()
            .table("cancelado")
            .col(text("instancia_id"))
            .col(binary("renglon"))
            .primary_key(Index::create().col("instancia_id").col("renglon")),
    )
    .await?;
    tx.execute(
        Table::create()
            .table("historia")
            .col(text("instancia_id"))
            .col(big_integer("numero"))
            .col(big_integer("atencion_id"))
            .col(timestamp_with_time_zone("cuando"))
            .col(text("anterior"))
            .primary_key(Index::create().col("instancia_id").col("numero")),
    )
    .await?;
    Ok(())
}

/// What is done to the register, written once; other ways of writing the entries of its catalogues; what editions have
/// counted of a person, where something else is known of her now.
async fn bitacora_y_alias(tx: &DatabaseTransaction) -> Result<(), Error> {
    for columna in [
        integer_null("contado_anio"),
        text_null("contado_sexo"),
        integer_null("contado_nacimiento"),
        text_null("contado_silencio"),
    ] {
        let mut tabla = Table::alter();
        tabla.table("persona").add_column(columna);
        tx.execute(&tabla).await?;
    }
    for columna in [big_integer_null("persona_id"), binary_null("huella")] {
        let mut tabla = Table::alter();
        tabla.table("historia").add_column(columna);
        tx.execute(&tabla).await?;
    }
    tx.execute(
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
            .primary_key(Index::create().col("numero")),
    )
    .await?;
    // Slips are refused here; whoever is determined, the chain shows.
    let solo_crece = match tx.get_database_backend() {
        DatabaseBackend::Postgres => {
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
    tx.execute_unprepared(solo_crece).await?;
    tx.execute(
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
            ),
    )
    .await?;
    Ok(())
}

/// Closings that were undone.
async fn reapertura(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute(
        Table::create()
            .table("reapertura")
            .col(text("instancia_id"))
            .col(big_integer("numero"))
            .col(date("corte"))
            .col(date_null("anterior"))
            .col(binary("contenido"))
            .col(text("motivo"))
            .col(big_integer("cuando"))
            .primary_key(Index::create().col("instancia_id").col("numero")),
    )
    .await?;
    Ok(())
}

/// What the instancia is and did.
async fn institution(tx: &DatabaseTransaction) -> Result<(), Error> {
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
            ),
    )
    .await?;
    tx.execute(
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
            ),
    )
    .await?;
    Ok(())
}

/// Whom it attended.
async fn people(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute(
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
            .primary_key(Index::create().col("instancia_id").col("id")),
    )
    .await?;
    tx.execute(
        Index::create()
            .name("persona_seudonimo")
            .table("persona")
            .col("instancia_id")
            .col("seudonimo")
            .unique(),
    )
    .await?;
    Ok(())
}

/// What it attended them for, and the types of violence.
async fn attentions(tx: &DatabaseTransaction) -> Result<(), Error> {
    tx.execute(
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
            ),
    )
    .await?;
    tx.execute(
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
            ),
    )
    .await?;
    tx.execute(
        Index::create()
            .name("atencion_fecha")
            .table("atencion")
            .col("instancia_id")
            .col("fecha"),
    )
    .await?;
    Ok(())
}
