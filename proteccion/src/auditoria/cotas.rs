//! Bounds of integer unknowns that follow from one row at a time.

use std::collections::VecDeque;

/// The sum of some unknowns: exactly this, or at least this.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Renglon {
    /// Ascending.
    pub(super) incognitas: Vec<usize>,
    pub(super) valor: i64,
    pub(super) exacta: bool,
}

/// No upper bound.
pub(super) const SIN_TOPE: i64 = i64::MAX;

/// The values that each unknown may take.
#[derive(Debug, Clone)]
pub(super) struct Cotas {
    pub(super) bajo: Vec<i64>,
    pub(super) alto: Vec<i64>,
}

/// The rows of each unknown.
pub(super) fn transpose(filas: &[Renglon], incognitas: usize) -> Vec<Vec<usize>> {
    let mut de_incognita = vec![vec![]; incognitas];
    for (i, fila) in filas.iter().enumerate() {
        for j in &fila.incognitas {
            de_incognita[*j].push(i);
        }
    }
    de_incognita
}

impl Cotas {
    pub(super) fn new(incognitas: usize) -> Self {
        Self {
            bajo: vec![0; incognitas],
            alto: vec![SIN_TOPE; incognitas],
        }
    }

    /// Tightens until nothing changes, starting from some rows; false if nothing is left for an unknown.
    pub(super) fn propagate(
        &mut self,
        filas: &[Renglon],
        de_incognita: &[Vec<usize>],
        desde: impl IntoIterator<Item = usize>,
    ) -> bool {
        let mut cola: VecDeque<usize> = desde.into_iter().collect();
        let mut en_cola = vec![false; filas.len()];
        for i in &cola {
            en_cola[*i] = true;
        }
        // Integers may creep towards a contradiction one by one; whatever is left then is still true.
        let mut paciencia = 200 * filas.len() + 1000;
        while let Some(i) = cola.pop_front() {
            en_cola[i] = false;
            paciencia -= 1;
            if paciencia == 0 {
                break;
            }
            let Some(cambios) = self.tighten(&filas[i]) else {
                return false;
            };
            debug_assert!(
                cambios.iter().all(|j| self.bajo[*j] <= self.alto[*j]),
                "an unknown without values makes its row impossible"
            );
            for k in cambios.into_iter().flat_map(|j| &de_incognita[j]) {
                if !std::mem::replace(&mut en_cola[*k], true) {
                    cola.push_back(*k);
                }
            }
        }
        true
    }

    /// The unknowns that a row tightens; nothing if it cannot hold.
    fn tighten(&mut self, fila: &Renglon) -> Option<Vec<usize>> {
        let bajo: i64 = fila.incognitas.iter().map(|j| self.bajo[*j]).sum();
        let sin_tope = fila
            .incognitas
            .iter()
            .filter(|j| self.alto[**j] == SIN_TOPE)
            .count();
        let alto: i64 = fila
            .incognitas
            .iter()
            .map(|j| self.alto[*j])
            .filter(|a| *a != SIN_TOPE)
            .sum();
        if (fila.exacta && bajo > fila.valor) || (sin_tope == 0 && alto < fila.valor) {
            return None;
        }
        let mut cambios = Vec::new();
        for j in &fila.incognitas {
            let (antes_bajo, antes_alto) = (self.bajo[*j], self.alto[*j]);
            if fila.exacta {
                self.alto[*j] = antes_alto.min(fila.valor - (bajo - antes_bajo));
            }
            let otros = sin_tope - usize::from(antes_alto == SIN_TOPE);
            if otros == 0 {
                let propio = if antes_alto == SIN_TOPE {
                    0
                } else {
                    antes_alto
                };
                self.bajo[*j] = antes_bajo.max(fila.valor - (alto - propio));
            }
            if self.bajo[*j] > self.alto[*j] {
                return None;
            }
            if (self.bajo[*j], self.alto[*j]) != (antes_bajo, antes_alto) {
                cambios.push(*j);
            }
        }
        Some(cambios)
    }
}
