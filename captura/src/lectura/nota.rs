//! Rows of a table that are no row of it: totals, notes, titles of a part, the headers once more.

use domain::month_name;
use time::Month;

use crate::celda::Celda;
use crate::forma::Forma;
use crate::reporte::ERRORES;
use crate::rotura::Rotura;
use crate::texto::fold;

/// What totals begin with, as [`fold`] leaves it.
const TOTALES: [&str; 8] = [
    "total",
    "totales",
    "subtotal",
    "suma",
    "sumas",
    "gran total",
    "promedio",
    "resumen",
];

const NOTA: &str = "parece un total, un título o una nota, y no un renglón de la tabla: bórrelo";
/// Headers of a sheet, of which a row with something under one alone is no row.
const COLUMNAS: usize = 3;

/// Whether a cell has nothing of its own: the title of a row may lie over it.
fn is_blank(celda: &Celda) -> bool {
    celda.is_empty() || matches!(celda, Celda::Rota(Rotura::Ancha, _))
}

/// Whether a cell has nothing of its own, or lies under one of another row.
fn is_covered(celda: &Celda) -> bool {
    is_blank(celda) || matches!(celda, Celda::Rota(Rotura::Combinada, _))
}

/// Whether a text is of a month: «ENERO», «Mes de enero de 2025».
fn is_month(texto: &str) -> bool {
    let doblado = fold(texto);
    let palabras = doblado.split(' ');
    let mut palabras = palabras.filter(|p| !["mes", "de", "del"].contains(p));
    let mes = palabras.next().unwrap_or_default();
    let mut meses = (1..=12u8).filter_map(|mes| Month::try_from(mes).ok());
    meses.any(|suyo| month_name(suyo) == mes)
        && palabras.all(|p| p.len() == 4 && p.bytes().all(|b| b.is_ascii_digit()))
}

/// What a row is instead of a row of the table. `hay` tells whether a column of the layout is one of the sheet's.
pub(super) fn of(
    forma: &Forma,
    encabezados: &[String],
    celdas: &[Celda],
    hay: impl Fn(usize) -> bool,
    propias: &[Celda],
) -> Option<&'static str> {
    // What a report says of the row is no part of it.
    let de_tabla = celdas.iter().enumerate();
    let de_tabla = de_tabla.filter(|(i, _)| encabezados.get(*i).is_none_or(|t| t != ERRORES));
    let titulos = de_tabla.clone().filter_map(|(i, celda)| {
        let titulo = encabezados.get(i)?;
        (!celda.texto().is_empty()).then_some((celda, titulo))
    });
    let de_tabla: Vec<&Celda> = de_tabla.map(|(_, celda)| celda).collect();
    let (mut todas, mut iguales) = (0, 0);
    for (celda, titulo) in titulos {
        todas += 1;
        iguales += u32::from(fold(&celda.texto()) == fold(titulo));
    }
    if todas > 1 && todas == iguales {
        return Some("repite los encabezados: bórrelo");
    }
    let obligatorias: Vec<&Celda> = forma
        .fichas
        .iter()
        .enumerate()
        .filter(|(columna, ficha)| ficha.obligatoria && hay(*columna))
        .filter_map(|(columna, _)| propias.get(columna))
        .collect();
    let vacias = obligatorias.iter().filter(|celda| is_blank(celda)).count();
    let llenas = obligatorias.len() - vacias;
    let total = de_tabla.iter().any(|celda| {
        let texto = fold(&celda.texto());
        TOTALES.iter().any(|total| {
            texto
                .strip_prefix(total)
                .is_some_and(|r| r.is_empty() || r.starts_with(' '))
        })
    });
    // In whatever column: with a total in each of them it is full.
    let primera = de_tabla.iter().find(|celda| !celda.texto().is_empty());
    let empieza = primera.is_some_and(|celda| TOTALES.contains(&fold(&celda.texto()).as_str()));
    if empieza {
        return Some(NOTA);
    }
    if de_tabla.iter().all(|celda| is_covered(celda)) {
        return Some(NOTA);
    }
    let mut suyas = de_tabla.iter().filter(|celda| !is_blank(celda));
    if let (Some(sola), None) = (suyas.next(), suyas.next()) {
        let anchas = encabezados.iter().filter(|titulo| !titulo.is_empty());
        let titulo = vacias > 0 && anchas.count() >= COLUMNAS && !sola.texto().is_empty();
        if titulo || is_month(&sola.texto()) {
            return Some(NOTA);
        }
    }
    let casi_vacia = llenas == 0 || llenas == 1 && vacias >= 3;
    let escritas = de_tabla
        .iter()
        .filter(|celda| !celda.texto().is_empty())
        .count();
    let nota = casi_vacia && escritas <= 2 && obligatorias.len() > 1;
    (vacias > 0 && (nota || total && vacias >= llenas)).then_some(NOTA)
}
