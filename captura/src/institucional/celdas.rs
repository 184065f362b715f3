//! Cells of records: keys, days that may be missing, words of closed lists.

use domain::{ANIOS, Dato, Origen, Periodo};
use time::Date;

use crate::atenciones::{has_birth, has_curp, says_curp};
use crate::celda::{Celda, Fila};
use crate::fecha;
use crate::forma::{Ficha, ficha};
use crate::identificador::is_nothing;
use crate::palabras::Lista;
use crate::texto::{fold, nearest};

/// The column of what a source says of a record, of those that are taken from one.
pub(super) const FUENTE: Ficha = ficha(
    "Texto de la fuente",
    false,
    "",
    "Lo que dice de esto la fuente de la que se toma, letra por letra, si es de otra: una nota, un boletín. Vacía: lo dice la instancia.",
)
.part("origen");

/// Letters of a text: what a report says of a year is long, and a whole document is no cell.
const LETRAS: usize = 10_000;

/// What people write in place of a text that there is not, as [`fold`] leaves it.
const SIN_TEXTO: [&str; 12] = [
    "", "0", "s n", "sn", "n a", "n d", "nd", "s d", "sd", "null", "nulo", "nan",
];

/// Whether a text stands for nothing.
fn says_nothing(texto: &str) -> bool {
    SIN_TEXTO.contains(&fold(texto).as_str())
}

impl Fila<'_> {
    /// A key: what others call the record by, in addresses too.
    pub(super) fn key(&mut self, columna: usize) -> Option<String> {
        let malos = self.defectos.len();
        let clave = self.identifier(columna);
        if self.defectos.len() > malos {
            return None;
        }
        let clave = clave.unwrap_or_default();
        if !clave.is_empty() && is_nothing(&clave) {
            return self.say(
                columna,
                "no es una clave, y los registros que la tengan serían el mismo",
            );
        }
        let mut letras = clave.chars();
        let buena = letras.clone().any(|c| c.is_ascii_alphanumeric())
            && letras.all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if clave.is_empty() || clave.len() > 40 || !buena {
            let espera = "una clave de hasta 40 letras sin acento, números y guiones";
            return self.wrong(columna, espera);
        }
        if has_curp(&clave) || has_birth(&clave) {
            return self.say(columna, CON_CURP);
        }
        Some(clave)
    }

    /// Some text of one line or several, which says something.
    pub(super) fn text(&mut self, columna: usize) -> Option<String> {
        let texto = self.literal(columna)?;
        if says_nothing(&texto) {
            return self.say(columna, "no dice nada, y así se publicaría");
        }
        Some(texto)
    }

    /// Some text, letter by letter as a source has it.
    pub(super) fn literal(&mut self, columna: usize) -> Option<String> {
        let texto = self.seen(columna)?;
        if texto.is_empty() || texto.chars().count() > LETRAS {
            let espera = format!("un texto de hasta {LETRAS} letras");
            return self.wrong(columna, &espera);
        }
        if says_curp(&texto) {
            return self.say(columna, CON_CURP);
        }
        Some(texto)
    }

    /// A text that may be missing.
    pub(super) fn maybe(&mut self, columna: usize) -> Dato<String> {
        if self.texto(columna).is_empty() {
            return Dato::NoConsta;
        }
        self.text(columna).into()
    }

    /// Where a record comes from: what a source says, or the office itself.
    pub(super) fn source(&mut self, columna: usize) -> Origen {
        if self.texto(columna).is_empty() {
            return Origen::Registro;
        }
        self.literal(columna).map_or(Origen::Registro, Origen::Nota)
    }

    /// A value that may be missing; a cell that is not empty must hold it.
    fn optional<T>(
        &mut self,
        columna: usize,
        espera: &str,
        read: impl FnOnce(&Celda) -> Option<T>,
    ) -> Dato<T> {
        let celda = self.celda(columna);
        if *celda == Celda::Vacia {
            return Dato::NoConsta;
        }
        let leido = read(celda);
        leido.or_else(|| self.wrong(columna, espera)).into()
    }

    /// A day that may be missing, and may be to come.
    pub(super) fn day(&mut self, columna: usize) -> Dato<Date> {
        self.optional(
            columna,
            "una fecha, como 25/03/2017 (día/mes/año) o 2017-03-25",
            |celda| fecha::read(celda).filter(|dia| ANIOS.contains(&dia.year())),
        )
    }

    /// A day that may be missing and has come.
    pub(super) fn past(&mut self, columna: usize, hoy: Date) -> Dato<Date> {
        let dia = self.day(columna);
        if let Some(despues) = dia.valor().filter(|dia| **dia > hoy) {
            let regla = format!(
                "la fecha es posterior a hoy{}",
                fecha::tomorrow(*despues, hoy)
            );
            self.say::<()>(columna, regla);
        }
        dia
    }

    /// A period that may be missing.
    pub(super) fn term(&mut self, columna: usize) -> Dato<Periodo> {
        self.optional(columna, PERIODO, |celda| match celda {
            // Excel takes 2017-03 for the first day of the month.
            Celda::Fecha(dia) if dia.day() == 1 => {
                format!("{:04}-{:02}", dia.year(), u8::from(dia.month()))
                    .parse()
                    .ok()
            }
            otra => otra.texto().parse().ok(),
        })
    }

    /// A period that has begun, or the year of the day.
    pub(super) fn period(&mut self, columna: usize, dia: Dato<Date>, hoy: Date) -> Option<Periodo> {
        let periodo = self.any_period(columna, dia)?;
        // A day to come is told in its own column.
        if periodo.desde() > hoy && !self.texto(columna).is_empty() {
            return self.say(columna, "el periodo no ha empezado");
        }
        Some(periodo)
    }

    fn any_period(&mut self, columna: usize, dia: Dato<Date>) -> Option<Periodo> {
        match (self.texto(columna).is_empty(), dia) {
            (true, Dato::Consta(dia)) => Some(Periodo::Anio(dia.year())),
            (true, Dato::NoConsta) => self.wrong(columna, PERIODO),
            (false, _) => self.term(columna).valor().copied(),
        }
    }

    /// A number that may be missing.
    pub(super) fn number(&mut self, columna: usize) -> Dato<u32> {
        self.optional(
            columna,
            "un número entero, sin comas, de hasta un millón",
            |celda| {
                let numero: Option<u32> = celda.count()?.parse().ok();
                numero.filter(|numero| *numero <= 1_000_000)
            },
        )
    }

    /// The value of a word of a closed list, with the word that was probably meant.
    pub(super) fn one<T: Clone>(&mut self, columna: usize, lista: &Lista<T>) -> Option<T> {
        let texto = self.texto(columna);
        lista.read(&texto).or_else(|| {
            let cerca = nearest(&texto, lista.names());
            self.wrong_near(columna, &lista.either(), cerca)
        })
    }
}

/// Why a text with a CURP is refused.
pub(super) const CON_CURP: &str =
    "tiene una CURP o un RFC, y esto se publica: diría de quién se habla";
const PERIODO: &str = "un periodo, como 2017, 2017-T1 o 2017-03";
