//! Rows of a file: XLSX, ODS or CSV, one row at a time. Whatever the file, memory is bounded.

mod csv;
mod libro;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use self::csv::Dialect;
use crate::Error;
use crate::celda::{Celda, Celdas};
use crate::defecto::Defecto;
use crate::escritura::digest;
use crate::forma::Forma;
use crate::mapa::{CellSource, Mapa, Reparto};

/// Columns of a row.
const COLUMNAS: usize = 500;

/// A file that can be read as often as necessary.
pub struct Fuente {
    ruta: PathBuf,
    formato: Formato,
    hoja: String,
    otras: Vec<String>,
    forma: &'static Forma,
    encabezados: Vec<String>,
    reparto: Reparto,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Formato {
    Xlsx,
    Ods,
    Csv(Dialect),
}

/// A row of a sheet, before anything is read from it.
pub struct SheetRow<'a> {
    /// Its number in the sheet: the first one is 1.
    pub numero: u32,
    /// Its cells, as they are.
    pub celdas: &'a [Celda],
    /// Its cells by column of the layout.
    pub propias: Celdas,
    /// Defects that it has already.
    pub defectos: Vec<Defecto>,
}

/// A visitor of rows.
pub type RowVisitor<'a> = dyn FnMut(SheetRow) -> Result<(), Error> + 'a;
/// A visitor of rows as they are, with their numbers. It says whether it wants more.
type RawVisitor<'a> = dyn FnMut(u32, &[Celda]) -> Result<bool, Error> + 'a;

fn unreadable(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::new("el archivo no existe"),
        io::ErrorKind::PermissionDenied => Error::new("no hay permiso para leer el archivo"),
        io::ErrorKind::FileTooLarge => {
            Error::new("un renglón del archivo tiene más de 1 MiB: no es una hoja de atenciones")
        }
        _ => Error::new("no se pudo leer el archivo"),
    }
}

impl Fuente {
    /// Opens a file of a layout, or of another that a map takes to it, and reads its headers.
    pub fn open(ruta: &Path, forma: &'static Forma, mapa: Option<&Mapa>) -> Result<Self, Error> {
        let extension = ruta
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let formato = match extension.to_ascii_lowercase().as_str() {
            "xlsx" | "xlsm" => Formato::Xlsx,
            "ods" => Formato::Ods,
            "csv" | "txt" => Formato::Csv(Dialect::of(ruta)?),
            _ => return Err(Error::new("el archivo no es .xlsx, .ods ni .csv")),
        };
        if !matches!(formato, Formato::Csv(_)) {
            libro::bounded(ruta)?;
        }
        let mut fuente = Self {
            ruta: ruta.to_owned(),
            formato,
            hoja: String::new(),
            otras: vec![],
            forma,
            encabezados: vec![],
            reparto: Reparto::default(),
        };
        (fuente.hoja, fuente.otras) = fuente.sheets()?;
        let mut primera = None;
        fuente.raw(&mut |_, celdas| {
            if primera.is_none() && celdas.iter().any(|celda| *celda != Celda::Vacia) {
                primera = Some(celdas.to_vec());
                return Ok(false);
            }
            Ok(true)
        })?;
        let primera = primera.ok_or_else(|| Error::new("el archivo está vacío"))?;
        fuente.encabezados = primera.iter().map(Celda::texto).collect();
        fuente.reparto = match mapa {
            None => Reparto::plain(forma, &fuente.encabezados)?,
            Some(mapa) => mapa.apply(forma, &fuente.encabezados)?,
        };
        Ok(fuente)
    }

    /// Its layout.
    pub fn forma(&self) -> &'static Forma {
        self.forma
    }

    /// Name of the sheet; nothing for CSV.
    pub fn hoja(&self) -> &str {
        &self.hoja
    }

    /// Other sheets of the workbook, unless it is the template's, whose others help to fill it.
    pub fn unread_sheets(&self) -> Option<String> {
        let otras: Vec<&str> = self.otras.iter().map(String::as_str).collect();
        let ajenas = !otras.is_empty() && !otras.contains(&"Ayuda");
        ajenas.then(|| otras.join(", "))
    }

    /// Headers as they are in the sheet.
    pub fn encabezados(&self) -> &[String] {
        &self.encabezados
    }

    /// Headers that nothing is read from.
    pub fn ajenas(&self) -> usize {
        let leidas = self.reparto.read();
        let hay = (0..).zip(&self.encabezados);
        hay.filter(|(i, encabezado)| !encabezado.is_empty() && !leidas.contains(i))
            .count()
    }

    /// The position in the sheet of a column of the layout, if it is read from one.
    pub fn posicion(&self, columna: usize) -> Option<usize> {
        match self.reparto.origen(columna) {
            CellSource::Celda(posicion) => Some(*posicion),
            _ => None,
        }
    }

    /// Whether nothing in the sheet is read into a column of the layout.
    pub fn lacks(&self, columna: usize) -> bool {
        matches!(self.reparto.origen(columna), CellSource::Nada)
    }

    /// Shows every row below the headers that is not empty.
    pub fn rows(&self, ver: &mut RowVisitor) -> Result<(), Error> {
        let mut encabezado = true;
        self.raw(&mut |numero, celdas| {
            if celdas.iter().all(Celda::is_empty) {
                return Ok(true);
            }
            if std::mem::take(&mut encabezado) {
                return Ok(true);
            }
            let (propias, mut defectos) = self.reparto.share(celdas);
            let de_mas = celdas.iter().skip(self.encabezados.len());
            if de_mas.into_iter().any(|celda| *celda != Celda::Vacia) {
                defectos.push(Defecto::of_row(
                    "tiene más celdas que encabezados: ¿un separador de más?",
                ));
            }
            ver(SheetRow {
                numero,
                celdas,
                propias,
                defectos,
            })
            .map(|()| true)
        })
    }

    /// SHA-256 of the file, in hexadecimal.
    pub fn digest(&self) -> Result<String, Error> {
        digest(self.file()?).map_err(|e| unreadable(&e))
    }

    fn file(&self) -> Result<BufReader<File>, Error> {
        File::open(&self.ruta)
            .map(BufReader::new)
            .map_err(|e| unreadable(&e))
    }

    /// The sheet of the template if the workbook has it, or its first one; and the others.
    fn sheets(&self) -> Result<(String, Vec<String>), Error> {
        let mut nombres = match self.formato {
            Formato::Csv(_) => return Ok((String::new(), vec![])),
            Formato::Xlsx => libro::xlsx_sheets(self.file()?)?,
            Formato::Ods => libro::ods_sheets(self.file()?)?,
        };
        if nombres.is_empty() {
            return Err(Error::new("el libro no tiene hojas"));
        }
        let propia = nombres.iter().position(|nombre| *nombre == self.forma.hoja);
        let hoja = nombres.remove(propia.unwrap_or(0));
        Ok((hoja, nombres))
    }

    /// Shows every row, until the visitor has enough.
    fn raw(&self, ver: &mut RawVisitor) -> Result<(), Error> {
        match self.formato {
            Formato::Csv(dialecto) => dialecto.rows(self.file()?, ver),
            Formato::Xlsx => libro::xlsx(self.file()?, &self.hoja, ver),
            Formato::Ods => libro::ods(self.file()?, &self.hoja, ver),
        }
    }
}
