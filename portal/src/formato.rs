//! Numbers and dates as people read them in Mexico.

use time::{Date, Month, OffsetDateTime};

/// Thousands are set apart by commas: 3,771.
pub(crate) fn numero(n: u64) -> String {
    let cifras = n.to_string();
    let mut texto = String::with_capacity(cifras.len() + cifras.len() / 3);
    for (i, cifra) in cifras.chars().enumerate() {
        if i > 0 && (cifras.len() - i).is_multiple_of(3) {
            texto.push(',');
        }
        texto.push(cifra);
    }
    texto
}

/// A part of a whole in percent with one decimal, rounded to the nearest, with a space that does not break: 42.1 %.
pub(crate) fn porcentaje(parte: u64, todo: u64) -> String {
    let decimas = tenths(parte, todo);
    if decimas == 1000 {
        return "100\u{a0}%".to_owned();
    }
    format!("{}.{}\u{a0}%", decimas / 10, decimas % 10)
}

/// The same as an attribute of a figure: 42.1%.
pub(crate) fn ancho(parte: u64, todo: u64) -> String {
    let decimas = tenths(parte, todo);
    match decimas % 10 {
        0 => format!("{}%", decimas / 10),
        decima => format!("{}.{decima}%", decimas / 10),
    }
}

/// Tenths of a percent, rounded to the nearest; 0 of nothing.
fn tenths(parte: u64, todo: u64) -> u128 {
    if todo == 0 {
        return 0;
    }
    let (parte, todo) = (u128::from(parte), u128::from(todo));
    (parte * 1000 + todo / 2) / todo
}

/// «31 de diciembre de 2017».
pub(crate) fn fecha_larga(fecha: Date) -> String {
    let mes = domain::month_name(fecha.month());
    format!("{} de {mes} de {}", fecha.day(), fecha.year())
}

/// «28 nov 2026».
pub(crate) fn fecha_corta(fecha: Date) -> String {
    format!(
        "{} {} {}",
        fecha.day(),
        mes_corto(fecha.month()),
        fecha.year()
    )
}

/// «ene», never one letter.
pub(crate) fn mes_corto(mes: Month) -> &'static str {
    domain::month_name(mes).get(..3).unwrap_or_default()
}

/// «19:09», where it is so.
pub(crate) fn hora(cuando: OffsetDateTime) -> String {
    format!("{:02}:{:02}", cuando.hour(), cuando.minute())
}

/// `2026-11-28T01:09:01Z`.
pub(crate) fn instante(cuando: OffsetDateTime) -> String {
    let cuando = cuando.to_offset(time::UtcOffset::UTC);
    let (hora, minuto, segundo) = cuando.to_hms();
    format!("{}T{hora:02}:{minuto:02}:{segundo:02}Z", cuando.date())
}

/// The day of the week: «jueves».
pub(crate) fn dia_semana(fecha: Date) -> &'static str {
    const DIAS: [&str; 7] = [
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ];
    DIAS[usize::from(fecha.weekday().number_days_from_monday())]
}

/// The first letter of a sentence, large.
pub(crate) fn mayuscula(texto: &str) -> String {
    let mut letras = texto.chars();
    match letras.next() {
        Some(primera) => primera.to_uppercase().chain(letras).collect(),
        None => String::new(),
    }
}

/// Bytes, about: «0.4 KB», «26 KB», «1.2 MB».
pub(crate) fn peso(bytes: usize) -> String {
    let decimas = bytes * 10 / 1024;
    match decimas {
        0..100 => format!("{}.{} KB", decimas / 10, decimas % 10),
        100..10_240 => format!("{} KB", decimas / 10),
        _ => format!("{}.{} MB", decimas / 10_240, decimas % 10_240 / 1024),
    }
}

#[cfg(test)]
mod tests;
