//! Files that hold what is somebody's: whole or not at all, and only for their owner.

use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::Error;

pub(crate) fn failed(error: &dyn std::fmt::Display) -> Error {
    tracing::debug!(%error, "no se escribió el archivo");
    Error::new(
        "no se pudo escribir el archivo: revise que la carpeta exista, que haya espacio y permiso",
    )
}

/// A file beside the one that it will be. Temporary files are their owner's alone, and stay so.
pub(crate) fn beside(ruta: &Path) -> Result<NamedTempFile, Error> {
    let carpeta = ruta.parent().filter(|c| !c.as_os_str().is_empty());
    let temporal = tempfile::Builder::new()
        .prefix(".pacto-")
        .tempfile_in(carpeta.unwrap_or(Path::new(".")));
    temporal.map_err(|error| failed(&error))
}

/// SHA-256 of what is read, in hexadecimal.
pub(crate) fn digest(mut lector: impl Read) -> io::Result<String> {
    let mut suma = Sha256::new();
    io::copy(&mut lector, &mut suma)?;
    Ok(format!("{:x}", suma.finalize()))
}

/// Puts it at its place.
pub(crate) fn place(temporal: NamedTempFile, ruta: &Path) -> Result<(), Error> {
    let puesto = temporal
        .as_file()
        .sync_all()
        .and_then(|()| temporal.persist(ruta).map_err(|error| error.error));
    puesto.map(|_| ()).map_err(|error| failed(&error))
}
