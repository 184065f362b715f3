//! Changes of one person, by what they do to the counts. Changes that do the same are one column.

use std::collections::HashMap;

use super::filas::{Filas, at, row};
use super::padron::{Alguien, Padron};
use super::sumador::Sumador;
use super::vecinas::{Cambio, Pasos};

/// Who changes, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origen {
    /// By position in the register.
    pub(super) quien: u32,
    pub(super) cambio: Cambio,
}

/// How many ways to do the same are kept.
const ORIGENES: usize = 48;

/// Changes of one person.
pub(super) struct Columnas {
    /// By column: where its entries begin.
    inicios: Vec<usize>,
    entradas: Vec<(u32, i32)>,
    pub(super) origenes: Vec<Vec<Origen>>,
    /// By row: columns that lower it, and columns that raise it.
    pub(super) de_fila: Vec<[Vec<u32>; 2]>,
    /// By column: what identifies what it does to the published rows.
    pub(super) publica: Vec<u64>,
    /// Columns in the order of that.
    iguales: Vec<(u64, u32)>,
    /// By a few bits of it, whether there is any.
    indicio: Vec<u64>,
}

/// A number that stands for a row in sums: 64 bits of a fixed sequence.
fn weight(fila: u32) -> u64 {
    let mut z = (u64::from(fila) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn digest(entradas: &[(u32, i32)], counts: impl Fn(u32) -> bool) -> u64 {
    let suyas = entradas.iter().filter(|(fila, _)| counts(*fila));
    suyas.fold(0, |suma: u64, (fila, cuanto)| {
        let cuanto = i64::from(*cuanto).cast_unsigned();
        suma.wrapping_add(weight(*fila).wrapping_mul(cuanto))
    })
}

impl Columnas {
    /// Every change of one step of everybody in the register.
    pub(super) fn new(filas: &Filas, padron: &mut Padron) -> Self {
        let mut columnas = Self {
            inicios: vec![0],
            entradas: vec![],
            origenes: vec![],
            de_fila: vec![[vec![], vec![]]; filas.todas.len()],
            publica: vec![],
            iguales: vec![],
            indicio: vec![],
        };
        let mut pasos = Pasos::new(filas, padron);
        let mut sumador = Sumador::new(filas);
        let mut conocidas: HashMap<u64, u32> = HashMap::new();
        let mut entradas = Vec::new();
        let quienes: Vec<Alguien> = padron.quienes.iter().map(|(q, _)| q.clone()).collect();
        for (i, quien) in quienes.iter().enumerate() {
            sumador.load(padron, quien);
            pasos.of(filas, padron, quien, &mut |padron, cambio| {
                sumador.step(padron, quien, cambio, &mut entradas);
                let origen = Origen {
                    quien: row(i),
                    cambio,
                };
                columnas.keep(filas, &mut conocidas, &entradas, origen);
            });
            sumador.unload(padron, quien);
        }
        columnas.rehash(filas);
        columnas
    }

    fn keep(
        &mut self,
        filas: &Filas,
        conocidas: &mut HashMap<u64, u32>,
        entradas: &[(u32, i32)],
        origen: Origen,
    ) {
        let sube_un_cero =
            |(fila, cuanto): &(u32, i32)| *cuanto > 0 && filas.todas[at(*fila)].vacia();
        if entradas.is_empty() || entradas.iter().any(sube_un_cero) {
            return;
        }
        let nueva = row(self.origenes.len());
        let columna = *conocidas.entry(digest(entradas, |_| true)).or_insert(nueva);
        if columna == nueva {
            self.entradas.extend(entradas);
            self.inicios.push(self.entradas.len());
            self.origenes.push(vec![]);
            for (fila, cuanto) in entradas {
                self.de_fila[at(*fila)][usize::from(*cuanto > 0)].push(nueva);
            }
        }
        let origenes = &mut self.origenes[at(columna)];
        let llega = origen.cambio.llega();
        let same =
            |otro: &Origen| otro.cambio.llega() == llega && (llega || otro.quien == origen.quien);
        if origenes.len() < ORIGENES && !origenes.iter().any(same) {
            origenes.push(origen);
        }
    }

    /// Finds again which columns do the same to what is published.
    pub(super) fn rehash(&mut self, filas: &Filas) {
        let publicada = |fila: u32| filas.todas[at(fila)].oculta.is_none();
        self.publica = (0..self.origenes.len())
            .map(|columna| digest(self.of(row(columna)), publicada))
            .collect();
        self.iguales = self.publica.iter().copied().zip(0..).collect();
        self.iguales.sort_unstable();
        let palabras = (self.iguales.len() / 2).next_power_of_two().max(16);
        self.indicio = vec![0; palabras];
        for (suma, _) in &self.iguales {
            let (palabra, bit) = self.hint(*suma);
            self.indicio[palabra] |= bit;
        }
    }

    fn hint(&self, suma: u64) -> (usize, u64) {
        let palabra = usize::try_from(suma >> 32).unwrap_or_default() & (self.indicio.len() - 1);
        (palabra, 1 << (suma & 63))
    }

    /// The columns that do something to published rows, by what identifies it.
    pub(super) fn doing(&self, suma: u64) -> &[(u64, u32)] {
        let (palabra, bit) = self.hint(suma);
        if self.indicio[palabra] & bit == 0 {
            return &[];
        }
        let desde = self.iguales.partition_point(|(otra, _)| *otra < suma);
        let cuantas = self.iguales[desde..].partition_point(|(otra, _)| *otra == suma);
        &self.iguales[desde..desde + cuantas]
    }

    /// What a column does: by row, ascending.
    pub(super) fn of(&self, columna: u32) -> &[(u32, i32)] {
        let i = at(columna);
        &self.entradas[self.inicios[i]..self.inicios[i + 1]]
    }

    /// What a column does to a row.
    pub(super) fn moves(&self, columna: u32, fila: u32) -> i32 {
        let suyas = self.of(columna);
        let posicion = suyas.binary_search_by_key(&fila, |(fila, _)| *fila);
        posicion.map_or(0, |i| suyas[i].1)
    }
}
