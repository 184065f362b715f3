//! Days as sheets hold them.

use time::Date;
use time::macros::{date, format_description};

use crate::celda::Celda;

/// What a report writes behind a day of which others of its sheet say that it may be another: behind a text, and behind what
/// was a day of a workbook. Read again it is refused again, whatever becomes of the others.
pub(crate) const DIA_O_MES: &str = " ¿día o mes?";
pub(crate) const CAMBIADOS: &str = " ¿día y mes cambiados?";

/// The day of a cell, if it holds one.
pub(crate) fn read(celda: &Celda) -> Option<Date> {
    match celda {
        Celda::Fecha(fecha) => Some(*fecha),
        Celda::Numero(numero) => numero.dia,
        Celda::Texto(texto) => written(unmarked(texto)),
        _ => None,
    }
}

/// A text without the mark of a report.
fn unmarked(texto: &str) -> &str {
    let texto = texto.trim();
    let marcas = [DIA_O_MES, CAMBIADOS];
    let sin_marca = marcas.iter().find_map(|marca| texto.strip_suffix(marca));
    sin_marca.unwrap_or(texto)
}

/// Whether a cell holds what a report wrote with that mark.
pub(crate) fn is_marked(celda: &Celda, marca: &str) -> bool {
    matches!(celda, Celda::Texto(texto) if texto.trim().ends_with(marca))
}

/// The day of a number of days: since the end of 1899, as Excel counts them from March 1900; or since the first of 1904. A
/// part of a day is of that day, up to its last instant.
pub(crate) fn serial(dias: f64, desde_1904: bool) -> Option<Date> {
    if !(1.0..100_000.0).contains(&dias) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::as_conversions,
        reason = "within the bounds of a date"
    )]
    let dias = dias.trunc() as i64;
    let primero = if desde_1904 {
        date!(1904 - 01 - 01)
    } else {
        date!(1899 - 12 - 30)
    };
    primero.checked_add(time::Duration::days(dias))
}

/// What is added where a day is still to come: of the next one, which may have come elsewhere, that it has not here.
pub(crate) fn tomorrow(dia: Date, hoy: Date) -> String {
    if hoy.next_day() == Some(dia) {
        format!(", que en el municipio es {hoy}")
    } else {
        String::new()
    }
}

/// Whether a text is nothing or an hour: anything else behind a day says something of it. An hour of another zone may be of
/// another day.
fn is_hour(texto: &str) -> bool {
    let bajo = texto.to_lowercase();
    let reloj = bajo.trim_end_matches(['a', 'p', 'm', '.', ' ']);
    let partes: Vec<&str> = reloj.split(':').collect();
    let menor =
        |parte: &str, hasta: u32| parte.len() <= 2 && parte.parse::<u32>().is_ok_and(|n| n < hasta);
    match partes[..] {
        [""] => texto.is_empty(),
        [h, m] => menor(h, 24) && menor(m, 60),
        [h, m, s] => menor(h, 24) && menor(m, 60) && menor(s.split('.').next().unwrap_or(s), 60),
        _ => false,
    }
}

/// Which of the numbers of a written date is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primero {
    /// The first, for certain.
    Dia,
    /// The second, for certain.
    Mes,
    /// Either.
    Cualquiera,
    /// It is no text: its day is one of the first twelve, which may be a month's number.
    HastaDoce,
    /// It is no text: its day is no month's number.
    Despues,
}

/// What a text has that is written as a date and is none, in words.
pub(crate) fn failing(texto: &str) -> Option<&'static str> {
    let celda = Celda::from(texto);
    if written(texto.trim()).is_some() {
        return None;
    }
    let (dia, _) = split(texto.trim());
    let mut partes = dia.split(['/', '-']).map(str::parse::<u16>);
    if let (Some(Ok(1..=31)), Some(Ok(13..)), Some(Ok(1000..)), None) =
        (partes.next(), partes.next(), partes.next(), partes.next())
        && order(&celda).is_none()
    {
        return Some("tiene una fecha de un mes que no hay, porque van del 1 al 12,");
    }
    let bien_escrita = dia.len() <= 10 && (dia.contains('/') != dia.contains('-'));
    match order(&celda).filter(|_| bien_escrita)? {
        Primero::Mes => Some("tiene una fecha con el mes primero"),
        _ => Some("tiene una fecha de un día que ese mes no tiene"),
    }
}

/// The number of days by which Excel knows one.
pub(crate) fn as_serial(dia: Date) -> f64 {
    f64::from(dia.to_julian_day() - date!(1899 - 12 - 30).to_julian_day())
}

/// Which number of a date is the day, if it is a text with the year last or a day of a workbook.
pub(crate) fn order(celda: &Celda) -> Option<Primero> {
    let texto = match celda {
        _ if is_marked(celda, CAMBIADOS) => return Some(Primero::HastaDoce),
        Celda::Texto(texto) => texto,
        Celda::Fecha(dia) if dia.day() > 12 => return Some(Primero::Despues),
        // Exchanged it would be the same.
        Celda::Fecha(dia) if dia.day() == u8::from(dia.month()) => return None,
        Celda::Fecha(_) => return Some(Primero::HastaDoce),
        _ => return None,
    };
    let (dia, hora) = split(unmarked(texto));
    let mut partes = dia.split(['/', '-']).map(str::parse::<u16>);
    let partes = [partes.next(), partes.next(), partes.next(), partes.next()];
    let [Some(Ok(uno)), Some(Ok(otro)), Some(Ok(1000..)), None] = partes else {
        return None;
    };
    if !is_hour(hora) {
        return None;
    }
    match (uno, otro) {
        (13..=31, 1..=12) => Some(Primero::Dia),
        (1..=12, 13..=31) => Some(Primero::Mes),
        (1..=12, 1..=12) if uno != otro => Some(Primero::Cualquiera),
        _ => None,
    }
}

/// A date and the hour after it.
fn split(texto: &str) -> (&str, &str) {
    let (dia, hora) = texto.split_once(['T', ' ']).unwrap_or((texto, ""));
    (dia, hora.trim())
}

/// A date as people write it, with or without an hour after it.
pub fn written(texto: &str) -> Option<Date> {
    let (dia, hora) = split(texto);
    if !is_hour(hora) {
        return None;
    }
    let latina = format_description!("[day padding:none]/[month padding:none]/[year]");
    let con_guiones = format_description!("[day padding:none]-[month padding:none]-[year]");
    let iso = format_description!("[year]-[month]-[day]");
    Date::parse(dia, &iso)
        .or_else(|_| Date::parse(dia, &latina))
        .or_else(|_| Date::parse(dia, &con_guiones))
        .ok()
}
