//! Rows of a file: XLSX, ODS or CSV, one row at a time. Whatever the file, memory is bounded.

mod codificacion;
mod csv;
mod encabezado;
mod estilo_ods;
mod formato;
mod libro;
mod lineas;
mod matrices;
mod nota;
mod ods;
mod ods_limpio;
mod visto;
mod xlsx;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use time::Date;

use self::encabezado::{Buscado, Comienzo, ENCABEZADO, Encabezado, choose};
use self::formato::{Formato, format, is_book};
use self::libro::{Archivo, SheetName};
use crate::Error;
use crate::celda::{Celda, Celdas};
use crate::defecto::{Defecto, Motivo};
use crate::dias::Orden;
use crate::escritura::digest;
use crate::fecha;
use crate::forma::Forma;
use crate::mapa::{CellSource, Entiende, Mapa};
use crate::reporte::{ERRORES, RESUMEN};
use crate::texto::fold;

/// The word that stands for all sheets of a book.
pub const TODAS: &str = "todas";
/// Columns of a row.
const COLUMNAS: usize = 500;

/// A file that can be read as often as necessary.
pub struct Fuente {
    ruta: PathBuf,
    formato: Formato,
    hoja: String,
    /// Where it is in its book.
    posicion: Option<usize>,
    /// Others of its book: those that can be seen, and those hidden ones that have its columns.
    otras: Vec<SheetName>,
    forma: &'static Forma,
    encabezado: Encabezado,
    /// Whether a map says where the columns come from.
    de_mapa: bool,
    /// What its columns understand by themselves.
    entiende: Box<Entiende>,
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
/// How many columns are found by some headers.
type HeaderScore<'a> = dyn Fn(&[String]) -> usize + 'a;

fn unreadable(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::new("el archivo no existe"),
        io::ErrorKind::PermissionDenied => Error::new("no hay permiso para leer el archivo"),
        io::ErrorKind::IsADirectory => Error::new("eso es una carpeta, y no un archivo"),
        _ => Error::new("no se pudo leer el archivo"),
    }
}

/// The letters of a column of a workbook: the 27th is AA.
fn letters(posicion: usize) -> String {
    let (mut falta, mut letras) = (posicion + 1, vec![]);
    while falta > 0 {
        falta -= 1;
        letras.push(char::from(b'A' + u8::try_from(falta % 26).unwrap_or(0)));
        falta /= 26;
    }
    letras.iter().rev().collect()
}

fn too_wide(renglon: u64) -> Error {
    Error::new(format!(
        "el renglón {renglon} tiene algo más allá de la columna {COLUMNAS}, y hasta ahí se lee: bórrelo, o acérquelo"
    ))
}

/// A file of a format, to be read.
struct Abierto<'a> {
    ruta: &'a Path,
    formato: Formato,
}

impl Abierto<'_> {
    fn file(&self) -> Result<File, Error> {
        File::open(self.ruta).map_err(|e| unreadable(&e))
    }

    fn book(&self) -> Result<Archivo, Error> {
        Ok(Box::new(BufReader::new(self.file()?)))
    }

    /// Shows every row of a sheet, until the visitor has enough.
    fn rows(&self, hoja: &str, ver: &mut RawVisitor) -> Result<(), Error> {
        match self.formato {
            Formato::Csv(dialecto) => dialecto.rows(self.file()?, ver),
            Formato::Xlsx => xlsx::rows(|| self.book(), hoja, ver),
            Formato::Ods => ods::rows(self.book()?, hoja, ver),
        }
    }

    /// The first rows of a sheet that are not empty.
    fn beginning(&self, hoja: &str) -> Result<Comienzo, Error> {
        let mut comienzo = vec![];
        self.rows(hoja, &mut |numero, celdas| {
            if !celdas.iter().all(Celda::is_empty) {
                comienzo.push((numero, celdas.to_vec()));
            }
            Ok(comienzo.len() < ENCABEZADO)
        })?;
        Ok(comienzo)
    }

    fn sheets(&self) -> Result<Vec<SheetName>, Error> {
        match self.formato {
            Formato::Csv(_) => Ok(vec![SheetName {
                nombre: String::new(),
                visible: true,
            }]),
            Formato::Xlsx => xlsx::sheets(self.book()?),
            Formato::Ods => ods::sheets(self.book()?),
        }
    }
}

impl Fuente {
    /// Opens a file of a layout, or of another that a map takes to it, and finds its headers: in the sheet that is asked
    /// for, or in the only one that has them.
    ///
    /// # Errors
    /// What is no table, or not one of the layout.
    pub fn open(
        ruta: &Path,
        forma: &'static Forma,
        mapa: Option<&Mapa>,
        hoja: Option<&str>,
    ) -> Result<Self, Error> {
        let buscado = Buscado { forma, mapa };
        let formato = format(ruta, &|titulos| buscado.score(titulos))?;
        let abierto = Abierto { ruta, formato };
        let hojas = abierto.sheets()?;
        if hoja.is_some() && matches!(formato, Formato::Csv(_)) {
            return Err(Error::new(
                "un archivo de texto no tiene hojas: quite --hoja",
            ));
        }
        let hallado = choose(&hojas, hoja, buscado, &mut |hoja| {
            let comienzo = abierto.beginning(hoja)?;
            buscado.look(&comienzo)
        });
        let (hoja, encabezado) = hallado.map_err(|error| match formato {
            Formato::Csv(_) if is_book(ruta) => {
                Error::new(format!("el archivo no es un libro, sino texto: {error}"))
            }
            _ => error,
        })?;
        let nombre = ruta.file_stem().unwrap_or_default().to_string_lossy();
        buscado.doubt((&nombre, &hoja), &encabezado)?;
        let posicion = hojas.iter().position(|otra| otra.nombre == hoja);
        let mut otras = vec![];
        for otra in hojas.into_iter().filter(|otra| otra.nombre != hoja) {
            // Of a layout that can do without any of its columns, any sheet has those that it must have.
            let of_it = |comienzo| {
                let hallado = buscado.look(&comienzo);
                hallado.is_ok_and(|suyo| buscado.score(&suyo.titulos) > 0)
            };
            if otra.visible || abierto.beginning(&otra.nombre).is_ok_and(of_it) {
                otras.push(otra);
            }
        }
        Ok(Self {
            ruta: ruta.to_owned(),
            formato,
            otras,
            hoja,
            posicion,
            forma,
            encabezado,
            de_mapa: mapa.is_some(),
            entiende: Box::new(|_, _| false),
        })
    }

    /// The file, of which a map's value that stands for any other stands for none that its columns understand.
    #[must_use]
    pub fn knowing(self, entiende: impl FnOnce() -> Box<Entiende>) -> Self {
        if !self.encabezado.reparto.has_any_other() {
            return self;
        }
        Self {
            entiende: entiende(),
            ..self
        }
    }

    fn share(&self, celdas: &[Celda]) -> (Celdas, Vec<Defecto>) {
        self.encabezado.reparto.share(celdas, &self.entiende)
    }

    /// The names of the sheets of a book that have the columns of a layout, if that is what was asked for: all, and no sheet is called
    /// so.
    ///
    /// # Errors
    /// What is no book; that none has them.
    pub fn all_sheets(
        ruta: &Path,
        forma: &'static Forma,
        mapa: Option<&Mapa>,
    ) -> Result<Vec<String>, Error> {
        let buscado = Buscado { forma, mapa };
        let formato = format(ruta, &|titulos| buscado.score(titulos))?;
        let abierto = Abierto { ruta, formato };
        let hojas = abierto.sheets()?;
        if matches!(formato, Formato::Csv(_)) || hojas.iter().any(|h| fold(&h.nombre) == TODAS) {
            return Ok(vec![TODAS.to_owned()]);
        }
        encabezado::all(&hojas, buscado, &mut |hoja| {
            buscado.look(&abierto.beginning(hoja)?)
        })
    }

    /// Its layout.
    pub fn forma(&self) -> &'static Forma {
        self.forma
    }

    /// Name of the sheet; nothing for CSV.
    pub fn hoja(&self) -> &str {
        &self.hoja
    }

    /// Which sheet it is of a book that has others to read, from 1.
    pub fn position(&self) -> Option<usize> {
        // The log knows files by it: sheets that nobody sees do not count.
        let otras = self.others(&[], |otra| otra.visible);
        otras.and(self.posicion).map(|posicion| posicion + 1)
    }

    /// Other sheets of the workbook than those that are read, unless it is the template's, whose others help to fill it.
    pub fn unread_sheets(&self, leidas: &[&str]) -> Option<String> {
        self.others(leidas, |_| true)
    }

    fn others(&self, leidas: &[&str], cuentan: fn(&SheetName) -> bool) -> Option<String> {
        let de_reporte = self
            .encabezado
            .titulos
            .iter()
            .any(|titulo| titulo == ERRORES);
        let ajena = |otra: &&SheetName| {
            let nombre = otra.nombre.as_str();
            cuentan(otra)
                && nombre != "Ayuda"
                && !(de_reporte && nombre == RESUMEN)
                && leidas.iter().all(|leida| fold(leida) != fold(nombre))
        };
        let ajenas: Vec<String> = self
            .otras
            .iter()
            .filter(ajena)
            .map(SheetName::said)
            .collect();
        (!ajenas.is_empty()).then(|| ajenas.join(", "))
    }

    /// Headers as they are in the sheet.
    pub fn encabezados(&self) -> &[String] {
        &self.encabezado.titulos
    }

    /// Headers that nothing is read from.
    pub fn ajenas(&self) -> Vec<&str> {
        let leidas = self.encabezado.reparto.read();
        let hay = (0..).zip(&self.encabezado.titulos);
        hay.filter(|(i, encabezado)| !encabezado.is_empty() && !leidas.contains(i))
            .map(|(_, encabezado)| encabezado.as_str())
            .filter(|encabezado| *encabezado != ERRORES)
            .collect()
    }

    /// The number of the row of the headers.
    pub fn renglon(&self) -> u32 {
        self.encabezado.renglon
    }

    /// The position in the sheet of a column of the layout, if it is read from one.
    pub fn posicion(&self, columna: usize) -> Option<usize> {
        match self.encabezado.reparto.origen(columna) {
            CellSource::Celda(posicion) => Some(*posicion),
            _ => None,
        }
    }

    /// The positions of the cells of a row that a defect of a column is of.
    pub fn blamed(&self, columna: usize, celdas: &[Celda]) -> Vec<usize> {
        self.encabezado.reparto.blamed(columna, celdas)
    }

    /// What a map says in all rows of a column of the layout, if it does.
    pub fn constant(&self, columna: usize) -> Option<&str> {
        match self.encabezado.reparto.origen(columna) {
            CellSource::Constante(texto) => Some(texto),
            _ => None,
        }
    }

    /// Whether nothing in the sheet is read into a column of the layout.
    pub fn lacks(&self, columna: usize) -> bool {
        matches!(self.encabezado.reparto.origen(columna), CellSource::Nada)
    }

    /// Shows every row below the headers that is not empty.
    ///
    /// # Errors
    /// Those of the file and of the visitor.
    pub fn rows(&self, ver: &mut RowVisitor) -> Result<(), Error> {
        let abierto = Abierto {
            ruta: &self.ruta,
            formato: self.formato,
        };
        abierto.rows(&self.hoja, &mut |numero, celdas| {
            if numero <= self.encabezado.renglon || celdas.iter().all(Celda::is_empty) {
                return Ok(true);
            }
            let (propias, mut defectos) = self.share(celdas);
            self.look(celdas, &propias, &mut defectos);
            ver(SheetRow {
                numero,
                celdas,
                propias,
                defectos,
            })
            .map(|()| true)
        })
    }

    /// The first day of a column that is one for certain, and no number without its format.
    ///
    /// # Errors
    /// Those of the file.
    pub fn first_day(&self, columna: usize) -> Result<Option<Date>, Error> {
        let abierto = Abierto {
            ruta: &self.ruta,
            formato: self.formato,
        };
        let mut hallado = None;
        abierto.rows(&self.hoja, &mut |numero, celdas| {
            if numero > self.encabezado.renglon {
                let (propias, _) = self.share(celdas);
                let celda = propias.get(columna);
                let cierta = celda.filter(|celda| !matches!(celda, Celda::Numero(_)));
                hallado = cierta.and_then(fecha::read);
            }
            Ok(hallado.is_none())
        })?;
        Ok(hallado)
    }

    /// How the days of a column are written.
    ///
    /// # Errors
    /// Those of the file.
    pub fn orden(&self, columna: usize) -> Result<Orden, Error> {
        let abierto = Abierto {
            ruta: &self.ruta,
            formato: self.formato,
        };
        let mut orden = Orden::default();
        abierto.rows(&self.hoja, &mut |numero, celdas| {
            if numero > self.encabezado.renglon {
                let (propias, _) = self.share(celdas);
                let primero = propias.get(columna).and_then(fecha::order);
                primero.into_iter().for_each(|primero| orden.add(primero));
            }
            Ok(true)
        })?;
        Ok(orden)
    }

    /// Notes what is wrong with a row as a whole, and the cells that hold no value.
    fn look(&self, celdas: &[Celda], propias: &Celdas, defectos: &mut Vec<Defecto>) {
        if let Some(nota) = nota::of(
            self.forma,
            &self.encabezado.titulos,
            celdas,
            |columna| self.posicion(columna).is_some(),
            propias,
        ) {
            *defectos = vec![Defecto::of_row(nota)];
            return;
        }
        for (columna, celda) in propias.iter().enumerate() {
            if let Celda::Rota(rotura, _) = celda {
                defectos.push(Defecto::new(columna, Motivo::Regla(rotura.to_string())));
            }
        }
        let sin_titulo = celdas.iter().zip(&self.encabezado.titulos).enumerate();
        let sin_titulo = sin_titulo
            .filter(|(_, (celda, titulo))| !self.de_mapa && titulo.is_empty() && !celda.is_empty());
        for (posicion, _) in sin_titulo {
            defectos.push(Defecto::of_row(format!(
                "tiene algo en la columna {}, que no tiene encabezado: póngaselo, o bórrelo",
                letters(posicion)
            )));
        }
        let mut de_mas = celdas.iter().skip(self.encabezado.titulos.len());
        if de_mas.any(|celda| !celda.is_empty()) {
            let duda = match self.formato {
                Formato::Csv(_) => "¿un separador de más?",
                Formato::Xlsx | Formato::Ods => {
                    "póngale encabezado a la columna de la última, o bórrela"
                }
            };
            defectos.push(Defecto::of_row(format!(
                "tiene más celdas que encabezados: {duda}"
            )));
        }
    }

    /// How many rows below the headers are hidden, by a filter or by somebody: they are read all the same.
    ///
    /// # Errors
    /// Those of the file.
    pub fn hidden(&self) -> Result<usize, Error> {
        let abierto = Abierto {
            ruta: &self.ruta,
            formato: self.formato,
        };
        let ocultos = match self.formato {
            Formato::Csv(_) => return Ok(0),
            Formato::Xlsx => matrices::look(abierto.book()?, &self.hoja)?.ocultos,
            Formato::Ods => ods::hidden(abierto.book()?, &self.hoja)?,
        };
        let ocultos = ocultos.iter();
        Ok(ocultos
            .filter(|oculto| **oculto > self.encabezado.renglon)
            .count())
    }

    /// SHA-256 of the file, in hexadecimal.
    ///
    /// # Errors
    /// Those of the file.
    pub fn digest(&self) -> Result<String, Error> {
        let archivo = File::open(&self.ruta).map(BufReader::new);
        archivo.and_then(digest).map_err(|e| unreadable(&e))
    }
}
