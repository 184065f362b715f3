//! A register that is being changed, movement by movement, away from the one that was counted.

use std::collections::HashMap;

use super::columnas::{Columnas, Origen};
use super::filas::{Filas, at};
use super::padron::{Alguien, Padron};

/// What becomes of a movement.
pub(super) enum Outcome {
    /// It was made.
    Hecho,
    /// It would leave fewer than are known to be there, in this row among others.
    Falta(u32),
    /// There is nobody to make it.
    Nadie,
}

/// A register one or several movements away from the one that was counted.
#[derive(Clone)]
pub(super) struct Estado {
    /// What has changed, by row.
    cambios: Vec<i64>,
    /// What a movement would change, while it is looked at.
    nuevos: Vec<i64>,
    usadas: HashMap<u32, u32>,
    pub(super) pasos: Vec<Origen>,
}

impl Estado {
    pub(super) fn new(filas: &Filas) -> Self {
        Self {
            cambios: vec![0; filas.todas.len()],
            nuevos: vec![0; filas.todas.len()],
            usadas: HashMap::new(),
            pasos: vec![],
        }
    }

    /// Makes some changes at once, each by somebody who has not changed yet, if what comes out is a register that
    /// says what is published.
    pub(super) fn apply(
        &mut self,
        filas: &Filas,
        padron: &Padron,
        columnas: &Columnas,
        movimiento: &[u32],
    ) -> Outcome {
        let entradas = || movimiento.iter().flat_map(|columna| columnas.of(*columna));
        for (fila, cuanto) in entradas() {
            self.nuevos[at(*fila)] += i64::from(*cuanto);
        }
        let falta = |(fila, _): &&(u32, i32)| {
            let (nuevo, antes) = (self.nuevos[at(*fila)], self.cambios[at(*fila)]);
            let suya = &filas.todas[at(*fila)];
            match suya.oculta {
                None => nuevo != 0,
                Some(minimo) => nuevo < 0 && suya.verdad + antes + nuevo < minimo,
            }
        };
        let falta = entradas().find(falta).map(|(fila, _)| *fila);
        let pasos = match falta {
            Some(_) => None,
            None => self.who(padron, columnas, movimiento),
        };
        for (fila, _) in entradas() {
            let nuevo = std::mem::take(&mut self.nuevos[at(*fila)]);
            if pasos.is_some() {
                self.cambios[at(*fila)] += nuevo;
            }
        }
        if let Some(falta) = falta {
            return Outcome::Falta(falta);
        }
        let Some(pasos) = pasos else {
            return Outcome::Nadie;
        };
        for paso in pasos.iter().filter(|paso| !paso.cambio.llega()) {
            *self.usadas.entry(paso.quien).or_default() += 1;
        }
        self.pasos.extend(pasos);
        Outcome::Hecho
    }

    /// Somebody for each change: a bipartite matching, by augmenting paths.
    fn who(&self, padron: &Padron, columnas: &Columnas, movimiento: &[u32]) -> Option<Vec<Origen>> {
        let libre = |de: u32| {
            let usadas = self.usadas.get(&de).copied().unwrap_or(0);
            padron.quienes[at(de)].1.saturating_sub(usadas)
        };
        let mut elegidos: Vec<Option<usize>> = vec![None; movimiento.len()];
        for i in 0..movimiento.len() {
            let mut vistos = vec![];
            if !augment(i, movimiento, columnas, &libre, &mut elegidos, &mut vistos) {
                return None;
            }
        }
        let paso = |(columna, elegido): (&u32, Option<usize>)| {
            Some(columnas.origenes[at(*columna)][elegido?])
        };
        movimiento.iter().zip(elegidos).map(paso).collect()
    }

    /// What is counted of a row.
    pub(super) fn count(&self, filas: &Filas, fila: usize) -> i64 {
        filas.todas[fila].verdad + self.cambios[fila]
    }

    /// Who leaves the register and who enters it.
    pub(super) fn changed<'a>(
        &self,
        padron: &'a Padron,
    ) -> Vec<(Option<&'a Alguien>, Option<Alguien>)> {
        let paso = |paso: &Origen| {
            let quien = &padron.quienes[at(paso.quien)].0;
            let de = (!paso.cambio.llega()).then_some(quien);
            (de, paso.cambio.apply(padron, quien))
        };
        self.pasos.iter().map(paso).collect()
    }
}

/// Finds somebody for a change, moving others to whom else they can be.
fn augment(
    i: usize,
    movimiento: &[u32],
    columnas: &Columnas,
    libre: &impl Fn(u32) -> u32,
    elegidos: &mut Vec<Option<usize>>,
    vistos: &mut Vec<u32>,
) -> bool {
    for (k, origen) in columnas.origenes[at(movimiento[i])].iter().enumerate() {
        if origen.cambio.llega() {
            elegidos[i] = Some(k);
            return true;
        }
        let de = origen.quien;
        if vistos.contains(&de) {
            continue;
        }
        vistos.push(de);
        let suyos: Vec<usize> = (0..movimiento.len())
            .filter(|j| *j != i)
            .filter(|j| {
                elegidos[*j].is_some_and(|k| {
                    let otro = columnas.origenes[at(movimiento[*j])][k];
                    otro.quien == de && !otro.cambio.llega()
                })
            })
            .collect();
        let cabe = usize::try_from(libre(de)).unwrap_or(usize::MAX) > suyos.len();
        let cede = || suyos.clone();
        if cabe
            || (libre(de) > 0
                && cede()
                    .into_iter()
                    .any(|j| augment(j, movimiento, columnas, libre, elegidos, vistos)))
        {
            elegidos[i] = Some(k);
            return true;
        }
    }
    false
}
