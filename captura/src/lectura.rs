//! Rows of a file: XLSX, ODS, or CSV in UTF-8 or Windows-1252. One row at a time; whatever the file, memory is bounded.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use calamine::{Data, Ods, Reader, Xlsx};
use encoding_rs::WINDOWS_1252;
use time::Date;

use crate::Error;
use crate::celda::{Celda, Celdas};
use crate::defecto::Defecto;
use crate::escritura::digest;
use crate::forma::Forma;
use crate::mapa::{Mapa, Origen, Reparto};
use crate::palabras::MARCA;

/// Bytes of a workbook, once uncompressed.
const DESCOMPRIMIDO: u64 = 256 << 20;
/// Bytes of a record of a CSV file.
const LINEA: u64 = 1 << 20;
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
    Csv { separador: u8, latin: bool },
}

/// A row of a sheet.
pub struct Renglon<'a> {
    /// Its number in the sheet: the first one is 1.
    pub numero: u32,
    /// Its cells, as they are.
    pub celdas: &'a [Celda],
    /// Its cells by column of the layout.
    pub propias: Celdas,
    /// What is wrong with it before anything is read.
    pub defectos: Vec<Defecto>,
}

/// Sees a row.
pub type Visitante<'a> = dyn FnMut(Renglon) -> Result<(), Error> + 'a;
/// Sees a row, and says whether it wants more.
type Visita<'a> = dyn FnMut(u32, &[Celda]) -> Result<bool, Error> + 'a;

fn wrong(mensaje: &str) -> Error {
    Error::new(mensaje)
}

fn unreadable(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => wrong("el archivo no existe"),
        io::ErrorKind::PermissionDenied => wrong("no hay permiso para leer el archivo"),
        io::ErrorKind::FileTooLarge => {
            wrong("un renglón del archivo tiene más de 1 MiB: no es una hoja de atenciones")
        }
        _ => wrong("no se pudo leer el archivo"),
    }
}

fn broken<E: std::fmt::Display>(error: E) -> Error {
    tracing::debug!(%error, "no se entiende el libro");
    wrong(
        "el libro no se entiende: está incompleto o dañado; ábralo y guárdelo de nuevo como .xlsx",
    )
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
            "csv" | "txt" => csv_format(ruta)?,
            _ => return Err(wrong("el archivo no es .xlsx, .ods ni .csv")),
        };
        if !matches!(formato, Formato::Csv { .. }) {
            bounded(ruta)?;
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
        let primera = primera.ok_or_else(|| wrong("el archivo está vacío"))?;
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
            Origen::Celda(posicion) => Some(*posicion),
            _ => None,
        }
    }

    /// Whether nothing in the sheet is read into a column of the layout.
    pub fn lacks(&self, columna: usize) -> bool {
        matches!(self.reparto.origen(columna), Origen::Nada)
    }

    /// Every row below the headers that is not empty.
    pub fn rows(&self, ver: &mut Visitante) -> Result<(), Error> {
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
            ver(Renglon {
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
            Formato::Csv { .. } => return Ok((String::new(), vec![])),
            Formato::Xlsx => Xlsx::new(self.file()?).map_err(broken)?.sheet_names(),
            Formato::Ods => Ods::new(self.file()?).map_err(broken)?.sheet_names(),
        };
        if nombres.is_empty() {
            return Err(wrong("el libro no tiene hojas"));
        }
        let propia = nombres.iter().position(|nombre| *nombre == self.forma.hoja);
        let hoja = nombres.remove(propia.unwrap_or(0));
        Ok((hoja, nombres))
    }

    /// Every row, until the visitor has enough.
    fn raw(&self, ver: &mut Visita) -> Result<(), Error> {
        match self.formato {
            Formato::Csv { separador, latin } => self.csv(separador, latin, ver),
            Formato::Xlsx => self.xlsx(ver),
            Formato::Ods => self.ods(ver),
        }
    }

    fn csv(&self, separador: u8, latin: bool, ver: &mut Visita) -> Result<(), Error> {
        let leidos = Rc::new(Cell::new(0));
        let mut lector = csv::ReaderBuilder::new()
            .delimiter(separador)
            .has_headers(false)
            .flexible(true)
            .from_reader(Medida {
                interior: self.file()?,
                desde_el_registro: Rc::clone(&leidos),
            });
        let mut registro = csv::ByteRecord::new();
        loop {
            let hay = lector.read_byte_record(&mut registro).map_err(|error| {
                match error.into_kind() {
                    csv::ErrorKind::Io(error) => unreadable(&error),
                    _ => wrong("el archivo no es CSV"),
                }
            })?;
            if !hay {
                return Ok(());
            }
            leidos.set(0);
            let linea = registro.position().map_or(0, csv::Position::line);
            if registro.len() > COLUMNAS {
                return Err(Error::new(format!(
                    "la línea {linea} tiene más de {COLUMNAS} columnas"
                )));
            }
            let celda = |bytes: &[u8]| {
                let texto = if latin {
                    WINDOWS_1252
                        .decode_without_bom_handling(bytes)
                        .0
                        .into_owned()
                } else {
                    String::from_utf8_lossy(bytes).into_owned()
                };
                if texto.trim().is_empty() {
                    Celda::Vacia
                } else {
                    Celda::Texto(texto)
                }
            };
            let celdas: Vec<Celda> = registro.iter().map(celda).collect();
            if !ver(u32::try_from(linea).unwrap_or(u32::MAX), &celdas)? {
                return Ok(());
            }
        }
    }

    fn xlsx(&self, ver: &mut Visita) -> Result<(), Error> {
        let mut libro = Xlsx::new(self.file()?).map_err(broken)?;
        let mut lector = libro.worksheet_cells_reader(&self.hoja).map_err(broken)?;
        let (mut fila, mut celdas): (u32, Vec<Celda>) = (0, vec![]);
        while let Some(celda) = lector.next_cell().map_err(broken)? {
            let (renglon, columna) = celda.get_position();
            if renglon != fila {
                if !celdas.is_empty() && !ver(fila + 1, &celdas)? {
                    return Ok(());
                }
                celdas.clear();
                fila = renglon;
            }
            let columna = usize::try_from(columna).unwrap_or(usize::MAX);
            if columna < COLUMNAS {
                if celdas.len() <= columna {
                    celdas.resize(columna + 1, Celda::Vacia);
                }
                celdas[columna] = cell(&Data::from(celda.get_value().clone()));
            }
        }
        if !celdas.is_empty() {
            ver(fila + 1, &celdas)?;
        }
        Ok(())
    }

    fn ods(&self, ver: &mut Visita) -> Result<(), Error> {
        let mut libro = Ods::new(self.file()?).map_err(broken)?;
        let rango = libro.worksheet_range(&self.hoja).map_err(broken)?;
        let primera = rango.start().map_or(0, |(fila, _)| fila);
        let vacias = rango.start().map_or(0, |(_, columna)| columna);
        for (i, fila) in (primera + 1..).zip(rango.rows()) {
            let delante = (0..vacias).map(|_| Celda::Vacia);
            let celdas: Vec<Celda> = delante
                .chain(fila.iter().map(cell))
                .take(COLUMNAS)
                .collect();
            if !ver(i, &celdas)? {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn cell(dato: &Data) -> Celda {
    match dato {
        Data::String(texto) if !texto.trim().is_empty() => Celda::Texto(texto.clone()),
        Data::Float(numero) => Celda::Numero(*numero),
        Data::Int(numero) => Celda::Texto(numero.to_string()),
        Data::Bool(si) => Celda::from(MARCA.write(si).unwrap_or_default()),
        Data::DateTime(instante) if instante.is_datetime() => {
            let (anio, mes, dia, ..) = instante.to_ymd_hms_milli();
            let mes = time::Month::try_from(mes).ok();
            mes.and_then(|mes| Date::from_calendar_date(i32::from(anio), mes, dia).ok())
                .map_or(Celda::Vacia, Celda::Fecha)
        }
        Data::DateTime(duracion) => Celda::Numero(duracion.as_f64()),
        Data::DateTimeIso(texto) | Data::DurationIso(texto) => {
            crate::fecha::written(texto).map_or_else(|| Celda::Texto(texto.clone()), Celda::Fecha)
        }
        // What Excel could not compute is not nothing.
        Data::Error(_) => Celda::Texto("#ERROR".to_owned()),
        _ => Celda::Vacia,
    }
}

/// Refuses a workbook that would not stay within memory, whatever it says of itself.
fn bounded(ruta: &Path) -> Result<(), Error> {
    let archivo = File::open(ruta).map_err(|e| unreadable(&e))?;
    let mut libro = zip::ZipArchive::new(BufReader::new(archivo)).map_err(broken)?;
    let mut total = 0;
    for i in 0..libro.len() {
        let parte = libro.by_index(i).map_err(broken)?;
        let mut limitada = parte.take(DESCOMPRIMIDO + 1 - total);
        total += io::copy(&mut limitada, &mut io::sink()).map_err(broken)?;
        if total > DESCOMPRIMIDO {
            return Err(wrong(
                "el libro ocupa más de 256 MiB descomprimido: pártalo, o guárdelo como CSV",
            ));
        }
    }
    Ok(())
}

/// Separator and encoding of a CSV file, from its first line and from all of its bytes.
fn csv_format(ruta: &Path) -> Result<Formato, Error> {
    let mut archivo = File::open(ruta).map_err(|e| unreadable(&e))?;
    let mut inicio = vec![];
    Read::by_ref(&mut archivo)
        .take(LINEA)
        .read_to_end(&mut inicio)
        .map_err(|e| unreadable(&e))?;
    let linea = inicio
        .split(|b| *b == b'\n')
        .find(|linea| !linea.is_empty())
        .unwrap_or_default();
    let separador = [b';', b',', b'\t']
        .into_iter()
        .max_by_key(|separador| linea.split(|b| b == separador).count())
        .unwrap_or(b',');
    archivo
        .seek(SeekFrom::Start(0))
        .map_err(|e| unreadable(&e))?;
    Ok(Formato::Csv {
        separador,
        latin: !is_utf8(archivo).map_err(|e| unreadable(&e))?,
    })
}

fn is_utf8(archivo: File) -> io::Result<bool> {
    let mut lector = BufReader::new(archivo);
    let mut bloque = vec![0; 1 << 16];
    let mut resto = 0;
    loop {
        let leidos = lector.read(&mut bloque[resto..])?;
        let hay = resto + leidos;
        match std::str::from_utf8(&bloque[..hay]) {
            Ok(_) => resto = 0,
            // The end of the block may have cut a character.
            Err(error) if error.error_len().is_none() && leidos > 0 => {
                let desde = error.valid_up_to();
                bloque.copy_within(desde..hay, 0);
                resto = hay - desde;
            }
            Err(_) => return Ok(false),
        }
        if leidos == 0 {
            return Ok(true);
        }
    }
}

/// Takes out the returns that precede the end of a line; how many bytes are left.
fn without_returns(bloque: &mut [u8], leidos: usize) -> usize {
    let mut quedan = 0;
    for i in 0..leidos {
        let byte = bloque[i];
        // One at the end of the block is taken for one of those: alone it ends lines in no file of today.
        let sobra = byte == b'\r' && (i + 1 == leidos || bloque[i + 1] == b'\n');
        if !sobra {
            bloque[quedan] = byte;
            quedan += 1;
        }
    }
    if quedan == 0 && leidos > 0 {
        // Nothing read is the end of the file: a space is not.
        bloque[0] = b'\n';
        return 1;
    }
    quedan
}

/// Stops at a record that is too long to be one, be it a line or the text after a quote that nobody closed.
struct Medida<R> {
    interior: R,
    desde_el_registro: Rc<Cell<u64>>,
}

impl<R: Read> Read for Medida<R> {
    fn read(&mut self, bloque: &mut [u8]) -> io::Result<usize> {
        let leidos = self.interior.read(bloque)?;
        // Lines are counted by their ends: two bytes of one would count late.
        let leidos = without_returns(bloque, leidos);
        let van = self.desde_el_registro.get() + u64::try_from(leidos).unwrap_or(u64::MAX);
        self.desde_el_registro.set(van);
        if van > LINEA {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(leidos)
    }
}
