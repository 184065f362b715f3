//! Days as sheets hold them.

use time::Date;
use time::macros::{date, format_description};

use crate::celda::Celda;

/// The day of a cell, if it holds one.
pub(crate) fn read(celda: &Celda) -> Option<Date> {
    match celda {
        Celda::Fecha(fecha) => Some(*fecha),
        Celda::Numero(dias) if (1.0..100_000.0).contains(dias) => serial(*dias),
        Celda::Texto(texto) => written(texto.trim()),
        _ => None,
    }
}

/// Days since the end of 1899, as Excel counts them from March 1900.
fn serial(dias: f64) -> Option<Date> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::as_conversions,
        reason = "within the bounds of a date, which the caller has checked"
    )]
    let dias = dias.trunc() as i64;
    date!(1899 - 12 - 30).checked_add(time::Duration::days(dias))
}

/// A date as people write it, with or without an hour after it.
pub(crate) fn written(texto: &str) -> Option<Date> {
    let dia = texto.split(['T', ' ']).next().unwrap_or_default();
    let latina = format_description!("[day padding:none]/[month padding:none]/[year]");
    let con_guiones = format_description!("[day padding:none]-[month padding:none]-[year]");
    let iso = format_description!("[year]-[month]-[day]");
    Date::parse(dia, &iso)
        .or_else(|_| Date::parse(dia, &latina))
        .or_else(|_| Date::parse(dia, &con_guiones))
        .ok()
}
