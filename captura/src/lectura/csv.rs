//! Text files of rows: CSV, and what Excel calls «Texto Unicode».

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use ::csv::{ByteRecord, ErrorKind, Position, ReaderBuilder};

use super::codificacion::Codificacion;
use super::lineas::{Estropicio, LineReader};
use super::{COLUMNAS, ENCABEZADO, HeaderScore, RawVisitor, too_wide, unreadable};
use crate::Error;
use crate::celda::Celda;

/// Bytes among which the separator is looked for.
const INICIO: u64 = 1 << 18;
/// The separators of offices.
const SEPARADORES: [u8; 4] = *b";,\t|";

/// Separator and encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    separador: u8,
    codificacion: Codificacion,
}

impl Dialect {
    /// The dialect of a file: its encoding from all of its bytes; its separator is the one that it says, or the one by which
    /// most headers are found in its first lines.
    pub(super) fn of(ruta: &Path, puntos: &HeaderScore) -> Result<Self, Error> {
        let open = || File::open(ruta).map_err(|e| unreadable(&e));
        let codificacion = Codificacion::of(open()?).map_err(|e| unreadable(&e))?;
        let mut inicio = vec![];
        let leido = codificacion
            .reader(open()?)
            .take(INICIO)
            .read_to_end(&mut inicio);
        leido.map_err(|e| unreadable(&e))?;
        if let Some(separador) = said(&inicio) {
            return Ok(Self {
                separador,
                codificacion,
            });
        }
        let mut mejor = (0, 0, b',');
        for separador in SEPARADORES {
            let dialecto = Self {
                separador,
                codificacion,
            };
            let (mut hallados, mut partes, mut van) = (0, 0, 0);
            // The beginning may end within quotes: what was seen until there is enough.
            let _ = dialecto.records(Cursor::new(inicio.clone()), &mut |_, celdas| {
                let encabezados: Vec<String> = celdas.iter().map(Celda::texto).collect();
                hallados = hallados.max(puntos(&encabezados));
                partes = partes.max(celdas.len());
                van += 1;
                Ok(van < ENCABEZADO)
            });
            if (hallados, partes) > (mejor.0, mejor.1) {
                mejor = (hallados, partes, separador);
            }
        }
        Ok(Self {
            separador: mejor.2,
            codificacion,
        })
    }

    /// Shows every record with its line, until the visitor has enough.
    pub(super) fn rows(self, mut archivo: File, ver: &mut RawVisitor) -> Result<(), Error> {
        let hasta = end(&mut archivo).map_err(|e| unreadable(&e))?;
        self.records(self.codificacion.reader(archivo.take(hasta)), ver)
    }

    fn records(self, bytes: impl Read, ver: &mut RawVisitor) -> Result<(), Error> {
        let leidos = Rc::new(Cell::new(0));
        let lineas = LineReader::new(bytes, self.separador, Rc::clone(&leidos));
        let mut lector = ReaderBuilder::new()
            .delimiter(self.separador)
            .has_headers(false)
            .flexible(true)
            .from_reader(lineas);
        let mut registro = ByteRecord::new();
        loop {
            let hay = lector.read_byte_record(&mut registro).map_err(|error| {
                match error.into_kind() {
                    ErrorKind::Io(error) => spoiled(&error),
                    _ => Error::new("el archivo no es CSV"),
                }
            })?;
            if !hay {
                return Ok(());
            }
            leidos.set(0);
            let linea = first_line(&registro, lector.position());
            let mut celdas: Vec<Celda> = registro.iter().map(|bytes| self.cell(bytes)).collect();
            // What is empty at its end does not count.
            while celdas.last().is_some_and(Celda::is_empty) && celdas.len() > 1 {
                celdas.pop();
            }
            if celdas.len() > COLUMNAS {
                return Err(too_wide(linea));
            }
            if !ver(u32::try_from(linea).unwrap_or(u32::MAX), &celdas)? {
                return Ok(());
            }
        }
    }

    fn cell(self, bytes: &[u8]) -> Celda {
        Celda::from(&*self.codificacion.decode(bytes))
    }
}

/// The line where a record begins, by where it ends: its own position is that of the empty lines before it.
fn first_line(registro: &ByteRecord, tras_el: &Position) -> u64 {
    let lineas = registro.as_slice().split(|byte| *byte == b'\n').count();
    tras_el
        .line()
        .saturating_sub(u64::try_from(lineas).unwrap_or(u64::MAX))
}

/// Where a text ends: before the Ctrl-Z that programs of MS-DOS end it with.
fn end(archivo: &mut File) -> io::Result<u64> {
    const CTRL_Z: u8 = 0x1a;
    let mut hasta = archivo.seek(SeekFrom::End(0))?;
    let mut ultimo = [CTRL_Z];
    while hasta > 0 {
        archivo.seek(SeekFrom::Start(hasta - 1))?;
        archivo.read_exact(&mut ultimo)?;
        if ultimo != [CTRL_Z] {
            break;
        }
        hasta -= 1;
    }
    archivo.rewind()?;
    Ok(hasta)
}

/// The separator of a first line «sep=;», which is for Excel.
fn said(inicio: &[u8]) -> Option<u8> {
    let inicio = inicio.strip_prefix(b"\xef\xbb\xbf").unwrap_or(inicio);
    let linea = inicio.split(|b| matches!(b, b'\r' | b'\n')).next()?;
    match linea {
        [s, e, p, b'=', separador] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*separador),
        _ => None,
    }
}

fn spoiled(error: &io::Error) -> Error {
    let estropicio = error.get_ref().and_then(|e| e.downcast_ref::<Estropicio>());
    estropicio.map_or_else(
        || unreadable(error),
        |estropicio| Error::new(estropicio.to_string()),
    )
}
