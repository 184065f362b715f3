//! A table as CSV: UTF-8 without a mark, commas, one row for each cell.

use crate::plana::{Columna, Valor};

/// A table of these columns and rows.
pub fn write(columnas: &[Columna], filas: impl Iterator<Item = Vec<Valor>>) -> String {
    let mut texto = row(columnas.iter().map(|columna| columna.nombre.clone()));
    for fila in filas {
        texto += &row(fila.iter().map(Valor::texto));
    }
    texto
}

/// A row of these fields.
pub fn row(campos: impl Iterator<Item = String>) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_are_no_formulas() {
        assert_eq!(quote("Candiani"), "Candiani");
        assert_eq!(quote("Montoya, \"la\""), "\"Montoya, \"\"la\"\"\"");
        assert_eq!(quote("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
    }
}
