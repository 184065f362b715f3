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
    /// A formula written as text.
    Formula,
    /// A part of a cell that is joined with others.
    Combinada,
    /// The same, of a cell of its own row: what stands in it is to its left.
    Ancha,
    /// Letters that were lost when the file was saved in another encoding.
    Ilegible,
}

/// What a report writes where a formula had no result, where cells were joined, and where a number showed nobody knows what: read again, they are
/// refused again.
pub(crate) const SIN_RESULTADO: &str = "#SIN_RESULTADO!";
pub(crate) const COMBINADA: &str = "#CELDA_COMBINADA!";
pub(crate) const ANCHA: &str = "#CELDA_ANCHA!";
pub(crate) const SIN_FORMATO: &str = "#FORMATO?";

/// Errors of spreadsheets that are written without the mark that others end with.
const ERRORES: [&str; 16] = [
    "N/A",
    "N/D",
    "N/DISP",
    "NV",
    "NA",
    "ND",
    "REF",
    "NUM",
    "NULL",
    "DIV/0",
    "VALOR",
    "VALUE",
    "NAME",
    "NOMBRE",
    "ERROR",
    "GETTING_DATA",
];

impl Rotura {
    /// What a text stands for, if it stands for no value.
    pub(crate) fn of(texto: &str) -> Option<Self> {
        if texto.contains('\u{fffd}') || encoded_twice(texto) {
            return Some(Self::Ilegible);
        }
        if let Some(formula) = texto.strip_prefix('=') {
            return formula.chars().next().map(|_| Self::Formula);
        }
        match texto {
            COMBINADA => return Some(Self::Combinada),
            ANCHA => return Some(Self::Ancha),
            SIN_RESULTADO => return Some(Self::SinResultado),
            _ => {}
        }
        let Some(dentro) = texto.strip_prefix('#') else {
            return is_numbered(texto).then_some(Self::Error);
        };
        if !dentro.is_empty() && dentro.chars().all(|c| c == '#') {
            return Some(Self::Estrecha);
        }
        let sin_marcas = dentro.trim_start_matches(['¡', '¿']);
        let marcado = sin_marcas.ends_with(['!', '?'])
            && !sin_marcas.contains(' ')
            && (sin_marcas.len() < dentro.len() || sin_marcas.to_uppercase() == sin_marcas);
        let suyo = marcado || ERRORES.contains(&sin_marcas.to_uppercase().as_str());
        suyo.then_some(Self::Error)
    }
}

impl Rotura {
    /// What one of the entries of a list stands for, if it stands for no value: what is not computed there is not to be an entry. A text
    /// may have marks and hashes of its own.
    pub(crate) fn among(texto: &str) -> Option<Self> {
        if !texto.contains(['#', ':']) {
            return None;
        }
        let mut partes = texto.split([';', '|', ',', '\n']).map(str::trim);
        partes.find_map(|parte| match parte.strip_prefix('#') {
            Some(resto) if !resto.is_empty() && resto.chars().all(|c| c == '#') => {
                Some(Self::Estrecha)
            }
            Some(resto) => {
                let palabra = resto.trim_matches(['¡', '¿', '!', '?']).to_uppercase();
                ERRORES.contains(&palabra.as_str()).then_some(Self::Error)
            }
            None => {
                let con_numero = parte
                    .get(..4)
                    .is_some_and(|p| p.eq_ignore_ascii_case("err:"));
                (con_numero && is_numbered(parte)).then_some(Self::Error)
            }
        })
    }
}

/// An error by its number: «Err:502» of `LibreOffice`, «Error 2042» of a macro of Excel.
fn is_numbered(texto: &str) -> bool {
    let bajo = texto.to_lowercase();
    let numero = bajo
        .strip_prefix("err:")
        .or_else(|| bajo.strip_prefix("error "));
    numero.is_some_and(|n| n.trim().len() >= 3 && n.trim().bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a text in UTF-8 was taken for Windows-1252 and encoded again: «Ã±» for «ñ».
pub(crate) fn encoded_twice(texto: &str) -> bool {
    repaired(texto).is_some()
}

/// What such a text was.
pub(crate) fn repaired(texto: &str) -> Option<String> {
    if texto.is_ascii() || !texto.contains(['Ã', 'Â']) {
        return None;
    }
    let (bytes, _, sin_lugar) = WINDOWS_1252.encode(texto);
    String::from_utf8(bytes.into_owned())
        .ok()
        .filter(|_| !sin_lugar)
}

impl fmt::Display for Rotura {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "tiene un error de la hoja de cálculo en lugar de un valor: corrija la fórmula, o escriba el valor",
            Self::Estrecha => "tiene sólo almohadillas: su columna era estrecha cuando se copió; ensánchela y vuelva a copiarla",
            Self::SinResultado => "tiene una fórmula cuyo resultado no se guardó: abra el libro en Excel o LibreOffice y guárdelo otra vez",
            Self::Formula => "tiene una fórmula escrita como texto: escriba su resultado",
            Self::Combinada | Self::Ancha => "está combinada con otra celda: descombínela, y escriba el valor en cada renglón",
            Self::Ilegible => "tiene letras que se dañaron al guardar el archivo, como «Ã±» donde va «ñ»: vuelva al original y guárdelo como .xlsx o CSV UTF-8",
        })
    }
}

#[cfg(test)]
mod tests;
