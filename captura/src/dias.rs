//! Days that are numbers without their format: a day only if they are near the other days of their column.

use time::{Date, Duration};

use crate::celda::Celda;
use crate::fecha;

/// How far such a number can be, as a day, from the day before it: farther, it is of another column.
const LEJOS: Duration = Duration::days(366);

/// The days of a column that was read so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Dias {
    /// The last one that is a day for certain, or near one.
    ultimo: Option<Date>,
}

impl Dias {
    /// Those of a column whose first day for certain is that one: numbers before it are looked at beside it.
    pub(crate) fn new(primero: Option<Date>) -> Self {
        Self { ultimo: primero }
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
