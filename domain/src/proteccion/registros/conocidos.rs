//! Movements that were found once, to be tried for other numbers, and to make up for what others take away.

use std::collections::BTreeMap;

use super::columnas::Columnas;
use super::filas::{Filas, at, row};
use super::forma::Forma;

/// A set of changes that leaves everything published as it is, and what it does to the rest.
pub(super) struct Movimiento {
    pub(super) columnas: Vec<u32>,
    cambios: Vec<(u32, i64)>,
}

/// Movements that are kept.
const TODOS: usize = 20_000;
/// Movements of one change, or of two, that are kept from the start.
const SIMPLES: usize = 6_000;

#[derive(Default)]
pub(super) struct Conocidos {
    todos: Vec<Movimiento>,
    /// By row: the movements that lower it, and those that raise it.
    de_fila: Vec<[Vec<u32>; 2]>,
    /// Changes that are movements of their own, by column.
    solos: usize,
}

impl Conocidos {
    pub(super) fn new(filas: &Filas, columnas: &Columnas) -> Self {
        let mut conocidos = Self {
            de_fila: vec![[vec![], vec![]]; filas.todas.len()],
            ..Self::default()
        };
        conocidos.refresh(columnas);
        conocidos
    }

    /// Learns the changes that are movements of their own, now that more is withheld.
    pub(super) fn refresh(&mut self, columnas: &Columnas) {
        let solas: Vec<u32> = columnas
            .doing(0)
            .iter()
            .map(|(_, columna)| *columna)
            .collect();
        if solas.len() > self.solos {
            self.solos = solas.len();
            for columna in solas.into_iter().take(SIMPLES) {
                self.learn(columnas, vec![columna]);
            }
        }
    }

    pub(super) fn learn(&mut self, columnas: &Columnas, movimiento: Vec<u32>) {
        if self.todos.len() >= TODOS
            || self
                .todos
                .iter()
                .rev()
                .take(64)
                .any(|m| m.columnas == movimiento)
        {
            return;
        }
        let mut cambios: BTreeMap<u32, i64> = BTreeMap::new();
        for columna in &movimiento {
            for (fila, cuanto) in columnas.of(*columna) {
                *cambios.entry(*fila).or_insert(0) += i64::from(*cuanto);
            }
        }
        let numero = row(self.todos.len());
        let cambios: Vec<(u32, i64)> = cambios.into_iter().filter(|(_, n)| *n != 0).collect();
        for (fila, cuanto) in &cambios {
            self.de_fila[at(*fila)][usize::from(*cuanto > 0)].push(numero);
        }
        self.todos.push(Movimiento {
            columnas: movimiento,
            cambios,
        });
    }

    /// How many are known.
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.todos.len(), self.solos)
    }

    /// Forgets those that were learnt since there were so many.
    pub(super) fn cut(&mut self, (todos, solos): (usize, usize)) {
        self.todos.truncate(todos);
        self.solos = solos;
        for numeros in self.de_fila.iter_mut().flatten() {
            numeros.retain(|numero| at(*numero) < todos);
        }
    }

    /// The movements that raise a row, the latest first.
    pub(super) fn raising(&self, fila: u32) -> impl Iterator<Item = &Movimiento> {
        let suyos = self.de_fila[at(fila)][1].iter().rev();
        suyos.map(|numero| &self.todos[at(*numero)])
    }

    /// The movements that move a number in a direction.
    pub(super) fn moving(&self, forma: &Forma, signo: i64) -> Vec<&Movimiento> {
        let suyos = forma.terminos.iter();
        let mut suyos: Vec<u32> = suyos
            .flat_map(|(fila, _)| self.de_fila[*fila].iter().flatten().copied())
            .collect();
        suyos.sort_unstable();
        suyos.dedup();
        let suyos = suyos.into_iter().map(|numero| &self.todos[at(numero)]);
        suyos.filter(|m| m.moves(forma) * signo > 0).collect()
    }
}

impl Movimiento {
    /// What it does to a number.
    pub(super) fn moves(&self, forma: &Forma) -> i64 {
        forma.value(|fila| {
            let i = self.cambios.binary_search_by_key(&row(fila), |(f, _)| *f);
            i.map_or(0, |i| self.cambios[i].1)
        })
    }
}
