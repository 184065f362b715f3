//! The internal report of an office: tables of counts and lists of what was done, as a workbook or as a document to be printed.
//! Nothing in it is protected, and every page says so.

mod abierto;
mod libro;
mod paquete;
mod word;

use std::io::{Cursor, Seek, Write};
use std::path::Path;

use crate::Error;
use crate::escritura::{beside, failed, place};

/// A cell of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dice {
    /// A count.
    Cuenta(u64),
    /// Some words.
    Texto(String),
    /// It is not counted so.
    Nada,
}

impl Dice {
    /// What is read in a document: a count with its thousands apart.
    fn leido(&self) -> String {
        match self {
            Self::Cuenta(cuenta) => thousands(*cuenta),
            Self::Texto(texto) => texto.clone(),
            Self::Nada => "–".to_owned(),
        }
    }
}

/// A table of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cuadro {
    /// Title; in a workbook, the name of the sheet.
    pub titulo: &'static str,
    /// Headers.
    pub encabezados: Vec<&'static str>,
    /// Rows.
    pub filas: Vec<Vec<Dice>>,
}

/// All that a report says.
#[derive(Debug, Clone, Copy)]
pub struct Informe<'a> {
    /// Title.
    pub titulo: &'a str,
    /// What must be known to read it.
    pub notas: &'a [String],
    /// Tables.
    pub cuadros: &'a [Cuadro],
}

/// What every page says.
const RESERVA: &str = "Uso interno: son cuentas sin proteger. No es para publicarse.";

/// What a report is written as.
#[derive(Debug, Clone, Copy)]
enum FormatoDelInforme {
    /// A workbook of Excel.
    Libro,
    /// A document of Word.
    Word,
    /// An open document.
    Abierto,
}

impl FormatoDelInforme {
    fn of(ruta: &Path) -> Result<Self, Error> {
        let extension = ruta.extension().and_then(|e| e.to_str());
        match extension.map(str::to_lowercase).as_deref() {
            Some("xlsx") => Ok(Self::Libro),
            Some("docx") => Ok(Self::Word),
            Some("odt") => Ok(Self::Abierto),
            _ => Err(Error::new(
                "el archivo del informe debe terminar en .xlsx, .docx u .odt",
            )),
        }
    }

    fn write(self, informe: &Informe, a: &mut (impl Write + Seek + Send)) -> Result<(), Error> {
        match self {
            Self::Libro => libro::write(informe, a),
            Self::Word => word::write(informe, a),
            Self::Abierto => abierto::write(informe, a),
        }
    }
}

/// Writes a report, for its owner alone, as what the end of its name says.
///
/// # Errors
/// A file that cannot be written, or is neither a workbook nor a document.
pub fn write(informe: &Informe, ruta: &Path) -> Result<(), Error> {
    let clase = FormatoDelInforme::of(ruta)?;
    // In memory first: what packs it says by itself, in its own words, that a disk is full.
    let mut bytes = Cursor::new(vec![]);
    clase.write(informe, &mut bytes)?;
    let mut archivo = beside(ruta)?;
    let escrito = archivo.write_all(bytes.get_ref());
    escrito.map_err(|error| failed(&error))?;
    place(archivo, ruta)
}

/// A count as it is read: its thousands apart by a space that does not break.
fn thousands(cuenta: u64) -> String {
    let cifras = cuenta.to_string();
    let mut leida = String::new();
    for (i, cifra) in cifras.char_indices() {
        if i > 0 && (cifras.len() - i).is_multiple_of(3) {
            leida.push('\u{a0}');
        }
        leida.push(cifra);
    }
    leida
}
