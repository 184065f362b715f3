//! What a press that was killed left between its files: taken back, and told apart from an index that is lost.

use std::collections::BTreeMap;
use std::path::Path;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    Statement,
};

use super::archivos::{apart, lost, unfinished, written};
use super::imprenta::{copy, finish, replace};
use crate::Error;
use crate::almacen::{Uso, open_sqlite};
use crate::entidad::edicion;
use crate::migracion::publicaciones::{APARTE, make_apart};

/// Editions of an instancia after the last that its index knows.
const DESCONOCIDAS: &str = "WHERE instancia_id = $1 AND numero > $2";

/// Takes back the edition of a press that was killed between both files: the one of its instancia is in its place, and the new index,
/// which is whole then, still beside it. Nobody has seen that edition.
///
/// # Errors
/// Those of the store.
pub(super) async fn undo_killed(indice: &Path) -> Result<(), Error> {
    let nueva = unfinished(indice);
    if !nueva.exists() || nueva.with_extension("nueva-journal").exists() {
        return Ok(());
    }
    let Ok(prometidas) = numbers(&nueva).await else {
        // It was not even finished: nothing was put in its place.
        return Ok(());
    };
    let conocidas = if indice.exists() {
        numbers(indice).await?
    } else {
        BTreeMap::new()
    };
    for (instancia, ultima) in prometidas {
        let conocida = conocidas.get(&instancia).copied().unwrap_or(0);
        let suyo = apart(indice, &instancia);
        if ultima != conocida + 1 || !suyo.exists() {
            continue;
        }
        let db = open_sqlite(&suyo, Uso::Lectura).await?;
        let escrita = written(&db, &instancia).await?;
        db.close().await?;
        if escrita == Some(ultima) {
            let copia = copy(&suyo)?;
            let db = open_sqlite(&copia, Uso::Imprenta).await?;
            make_apart(&db).await?;
            for tabla in APARTE {
                let orden = format!("DELETE FROM {tabla} {DESCONOCIDAS}");
                db.execute_raw(asking(&db, orden, &instancia, conocida))
                    .await?;
            }
            db.close().await?;
            finish(&copia)?;
            replace(&suyo)?;
        }
    }
    Ok(())
}

/// That the index knows all that the editions of an instancia say, before another is written beside them.
///
/// # Errors
/// [`Error::SinConexion`]: it is not their index, but one from before, or of others.
pub(super) async fn must_know_all(
    tx: &DatabaseTransaction,
    instancia: &str,
    indice: &Path,
) -> Result<(), Error> {
    let conocida = edicion::Entity::find()
        .select_only()
        .column_as(edicion::Column::Numero.max(), "ultima")
        .filter(edicion::Column::InstanciaId.eq(instancia))
        .into_tuple::<Option<i32>>()
        .one(tx)
        .await?
        .flatten()
        .unwrap_or(0);
    for tabla in APARTE {
        let orden = format!("SELECT 1 FROM {tabla} {DESCONOCIDAS} LIMIT 1");
        let alguna = tx.query_one_raw(asking(tx, orden, instancia, conocida));
        if alguna.await?.is_some() {
            return Err(lost(indice));
        }
    }
    Ok(())
}

fn asking(db: &impl ConnectionTrait, orden: String, instancia: &str, conocida: i32) -> Statement {
    let valores = [instancia.into(), conocida.into()];
    Statement::from_sql_and_values(db.get_database_backend(), orden, valores)
}

/// The last edition of each instancia that an index knows.
async fn numbers(indice: &Path) -> Result<BTreeMap<String, i32>, Error> {
    let db = open_sqlite(indice, Uso::Lectura).await?;
    let filas: Vec<(String, i32)> = edicion::Entity::find()
        .select_only()
        .column(edicion::Column::InstanciaId)
        .column_as(edicion::Column::Numero.max(), "ultima")
        .group_by(edicion::Column::InstanciaId)
        .into_tuple()
        .all(&db)
        .await?;
    db.close().await?;
    Ok(filas.into_iter().collect())
}
