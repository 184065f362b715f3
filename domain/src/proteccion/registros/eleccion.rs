//! The choice of the changes that a program is given, where there are too many for all of them: those that move the number,
//! those that put right what they disturb, and so on outwards.

use std::collections::{BTreeSet, VecDeque};

use super::columnas::{Columnas, noise};
use super::filas::{Fila, Filas, at, row};
use super::programa::Movimiento;

/// Changes that a program starts from.
const INICIOS: usize = 200;
/// Changes that put a row right, by how far it is from the number.
const CONTRA: [usize; 4] = [32, 16, 8, 4];

/// By row, down and up: the changes that disturb published rows least.
pub(super) struct Eleccion {
    de_fila: Vec<[Vec<u32>; 2]>,
    /// By column: how much it disturbs.
    ruido: Vec<i32>,
}

impl Eleccion {
    pub(super) fn new(filas: &Filas, columnas: &Columnas) -> Self {
        let todas = 0..row(columnas.origenes.len());
        let ruido: Vec<i32> = todas.map(|c| noise(filas, columnas.of(c))).collect();
        let de_fila = columnas.de_fila.iter().map(|suyas| {
            suyas
                .each_ref()
                .map(|suyas| quietest(&ruido, suyas.clone(), CONTRA[0]))
        });
        Self {
            de_fila: de_fila.collect(),
            ruido,
        }
    }

    /// About so many changes that may answer a question, ascending.
    pub(super) fn choose(
        &self,
        filas: &Filas,
        columnas: &Columnas,
        pregunta: Movimiento,
        cuantas: usize,
    ) -> Vec<u32> {
        if self.ruido.len() <= cuantas {
            return (0..row(self.ruido.len())).collect();
        }
        let suyas = pregunta.forma.terminos.iter();
        let suyas = suyas.flat_map(|(fila, _)| columnas.de_fila[*fila].iter().flatten());
        let mut mueven: Vec<u32> = suyas.copied().collect();
        mueven.sort_unstable();
        mueven.dedup();
        mueven.retain(|c| columnas.effect(pregunta.forma, *c) * pregunta.signo > 0);
        let inicios = quietest(&self.ruido, mueven, INICIOS);
        let mut elegidas: BTreeSet<u32> = BTreeSet::new();
        let mut vistas = vec![[false; 2]; filas.todas.len()];
        let mut frente: VecDeque<(u32, usize)> =
            inicios.into_iter().map(|inicio| (inicio, 0)).collect();
        while let Some((columna, lejos)) = frente.pop_front() {
            if elegidas.len() >= cuantas {
                break;
            }
            if !elegidas.insert(columna) || lejos == CONTRA.len() {
                continue;
            }
            for (fila, cuanto) in columnas.of(columna) {
                let contra = usize::from(*cuanto < 0);
                if !binds(&filas.todas[at(*fila)], *cuanto)
                    || std::mem::replace(&mut vistas[at(*fila)][contra], true)
                {
                    continue;
                }
                let suyas = self.de_fila[at(*fila)][contra].iter().take(CONTRA[lejos]);
                frente.extend(suyas.map(|columna| (*columna, lejos + 1)));
            }
        }
        elegidas.into_iter().collect()
    }
}

/// Leaves out the changes that no others of those chosen can put right.
pub(super) fn prune(
    filas: &Filas,
    columnas: &Columnas,
    pregunta: Movimiento,
    elegidas: &mut Vec<u32>,
) {
    // By row, down and up: how many of them move it.
    let mut cuantas = vec![[0_u32; 2]; filas.todas.len()];
    for (fila, cuanto) in elegidas.iter().flat_map(|c| columnas.of(*c)) {
        cuantas[at(*fila)][usize::from(*cuanto > 0)] += 1;
    }
    loop {
        let antes = elegidas.len();
        elegidas.retain(|columna| {
            let sola = |(fila, cuanto): &(u32, i32)| {
                let contra = usize::from(*cuanto < 0);
                pregunta.loose(filas, at(*fila)).is_none()
                    && binds(&filas.todas[at(*fila)], *cuanto)
                    && cuantas[at(*fila)][contra] == 0
            };
            let queda = !columnas.of(*columna).iter().any(sola);
            if !queda {
                for (fila, cuanto) in columnas.of(*columna) {
                    cuantas[at(*fila)][usize::from(*cuanto > 0)] -= 1;
                }
            }
            queda
        });
        if elegidas.len() == antes {
            return;
        }
    }
}

/// Whether a row must be put right after it moved.
fn binds(fila: &Fila, cuanto: i32) -> bool {
    match fila.oculta {
        None => true,
        Some(minimo) => cuanto < 0 && fila.verdad + i64::from(cuanto) < minimo,
    }
}

/// Those of some changes that disturb published rows least.
fn quietest(ruido: &[i32], mut suyas: Vec<u32>, cuantas: usize) -> Vec<u32> {
    let order = |columna: &u32| (ruido[at(*columna)], *columna);
    if suyas.len() > cuantas {
        suyas.select_nth_unstable_by_key(cuantas, order);
        suyas.truncate(cuantas);
    }
    suyas.sort_unstable_by_key(order);
    suyas
}
