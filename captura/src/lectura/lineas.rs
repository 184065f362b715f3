//! The bytes of a CSV file, before it is taken apart: every end of a line becomes a line feed, the last line has one too, and
//! quotes are watched.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

/// Bytes of a record.
const REGISTRO: u64 = 1 << 20;

/// What makes a file no table, and the line of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Estropicio {
    /// A quote that opens and that nothing closes.
    Abierta(u64),
    /// A quote that closes lines below, with whole records between.
    Lejana(u64, u64),
    /// A last record without an end and with fewer cells than others.
    Cortada(u64),
    /// A record of more than [`REGISTRO`] bytes.
    Larga(u64),
}

impl fmt::Display for Estropicio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Abierta(linea) => write!(
                f,
                "en la línea {linea} hay una comilla que abre y ninguna que la cierre: lo que sigue se leería como una sola celda; bórrela, o ciérrela"
            ),
            Self::Lejana(desde, hasta) => write!(
                f,
                "la comilla que abre en la línea {desde} sigue abierta en la {hasta}, y dentro quedan renglones enteros: bórrela, o ciérrela"
            ),
            Self::Cortada(linea) => write!(
                f,
                "el archivo termina a la mitad de la línea {linea}, con menos celdas que las demás: parece cortado; guárdelo de nuevo, o borre ese renglón"
            ),
            Self::Larga(linea) => write!(
                f,
                "la línea {linea} tiene más de 1 MiB: no es un renglón de una hoja"
            ),
        }
    }
}

impl std::error::Error for Estropicio {}

/// Where in a field a byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lugar {
    /// At its beginning, where a quote opens it.
    Comienzo,
    /// In a field without quotes, or behind the closing one.
    Suelto,
    /// Between quotes.
    Dentro,
    /// Behind a quote between quotes: two are one, one closes.
    Quizas,
}

/// A reader of lines.
pub(super) struct LineReader<R> {
    interior: R,
    separador: u8,
    tras_retorno: bool,
    /// Whether the last byte ended a line.
    acabada: bool,
    lugar: Lugar,
    linea: u64,
    /// Line where the last quote opened.
    abierta: u64,
    /// Whether the line began between quotes, and the line where those opened.
    cruza: bool,
    desde: u64,
    /// Separators of the line so far, quotes or not; and those of the line where the quotes opened.
    crudos: u64,
    crudos_abierta: u64,
    /// Line that looks like a whole record, between quotes.
    tragada: Option<u64>,
    /// Separators of the line so far, the most that a record of one line had, and those of the last one.
    separadores: u64,
    ancho: u64,
    ultimo: u64,
    /// What was found wrong, told once all before it is read.
    pendiente: Option<Estropicio>,
    /// Bytes since the last record.
    desde_el_registro: Rc<Cell<u64>>,
}

impl<R: Read> LineReader<R> {
    /// A reader; whoever reads records sets the count of bytes to nothing at each.
    pub(super) fn new(interior: R, separador: u8, desde_el_registro: Rc<Cell<u64>>) -> Self {
        Self {
            interior,
            separador,
            tras_retorno: false,
            acabada: true,
            lugar: Lugar::Comienzo,
            linea: 1,
            abierta: 0,
            cruza: false,
            desde: 0,
            crudos: 0,
            crudos_abierta: 0,
            tragada: None,
            separadores: 0,
            ancho: 0,
            ultimo: 0,
            pendiente: None,
            desde_el_registro,
        }
    }

    /// Looks at a byte.
    fn watch(&mut self, byte: u8) -> Result<(), Estropicio> {
        if byte == b'\n' {
            self.end_of_line();
        } else if byte == self.separador {
            self.separadores += u64::from(self.lugar != Lugar::Dentro);
            self.crudos += 1;
        }
        self.lugar = match (self.lugar, byte) {
            (Lugar::Comienzo, b'"') => {
                self.abierta = self.linea;
                Lugar::Dentro
            }
            (Lugar::Dentro, b'"') => Lugar::Quizas,
            (Lugar::Dentro, _) | (Lugar::Quizas, b'"') => Lugar::Dentro,
            // The mark of UTF-8 at the beginning of the file.
            (Lugar::Comienzo, 0xef | 0xbb | 0xbf) if self.linea == 1 => Lugar::Comienzo,
            (_, byte) if byte == b'\n' || byte == self.separador => Lugar::Comienzo,
            _ => Lugar::Suelto,
        };
        // Only where it closes is it known that it does.
        match self.tragada {
            Some(hasta) if !matches!(self.lugar, Lugar::Dentro | Lugar::Quizas) => {
                Err(Estropicio::Lejana(self.desde, hasta))
            }
            _ => Ok(()),
        }
    }

    fn end_of_line(&mut self) {
        let dentro = self.lugar == Lugar::Dentro;
        let de_un_renglon = |separadores: u64| self.ancho >= 3 && separadores == self.ancho;
        match (self.cruza, dentro) {
            // A line between quotes that has as many separators as a record is one.
            (true, true) if de_un_renglon(self.crudos) => self.tragada = Some(self.linea),
            // So are two that have, where the first opens a quote and the second closes it.
            (true, false) if de_un_renglon(self.crudos) && de_un_renglon(self.crudos_abierta) => {
                self.tragada = Some(self.linea);
            }
            (false, true) => (self.desde, self.crudos_abierta) = (self.abierta, self.crudos),
            (false, false) => {
                self.ancho = self.ancho.max(self.separadores);
                self.ultimo = self.separadores;
            }
            (true, _) => {}
        }
        self.cruza = dentro;
        self.linea += 1;
        (self.separadores, self.crudos) = (0, 0);
    }

    /// Whether what was read last is less than a record, and nothing ends it: a program that writes tables ends their lines.
    fn is_cut(&self) -> bool {
        // A record with a cell too many does not make all others short.
        let entero = self.ancho.min(self.ultimo);
        !self.acabada && !self.cruza && entero >= 3 && self.separadores < entero
    }

    /// Makes line feeds of all ends of lines, as far as all is well; how many bytes are left.
    fn settle(&mut self, bloque: &mut [u8], leidos: usize) -> usize {
        let mut quedan = 0;
        for i in 0..leidos {
            let byte = bloque[i];
            let sobra = byte == b'\n' && self.tras_retorno;
            self.tras_retorno = byte == b'\r';
            if sobra {
                continue;
            }
            bloque[quedan] = if byte == b'\r' { b'\n' } else { byte };
            if let Err(estropicio) = self.watch(bloque[quedan]) {
                self.pendiente = Some(estropicio);
                break;
            }
            quedan += 1;
        }
        quedan
    }
}

impl<R: Read> Read for LineReader<R> {
    fn read(&mut self, bloque: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(estropicio) = self.pendiente {
                return Err(io::Error::other(estropicio));
            }
            let leidos = self.interior.read(bloque)?;
            let abierta = self.lugar == Lugar::Dentro;
            if leidos == 0 && abierta {
                return Err(io::Error::other(Estropicio::Abierta(self.abierta)));
            }
            if leidos == 0 && self.is_cut() {
                return Err(io::Error::other(Estropicio::Cortada(self.linea)));
            }
            let mut quedan = self.settle(bloque, leidos);
            if quedan > 0 {
                self.acabada = bloque[quedan - 1] == b'\n';
            } else if leidos == 0 && !self.acabada && !bloque.is_empty() {
                (bloque[0], quedan, self.acabada) = (b'\n', 1, true);
            }
            let van = self.desde_el_registro.get() + u64::try_from(quedan).unwrap_or(u64::MAX);
            self.desde_el_registro.set(van);
            if van > REGISTRO {
                let abierta = self.lugar == Lugar::Dentro;
                let estropicio = if abierta {
                    Estropicio::Abierta(self.abierta)
                } else {
                    Estropicio::Larga(self.linea)
                };
                return Err(io::Error::other(estropicio));
            }
            // Nothing is the end of the file: what was only the rest of an end of a line is not.
            if quedan > 0 || leidos == 0 {
                return Ok(quedan);
            }
        }
    }
}
