//! Transactions, rows by the thousand, and counts.

use domain::Clave;
use sea_orm::{
    AccessMode, ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, EntityTrait, IntoActiveModel, IsolationLevel, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};

use super::version::must_know_tables;
use crate::Error;

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
pub(super) const CANDADO: i32 = 20_067;

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

/// A count, which databases give with a sign.
pub(crate) fn natural(n: i64) -> Result<u64, Error> {
    u64::try_from(n).map_err(|_| Error::Ilegible("conteo"))
}
