//! The registers that were found: what they hold of each number, and which are left if a cell is published after all.

use super::filas::Filas;
use super::forma::{Forma, Visto};

/// Registers, by the counts in which they differ from the one that was counted: by row, ascending.
#[derive(Default)]
pub(super) struct Fondo {
    registros: Vec<Vec<(usize, i64)>>,
}

impl Fondo {
    pub(super) fn put(&mut self, cuentas: Vec<(usize, i64)>) {
        self.registros.push(cuentas);
    }

    /// The least and the most that registers hold of each number; of those that leave a row as it was counted, if one
    /// is given.
    pub(super) fn seen(
        &self,
        filas: &Filas,
        formas: &[Forma],
        de_fila: &[Vec<usize>],
        fila: Option<usize>,
    ) -> Vec<Visto> {
        let mut vistos = truth(filas, formas);
        let queda = |c: &&Vec<(usize, i64)>| fila.is_none_or(|fila| find(c, fila).is_none());
        for cuentas in self.registros.iter().filter(queda) {
            see(filas, formas, de_fila, cuentas, &mut vistos);
        }
        vistos
    }

    pub(super) fn len(&self) -> usize {
        self.registros.len()
    }

    /// Forgets those that were found since there were so many.
    pub(super) fn cut(&mut self, registros: usize) {
        self.registros.truncate(registros);
    }

    /// Forgets the registers that change a row.
    pub(super) fn keep(&mut self, fila: usize) {
        self.registros
            .retain(|cuentas| find(cuentas, fila).is_none());
    }
}

fn find(cuentas: &[(usize, i64)], fila: usize) -> Option<i64> {
    let i = cuentas.binary_search_by_key(&fila, |(f, _)| *f).ok()?;
    Some(cuentas[i].1)
}

/// What the register that was counted holds of each number.
pub(super) fn truth(filas: &Filas, formas: &[Forma]) -> Vec<Visto> {
    let verdad = |forma: &Forma| forma.value(|fila| filas.todas[fila].verdad);
    let vistos = formas.iter().map(verdad);
    vistos.map(|n| Visto { bajo: n, alto: n }).collect()
}

/// Every number sees what a register holds of it.
pub(super) fn see(
    filas: &Filas,
    formas: &[Forma],
    de_fila: &[Vec<usize>],
    cuentas: &[(usize, i64)],
    vistos: &mut [Visto],
) {
    let tocadas = cuentas.iter().flat_map(|(fila, _)| &de_fila[*fila]);
    let mut tocadas: Vec<usize> = tocadas.copied().collect();
    tocadas.sort_unstable();
    tocadas.dedup();
    for f in tocadas {
        let cuenta = |fila: usize| find(cuentas, fila).unwrap_or(filas.todas[fila].verdad);
        let valor = formas[f].value(cuenta);
        let visto = &mut vistos[f];
        visto.bajo = visto.bajo.min(valor);
        visto.alto = visto.alto.max(valor);
    }
}
