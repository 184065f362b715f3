//! A search for whole-number tables, for what bounds that allow fractions leave open in small systems.

use super::cotas::{Cotas, Renglon, transpose};
use super::reduccion::Reducido;

/// Nodes that a single question may take, and all together.
const POR_PREGUNTA: usize = 4_000;
const EN_TOTAL: usize = 400_000;

/// The rows, with room for a question.
pub(super) struct Busqueda {
    filas: Vec<Renglon>,
    de_incognita: Vec<Vec<usize>>,
    cotas: Cotas,
    quedan: usize,
}

impl Busqueda {
    pub(super) fn new(reducido: &Reducido) -> Self {
        Self {
            filas: reducido.filas.clone(),
            de_incognita: transpose(&reducido.filas, reducido.incognitas),
            cotas: reducido.cotas.clone(),
            quedan: EN_TOTAL,
        }
    }

    /// Whether some table gives these unknowns that sum; nothing if the search gives up. All unknowns
    /// that hang together with them must be given.
    pub(super) fn exists(
        &mut self,
        incognitas: &[usize],
        suma: i64,
        todas: &[usize],
    ) -> Option<bool> {
        let pregunta = self.filas.len();
        self.filas.push(Renglon {
            incognitas: incognitas.to_vec(),
            valor: suma,
            exacta: true,
        });
        for j in incognitas {
            self.de_incognita[*j].push(pregunta);
        }
        let mut nodos = POR_PREGUNTA.min(self.quedan);
        let antes = nodos;
        let respuesta = self.descend(self.cotas.clone(), vec![pregunta], todas, &mut nodos);
        self.quedan -= antes - nodos;
        for j in incognitas {
            self.de_incognita[*j].pop();
        }
        self.filas.pop();
        respuesta
    }

    fn descend(
        &self,
        mut cotas: Cotas,
        desde: Vec<usize>,
        todas: &[usize],
        nodos: &mut usize,
    ) -> Option<bool> {
        *nodos = nodos.checked_sub(1)?;
        if !cotas.propagate(&self.filas, &self.de_incognita, desde) {
            return Some(false);
        }
        let abierta = todas
            .iter()
            .copied()
            .filter(|j| cotas.bajo[*j] < cotas.alto[*j]);
        let Some(j) = abierta.min_by_key(|j| (cotas.alto[*j] - cotas.bajo[*j], *j)) else {
            return Some(true);
        };
        let medio = cotas.bajo[j].midpoint(cotas.alto[j]);
        let mut otra = cotas.clone();
        cotas.alto[j] = medio;
        otra.bajo[j] = medio + 1;
        for mitad in [cotas, otra] {
            if self.descend(mitad, self.de_incognita[j].clone(), todas, nodos)? {
                return Some(true);
            }
        }
        Some(false)
    }
}
