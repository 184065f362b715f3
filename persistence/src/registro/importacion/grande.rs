//! Large sheets on SQLite, so that they need their room on the disk once.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use tokio::time::sleep;

use super::super::Registro;
use crate::Error;

/// Bytes of a sheet from which on it is a large one: what it writes is some five times that.
const GRANDE: u64 = 32 << 20;
/// How long and how often it is looked whether whoever has the register open ends.
const ESPERA: Duration = Duration::from_secs(10);
const MIRADA: Duration = Duration::from_millis(200);
/// Rows from which on what an import leaves in the journal is worth taking out of it.
const MUCHOS: u64 = 10_000;

impl Registro {
    /// Prepares for a sheet of so many bytes, that is imported next. In the journal of the register (WAL) everything that one
    /// transaction writes is on the disk a second time. For a large sheet it is written where it belongs instead, and kept
    /// aside what was there before, which is undone if the import is killed; other commands are refused meanwhile ([`Error::Turno`]). If others
    /// have the register open, they are waited for; if they do not end, it stays as it is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn expect(&self, bytes: u64) -> Result<(), Error> {
        if bytes >= GRANDE && self.db.get_database_backend() == DatabaseBackend::Sqlite {
            let limite = Instant::now() + ESPERA;
            while let Err(error) = self.leave_journal().await {
                match error {
                    Error::Turno if Instant::now() > limite => {
                        tracing::warn!(
                            "otra orden tiene abierto el registro: mientras dure, la hoja ocupará en el disco el doble"
                        );
                        break;
                    }
                    Error::Turno => sleep(MIRADA).await,
                    error => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Whoever opens the register next sets it back.
    async fn leave_journal(&self) -> Result<(), Error> {
        let orden = "PRAGMA journal_mode = DELETE";
        self.db.execute_unprepared(orden).await?;
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
