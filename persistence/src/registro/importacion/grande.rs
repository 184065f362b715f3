//! Large sheets on SQLite, so that they need their room on the disk once.

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

use super::super::Registro;
use crate::Error;

/// Bytes of a sheet from which on it is a large one.
const GRANDE: u64 = 128 << 20;
/// Rows from which on what an import leaves in the journal is worth taking out of it.
const MUCHOS: u64 = 10_000;

impl Registro {
    /// Prepares for a sheet of so many bytes, that is imported next. In the journal of the register (WAL) everything that one
    /// transaction writes is on the disk a second time. For a large sheet it is written where it belongs instead, and kept
    /// aside what was there before, which is undone if the import is killed; other commands are refused meanwhile ([`Error::Turno`]). If others
    /// have the register open, it stays as it is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn expect(&self, bytes: u64) -> Result<(), Error> {
        if bytes >= GRANDE && self.db.get_database_backend() == DatabaseBackend::Sqlite {
            // Whoever opens it next sets it back.
            match self
                .db
                .execute_unprepared("PRAGMA journal_mode = DELETE")
                .await
            {
                Ok(_) => {}
                Err(error) => match error.into() {
                    Error::Turno => tracing::info!(
                        "el registro está en uso: la hoja ocupará dos veces su sitio en el disco"
                    ),
                    error => return Err(error),
                },
            }
        }
        Ok(())
    }
}

/// Takes what many rows have left in the journal out of it, if nobody is reading: it would keep its size until the next large import.
pub(super) async fn tidy(db: &DatabaseConnection, nuevos: u64) -> Result<(), Error> {
    if nuevos < MUCHOS || db.get_database_backend() != DatabaseBackend::Sqlite {
        return Ok(());
    }
    for orden in [
        "PRAGMA journal_mode = WAL",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ] {
        // The import stands: who reads has the rest done later.
        let hecho = db
            .query_all_raw(Statement::from_string(DatabaseBackend::Sqlite, orden))
            .await;
        if let Err(error) = hecho {
            tracing::debug!(%error, orden, "el diario del registro queda como está");
        }
    }
    Ok(())
}
