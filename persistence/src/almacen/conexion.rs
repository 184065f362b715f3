//! Where a store is, and how it is opened.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::ConnectOptions;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use tracing::log::LevelFilter;

use crate::Error;

/// A data folder with both stores as SQLite files.
///
/// Each store has a folder of its own, so that the private one can be closed to everybody but its
/// owner while the public one stays readable.
#[derive(Debug, Clone)]
pub struct Carpeta(PathBuf);

impl Carpeta {
    /// The folder at that path; nothing is created yet.
    pub fn new(ruta: impl Into<PathBuf>) -> Self {
        Self(ruta.into())
    }

    /// Its path.
    pub fn ruta(&self) -> &Path {
        &self.0
    }

    /// The private store.
    pub fn registro(&self) -> Destino {
        Destino::Archivo(self.0.join("privado").join("registro.sqlite"))
    }

    /// The public store.
    pub fn publicaciones(&self) -> Destino {
        Destino::Archivo(self.0.join("publico").join("publicaciones.sqlite"))
    }
}

/// Where a store is.
#[derive(Clone)]
pub enum Destino {
    /// A SQLite file.
    Archivo(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<PgConnectOptions>),
}

impl FromStr for Destino {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(Error::DireccionInvalida);
        }
        let opciones = PgConnectOptions::from_str(url).map_err(|_| Error::DireccionInvalida)?;
        Ok(Self::Postgres(Box::new(opciones.application_name("pacto"))))
    }
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uso {
    /// The register: readers and writers at once.
    Registro,
    /// Writing an edition.
    Imprenta,
    /// Serving what is published.
    Lectura,
}

const ESPERA: Duration = Duration::from_secs(10);

pub(crate) async fn open_sqlite(ruta: &Path, uso: Uso) -> Result<DatabaseConnection, Error> {
    let opciones = SqliteConnectOptions::new()
        .filename(ruta)
        .busy_timeout(ESPERA)
        .foreign_keys(true);
    let opciones = match uso {
        Uso::Registro => opciones
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full),
        Uso::Imprenta => opciones
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Full),
        Uso::Lectura => opciones.read_only(true),
    };
    let opciones = opciones.log_statements(LevelFilter::Debug);
    let pool = SqlitePoolOptions::new()
        .max_connections(if uso == Uso::Lectura { 4 } else { 1 })
        .acquire_timeout(ESPERA)
        .connect_with(opciones)
        .await
        .map_err(|error| connection_error(&error))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

pub(crate) async fn open_postgres(
    opciones: &PgConnectOptions,
    uso: Uso,
) -> Result<DatabaseConnection, Error> {
    let mut opciones = opciones.clone().log_statements(LevelFilter::Debug);
    if uso == Uso::Lectura {
        opciones = opciones.options([
            ("default_transaction_read_only", "on"),
            ("statement_timeout", "10s"),
        ]);
    }
    let pool = PgPoolOptions::new()
        .max_connections(if uso == Uso::Lectura { 8 } else { 1 })
        .acquire_timeout(ESPERA)
        .connect_with(opciones)
        .await
        .map_err(|error| connection_error(&error))?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// The database's own words name hosts, paths and roles: they go to the log, not to the message.
fn connection_error(error: &sea_orm::sqlx::Error) -> Error {
    tracing::debug!(%error, "no se pudo abrir el almacén");
    Error::SinConexion
}
