//! What changes do to published rows, and which ones undo that: by a sum, so that what puts a movement right is looked up.

use super::columnas::{Columnas, digest};
use super::filas::{Filas, at, row};

/// Changes that do the same to what is published, of which each is tried.
const IGUALES: usize = 8;
/// How far a row may fall that is published.
const NADA: i32 = -1;

/// What published rows are moved by each change: by it, changes are looked up that undo others.
pub(super) struct Contrarios {
    /// By column: the sum of what it does to published rows.
    pub(super) sumas: Vec<u64>,
    /// Such sums, ascending, and their columns.
    de_suma: Vec<(u64, u32)>,
    /// A bit for each of some bits of a sum that there is: most of those that there are not are told by it.
    hay: Vec<u64>,
    /// By row: how far it may fall; [`NADA`] if it is published.
    pub(super) holguras: Vec<i32>,
}

impl Contrarios {
    pub(super) fn new(filas: &Filas, columnas: &Columnas) -> Self {
        let suma = |columna: u32| {
            let entradas = columnas.of(columna).iter();
            digest(entradas.filter(|(fila, _)| filas.todas[at(*fila)].oculta.is_none()))
        };
        let sumas: Vec<u64> = (0..row(columnas.origenes.len())).map(suma).collect();
        let mut de_suma: Vec<(u64, u32)> = sumas.iter().copied().zip(0..).collect();
        de_suma.sort_unstable();
        let palabras = (sumas.len() / 4).next_power_of_two();
        let mut hay = vec![0; palabras];
        for suma in &sumas {
            let (palabra, bit) = place(*suma, palabras);
            hay[palabra] |= bit;
        }
        let holgura = |n: i64| i32::try_from(n).expect("a count of a register is small");
        let holguras = filas.todas.iter().map(|fila| {
            let minimo = fila.oculta;
            minimo.map_or(NADA, |minimo| holgura(fila.verdad - minimo))
        });
        Self {
            sumas,
            de_suma,
            hay,
            holguras: holguras.collect(),
        }
    }

    /// The changes that do so much to published rows.
    pub(super) fn that_do(&self, suma: u64) -> &[(u64, u32)] {
        let (palabra, bit) = place(suma, self.hay.len());
        if self.hay[palabra] & bit == 0 {
            return &[];
        }
        let desde = self.de_suma.partition_point(|(otra, _)| *otra < suma);
        let suyas = &self.de_suma[desde..];
        let hasta = suyas.iter().take_while(|(otra, _)| *otra == suma);
        &suyas[..hasta.count().min(IGUALES)]
    }
}

/// What it disturbs that a row which may fall so far is off by so much.
pub(super) fn off(holgura: i32, cuanto: i32) -> i32 {
    if holgura == NADA {
        cuanto.abs()
    } else {
        (-cuanto - holgura).max(0)
    }
}

/// The word and the bit of a sum, of so many words, a power of two.
fn place(suma: u64, palabras: usize) -> (usize, u64) {
    let palabra = usize::try_from(suma >> 32).expect("32 bits fit in a word") & (palabras - 1);
    (palabra, 1 << (suma & 63))
}
