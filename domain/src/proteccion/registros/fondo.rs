//! The registers that were found: what they hold of each number, and which are left if a cell is published after all.

use std::cmp::Reverse;

use super::columnas::Paso;
use super::filas::Filas;
use super::forma::{Forma, Visto};

/// A register: the counts in which it differs from the one that was counted, by row, ascending; and who changes.
struct Registro {
    cuentas: Vec<(usize, i64)>,
    pasos: Vec<Paso>,
}

/// The registers that were found.
#[derive(Default)]
pub(super) struct Fondo {
    registros: Vec<Registro>,
}

impl Fondo {
    pub(super) fn put(&mut self, cuentas: Vec<(usize, i64)>, pasos: Vec<Paso>) {
        self.registros.push(Registro { cuentas, pasos });
    }

    /// The changes of each register that moves a number in a direction, those that move it furthest first.
    pub(super) fn moving(&self, filas: &Filas, forma: &Forma, signo: i64) -> Vec<&[Paso]> {
        let moved = |registro: &Registro| {
            forma.value(|fila| {
                find(&registro.cuentas, fila).map_or(0, |n| n - filas.todas[fila].verdad)
            }) * signo
        };
        let todos = self.registros.iter().map(|r| (moved(r), &r.pasos[..]));
        let mut suyos: Vec<(i64, &[Paso])> = todos.filter(|(n, _)| *n > 0).collect();
        suyos.sort_by_key(|(n, pasos)| (Reverse(*n), pasos.len()));
        suyos.into_iter().map(|(_, pasos)| pasos).collect()
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
        let queda = |r: &&Registro| fila.is_none_or(|fila| find(&r.cuentas, fila).is_none());
        for registro in self.registros.iter().filter(queda) {
            see(filas, formas, de_fila, &registro.cuentas, &mut vistos);
        }
        vistos
    }

    /// Who changes in each.
    pub(super) fn into_steps(self) -> impl Iterator<Item = Vec<Paso>> {
        self.registros.into_iter().map(|registro| registro.pasos)
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
            .retain(|registro| find(&registro.cuentas, fila).is_none());
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
