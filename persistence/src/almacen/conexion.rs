//! Where a store is, and how it is opened.

use std::io::ErrorKind::{NotFound, PermissionDenied};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::Database;
use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool};
use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, SqlxPostgresConnector, SqlxSqliteConnector};
use tokio::time::timeout;
use tracing::log::LevelFilter;

use super::direccion::parse;
use super::falla::{Causa, Falla};
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
        // What PostgreSQL shows by itself is enough: no number here has decimals, and poolers do not know the setting.
        let opciones = parse(url)?.extra_float_digits(None);
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
    /// Looking in which state it is.
    Mirada,
}

/// What SQLite keeps of a register in memory, in KiB (a negative number says so), as far as it reads that much: with less, a
/// large one is read and written over and over.
const CACHE: &str = "-32768";
/// Bytes that its journal keeps on the disk once they are in the register.
const DIARIO: &str = "67108864";

const ESPERA: Duration = Duration::from_secs(10);
/// How much later than whoever opens a file the pool gives up.
const MARGEN: Duration = Duration::from_secs(2);
/// Whoever is served does not wait for a base that is away.
const ESPERA_DE_LECTURA: Duration = Duration::from_secs(2);
/// How often it is looked whether two connections are one: a pooler that takes turns may hide it once.
const MIRADAS: usize = 3;

pub(crate) async fn open_sqlite(ruta: &Path, uso: Uso) -> Result<DatabaseConnection, Error> {
    if matches!(uso, Uso::Lectura | Uso::Mirada) {
        super::not_emptied(ruta)?;
    }
    let opciones = SqliteConnectOptions::new()
        .filename(ruta)
        .busy_timeout(ESPERA)
        .foreign_keys(true);
    let opciones = match uso {
        Uso::Registro => opciones
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", CACHE)
            .pragma("journal_size_limit", DIARIO),
        Uso::Imprenta => opciones
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Full),
        Uso::Lectura | Uso::Mirada => opciones.read_only(true),
    };
    let opciones = opciones.log_statements(LevelFilter::Debug);
    let pool = without_reaper(SqlitePoolOptions::new())
        .max_connections(if uso == Uso::Lectura { 4 } else { 1 })
        // It is heard why the file did not open.
        .acquire_timeout(ESPERA + MARGEN)
        .connect_with(opciones)
        .await
        .map_err(|error| super::archivo::failed(&error, ruta, uso))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Connections stay open until the pool is closed. Nobody looks at them from time to time: whoever does may count one less than none
/// (launchbadge/sqlx#3645), turns for ever, and keeps the only connection of a register. Each is tried before it is used.
fn without_reaper<B: Database>(opciones: PoolOptions<B>) -> PoolOptions<B> {
    opciones.idle_timeout(None).max_lifetime(None)
}

/// Opens a database that must answer now.
pub(crate) async fn open_postgres(
    opciones: &PgConnectOptions,
    uso: Uso,
) -> Result<DatabaseConnection, Error> {
    // By itself first: a pool tries again what is refused, and tells in the end that it waited.
    let sola = match timeout(ESPERA, opciones.connect()).await {
        Ok(Ok(sola)) => sola,
        Ok(Err(error)) => return Err(why(opciones, &error).await),
        Err(_) => return Err(Error::SinConexion(Falla::new(Causa::Tarda, name(opciones)))),
    };
    let pool = pool(opciones, uso);
    if is_shared(sola, &pool).await? {
        return Err(Error::SinConexion(Falla::new(
            Causa::Repartidor,
            name(opciones),
        )));
    }
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// That a database lets itself be connected to now, or why it does not.
pub(crate) async fn reach_postgres(opciones: &PgConnectOptions) -> Result<(), Error> {
    match opciones.connect().await {
        // It has said what it had to say: whether it parts well does not matter.
        Ok(sola) => _ = sola.close().await,
        Err(error) => return Err(why(opciones, &error).await),
    }
    Ok(())
}

/// A database that is opened when it is asked.
pub(crate) fn postgres_later(opciones: &PgConnectOptions, uso: Uso) -> DatabaseConnection {
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool(opciones, uso))
}

fn pool(opciones: &PgConnectOptions, uso: Uso) -> PgPool {
    let opciones = opciones.clone().log_statements(LevelFilter::Debug);
    let pool = match uso {
        Uso::Lectura | Uso::Mirada => without_reaper(PgPoolOptions::new())
            .max_connections(if uso == Uso::Lectura { 8 } else { 2 })
            .acquire_timeout(ESPERA_DE_LECTURA)
            // Said once connected: poolers do not let it through with the greeting.
            .after_connect(|conexion, _| {
                Box::pin(async move {
                    conexion
                        .execute(
                            "SET default_transaction_read_only = on; SET statement_timeout = '10s'",
                        )
                        .await?;
                    Ok(())
                })
            }),
        Uso::Registro | Uso::Imprenta => without_reaper(PgPoolOptions::new())
            .max_connections(1)
            .acquire_timeout(ESPERA),
    };
    pool.connect_lazy_with(opciones)
}

/// Whether two connections that are open at once are one to the server: then a pooler lends it by transactions, and neither
/// locks nor prepared statements are of who made them.
async fn is_shared(mut sola: PgConnection, pool: &PgPool) -> Result<bool, Error> {
    let pid = "SELECT pg_backend_pid()";
    for _ in 0..MIRADAS {
        let una: i32 = match sea_orm::sqlx::query_scalar(pid).fetch_one(&mut sola).await {
            Ok(una) => una,
            Err(error) => return Ok(Causa::of(&error) == Some(Causa::Repartidor)),
        };
        let Ok(mut otra) = pool.acquire().await else {
            // There is only one to be had: it is not shared.
            return Ok(false);
        };
        let otra: i32 = match sea_orm::sqlx::query_scalar(pid).fetch_one(&mut *otra).await {
            Ok(otra) => otra,
            Err(error) => return Ok(Causa::of(&error) == Some(Causa::Repartidor)),
        };
        if una == otra {
            return Ok(true);
        }
    }
    // It has said what it had to say: whether it parts well does not matter.
    let _ = sola.close().await;
    Ok(false)
}

/// Why a database cannot be connected to. Its own words name paths and roles: they go to the log, not to the message.
async fn why(opciones: &PgConnectOptions, error: &sea_orm::sqlx::Error) -> Error {
    tracing::debug!(%error, "no se pudo abrir el almacén");
    let por_red = opciones.get_socket().is_none();
    let causa = match (Causa::of(error), error) {
        // By a network nothing is looked for by its name but machines, and the files of certificates.
        (_, sea_orm::sqlx::Error::Io(io))
            if por_red && matches!(io.kind(), NotFound | PermissionDenied) =>
        {
            Causa::ArchivoDeCertificado
        }
        (Some(Causa::Cortada), _) if por_red && !is_known(opciones).await => Causa::Desconocida,
        (Some(causa), _) => causa,
        (None, _) => {
            return Error::Base(Arc::new(DbErr::Conn(RuntimeErr::Internal(
                error.to_string(),
            ))));
        }
    };
    Error::SinConexion(Falla::new(causa, name(opciones)))
}

/// Whether there is a machine of that name.
async fn is_known(opciones: &PgConnectOptions) -> bool {
    let maquina = (opciones.get_host().to_owned(), opciones.get_port());
    tokio::net::lookup_host(maquina).await.is_ok()
}

/// How a database is called, without who connects: its own name, the host and the port.
fn name(opciones: &PgConnectOptions) -> String {
    let donde = match opciones.get_socket() {
        Some(enchufe) => format!("{}:{}", enchufe.display(), opciones.get_port()),
        None => format!("{}:{}", opciones.get_host(), opciones.get_port()),
    };
    match opciones.get_database() {
        Some(base) => format!("«{base}» de {donde}"),
        None => format!("de {donde}"),
    }
}
