//! Of which version the tables of a store are, and bringing them up to date.

use std::collections::HashSet;

use sea_orm::sea_query::{ColumnDef, Table};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, Statement,
    TransactionTrait,
};

use super::falla::{Causa, Falla};
use super::transaccion::{CANDADO, is_read_only};
use crate::Error;
use crate::error::of_sqlx;
use crate::migracion::{self, Migracion};

/// The migrations that a store has had, by name. Nothing if it has no tables.
async fn done(db: &impl ConnectionTrait) -> Result<Option<HashSet<String>>, Error> {
    let orden = Statement::from_string(
        db.get_database_backend(),
        "SELECT version FROM seaql_migrations",
    );
    let filas = match db.query_all_raw(orden).await {
        Err(error) if missing_table(&error) => return Ok(None),
        Err(error) if code(&error).as_deref() == Some("42703") => return Err(of_others()),
        filas => filas?,
    };
    let hechas: Result<_, DbErr> = filas.iter().map(|fila| fila.try_get_by_index(0)).collect();
    Ok(Some(hechas?))
}

fn must_be_known(
    hechas: &HashSet<String>,
    conocidas: impl Iterator<Item = &'static Migracion>,
) -> Result<(), Error> {
    let conocidas: HashSet<&str> = conocidas.map(|una| una.nombre).collect();
    let suyas = hechas
        .iter()
        .filter(|hecha| conocidas.contains(hecha.as_str()));
    match suyas.count() {
        0 if !hechas.is_empty() => Err(of_others()),
        todas if todas == hechas.len() => Ok(()),
        _ => Err(Error::OtraVersion),
    }
}

fn of_others() -> Error {
    Error::SinConexion(Falla::new(Causa::Ajena, None))
}

/// That no newer version has changed the tables since the store was opened: an order may have thought for long in between. None
/// does while the transaction lasts.
pub(super) async fn must_know_tables(tx: &DatabaseTransaction) -> Result<(), Error> {
    // The file of an instancia alone has none.
    let hechas = done(tx).await?.unwrap_or_default();
    must_be_known(&hechas, migracion::of_both())
}

/// Those that the tables lack, in order, without writing anything; all of them where there are no tables.
///
/// # Errors
/// [`Error::OtraVersion`]: they have some that this version does not know.
pub(crate) async fn pending(
    db: &impl ConnectionTrait,
    conocidas: &'static [Migracion],
) -> Result<Vec<&'static Migracion>, Error> {
    let hechas = match done(db).await? {
        Some(hechas) => hechas,
        None if sees_no_schema(db).await => {
            return Err(Error::SinConexion(Falla::new(Causa::SinPermiso, None)));
        }
        None => HashSet::new(),
    };
    must_be_known(&hechas, conocidas.iter())?;
    let falta = |una: &&Migracion| !hechas.contains(una.nombre);
    Ok(conocidas.iter().filter(falta).collect())
}

/// Whether tables may be there and not be seen: who may not use a schema does not find what is in it.
async fn sees_no_schema(db: &impl ConnectionTrait) -> bool {
    let backend = db.get_database_backend();
    if backend != DatabaseBackend::Postgres {
        return false;
    }
    let orden = Statement::from_string(backend, "SELECT current_schema() IS NULL");
    let fila = db.query_one_raw(orden).await.ok().flatten();
    fila.is_some_and(|fila| fila.try_get_by_index(0) == Ok(true))
}

/// What a database calls an error.
fn code(error: &DbErr) -> Option<String> {
    let codigo = of_sqlx(error)?.as_database_error()?.code()?;
    Some(codigo.into_owned())
}

/// SQLite has no code of its own for it; PostgreSQL says it in the language of the server.
pub(crate) fn missing_table(error: &DbErr) -> bool {
    let causa = of_sqlx(error).and_then(sea_orm::sqlx::Error::as_database_error);
    causa.is_some_and(|causa| {
        causa.code().as_deref() == Some("42P01") || causa.message().starts_with("no such table")
    })
}

/// Whether a store has the tables of this version: nothing is written to find out.
pub(crate) async fn is_current(
    db: &DatabaseConnection,
    conocidas: &'static [Migracion],
) -> Result<bool, Error> {
    Ok(pending(db, conocidas).await?.is_empty())
}

/// Brings a store up to date. Each step and the note that it was done are in one transaction: whoever is killed goes on after
/// the last one.
pub(crate) async fn migrate(
    db: &DatabaseConnection,
    conocidas: &'static [Migracion],
) -> Result<(), Error> {
    // Named as the library did that took the steps once: it is in every store.
    let mut nombre = ColumnDef::new("version");
    let mut cuando = ColumnDef::new("applied_at");
    db.execute(
        Table::create()
            .table("seaql_migrations")
            .if_not_exists()
            .col(nombre.string().not_null().primary_key())
            .col(cuando.big_integer().not_null()),
    )
    .await?;
    for una in pending(db, conocidas).await? {
        let tx = db.begin().await?;
        (una.apply)(&tx).await?;
        let ahora = match tx.get_database_backend() {
            DatabaseBackend::Postgres => "CAST(EXTRACT(EPOCH FROM now()) AS bigint)",
            _ => "CAST(strftime('%s', 'now') AS integer)",
        };
        // The names are ours.
        let hecha = format!(
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('{}', {ahora})",
            una.nombre
        );
        tx.execute_unprepared(&hecha).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Brings a database up to date, if it is not, while nobody else writes: migrations of two processes at once would trip over each
/// other, and who is writing knows the tables as they were.
pub(crate) async fn migrate_postgres(
    db: &DatabaseConnection,
    conocidas: &'static [Migracion],
) -> Result<(), Error> {
    let al_dia = is_current(db, conocidas).await?;
    if is_read_only(db).await? {
        // A copy of a base: what is there is read as it is, if it is all there.
        let no_se_puede = || Error::SinConexion(Falla::new(Causa::SoloLectura, None));
        return al_dia.then_some(()).ok_or_else(no_se_puede);
    }
    if al_dia {
        return Ok(());
    }
    let todos = CANDADO + 1;
    let locks = |orden: &str| format!("SELECT {orden}({todos}), {orden}({CANDADO})");
    db.execute_unprepared(&locks("pg_advisory_lock")).await?;
    let resultado = migrate(db, conocidas).await;
    db.execute_unprepared(&locks("pg_advisory_unlock")).await?;
    resultado
}
