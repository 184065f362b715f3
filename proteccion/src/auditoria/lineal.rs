//! Consequences of the equations alone, found without a null space: a random solution of the
//! equations and two random directions in which it may move. What does not move is determined, and what
//! moves in proportion to something else is determined by it; to be wrong, random numbers below 2^61
//! would have to coincide, for two primes.

use std::collections::BTreeSet;

use super::campo::Campo;
use super::cotas::Renglon;
use super::reduccion::Forma;

/// A value and how it moves, modulo each prime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Huella([[u64; 3]; 2]);

impl Huella {
    /// The value, if it cannot move.
    pub(super) fn constant(self) -> Option<i64> {
        let quieta = self.0.iter().all(|[_, una, otra]| *una == 0 && *otra == 0);
        quieta.then(|| Campo::AMBOS[0].to(self.0[0][0]))
    }

    pub(super) fn minus(self, otra: Self) -> Self {
        let mut resta = self;
        for (p, campo) in Campo::AMBOS.iter().enumerate() {
            for k in 0..3 {
                resta.0[p][k] = campo.sub(self.0[p][k], otra.0[p][k]);
            }
        }
        resta
    }

    /// A number that is the same for values that move in proportion; nothing for those that do not move.
    pub(super) fn ratio(self) -> Option<[u64; 2]> {
        let mut razon = [0; 2];
        for (p, campo) in Campo::AMBOS.iter().enumerate() {
            let [_, una, otra] = self.0[p];
            if una == 0 {
                return None;
            }
            razon[p] = campo.mul(otra, campo.inverse(una));
        }
        Some(razon)
    }
}

/// The equations, solved.
pub(super) struct Lineal {
    /// By prime: the solution and the two directions, by unknown.
    muestras: Vec<[Vec<u64>; 3]>,
    /// For each row, whether it says something that the others don't.
    pub(super) independiente: Vec<bool>,
}

impl Lineal {
    /// Nothing if the equations contradict each other.
    pub(super) fn new(filas: &[Renglon], incognitas: usize) -> Option<Self> {
        let mut muestras = Vec::new();
        let mut independiente = vec![true; filas.len()];
        for (semilla, campo) in (0..).zip(Campo::AMBOS) {
            let pivotes = eliminate(filas, incognitas, campo)?;
            if semilla == 0 {
                let utiles: BTreeSet<usize> = pivotes.iter().map(|p| p.fila).collect();
                for (i, fila) in filas.iter().enumerate() {
                    independiente[i] = !fila.exacta || utiles.contains(&i);
                }
            }
            muestras.push(
                [0, 1, 2].map(|k| sample(&pivotes, incognitas, campo, semilla * 3 + k, k == 0)),
            );
        }
        Some(Self {
            muestras,
            independiente,
        })
    }

    pub(super) fn evaluate(&self, forma: &Forma) -> Huella {
        let mut huella = [[0; 3]; 2];
        for (p, campo) in Campo::AMBOS.iter().enumerate() {
            huella[p][0] = campo.from(forma.constante);
            for (k, resto) in huella[p].iter_mut().enumerate() {
                for j in &forma.incognitas {
                    *resto = campo.add(*resto, self.muestras[p][k][*j]);
                }
            }
        }
        Huella(huella)
    }
}

/// A row solved for one of its unknowns: that unknown plus others is a value.
struct Pivote {
    fila: usize,
    incognita: usize,
    otras: Vec<(usize, u64)>,
    valor: u64,
}

/// Solves each row for an unknown that no later one has.
fn eliminate(filas: &[Renglon], incognitas: usize, campo: Campo) -> Option<Vec<Pivote>> {
    let exacta = |fila: &Renglon| fila.exacta;
    let mut renglones: Vec<Vec<(usize, u64)>> = filas
        .iter()
        .map(|fila| {
            if fila.exacta {
                fila.incognitas.iter().map(|j| (*j, 1)).collect()
            } else {
                vec![]
            }
        })
        .collect();
    let mut valores: Vec<u64> = filas.iter().map(|fila| campo.from(fila.valor)).collect();
    let mut de_incognita: Vec<Vec<usize>> = vec![vec![]; incognitas];
    for (i, renglon) in renglones.iter().enumerate() {
        for (j, _) in renglon {
            de_incognita[*j].push(i);
        }
    }
    // The shortest row next, solved for the unknown that the fewest others have: little fills in.
    let mut cola: BTreeSet<(usize, usize)> = (0..filas.len())
        .filter(|i| exacta(&filas[*i]))
        .map(|i| (renglones[i].len(), i))
        .collect();
    let mut pivotes = Vec::new();
    while let Some((_, i)) = cola.pop_first() {
        let renglon = std::mem::take(&mut renglones[i]);
        let Some(&(incognita, coeficiente)) = renglon
            .iter()
            .min_by_key(|(j, _)| (de_incognita[*j].len(), *j))
        else {
            if valores[i] != 0 {
                return None;
            }
            continue;
        };
        let inverso = campo.inverse(coeficiente);
        let renglon: Vec<(usize, u64)> = renglon
            .into_iter()
            .map(|(j, a)| (j, campo.mul(a, inverso)))
            .collect();
        let valor = campo.mul(valores[i], inverso);
        for k in std::mem::take(&mut de_incognita[incognita]) {
            let Ok(lugar) = renglones[k].binary_search_by_key(&incognita, |(j, _)| *j) else {
                continue;
            };
            let factor = renglones[k][lugar].1;
            cola.remove(&(renglones[k].len(), k));
            renglones[k] = subtract(&renglones[k], &renglon, factor, campo, |j| {
                de_incognita[j].push(k);
            });
            valores[k] = campo.sub(valores[k], campo.mul(factor, valor));
            cola.insert((renglones[k].len(), k));
        }
        let otras = renglon
            .into_iter()
            .filter(|(j, _)| *j != incognita)
            .collect();
        pivotes.push(Pivote {
            fila: i,
            incognita,
            otras,
            valor,
        });
    }
    Some(pivotes)
}

/// A row minus a multiple of another; calls with the unknowns that it did not have.
fn subtract(
    renglon: &[(usize, u64)],
    otro: &[(usize, u64)],
    factor: u64,
    campo: Campo,
    mut nueva: impl FnMut(usize),
) -> Vec<(usize, u64)> {
    let mut resta = Vec::with_capacity(renglon.len() + otro.len());
    let (mut a, mut b) = (0, 0);
    while a < renglon.len() || b < otro.len() {
        let ja = renglon.get(a).map_or(usize::MAX, |x| x.0);
        let jb = otro.get(b).map_or(usize::MAX, |x| x.0);
        let j = ja.min(jb);
        let mut valor = 0;
        if ja == j {
            valor = renglon[a].1;
            a += 1;
        }
        if jb == j {
            valor = campo.sub(valor, campo.mul(factor, otro[b].1));
            b += 1;
        }
        if valor != 0 {
            resta.push((j, valor));
            if ja != j {
                nueva(j);
            }
        }
    }
    resta
}

/// A random solution: of the equations, or of the same ones with zero on the right.
fn sample(
    pivotes: &[Pivote],
    incognitas: usize,
    campo: Campo,
    semilla: u64,
    particular: bool,
) -> Vec<u64> {
    let base = semilla << 32;
    let mut x: Vec<u64> = (base..).take(incognitas).map(|j| campo.random(j)).collect();
    for pivote in pivotes.iter().rev() {
        let valor = if particular { pivote.valor } else { 0 };
        x[pivote.incognita] = pivote.otras.iter().fold(valor, |valor, (j, a)| {
            campo.sub(valor, campo.mul(*a, x[*j]))
        });
    }
    x
}
