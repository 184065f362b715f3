//! Time: periods with a first and a last day, terms of office, validity.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use time::{Date, Month};

use crate::{Dato, Error, Nivel};

/// Years that dates and periods can have: what lies outside is a slip of the hand.
pub const ANIOS: std::ops::Range<i32> = 1900..3000;

/// A calendar year, quarter or month. Written `2017`, `2017-T3`, `2017-06`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Periodo {
    /// A year.
    Anio(i32),
    /// A quarter, 1 to 4.
    Trimestre(i32, u8),
    /// A month.
    Mes(i32, Month),
}

/// First and last day of a month of a year between 1900 and 2999.
fn month_bounds(anio: i32, mes: Month) -> (Date, Date) {
    let day = |dia| {
        Date::from_calendar_date(anio, mes, dia).expect("a day of its month, in a checked year")
    };
    (day(1), day(mes.length(anio)))
}

impl Periodo {
    /// First day.
    pub fn desde(self) -> Date {
        match self {
            Self::Anio(anio) => month_bounds(anio, Month::January).0,
            Self::Trimestre(anio, n) => month_bounds(anio, first_month(n)).0,
            Self::Mes(anio, mes) => month_bounds(anio, mes).0,
        }
    }

    /// Last day.
    pub fn hasta(self) -> Date {
        match self {
            Self::Anio(anio) => month_bounds(anio, Month::December).1,
            Self::Trimestre(anio, n) => month_bounds(anio, first_month(n).nth_next(2)).1,
            Self::Mes(anio, mes) => month_bounds(anio, mes).1,
        }
    }

    /// The period of the same length before it.
    #[must_use]
    pub fn anterior(self) -> Self {
        match self {
            Self::Anio(anio) => Self::Anio(anio - 1),
            Self::Trimestre(anio, 1) => Self::Trimestre(anio - 1, 4),
            Self::Trimestre(anio, n) => Self::Trimestre(anio, n - 1),
            Self::Mes(anio, Month::January) => Self::Mes(anio - 1, Month::December),
            Self::Mes(anio, mes) => Self::Mes(anio, mes.previous()),
        }
    }

    /// As people read it: «2017», «1.er trimestre de 2017», «enero de 2017».
    pub fn nombre(self) -> String {
        match self {
            Self::Anio(anio) => anio.to_string(),
            Self::Trimestre(anio, n) => format!("{} trimestre de {anio}", ordinal(n)),
            Self::Mes(anio, mes) => format!("{} de {anio}", month_name(mes)),
        }
    }

    /// Its level.
    pub fn nivel(self) -> Nivel {
        match self {
            Self::Anio(_) => Nivel::Anio,
            Self::Trimestre(..) => Nivel::Trimestre,
            Self::Mes(..) => Nivel::Mes,
        }
    }

    /// Whether the day lies in the period.
    pub fn contiene(self, fecha: Date) -> bool {
        (self.desde()..=self.hasta()).contains(&fecha)
    }
}

/// The number of a quarter, before its noun: «1.er», «2.º», «3.er», «4.º».
pub fn ordinal(trimestre: u8) -> String {
    let terminacion = if matches!(trimestre, 1 | 3) {
        "er"
    } else {
        "º"
    };
    format!("{trimestre}.{terminacion}")
}

/// The name of a month.
pub fn month_name(mes: Month) -> &'static str {
    const MESES: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    MESES[usize::from(u8::from(mes)) - 1]
}

fn first_month(trimestre: u8) -> Month {
    Month::January.nth_next((trimestre - 1) * 3)
}

impl fmt::Display for Periodo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anio(anio) => write!(f, "{anio}"),
            Self::Trimestre(anio, n) => write!(f, "{anio}-T{n}"),
            Self::Mes(anio, mes) => write!(f, "{anio}-{:02}", u8::from(*mes)),
        }
    }
}

impl FromStr for Periodo {
    type Err = Error;

    fn from_str(texto: &str) -> Result<Self, Error> {
        let parse = || {
            let (anio, resto) = match texto.split_once('-') {
                Some((anio, resto)) => (anio, Some(resto)),
                None => (texto, None),
            };
            if anio.len() != 4 || !anio.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let anio: i32 = anio.parse().ok().filter(|anio| ANIOS.contains(anio))?;
            match resto {
                None => Some(Self::Anio(anio)),
                Some(resto) => match resto.strip_prefix('T') {
                    Some(n) => {
                        let n = n
                            .parse()
                            .ok()
                            .filter(|n| (1..=4).contains(n) && resto.len() == 2)?;
                        Some(Self::Trimestre(anio, n))
                    }
                    None if resto.len() == 2 => {
                        let mes: u8 = resto.parse().ok()?;
                        Some(Self::Mes(anio, Month::try_from(mes).ok()?))
                    }
                    None => None,
                },
            }
        };
        parse().ok_or_else(|| Error::PeriodoInvalido(texto.to_owned()))
    }
}

impl TryFrom<String> for Periodo {
    type Error = Error;

    fn try_from(texto: String) -> Result<Self, Error> {
        texto.parse()
    }
}

impl From<Periodo> for String {
    fn from(periodo: Periodo) -> Self {
        periodo.to_string()
    }
}

/// A stretch of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "(Date, Date)", into = "(Date, Date)")]
pub struct Rango {
    desde: Date,
    hasta: Date,
}

impl From<Periodo> for Rango {
    /// Its days.
    fn from(periodo: Periodo) -> Self {
        Self {
            desde: periodo.desde(),
            hasta: periodo.hasta(),
        }
    }
}

impl Rango {
    /// The days from `desde` to `hasta`.
    ///
    /// # Errors
    /// [`Error::RangoInvertido`] when the end comes first.
    pub fn new(desde: Date, hasta: Date) -> Result<Self, Error> {
        if hasta < desde {
            return Err(Error::RangoInvertido { desde, hasta });
        }
        Ok(Self { desde, hasta })
    }

    /// The year of the cut-off, from its first day up to the cut-off.
    ///
    /// # Panics
    /// Never: every year has a first day.
    pub fn anio_al_corte(corte: Date) -> Self {
        let desde = Date::from_ordinal_date(corte.year(), 1);
        let desde = desde.expect("every year has a first day");
        Self {
            desde,
            hasta: corte,
        }
    }

    /// First day.
    pub fn desde(&self) -> Date {
        self.desde
    }

    /// Last day.
    pub fn hasta(&self) -> Date {
        self.hasta
    }

    /// Whether the day lies in it.
    pub fn contiene(&self, fecha: Date) -> bool {
        (self.desde..=self.hasta).contains(&fecha)
    }
}

impl TryFrom<(Date, Date)> for Rango {
    type Error = Error;

    fn try_from((desde, hasta): (Date, Date)) -> Result<Self, Error> {
        Self::new(desde, hasta)
    }
}

impl From<Rango> for (Date, Date) {
    fn from(rango: Rango) -> Self {
        (rango.desde, rango.hasta)
    }
}

/// When a catalogue entry or an agencia is valid; an end that is absent is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Vigencia {
    /// First day, if there is one.
    #[serde(default)]
    pub desde: Option<Date>,
    /// Last day, if there is one.
    #[serde(default)]
    pub hasta: Option<Date>,
}

impl Vigencia {
    /// Whether it is valid on that day.
    pub fn vigente(&self, fecha: Date) -> bool {
        self.desde.is_none_or(|desde| desde <= fecha)
            && self.hasta.is_none_or(|hasta| fecha <= hasta)
    }
}

impl Vigencia {
    /// Whether it is valid at some time of the range.
    pub fn toca(&self, rango: Rango) -> bool {
        self.desde.is_none_or(|desde| desde <= rango.hasta)
            && self.hasta.is_none_or(|hasta| rango.desde <= hasta)
    }
}

impl fmt::Display for Vigencia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.desde, self.hasta) {
            (Some(desde), None) => write!(f, "entró en vigor el {desde}"),
            (None, Some(hasta)) => write!(f, "estuvo en vigor hasta el {hasta}"),
            (Some(desde), Some(hasta)) => write!(f, "estuvo en vigor del {desde} al {hasta}"),
            (None, None) => f.write_str("sin límite de vigencia"),
        }
    }
}

/// A term of office, at the precision the source gives (`2017-2018` is two years).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mandato {
    /// Period in which it begins.
    pub desde: Dato<Periodo>,
    /// Period in which it ends.
    pub hasta: Dato<Periodo>,
}

impl Mandato {
    /// Whether the term certainly covers that day. A term that the source does not date covers none.
    pub fn vigente(&self, fecha: Date) -> bool {
        match (self.desde, self.hasta) {
            (Dato::Consta(desde), Dato::Consta(hasta)) => {
                desde.desde() <= fecha && fecha <= hasta.hasta()
            }
            _ => false,
        }
    }

    /// Whether the term may cover that day: what its source says does not speak against it.
    pub fn may_cover(&self, fecha: Date) -> bool {
        let empezo = self
            .desde
            .valor()
            .is_none_or(|desde| desde.desde() <= fecha);
        let sigue = self
            .hasta
            .valor()
            .is_none_or(|hasta| fecha <= hasta.hasta());
        empezo && sigue
    }

    /// Whether it certainly ends before it begins.
    pub fn is_reversed(&self) -> bool {
        match (self.desde, self.hasta) {
            (Dato::Consta(desde), Dato::Consta(hasta)) => hasta.hasta() < desde.desde(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    #[test]
    fn periods_know_their_days() {
        let dias = |texto: &str| {
            let periodo: Periodo = texto.parse().unwrap();
            (periodo.desde(), periodo.hasta())
        };
        assert_eq!(dias("2017"), (date!(2017 - 01 - 01), date!(2017 - 12 - 31)));
        assert_eq!(
            dias("2017-T2"),
            (date!(2017 - 04 - 01), date!(2017 - 06 - 30))
        );
        assert_eq!(
            dias("2017-T4"),
            (date!(2017 - 10 - 01), date!(2017 - 12 - 31))
        );
        assert_eq!(
            dias("2016-02"),
            (date!(2016 - 02 - 01), date!(2016 - 02 - 29))
        );
    }

    #[test]
    fn what_is_not_a_period_is_refused() {
        for texto in [
            "",
            "17",
            "2017-",
            "2017-13",
            "2017-T5",
            "2017-T0",
            "2017-1",
            "2017-T+1",
            "2017-06-01",
            "+017",
            "0000",
        ] {
            assert_eq!(
                texto.parse::<Periodo>(),
                Err(Error::PeriodoInvalido(texto.into())),
                "{texto}"
            );
        }
    }

    #[test]
    fn validity_says_when_in_words() {
        let vigencia = Vigencia {
            desde: Some(date!(2024 - 01 - 18)),
            hasta: None,
        };
        assert!(!vigencia.vigente(date!(2017 - 05 - 01)));
        assert!(vigencia.vigente(date!(2024 - 01 - 18)));
        assert_eq!(vigencia.to_string(), "entró en vigor el 2024-01-18");
    }

    #[test]
    fn a_term_covers_what_the_source_says_and_no_more() {
        let dos_anios = Mandato {
            desde: Dato::Consta(Periodo::Anio(2017)),
            hasta: Dato::Consta(Periodo::Anio(2018)),
        };
        assert!(dos_anios.vigente(date!(2018 - 12 - 31)));
        assert!(!dos_anios.vigente(date!(2019 - 01 - 01)));
        let sin_fin = Mandato {
            hasta: Dato::NoConsta,
            ..dos_anios
        };
        assert!(!sin_fin.vigente(date!(2017 - 06 - 01)));
    }

    #[test]
    fn a_backwards_range_is_refused() {
        assert!(Rango::new(date!(2017 - 12 - 31), date!(2017 - 01 - 01)).is_err());
        assert!(serde_json::from_str::<Rango>(r#"["2017-12-31","2017-01-01"]"#).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(anio in 1900..3000, n in 1u8..=4, mes in 1u8..=12) {
            for periodo in [Periodo::Anio(anio), Periodo::Trimestre(anio, n), Periodo::Mes(anio, Month::try_from(mes).unwrap())] {
                prop_assert_eq!(periodo.to_string().parse::<Periodo>(), Ok(periodo));
                prop_assert!(periodo.contiene(periodo.desde()) && periodo.contiene(periodo.hasta()));
                prop_assert!(!periodo.contiene(periodo.hasta().next_day().unwrap()));
            }
        }
    }
}
