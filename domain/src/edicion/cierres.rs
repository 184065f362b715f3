//! Which months are closed, and where what comes late counts.

use std::collections::BTreeMap;

use time::util::days_in_month;
use time::{Date, Month};

use crate::proteccion::{ActosCerrados, Congelado};
use crate::{Periodo, Rango, Vigencia};

/// Up to when each year is closed: the cut-off of its latest edition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cierres(BTreeMap<i32, Date>);

impl FromIterator<(i32, Date)> for Cierres {
    /// Years and cut-offs; of a year, the last one counts.
    fn from_iter<T: IntoIterator<Item = (i32, Date)>>(cortes: T) -> Self {
        Self(cortes.into_iter().collect())
    }
}

impl Cierres {
    /// The month in which what happened on a day counts, as year × 100 + month: its own, or the first after it that is
    /// open.
    pub fn month(&self, fecha: Date) -> i32 {
        let (mut anio, mut mes) = (fecha.year(), fecha.month());
        while self.closed(anio, mes) {
            mes = mes.next();
            anio += i32::from(mes == time::Month::January);
        }
        anio * 100 + i32::from(u8::from(mes))
    }

    /// Whether an edition has closed a month, given as year × 100 + month.
    pub fn is_closed(&self, mes: i32) -> bool {
        let numero = u8::try_from(mes % 100).ok();
        let de_anio = numero.and_then(|numero| time::Month::try_from(numero).ok());
        de_anio.is_some_and(|de_anio| self.closed(mes / 100, de_anio))
    }

    /// The months that an edition of a cut-off would close, in order: those of its year that have ended by then and that none
    /// has closed.
    pub fn would_close(&self, corte: Date) -> Vec<Periodo> {
        let meses = (1..=12).filter_map(|mes| time::Month::try_from(mes).ok());
        let meses = meses.filter(|mes| {
            let termina = Periodo::Mes(corte.year(), *mes).hasta() <= corte;
            termina && !self.closed(corte.year(), *mes)
        });
        meses.map(|mes| Periodo::Mes(corte.year(), mes)).collect()
    }

    /// The first closed month in which something existed and would not have existed: an edition said what it counted, and whoever
    /// knows both would know that it was elsewhere.
    pub fn unmade(&self, antes: Vigencia, ahora: Vigencia) -> Option<Periodo> {
        let anios = self.cut_offs().map(|(anio, _)| anio);
        let meses = anios.flat_map(|anio| {
            let meses = (1..=12).filter_map(|mes| Month::try_from(mes).ok());
            meses.map(move |mes| (anio, mes))
        });
        let mut cerrados = meses.filter(|(anio, mes)| self.closed(*anio, *mes));
        cerrados.find_map(|(anio, mes)| {
            let mes = Periodo::Mes(anio, mes);
            let dias = Rango::from(mes);
            (antes.toca(dias) && !ahora.toca(dias)).then_some(mes)
        })
    }

    /// Years, and up to when each is closed, in order.
    pub fn cut_offs(&self) -> impl Iterator<Item = (i32, Date)> + '_ {
        self.0.iter().map(|(anio, corte)| (*anio, *corte))
    }

    /// A month is closed when an edition of its year has a cut-off on its last day or later.
    fn closed(&self, anio: i32, mes: time::Month) -> bool {
        let ultimo = Date::from_calendar_date(anio, mes, days_in_month(mes, anio));
        let cierre = self.0.get(&anio);
        ultimo.is_ok_and(|ultimo| cierre.is_some_and(|cierre| ultimo <= *cierre))
    }
}

/// What later editions of the year must know of one, given what it counted and whether that is more than earlier ones have said;
/// nothing if they know it. What counts nothing of any month (`dice`) closes none: its acts alone are kept, under the first day.
pub(super) fn closing(
    (hecho, nuevo): (Congelado, bool),
    previa: Option<&Congelado>,
    actos: ActosCerrados,
    dice: bool,
) -> Option<Congelado> {
    let congelado = match previa {
        Some(previa) if !nuevo => {
            let igual = previa.actos == actos;
            return (!igual).then(|| Congelado {
                actos,
                ..previa.clone()
            });
        }
        _ => Congelado { actos, ..hecho },
    };
    Some(if dice {
        congelado
    } else {
        Congelado {
            corte: Periodo::Anio(congelado.corte.year()).desde(),
            hojas: vec![],
            ..congelado
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_cut_off_closes_what_has_ended_and_is_open() {
        let cierres = Cierres::from_iter([(2017, date!(2017 - 02 - 28))]);
        let would_close = |corte| {
            let meses = cierres.would_close(corte).into_iter();
            meses.map(String::from).collect::<Vec<_>>()
        };
        assert_eq!(would_close(date!(2017 - 05 - 30)), ["2017-03", "2017-04"]);
        assert_eq!(would_close(date!(2017 - 02 - 28)), [""; 0]);
        assert_eq!(would_close(date!(2018 - 01 - 31)), ["2018-01"]);
    }

    #[test]
    fn what_comes_late_counts_in_the_first_open_month() {
        let cierres =
            Cierres::from_iter([(2017, date!(2017 - 12 - 31)), (2018, date!(2018 - 02 - 28))]);
        assert_eq!(cierres.month(date!(2017 - 03 - 08)), 201_803);
        assert_eq!(cierres.month(date!(2018 - 03 - 01)), 201_803);
        assert_eq!(cierres.month(date!(2016 - 12 - 31)), 201_612);
        let medio = Cierres::from_iter([(2017, date!(2017 - 06 - 15))]);
        assert_eq!(medio.month(date!(2017 - 05 - 31)), 201_706);
        assert_eq!(medio.month(date!(2017 - 06 - 01)), 201_706);
    }
}
