//! Transactions, rows by the thousand, and counts.

use domain::Clave;
use sea_orm::{
    AccessMode, ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, IsolationLevel, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use super::falla::{Causa, Falla};
use crate::Error;
use crate::migracion;

/// Rows per statement: databases bound the number of parameters of one.
const LOTE: usize = 1000;

/// Inserts rows, some per statement.
pub(crate) async fn insert_all<A>(db: &impl ConnectionTrait, filas: Vec<A>) -> Result<(), Error>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let mut filas = filas.into_iter().peekable();
    while filas.peek().is_some() {
        A::Entity::insert_many(filas.by_ref().take(LOTE))
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// The number of the locks of every Pacto in a PostgreSQL database. Any would do.
///
/// - `(CANDADO, clave)`: whoever writes of an instancia.
/// - `CANDADO`: whoever writes what is of the whole store (an entry of the log, of which nature its data are), at the end of
///   its transaction; and migrations.
/// - `CANDADO + 1`: shared by whoever writes of an instancia; alone, whoever copies or restores the whole store, or migrates.
const CANDADO: i32 = 20_067;

/// Begins a transaction that will write of an instancia, or only what [`lock_whole`] guards, waiting for its turn: what it finds
/// missing of that instancia, nobody else is about to insert. On SQLite all writers of a store take turns.
pub(crate) async fn begin_write(
    db: &DatabaseConnection,
    instancia: Option<&Clave>,
) -> Result<DatabaseTransaction, Error> {
    let opciones = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let tx = db.begin_with_options(opciones).await?;
    if let Some(instancia) = instancia
        && tx.get_database_backend() == DatabaseBackend::Postgres
    {
        let todos = CANDADO + 1;
        // A key is five digits.
        tx.execute_unprepared(&format!(
            "SELECT pg_advisory_xact_lock_shared({todos}), pg_advisory_xact_lock({CANDADO}, '{instancia}'::integer)"
        ))
        .await?;
    }
    must_know_tables(&tx).await?;
    Ok(tx)
}

/// That no newer version has changed the tables since the store was opened: an order may have thought for long in between. None
/// does while the transaction lasts.
async fn must_know_tables(tx: &DatabaseTransaction) -> Result<(), Error> {
    let hechas = match tx.query_all_raw(versions(tx)).await {
        // The file of an instancia alone has none.
        Err(error) if missing_table(&error) => return Ok(()),
        hechas => hechas?,
    };
    let conocidas = migracion::of_both();
    for fila in &hechas {
        must_be_known(&fila.try_get_by_index::<String>(0)?, &conocidas)?;
    }
    Ok(())
}

fn must_be_known(version: &str, conocidas: &[Box<dyn MigrationTrait>]) -> Result<(), Error> {
    let conocida = conocidas.iter().any(|conocida| conocida.name() == version);
    conocida.then_some(()).ok_or(Error::OtraVersion)
}

fn versions(db: &impl ConnectionTrait) -> Statement {
    Statement::from_string(
        db.get_database_backend(),
        "SELECT version FROM seaql_migrations",
    )
}

/// Begins a transaction while which nobody else writes of any instancia.
pub(crate) async fn begin_alone(db: &DatabaseConnection) -> Result<DatabaseTransaction, Error> {
    let tx = begin_write(db, None).await?;
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        let todos = CANDADO + 1;
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({todos})"))
            .await?;
    }
    lock_whole(&tx).await?;
    Ok(tx)
}

/// Waits for the turn to write what is of the whole store, until the transaction ends: numbers follow one another.
pub(crate) async fn lock_whole(tx: &impl ConnectionTrait) -> Result<(), Error> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({CANDADO})"))
            .await?;
    }
    Ok(())
}

/// Whether a database is one of Citus: its nodes have a snapshot each.
pub(crate) async fn is_citus(db: &impl ConnectionTrait) -> Result<bool, Error> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(false);
    }
    let orden = Statement::from_string(
        db.get_database_backend(),
        "SELECT 1 FROM pg_extension WHERE extname = 'citus'",
    );
    Ok(db.query_one_raw(orden).await?.is_some())
}

/// Begins a transaction in which all tables are of one moment: whatever others write meanwhile does not show, or, where nodes
/// have a snapshot each, nobody writes meanwhile.
pub(crate) async fn begin_copy(db: &DatabaseConnection) -> Result<DatabaseTransaction, Error> {
    if is_citus(db).await? {
        begin_alone(db).await
    } else {
        begin_snapshot(db).await
    }
}

/// Begins a transaction that sees one state of the store, whatever others write meanwhile.
pub(crate) async fn begin_snapshot(db: &DatabaseConnection) -> Result<DatabaseTransaction, Error> {
    let opciones = match db.get_database_backend() {
        DatabaseBackend::Postgres => TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..Default::default()
        },
        // A read transaction of SQLite is a snapshot.
        _ => TransactionOptions::default(),
    };
    Ok(db.begin_with_options(opciones).await?)
}

/// Whether nothing can be written: a copy that follows another base, or one that was set so.
pub(crate) async fn is_read_only(db: &DatabaseConnection) -> Result<bool, Error> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(false);
    }
    let pregunta = Statement::from_string(DatabaseBackend::Postgres, "SHOW transaction_read_only");
    let valor = db.query_one_raw(pregunta).await?;
    let valor: Option<String> = valor.map(|fila| fila.try_get_by_index(0)).transpose()?;
    Ok(valor.as_deref() == Some("on"))
}

/// How many migrations the tables lack, without writing anything; all of them where there are no tables.
///
/// # Errors
/// [`Error::OtraVersion`]: they have some that this version does not know.
pub(crate) async fn pending<M: MigratorTrait>(db: &impl ConnectionTrait) -> Result<usize, Error> {
    let conocidas = M::migrations();
    let filas = match db.query_all_raw(versions(db)).await {
        Err(error) if missing_table(&error) => return Ok(conocidas.len()),
        filas => filas?,
    };
    for fila in &filas {
        must_be_known(&fila.try_get_by_index::<String>(0)?, &conocidas)?;
    }
    Ok(conocidas.len() - filas.len())
}

/// SQLite has no code of its own for it; PostgreSQL says it in the language of the server.
pub(crate) fn missing_table(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(causa)) | DbErr::Exec(RuntimeErr::SqlxError(causa))) =
        error
    else {
        return false;
    };
    causa.as_database_error().is_some_and(|causa| {
        causa.code().as_deref() == Some("42P01") || causa.message().starts_with("no such table")
    })
}

/// Whether a store has the tables of this version: nothing is written to find out.
pub(crate) async fn is_current<M: MigratorTrait>(db: &DatabaseConnection) -> Result<bool, Error> {
    Ok(pending::<M>(db).await? == 0)
}

/// Brings a database up to date, if it is not, while nobody else writes: migrations of two processes at once would trip over each
/// other, and who is writing knows the tables as they were.
pub(crate) async fn migrate_postgres<M: MigratorTrait>(
    db: &DatabaseConnection,
) -> Result<(), Error> {
    let al_dia = is_current::<M>(db).await?;
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
    let resultado = M::up(db, None).await;
    db.execute_unprepared(&locks("pg_advisory_unlock")).await?;
    Ok(resultado?)
}

/// A count, which databases give with a sign.
pub(crate) fn natural(n: i64) -> Result<u64, Error> {
    u64::try_from(n).map_err(|_| Error::Ilegible("conteo"))
}
