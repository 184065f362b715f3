//! Rows below a table that are no row of it: totals, notes, the headers once more.

use crate::celda::Celda;
use crate::forma::Forma;
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

const NOTA: &str = "parece un total o una nota, y no un renglón de la tabla: bórrelo";

/// What a row is instead of a row of the table. `hay` tells whether a column of the layout is one of the sheet's.
pub(super) fn of(
    forma: &Forma,
    encabezados: &[String],
    celdas: &[Celda],
    hay: impl Fn(usize) -> bool,
    propias: &[Celda],
) -> Option<&'static str> {
    let titulos = celdas
        .iter()
        .zip(encabezados)
        .filter(|(celda, _)| !celda.texto().is_empty());
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
    let vacias = obligatorias.iter().filter(|celda| celda.is_empty()).count();
    let llenas = obligatorias.len() - vacias;
    let total = celdas.iter().any(|celda| {
        let texto = fold(&celda.texto());
        TOTALES.iter().any(|total| {
            texto
                .strip_prefix(total)
                .is_some_and(|r| r.is_empty() || r.starts_with(' '))
        })
    });
    // In whatever column: with a total in each of them it is full.
    let primera = celdas.iter().find(|celda| !celda.texto().is_empty());
    let empieza = primera.is_some_and(|celda| TOTALES.contains(&fold(&celda.texto()).as_str()));
    if empieza {
        return Some(NOTA);
    }
    let casi_vacia = llenas == 0 || llenas == 1 && vacias >= 3;
    let escritas = celdas
        .iter()
        .filter(|celda| !celda.texto().is_empty())
        .count();
    let nota = casi_vacia && escritas <= 2 && obligatorias.len() > 1;
    (vacias > 0 && (nota || total && vacias >= llenas)).then_some(NOTA)
}
