//! Files of stores: why one cannot be opened, and which one a name leads to.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use sea_orm::sqlx::{self, error::DatabaseError};

use super::falla::{Causa, Falla};
use super::{Uso, primary};
use crate::Error;

/// As much as SQLite writes to begin with.
static PRUEBA: [u8; 64 << 10] = [0; 64 << 10];

/// Why the file of a store cannot be opened. SQLite often only knows that it cannot: then the system is asked.
pub(super) fn failed(error: &sqlx::Error, ruta: &Path, uso: Uso) -> Error {
    tracing::debug!(%error, "no se pudo abrir el almacén");
    // Somebody holds the file for longer than it is waited for.
    if matches!(error, sqlx::Error::PoolTimedOut) {
        return Error::Turno;
    }
    let codigo = error.as_database_error().and_then(DatabaseError::code);
    let causa = match codigo.as_deref().and_then(primary) {
        Some(5 | 6) => return Error::Turno,
        Some(13) => Causa::Sistema(ErrorKind::StorageFull),
        Some(11 | 26) => Causa::Danado,
        _ => Causa::Sistema(ask(ruta, uso)),
    };
    Error::SinConexion(Falla::new(causa, ruta.display().to_string()))
}

/// Refuses a file that lost all that it had: to SQLite it is a store in which nothing was ever written, whatever journal lies beside it.
/// A store that was begun has its head in the file itself.
///
/// # Errors
/// [`Error::SinConexion`].
pub(crate) fn not_emptied(ruta: &Path) -> Result<(), Error> {
    if ruta.metadata().is_ok_and(|datos| datos.len() == 0) {
        let donde = ruta.display().to_string();
        return Err(Error::SinConexion(Falla::new(Causa::Vacio, donde)));
    }
    Ok(())
}

/// What the system says of a file that is to be used so.
fn ask(ruta: &Path, uso: Uso) -> ErrorKind {
    let abierto = match uso {
        Uso::Lectura | Uso::Mirada => File::open(ruta).map(drop),
        Uso::Registro | Uso::Imprenta => write_beside(ruta),
    };
    abierto.map_or_else(|error| error.kind(), |()| ErrorKind::Other)
}

/// Whether a file and its folder can be written.
fn write_beside(ruta: &Path) -> std::io::Result<()> {
    match OpenOptions::new().read(true).write(true).open(ruta) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let carpeta = ruta.parent().unwrap_or(Path::new("."));
    let mut prueba = tempfile::tempfile_in(carpeta)?;
    prueba.write_all(&PRUEBA)?;
    prueba.sync_all()
}

/// The file that a name leads to: whoever puts another one in its place does so where it is, and not in the place of the link.
///
/// # Errors
/// [`Error::Archivo`]: the link leads nowhere that is known.
pub(crate) fn behind(ruta: &Path) -> Result<PathBuf, Error> {
    let es_enlace = ruta
        .symlink_metadata()
        .is_ok_and(|datos| datos.is_symlink());
    if !es_enlace {
        return Ok(ruta.to_owned());
    }
    let seguir = || {
        if let Ok(real) = ruta.canonicalize() {
            return Ok(real);
        }
        // There is nothing at its end yet: its folder must be there.
        let fin = std::fs::read_link(ruta)?;
        let fin = ruta.parent().unwrap_or(Path::new(".")).join(fin);
        let carpeta = fin.parent().unwrap_or(Path::new(".")).canonicalize()?;
        Ok(carpeta.join(fin.file_name().unwrap_or_default()))
    };
    seguir().map_err(Error::archivo("seguir el enlace de las publicaciones"))
}
