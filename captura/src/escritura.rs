//! Files that are written: whole or not at all; what is somebody's, only for their owner.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use time::Date;

use crate::Error;

/// The error of a file that cannot be written.
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

/// Writes a file that anybody may read, whole or not at all.
pub(crate) fn write(bytes: &[u8], ruta: &Path) -> Result<(), Error> {
    let mut archivo = beside(ruta)?;
    archivo.write_all(bytes).map_err(|error| failed(&error))?;
    open_up(archivo.as_file()).map_err(|error| failed(&error))?;
    place(archivo, ruta)
}

/// Lets others read a file that was its owner's alone.
#[cfg(unix)]
fn open_up(archivo: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    archivo.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "other systems have no such permissions"
)]
fn open_up(_: &File) -> io::Result<()> {
    Ok(())
}

/// Writes a day into a cell of a workbook.
pub(crate) fn write_day(
    hoja: &mut Worksheet,
    fila: u32,
    columna: u16,
    dia: Date,
) -> Result<(), XlsxError> {
    let anio = u16::try_from(dia.year()).unwrap_or(1900);
    let valor = ExcelDateTime::from_ymd(anio, u8::from(dia.month()), dia.day())?;
    let formato = Format::new().set_num_format("dd/mm/yyyy");
    hoja.write_datetime_with_format(fila, columna, valor, &formato)?;
    Ok(())
}

/// SHA-256 of what is read, in hexadecimal.
pub(crate) fn digest(mut lector: impl Read) -> io::Result<String> {
    let mut suma = Sha256::new();
    io::copy(&mut lector, &mut suma)?;
    Ok(format!("{:x}", suma.finalize()))
}

/// Puts a file that is written at its place.
pub(crate) fn place(temporal: NamedTempFile, ruta: &Path) -> Result<(), Error> {
    let puesto = temporal
        .as_file()
        .sync_all()
        .and_then(|()| temporal.persist(ruta).map_err(|error| error.error));
    puesto.map(|_| ()).map_err(|error| failed(&error))
}
