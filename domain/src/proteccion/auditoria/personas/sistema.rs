//! How counts of distinct persons bind each other: a part has at most the persons of its whole; all the parts of
//! a whole have at least its persons and, over sex and age, exactly those.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use crate::cubo::{Coordenadas, Eje, Ejes};

/// More persons than there are: no limit is known.
pub(super) const SIN_LIMITE: u64 = 1 << 40;

/// The values that each count can still have.
pub(super) type Cotas = Vec<(u64, u64)>;

/// A whole and all its parts in one dimension.
pub(super) struct Linea {
    pub(super) todo: usize,
    pub(super) partes: Vec<usize>,
    /// Whether each person is in one part only.
    pub(super) exacta: bool,
}

pub(super) struct Sistema {
    pub(super) celdas: Vec<Coordenadas>,
    /// By cell: the next wholes around it, one for each dimension, and the cells that it is one of those of.
    pub(super) todos: Vec<Vec<usize>>,
    partes: Vec<Vec<usize>>,
    pub(super) lineas: Vec<Linea>,
    /// By cell: the lines that it is in.
    de_linea: Vec<Vec<usize>>,
}

impl Sistema {
    pub(super) fn new(ejes: &Ejes, celdas: Vec<Coordenadas>) -> Self {
        let indice: BTreeMap<&Coordenadas, usize> = celdas.iter().zip(0..).collect();
        let mut sistema = Self {
            todos: vec![vec![]; celdas.len()],
            partes: vec![vec![]; celdas.len()],
            lineas: vec![],
            de_linea: vec![vec![]; celdas.len()],
            celdas: vec![],
        };
        for (i, celda) in celdas.iter().enumerate() {
            for eje in Eje::iter() {
                let e = eje.indice();
                let at = |miembro| {
                    let mut otra = *celda;
                    otra[e] = miembro;
                    indice.get(&otra).copied()
                };
                if let Some(todo) = ejes.arriba(eje, celda[e]).skip(1).find_map(at) {
                    sistema.todos[i].push(todo);
                    sistema.partes[todo].push(i);
                }
                let partes: Option<Vec<usize>> = ejes.partes(eje, celda[e]).map(at).collect();
                if let Some(partes) = partes.filter(|partes| !partes.is_empty()) {
                    let linea = sistema.lineas.len();
                    partes
                        .iter()
                        .chain([&i])
                        .for_each(|celda| sistema.de_linea[*celda].push(linea));
                    sistema.lineas.push(Linea {
                        todo: i,
                        partes,
                        exacta: eje.exclusivo(),
                    });
                }
            }
        }
        sistema.celdas = celdas;
        sistema
    }

    /// Tightens bounds until nothing moves, starting from the cells that have changed. The cell that no number fits,
    /// if there is one, or if it goes on for too long.
    pub(super) fn propagate(
        &self,
        cotas: &mut Cotas,
        mut cambiadas: Vec<usize>,
    ) -> Result<(), usize> {
        // Bounds only tighten; but two lines can push each other up by ones.
        let mut pasos = 400 * self.celdas.len() + 10_000;
        while let Some(celda) = cambiadas.pop() {
            if cotas[celda].0 > cotas[celda].1 || pasos == 0 {
                return Err(celda);
            }
            pasos -= 1;
            let (bajo, alto) = cotas[celda];
            let mut tighten = |cotas: &mut Cotas, otra: usize, bajo: u64, alto: u64| {
                let antes = cotas[otra];
                let cota = (antes.0.max(bajo), antes.1.min(alto));
                if cota != antes {
                    cotas[otra] = cota;
                    cambiadas.push(otra);
                }
            };
            for todo in &self.todos[celda] {
                tighten(cotas, *todo, bajo, SIN_LIMITE);
                let techo = cotas[*todo].1;
                tighten(cotas, celda, 0, techo);
            }
            for parte in &self.partes[celda] {
                tighten(cotas, *parte, 0, alto);
                let suelo = cotas[*parte].0;
                tighten(cotas, celda, suelo, SIN_LIMITE);
            }
            for linea in &self.de_linea[celda] {
                line(cotas, &self.lineas[*linea], &mut tighten);
            }
        }
        Ok(())
    }

    /// A cell and those that are two relations away from it at most.
    pub(super) fn around(&self, celda: usize) -> BTreeSet<usize> {
        let mut cerca = BTreeSet::from([celda]);
        for _ in 0..2 {
            for una in cerca.clone() {
                cerca.extend(self.todos[una].iter().chain(&self.partes[una]));
                for linea in &self.de_linea[una] {
                    cerca.insert(self.lineas[*linea].todo);
                    cerca.extend(&self.lineas[*linea].partes);
                }
            }
        }
        cerca
    }

    /// Whether counts keep all that binds them. Shares nothing with the propagation above.
    pub(super) fn holds(&self, cuentas: &[u64]) -> bool {
        let dentro = |(parte, todos): (usize, &Vec<usize>)| {
            todos.iter().all(|todo| cuentas[parte] <= cuentas[*todo])
        };
        let cubre = |linea: &Linea| {
            let suma: u64 = linea.partes.iter().map(|parte| cuentas[*parte]).sum();
            let todo = cuentas[linea.todo];
            if linea.exacta {
                suma == todo
            } else {
                todo <= suma
            }
        };
        self.todos.iter().enumerate().all(dentro) && self.lineas.iter().all(cubre)
    }
}

fn line(cotas: &mut Cotas, linea: &Linea, tighten: &mut impl FnMut(&mut Cotas, usize, u64, u64)) {
    let (mut bajo, mut alto) = (0, 0);
    for parte in &linea.partes {
        bajo += cotas[*parte].0;
        alto += cotas[*parte].1;
    }
    let suelo = if linea.exacta { bajo } else { 0 };
    tighten(cotas, linea.todo, suelo, alto);
    let (todo_bajo, todo_alto) = cotas[linea.todo];
    for parte in &linea.partes {
        let (propio_bajo, propio_alto) = cotas[*parte];
        let minimo = (todo_bajo + propio_alto).saturating_sub(alto);
        let maximo = if linea.exacta {
            (todo_alto + propio_bajo).saturating_sub(bajo)
        } else {
            SIN_LIMITE
        };
        tighten(cotas, *parte, minimo, maximo);
    }
}
