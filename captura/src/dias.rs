//! Days of a column, of which each says something of the others: numbers without their format are days only if they are near the
//! others; and where some can only be month and day, nobody knows which is which in the rest.

use time::{Date, Duration};

use crate::celda::Celda;
use crate::fecha::{self, CAMBIADOS, DIA_O_MES, Primero};

/// How far such a number can be, as a day, from the day before it: farther, it is of another column.
const LEJOS: Duration = Duration::days(366);

/// Why a text that can be read both ways is refused, and a day of a workbook that may be another.
const SIN_ORDEN: &str = "no se sabe cuál es el día y cuál el mes, porque otras tienen el mes primero: dé a la columna formato de texto y escríbala año-mes-día, como 2017-03-25";
const MAL_ORDEN: &str = "puede tener el día y el mes cambiados, porque la hoja de cálculo sólo tomó por fechas las de los doce primeros días, y dejó las demás como texto: revísela, dé a la columna formato de texto y escríbala año-mes-día, como 2017-03-25";

/// What a report writes behind a day that is refused for that reason.
pub(crate) fn mark(regla: &str) -> Option<&'static str> {
    match regla {
        SIN_ORDEN => Some(DIA_O_MES),
        MAL_ORDEN => Some(CAMBIADOS),
        _ => None,
    }
}

/// The days of a column that was read so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Dias {
    /// The last one that is a day for certain, or near one.
    ultimo: Option<Date>,
    orden: Orden,
    /// What is doubtful of them.
    duda: Duda,
}

/// Which days of a column are doubtful, because of how they and others are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Duda {
    /// Texts that can be read both ways: others have the month first.
    mes_primero: bool,
    /// Days of a workbook up to the twelfth of their month: a program may have exchanged them.
    cambiadas: bool,
}

impl Duda {
    /// Whether some are.
    pub fn is_some(self) -> bool {
        self != Self::default()
    }

    /// What is doubtful for either reason.
    #[must_use]
    pub fn or(self, otra: Self) -> Self {
        Self {
            mes_primero: self.mes_primero || otra.mes_primero,
            cambiadas: self.cambiadas || otra.cambiadas,
        }
    }
}

/// How the days of a column are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Orden {
    /// Texts with the day first for certain, and with the month first.
    dia_primero: u64,
    mes_primero: u64,
    /// Texts of which it cannot be told.
    cualquiera: u64,
    /// Days of a workbook up to the twelfth of their month, and later ones.
    hasta_doce: u64,
    despues: u64,
}

/// Of so many days with the day first, one with the month first is a slip.
const DESLICES: u64 = 10;
/// That all days of a workbook are among the twelve first of their month, and all written ones are later, happens by chance: each of the
/// former has four in ten of being so, each of the latter six. Together, once in a hundred times is not believed; in these units, which
/// are logarithms, their sum is this.
const DE_HASTA_DOCE: u64 = 16;
const DE_ESCRITA: u64 = 9;
const NO_ES_AZAR: u64 = 80;

impl Orden {
    /// What is doubtful of days that are written so.
    pub fn doubt(self) -> Duda {
        Duda {
            mes_primero: self.has_months_first(),
            cambiadas: self.is_exchanged(),
        }
    }

    /// What is doubtful of the days of each of several sheets: by itself, beside all of them, and beside those alone that have nothing
    /// against it. A sheet that is right makes no other one right.
    fn doubts(hojas: &[Self]) -> Vec<Duda> {
        let all = |hojas: &mut dyn Iterator<Item = Self>| hojas.fold(Self::default(), Self::with);
        let todas = all(&mut hojas.iter().copied());
        let of = |(i, suya): (usize, &Self)| {
            let otras = || (0..).zip(hojas).filter(move |(j, _)| *j != i);
            let con_ellas = |deny: fn(Self) -> bool| {
                let calladas = otras().map(|(_, otra)| *otra);
                suya.with(all(&mut calladas.filter(|otra| !deny(*otra))))
            };
            let sin_negar = Duda {
                mes_primero: con_ellas(Self::has_days_first).has_months_first(),
                cambiadas: con_ellas(Self::has_late_days).is_exchanged(),
            };
            suya.doubt().or(todas.doubt()).or(sin_negar)
        };
        hojas.iter().enumerate().map(of).collect()
    }

    /// The same of sheets with several columns of days, each column beside the same one of the others; of each sheet, by column.
    pub fn doubts_by_column(hojas: &[Vec<Self>]) -> Vec<Vec<Duda>> {
        let mut dudas: Vec<Vec<Duda>> = vec![vec![]; hojas.len()];
        let columnas = hojas.iter().map(Vec::len).max().unwrap_or_default();
        for columna in 0..columnas {
            let suyas = hojas.iter().map(|hoja| hoja.get(columna).copied());
            let suyas: Vec<Self> = suyas.map(Option::unwrap_or_default).collect();
            let de_ella = Self::doubts(&suyas);
            dudas
                .iter_mut()
                .zip(de_ella)
                .for_each(|(hoja, duda)| hoja.push(duda));
        }
        dudas
    }

    /// Whether some have the day first for certain, and none the month, or it is a slip.
    fn has_days_first(self) -> bool {
        self.dia_primero > 0 && !self.has_months_first()
    }

    /// Whether those of a workbook are of any day of the month: no program exchanged them.
    fn has_late_days(self) -> bool {
        self.despues > 0 && self.despues * DESLICES >= self.hasta_doce
    }

    /// Whether some have the month first: of others it cannot be told.
    fn has_months_first(self) -> bool {
        self.mes_primero > 0 && self.mes_primero * DESLICES >= self.dia_primero
    }

    /// Whether a program that has the month first made days of what it could, and left the rest as text: what it made has its day
    /// and its month exchanged.
    fn is_exchanged(self) -> bool {
        let is_little = |otros: u64| otros * DESLICES < self.hasta_doce;
        if !is_little(self.despues) {
            return false;
        }
        // A text with the month first comes from such a program, and it has made days of the others.
        if self.has_months_first() {
            return true;
        }
        // It would have made days of those that can be read both ways.
        let escritas = if is_little(self.cualquiera) {
            self.dia_primero
        } else {
            0
        };
        escritas > 1 && self.hasta_doce * DE_HASTA_DOCE + escritas * DE_ESCRITA >= NO_ES_AZAR
    }

    /// Those of two sheets.
    fn with(self, otro: Self) -> Self {
        Self {
            dia_primero: self.dia_primero + otro.dia_primero,
            mes_primero: self.mes_primero + otro.mes_primero,
            cualquiera: self.cualquiera + otro.cualquiera,
            hasta_doce: self.hasta_doce + otro.hasta_doce,
            despues: self.despues + otro.despues,
        }
    }

    /// Counts one that is written so.
    pub(crate) fn add(&mut self, primero: Primero) {
        let cuantos = match primero {
            Primero::Dia => &mut self.dia_primero,
            Primero::Mes => &mut self.mes_primero,
            Primero::HastaDoce => &mut self.hasta_doce,
            Primero::Despues => &mut self.despues,
            Primero::Cualquiera => &mut self.cualquiera,
        };
        *cuantos += 1;
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

    /// The same; those are refused that are doubtful so.
    pub(crate) fn doubting(self, duda: Duda) -> Self {
        Self { duda, ..self }
    }

    /// How those that were seen are written.
    pub(crate) fn orden(self) -> Orden {
        self.orden
    }

    /// Sees how a day is written; why it is refused, if it is.
    pub(crate) fn see(&mut self, celda: &Celda) -> Option<&'static str> {
        let primero = fecha::order(celda)?;
        self.orden.add(primero);
        match primero {
            Primero::Cualquiera if self.duda.mes_primero || fecha::is_marked(celda, DIA_O_MES) => {
                Some(SIN_ORDEN)
            }
            Primero::HastaDoce if self.duda.cambiadas || fecha::is_marked(celda, CAMBIADOS) => {
                Some(MAL_ORDEN)
            }
            _ => None,
        }
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
