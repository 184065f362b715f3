//! Changes of one person, by what they do to the counts. Changes that do the same are one column.

use super::filas::{Filas, Mapa, at, row};
use super::forma::Forma;
use super::padron::{Alguien, Padron};
use super::sumador::Sumador;
use super::vecinas::{Cambio, Pasos};

/// Who changes, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paso {
    /// By position in the register.
    pub(super) quien: u32,
    pub(super) cambio: Cambio,
}

impl Paso {
    pub(super) fn new(quien: usize, cambio: Cambio) -> Self {
        let quien = row(quien);
        Self { quien, cambio }
    }
}

/// How many ways to do the same are kept.
const ORIGENES: usize = 48;

/// Entries of all columns, at most: what the search takes is the same for a large register as for a small one.
const ENTRADAS: usize = 6_000_000;
/// Patterns beyond which only quiet changes are kept; and those beyond which even these may be too many, so that those come
/// first who are where there are fewest.
const VARIOS: usize = 150;
const MUCHOS: usize = 2_000;
/// How much of what is published a quiet change disturbs at most, and one that moves something withheld: louder ones are
/// seldom part of an answer, and take the place of quieter ones in programs.
const RUIDO: i32 = 18;
const RUIDO_DE_OCULTA: i32 = 32;
/// Entries for which there is room from the start, for each pattern: nearly as many as it takes, of all changes and of
/// quiet ones.
const DE_CADA_UNA: usize = 1_500;
const CALLADAS: usize = 150;

/// Changes of one person.
pub(super) struct Columnas {
    /// By column: where its entries begin.
    inicios: Vec<usize>,
    entradas: Vec<(u32, i32)>,
    pub(super) origenes: Vec<Vec<Paso>>,
    /// By row: columns that lower it, and columns that raise it.
    pub(super) de_fila: Vec<[Vec<u32>; 2]>,
}

/// A number that stands for a row in sums: 64 bits of a fixed sequence.
fn weight(fila: u32) -> u64 {
    let mut z = (u64::from(fila) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What some changes of counts are, as one number: sums of changes have the sum of theirs.
pub(super) fn digest<'e>(entradas: impl IntoIterator<Item = &'e (u32, i32)>) -> u64 {
    entradas.into_iter().fold(0, |suma: u64, (fila, cuanto)| {
        let cuanto = i64::from(*cuanto).cast_unsigned();
        suma.wrapping_add(weight(*fila).wrapping_mul(cuanto))
    })
}

/// How much some changes of counts disturb of what is published.
pub(super) fn noise(filas: &Filas, entradas: &[(u32, i32)]) -> i32 {
    let entradas = entradas.iter();
    let dichas = entradas.filter(|(fila, _)| filas.todas[at(*fila)].oculta.is_none());
    dichas.map(|(_, cuanto)| cuanto.abs()).sum()
}

/// Whether a change disturbs little.
fn quiet(filas: &Filas, entradas: &[(u32, i32)]) -> bool {
    let ruido = noise(filas, entradas);
    let oculta = |(fila, _): &(u32, i32)| filas.todas[at(*fila)].oculta.is_some();
    ruido <= RUIDO || (ruido <= RUIDO_DE_OCULTA && entradas.iter().any(oculta))
}

impl Columnas {
    /// Every change of one step of everybody in the register who may change. If they are too many, of those first who
    /// are where there are fewest.
    pub(super) fn new(filas: &Filas, padron: &mut Padron) -> Self {
        let quienes = padron.quienes[..padron.cambian].iter();
        let quienes = (0..).zip(quienes.map(|(q, _)| q.clone()));
        let mut quienes: Vec<(u32, Alguien)> = quienes.collect();
        if quienes.len() > MUCHOS {
            let pocas = |quien: &Alguien| {
                let tipos = quien.atenciones.iter().map(|(n, _)| padron.tipo(*n));
                let suyas = tipos.flat_map(|tipo| &tipo.servicios);
                suyas.map(|fila| filas.todas[at(*fila)].verdad).min()
            };
            quienes.sort_by_cached_key(|(i, quien)| (pocas(quien), weight(*i)));
        }
        let mut columnas = Self::of_all(filas, padron, &quienes);
        columnas.list(filas);
        columnas
    }

    /// The changes of some, one after the other, up to a limit; if they are many, only quiet ones.
    fn of_all(filas: &Filas, padron: &mut Padron, quienes: &[(u32, Alguien)]) -> Self {
        let calladas = quienes.len() > VARIOS;
        let de_cada_una = if calladas { CALLADAS } else { DE_CADA_UNA };
        let mut columnas = Self::none();
        (columnas.entradas).reserve_exact(quienes.len() * de_cada_una);
        let mut pasos = Pasos::new(filas, padron);
        let mut sumador = Sumador::new(filas);
        let mut conocidas: Mapa<u64, u32> = Mapa::default();
        let mut entradas = Vec::new();
        for (i, quien) in quienes {
            if columnas.entradas.len() > ENTRADAS {
                break;
            }
            sumador.load(padron, quien);
            pasos.of(filas, padron, quien, &mut |padron, cambio| {
                sumador.step(padron, quien, cambio, &mut entradas);
                let origen = Paso { quien: *i, cambio };
                if !calladas || quiet(filas, &entradas) {
                    columnas.keep(filas, &mut conocidas, &entradas, origen);
                }
            });
            sumador.unload(padron, quien);
        }
        columnas
    }

    /// No change yet.
    pub(super) fn none() -> Self {
        Self {
            inicios: vec![0],
            entradas: vec![],
            origenes: vec![],
            de_fila: vec![],
        }
    }

    /// Entries of all of them.
    pub(super) fn entries(&self) -> usize {
        self.entradas.len()
    }

    /// Lists the columns of each row.
    pub(super) fn list(&mut self, filas: &Filas) {
        let mut cuantas = vec![[0; 2]; filas.todas.len()];
        for (fila, cuanto) in &self.entradas {
            cuantas[at(*fila)][usize::from(*cuanto > 0)] += 1;
        }
        self.de_fila = (cuantas.into_iter())
            .map(|cuantas| cuantas.map(Vec::with_capacity))
            .collect();
        for (columna, limites) in (0..).zip(self.inicios.windows(2)) {
            for (fila, cuanto) in &self.entradas[limites[0]..limites[1]] {
                self.de_fila[at(*fila)][usize::from(*cuanto > 0)].push(columna);
            }
        }
    }

    pub(super) fn keep(
        &mut self,
        filas: &Filas,
        conocidas: &mut Mapa<u64, u32>,
        entradas: &[(u32, i32)],
        origen: Paso,
    ) {
        // Everybody knows that nobody is in a published zero: no register puts anybody there.
        let sube_un_cero =
            |(fila, cuanto): &(u32, i32)| *cuanto > 0 && filas.todas[at(*fila)].vacia();
        if entradas.is_empty() || entradas.iter().any(sube_un_cero) {
            return;
        }
        let nueva = row(self.origenes.len());
        let columna = *conocidas.entry(digest(entradas)).or_insert(nueva);
        if columna == nueva {
            self.entradas.extend(entradas);
            self.inicios.push(self.entradas.len());
            self.origenes.push(vec![]);
        }
        let origenes = &mut self.origenes[at(columna)];
        let llega = origen.cambio.llega();
        let same =
            |otro: &Paso| otro.cambio.llega() == llega && (llega || otro.quien == origen.quien);
        if origenes.len() < ORIGENES && !origenes.iter().any(same) {
            origenes.push(origen);
        }
    }

    /// What a column does: by row, ascending.
    pub(super) fn of(&self, columna: u32) -> &[(u32, i32)] {
        let i = at(columna);
        &self.entradas[self.inicios[i]..self.inicios[i + 1]]
    }

    /// What a column does to a row.
    fn moves(&self, columna: u32, fila: u32) -> i32 {
        let suyas = self.of(columna);
        let posicion = suyas.binary_search_by_key(&fila, |(fila, _)| *fila);
        posicion.map_or(0, |i| suyas[i].1)
    }

    /// What a column does to a number.
    pub(super) fn effect(&self, forma: &Forma, columna: u32) -> i64 {
        forma.value(|fila| i64::from(self.moves(columna, row(fila))))
    }

    /// How much a column changes in all.
    pub(super) fn size(&self, columna: u32) -> i32 {
        self.of(columna)
            .iter()
            .map(|(_, cuanto)| cuanto.abs())
            .sum()
    }

    /// By row: the first one that every column moves alike.
    pub(super) fn alike(&self) -> Vec<usize> {
        let mut sumas = vec![0_u64; self.de_fila.len()];
        for columna in 0..row(self.origenes.len()) {
            for (fila, cuanto) in self.of(columna) {
                let cuanto = i64::from(*cuanto).cast_unsigned();
                let suma = &mut sumas[at(*fila)];
                *suma = suma.wrapping_add(weight(columna).wrapping_mul(cuanto));
            }
        }
        let mut primeras: Mapa<u64, usize> = Mapa::default();
        let first = |(fila, suma)| *primeras.entry(suma).or_insert(fila);
        sumas.into_iter().enumerate().map(first).collect()
    }
}
