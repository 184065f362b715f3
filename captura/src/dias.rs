//! Days of a column, of which each says something of the others: numbers without their format are days only if they are near the
//! others; and where some can only be month and day, nobody knows which is which in the rest.

use time::{Date, Duration};

use crate::celda::Celda;
use crate::fecha::{self, Primero};

/// How far such a number can be, as a day, from the day before it: farther, it is of another column.
const LEJOS: Duration = Duration::days(366);

/// The days of a column that was read so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Dias {
    /// The last one that is a day for certain, or near one.
    ultimo: Option<Date>,
    orden: Orden,
    /// Whether those are refused of which nobody knows which number is the day.
    dudosas: bool,
}

/// How many days of a column are written with the day first for certain, and with the month first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Orden {
    dia_primero: u64,
    mes_primero: u64,
}

/// Of so many days with the day first, one with the month first is a slip.
const DESLICES: u64 = 10;

impl Orden {
    /// Whether the days may be written with the month first of which it cannot be told.
    pub fn is_doubtful(self) -> bool {
        self.mes_primero > 0 && self.mes_primero * DESLICES >= self.dia_primero
    }
}

impl Dias {
    /// Those of a column whose first day for certain is that one: numbers before it are looked at beside it.
    pub(crate) fn new(primero: Option<Date>) -> Self {
        Self {
            ultimo: primero,
            ..Self::default()
        }
    }

    /// The same; days of which nobody knows which number is the day are refused.
    pub(crate) fn doubting(self) -> Self {
        Self {
            dudosas: true,
            ..self
        }
    }

    /// How those that were seen are written.
    pub(crate) fn orden(self) -> Orden {
        self.orden
    }

    /// Sees how a day is written; why it is refused, if it is.
    pub(crate) fn see(&mut self, celda: &Celda) -> Option<&'static str> {
        match fecha::order(celda)? {
            Primero::Dia => self.orden.dia_primero += 1,
            Primero::Mes => self.orden.mes_primero += 1,
            Primero::Cualquiera if self.dudosas => {
                return Some(
                    "no se sabe cuál es el día y cuál el mes, porque otras de la columna tienen el mes primero: escríbala como fecha de Excel, o año-mes-día, como 2017-03-25",
                );
            }
            Primero::Cualquiera => {}
        }
        None
    }

    /// Why the number of a cell is not taken for a day, if it is not.
    pub(crate) fn object(&mut self, celda: &Celda) -> Option<String> {
        let dia = fecha::read(celda)?;
        let lejos = |ultimo: Date| (dia - ultimo).abs() > LEJOS;
        if !matches!(celda, Celda::Numero(_)) {
            self.ultimo = Some(dia);
            return None;
        }
        let ultimo = self.ultimo?;
        if !lejos(ultimo) {
            self.ultimo = Some(dia);
            return None;
        }
        Some(format!(
            "es un número sin formato, que como fecha sería el {:02}/{:02}/{}, lejos de la de los renglones vecinos: escríbala como fecha",
            dia.day(),
            u8::from(dia.month()),
            dia.year()
        ))
    }
}
