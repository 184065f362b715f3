//! How a table lies on a sheet of paper, which nothing is moved sideways on: standing up, lying down, or in several tables.
//!
//! A column is never narrower than its longest word. Words are measured in letters: what a sheet has room for is so much less than
//! what it holds that wide letters fit too.

use std::ops::Range;

use super::Cuadro;

/// Letters that a sheet that stands has room for (A4, which is the narrower one), and those that the edges of a cell take.
const DE_PIE: (usize, usize) = (96, 2);
/// The same of one that lies (letter, which is the shorter one), in its smaller type.
const APAISADA: (usize, usize) = (190, 1);

/// Letters of the longest word, broken where it may be.
fn longest(texto: &str) -> usize {
    let palabras = texto.split([' ', '-', '\u{ad}']);
    palabras.map(|p| p.chars().count()).max().unwrap_or(0)
}

/// Letters of the names of rows.
fn names(cuadro: &Cuadro) -> usize {
    let nombres = cuadro.renglones().map(|renglon| longest(&renglon.nombre));
    nombres.max().unwrap_or(0).max(longest(&cuadro.filas))
}

/// Letters of each column.
fn widths(cuadro: &Cuadro) -> Vec<usize> {
    let width = |(i, nombre): (usize, &String)| {
        let celdas = cuadro.renglones().filter_map(|r| r.casillas.get(i));
        let celdas = celdas.map(|casilla| longest(&casilla.texto));
        celdas.max().unwrap_or(0).max(longest(nombre))
    };
    cuadro.columnas.iter().enumerate().map(width).collect()
}

/// Whether a sheet must lie down for all of a table.
pub(super) fn lies(cuadro: &Cuadro) -> bool {
    let (caben, orilla) = DE_PIE;
    let todas: usize = widths(cuadro).iter().map(|ancho| ancho + orilla).sum();
    names(cuadro) + orilla + todas > caben
}

/// The columns of a table, by the tables that are each no wider than a sheet that lies.
pub(super) fn blocks(cuadro: &Cuadro) -> Vec<Range<usize>> {
    let (caben, orilla) = APAISADA;
    let caben = caben.saturating_sub(names(cuadro) + orilla);
    split(&widths(cuadro), orilla, caben)
}

fn split(anchos: &[usize], orilla: usize, caben: usize) -> Vec<Range<usize>> {
    let mut bloques = vec![];
    let (mut desde, mut lleva) = (0, 0);
    for (i, ancho) in anchos.iter().enumerate() {
        if lleva + ancho + orilla > caben && i > desde {
            bloques.push(desde..i);
            (desde, lleva) = (i, 0);
        }
        lleva += ancho + orilla;
    }
    bloques.push(desde..anchos.len());
    bloques
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_in_one_table_that_fits() {
        assert_eq!(split(&[4, 4, 4], 1, 15).len(), 1);
        assert_eq!(split(&[4, 4, 4], 1, 14), [0..2, 2..3]);
        // What fits nowhere has a table of its own.
        assert_eq!(split(&[40, 4], 1, 14), [0..1, 1..2]);
        assert_eq!(split(&[], 1, 14).len(), 1);
    }

    #[test]
    fn words_break_where_they_may() {
        assert_eq!(longest("Santa Rosa Panza\u{ad}cola"), 5);
        assert_eq!(longest(""), 0);
    }
}
