//! Transactions, rows by the thousand, and counts.

use sea_orm::{
    AccessMode, ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, EntityTrait, IntoActiveModel, IsolationLevel, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use super::falla::{Causa, Falla};
use crate::Error;

/// Rows per statement: databases bound the number of parameters of one.
pub(crate) const LOTE: usize = 1000;

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

/// Begins a transaction that will write, waiting for its turn: what it finds missing, nobody else is
/// about to insert, and numbers follow one another.
pub(crate) async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, Error> {
    let opciones = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let tx = db.begin_with_options(opciones).await?;
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(20067)")
            .await?;
    }
    Ok(tx)
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

/// How many migrations the tables lack, without writing anything.
///
/// # Errors
/// [`Error::OtraVersion`]: they have some that this version does not know.
pub(crate) async fn pending<M: MigratorTrait>(db: &DatabaseConnection) -> Result<usize, Error> {
    let pregunta = Statement::from_string(
        db.get_database_backend(),
        "SELECT version FROM seaql_migrations",
    );
    let conocidas = M::migrations();
    let filas = db.query_all_raw(pregunta).await?;
    for fila in &filas {
        let version: String = fila.try_get_by_index(0)?;
        if !conocidas.iter().any(|conocida| conocida.name() == version) {
            return Err(Error::OtraVersion);
        }
    }
    Ok(conocidas.len() - filas.len())
}

/// Migrations of two processes at once would trip over each other.
pub(crate) async fn migrate_postgres<M: MigratorTrait>(
    db: &DatabaseConnection,
) -> Result<(), Error> {
    if is_read_only(db).await? {
        // A copy of a base: what is there is read as it is, if it is all there.
        return match pending::<M>(db).await {
            Ok(0) => Ok(()),
            Err(error @ Error::OtraVersion) => Err(error),
            Ok(_) | Err(_) => Err(Error::SinConexion(Falla::new(Causa::SoloLectura, None))),
        };
    }
    // Any number will do, as long as it is the same in every Pacto.
    db.execute_unprepared("SELECT pg_advisory_lock(20067)")
        .await?;
    let resultado = M::up(db, None).await;
    db.execute_unprepared("SELECT pg_advisory_unlock(20067)")
        .await?;
    Ok(resultado?)
}

/// A count, which databases give with a sign.
pub(crate) fn natural(n: i64) -> Result<u64, Error> {
    u64::try_from(n).map_err(|_| Error::Ilegible("conteo"))
}
