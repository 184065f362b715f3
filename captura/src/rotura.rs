//! What stands in a cell when its value could not be computed, shown or kept.

use std::fmt;

use encoding_rs::WINDOWS_1252;

/// Why a cell holds no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotura {
    /// A formula that failed.
    Error,
    /// A column too narrow for its number, copied as it looked.
    Estrecha,
    /// A formula whose result the program that wrote the file did not save.
    SinResultado,
    /// Letters that were lost when the file was saved in another encoding.
    Ilegible,
}

/// Errors of spreadsheets, in the languages that offices have them in, without their marks. Spanish and English ones are
/// those of the help of Excel and of `LibreOffice`; `NV` and `NOM?` come from German and French books.
const ERRORES: [&str; 44] = [
    "N/A",
    "N/D",
    "N/DISP",
    "NV",
    "NA",
    "ND",
    "REF!",
    "DIV/0!",
    "VALUE!",
    "VALOR!",
    "NAME?",
    "NOMBRE?",
    "NOME?",
    "NOM?",
    "NULL!",
    "NULO!",
    "NUM!",
    "NÚM!",
    "ERROR!",
    "ERROR",
    "SPILL!",
    "DESBORDAMIENTO!",
    "DERRAME!",
    "CALC!",
    "CÁLCULO!",
    "CALCULO!",
    "FIELD!",
    "CAMPO!",
    "BLOCKED!",
    "BLOQUEADO!",
    "BUSY!",
    "OCUPADO!",
    "CONNECT!",
    "CONECTAR!",
    "CONEXIÓN!",
    "EXTERNAL!",
    "EXTERNO!",
    "UNKNOWN!",
    "DESCONOCIDO!",
    "PYTHON!",
    "TIMEOUT!",
    "GETTING_DATA",
    "OBTENIENDO_DATOS",
    "CARGANDO...",
];

impl Rotura {
    /// What a text stands for, if it stands for no value.
    pub(crate) fn of(texto: &str) -> Option<Self> {
        if let Some(numero) = texto.strip_prefix("Err:") {
            let cifras = !numero.is_empty() && numero.bytes().all(|b| b.is_ascii_digit());
            return cifras.then_some(Self::Error);
        }
        if texto.contains('\u{fffd}') || encoded_twice(texto) {
            return Some(Self::Ilegible);
        }
        let dentro = texto.strip_prefix('#')?;
        if !dentro.is_empty() && dentro.chars().all(|c| c == '#') {
            return Some(Self::Estrecha);
        }
        let sin_marcas = dentro.trim_start_matches(['¡', '¿']).to_uppercase();
        let suyo = ERRORES.contains(&sin_marcas.as_str());
        suyo.then_some(Self::Error)
    }
}

/// Whether a text in UTF-8 was taken for Windows-1252 and encoded again: «Ã±» for «ñ».
fn encoded_twice(texto: &str) -> bool {
    if !texto.contains(['Ã', 'Â']) {
        return false;
    }
    let (bytes, _, sin_lugar) = WINDOWS_1252.encode(texto);
    !sin_lugar && std::str::from_utf8(&bytes).is_ok()
}

impl fmt::Display for Rotura {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "tiene un error de la hoja de cálculo en lugar de un valor: corrija la fórmula, o escriba el valor",
            Self::Estrecha => "tiene sólo almohadillas: su columna era estrecha cuando se copió; ensánchela y vuelva a copiarla",
            Self::SinResultado => "tiene una fórmula cuyo resultado no se guardó: abra el libro en Excel o LibreOffice y guárdelo otra vez",
            Self::Ilegible => "tiene letras que se dañaron al guardar el archivo, como «Ã±» donde va «ñ»: vuelva al original y guárdelo como .xlsx o CSV UTF-8",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_known_in_any_language_and_names_are_not_errors() {
        for error in [
            "#N/A",
            "#N/D",
            "#¡REF!",
            "#¿NOMBRE?",
            "#SPILL!",
            "Err:502",
            "#¡DIV/0!",
        ] {
            assert_eq!(Rotura::of(error), Some(Rotura::Error), "{error}");
        }
        assert_eq!(Rotura::of("########"), Some(Rotura::Estrecha));
        for texto in ["AÃ±o", "Pl\u{fffd}tica", "CafÃ©"] {
            assert_eq!(Rotura::of(texto), Some(Rotura::Ilegible), "{texto}");
        }
        for texto in [
            "#",
            "#NiUnaMás",
            "#8M",
            "# 12",
            "N/A",
            "Error",
            "Err:",
            "SÃO",
            "Â",
        ] {
            assert_eq!(Rotura::of(texto), None, "{texto}");
        }
    }
}
