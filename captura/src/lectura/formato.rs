//! The format of a file: by what is in it, whatever its name says.

use std::path::Path;

use super::HeaderScore;
use super::csv::Dialect;
use super::libro::{self, Contents};
use crate::Error;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formato {
    Xlsx,
    Ods,
    Csv(Dialect),
}

/// Whether the name of a file says that it is a workbook.
pub(super) fn is_book(ruta: &Path) -> bool {
    let extension = ruta
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    ["xlsx", "xlsm", "ods"].contains(&extension.to_ascii_lowercase().as_str())
}

/// The format of a file: by what is in it, whatever its name says.
pub(super) fn format(ruta: &Path, puntos: &HeaderScore) -> Result<Formato, Error> {
    let nombre = ruta.file_name().unwrap_or_default().to_string_lossy();
    // What Excel and LibreOffice put beside a file that is open.
    if nombre.starts_with("~$") || nombre.starts_with(".~lock.") {
        return Err(Error::new(
            "es el candado de un archivo que está abierto: ciérrelo, y dé el archivo, que se llama igual sin lo que el candado lleva delante y sin el «#» del final",
        ));
    }
    let extension = ruta
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let conocida = ["xlsx", "xlsm", "ods", "csv", "txt", "tsv", "xls", "xlsb"];
    let conocida = conocida.contains(&extension.to_ascii_lowercase().as_str());
    let formato = match libro::contents(ruta)? {
        Contents::Text if !conocida => {
            return Err(Error::new("el archivo no es .xlsx, .ods ni .csv"));
        }
        Contents::Text => return Dialect::of(ruta, puntos).map(Formato::Csv),
        Contents::Xlsx => Formato::Xlsx,
        Contents::Ods => Formato::Ods,
    };
    libro::bounded(ruta)?;
    Ok(formato)
}
