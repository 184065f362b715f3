//! CSV files: separated by semicolons, commas or tabs, in UTF-8 or Windows-1252.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use ::csv::{ByteRecord, ErrorKind, Position, ReaderBuilder};
use encoding_rs::WINDOWS_1252;

use super::{COLUMNAS, RawVisitor, unreadable};
use crate::Error;
use crate::celda::Celda;

/// Bytes of a record.
const REGISTRO: u64 = 1 << 20;

/// Separator and encoding of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    separador: u8,
    latin: bool,
}

impl Dialect {
    /// The dialect of a file: its separator from its first line, its encoding from all of its bytes.
    pub(super) fn of(ruta: &Path) -> Result<Self, Error> {
        Self::guess(ruta).map_err(|error| unreadable(&error))
    }

    fn guess(ruta: &Path) -> io::Result<Self> {
        let mut archivo = File::open(ruta)?;
        let mut inicio = vec![];
        Read::by_ref(&mut archivo)
            .take(REGISTRO)
            .read_to_end(&mut inicio)?;
        let linea = inicio
            .split(|b| *b == b'\n')
            .find(|linea| !linea.is_empty())
            .unwrap_or_default();
        let separador = [b';', b',', b'\t']
            .into_iter()
            .max_by_key(|separador| linea.split(|b| b == separador).count())
            .unwrap_or(b',');
        archivo.seek(SeekFrom::Start(0))?;
        Ok(Self {
            separador,
            latin: !is_utf8(archivo)?,
        })
    }

    /// Shows every record, until the visitor has enough.
    pub(super) fn rows(self, archivo: impl Read, ver: &mut RawVisitor) -> Result<(), Error> {
        let leidos = Rc::new(Cell::new(0));
        let mut lector = ReaderBuilder::new()
            .delimiter(self.separador)
            .has_headers(false)
            .flexible(true)
            .from_reader(LimitedReader {
                interior: archivo,
                desde_el_registro: Rc::clone(&leidos),
            });
        let mut registro = ByteRecord::new();
        loop {
            let hay = lector.read_byte_record(&mut registro).map_err(|error| {
                match error.into_kind() {
                    ErrorKind::Io(error) => unreadable(&error),
                    _ => Error::new("el archivo no es CSV"),
                }
            })?;
            if !hay {
                return Ok(());
            }
            leidos.set(0);
            let linea = registro.position().map_or(0, Position::line);
            if registro.len() > COLUMNAS {
                return Err(Error::new(format!(
                    "la línea {linea} tiene más de {COLUMNAS} columnas"
                )));
            }
            let celdas: Vec<Celda> = registro.iter().map(|bytes| self.cell(bytes)).collect();
            if !ver(u32::try_from(linea).unwrap_or(u32::MAX), &celdas)? {
                return Ok(());
            }
        }
    }

    fn cell(self, bytes: &[u8]) -> Celda {
        let texto = if self.latin {
            WINDOWS_1252.decode_without_bom_handling(bytes).0
        } else {
            String::from_utf8_lossy(bytes)
        };
        Celda::from(&*texto)
    }
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

/// Takes out the returns that precede the end of a line, and counts the bytes that are left.
fn without_returns(bloque: &mut [u8], leidos: usize) -> usize {
    let mut quedan = 0;
    for i in 0..leidos {
        let byte = bloque[i];
        // A return at the end of the block is assumed to precede a line feed: files with bare returns no longer exist.
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

/// A reader that counts the bytes since the last record, and fails at one that is too long: a line that is none, or the text
/// after a quote that nobody closed.
struct LimitedReader<R> {
    interior: R,
    desde_el_registro: Rc<Cell<u64>>,
}

impl<R: Read> Read for LimitedReader<R> {
    fn read(&mut self, bloque: &mut [u8]) -> io::Result<usize> {
        let leidos = self.interior.read(bloque)?;
        // Lines are counted by their ends: two bytes of one would count late.
        let leidos = without_returns(bloque, leidos);
        let van = self.desde_el_registro.get() + u64::try_from(leidos).unwrap_or(u64::MAX);
        self.desde_el_registro.set(van);
        if van > REGISTRO {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(leidos)
    }
}
