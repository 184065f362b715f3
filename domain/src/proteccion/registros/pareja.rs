//! The matching of changes and persons: somebody for each change of a movement who makes no other. Without it a movement may
//! need more persons like one than there are, and would be of no register.

use super::columnas::{Columnas, Paso};
use super::filas::at;
use super::padron::Padron;

/// A matching under way between changes and those who can make them.
struct Reparto<'a> {
    padron: &'a Padron,
    columnas: &'a Columnas,
    movimiento: &'a [u32],
    /// By change: which of those who can make it does.
    elegidos: Vec<Option<usize>>,
    /// Who has been asked for the change that is being given.
    vistos: Vec<u32>,
}

/// Somebody for each change of a movement: a bipartite matching, by augmenting paths.
///
/// # Errors
/// Persons who are too few for the changes that only they can make (Hall's condition).
pub(super) fn who(
    padron: &Padron,
    columnas: &Columnas,
    movimiento: &[u32],
) -> Result<Vec<Paso>, Vec<u32>> {
    let mut reparto = Reparto {
        padron,
        columnas,
        movimiento,
        elegidos: vec![None; movimiento.len()],
        vistos: vec![],
    };
    for i in 0..movimiento.len() {
        reparto.vistos.clear();
        if !reparto.give(i) {
            reparto.vistos.sort_unstable();
            return Err(reparto.vistos);
        }
    }
    let elegidos = (0..movimiento.len()).filter_map(|i| reparto.chosen(i));
    Ok(elegidos.copied().collect())
}

impl<'a> Reparto<'a> {
    fn chosen(&self, i: usize) -> Option<&'a Paso> {
        Some(&self.columnas.origenes[at(self.movimiento[i])][self.elegidos[i]?])
    }

    /// Finds somebody for a change, moving others to whom else they can be.
    fn give(&mut self, i: usize) -> bool {
        let origenes = &self.columnas.origenes[at(self.movimiento[i])];
        for (k, origen) in origenes.iter().enumerate() {
            if origen.cambio.llega() {
                self.elegidos[i] = Some(k);
                return true;
            }
            if self.vistos.contains(&origen.quien) {
                continue;
            }
            self.vistos.push(origen.quien);
            let suyos: Vec<usize> = (0..self.movimiento.len())
                .filter(|j| {
                    let suyo = self.chosen(*j);
                    *j != i && suyo.is_some_and(|o| o.quien == origen.quien && !o.cambio.llega())
                })
                .collect();
            let cabe = at(self.padron.quienes[at(origen.quien)].1) > suyos.len();
            if cabe || suyos.into_iter().any(|j| self.give(j)) {
                self.elegidos[i] = Some(k);
                return true;
            }
        }
        false
    }
}
