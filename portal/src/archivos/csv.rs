//! A table as CSV: UTF-8 without a mark, commas, one row for each cell.

use super::plana::{Columna, Valor};

/// A table of these columns and rows.
pub(super) fn write(columnas: &[Columna], filas: impl Iterator<Item = Vec<Valor>>) -> String {
    let mut texto = row(columnas.iter().map(|columna| columna.nombre.clone()));
    for fila in filas {
        texto += &row(fila.iter().map(Valor::texto));
    }
    texto
}

/// A row of these fields.
pub(super) fn row(campos: impl Iterator<Item = String>) -> String {
    let campos: Vec<String> = campos.map(|campo| quote(&campo)).collect();
    campos.join(",") + "\n"
}

/// A field of CSV (RFC 4180). What a spreadsheet would take for a formula is made text.
fn quote(campo: &str) -> String {
    let campo = if campo.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{campo}")
    } else {
        campo.to_owned()
    };
    if campo.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", campo.replace('"', "\"\""))
    } else {
        campo
    }
}
