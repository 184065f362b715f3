//! The same model with less in it: what is obvious is taken out, and leaves that no remaining question
//! tells apart are one unknown.

use std::collections::BTreeMap;

use super::cotas::{Cotas, Renglon, transpose};
use super::modelo::{CasillaId, ConjuntoId, Vista};
use crate::tabla::IdVec;

/// A constant plus some unknowns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Forma {
    pub(super) constante: i64,
    pub(super) incognitas: Vec<usize>,
}

/// Unknowns, what is known of them, and what each set of leaves is in terms of them.
pub(super) struct Reducido {
    pub(super) incognitas: usize,
    pub(super) cotas: Cotas,
    pub(super) filas: Vec<Renglon>,
    /// By set of leaves.
    pub(super) formas: IdVec<ConjuntoId, Forma>,
    /// The unknown that each leaf was merged into; none for those that are known.
    de_hoja: Vec<Option<usize>>,
}

impl Reducido {
    /// Nothing if no table is consistent with what is published.
    pub(super) fn new(modelo: &Vista) -> Option<Self> {
        let mut cotas = Cotas::new(modelo.hojas);
        let filas = rows(modelo, &mut cotas)?;
        let de_hoja = transpose(&filas, modelo.hojas);
        if !cotas.propagate(&filas, &de_hoja, 0..filas.len()) {
            return None;
        }
        Self::merge(modelo, &filas, &de_hoja, &cotas)
    }

    /// A table in terms of the unknowns.
    pub(super) fn table(&self, hojas: &[i64]) -> Vec<i64> {
        let mut tabla = vec![0; self.incognitas];
        for (incognita, valor) in self.de_hoja.iter().zip(hojas) {
            if let Some(incognita) = incognita {
                tabla[*incognita] += valor;
            }
        }
        tabla
    }

    /// Leaves that the same rows and the same open questions contain become one unknown: nothing that is asked or known
    /// tells how they share their sum.
    fn merge(
        modelo: &Vista,
        filas: &[Renglon],
        de_hoja: &[Vec<usize>],
        cotas: &Cotas,
    ) -> Option<Self> {
        let (mut nuevas, de_hoja) = unknowns(modelo, de_hoja, cotas);
        let mut reducidas = Vec::new();
        for fila in filas {
            let forma = express(&fila.incognitas, &de_hoja, cotas);
            let valor = fila.valor - forma.constante;
            let suelo: i64 = forma.incognitas.iter().map(|j| nuevas.bajo[*j]).sum();
            if forma.incognitas.is_empty() && valor > 0 {
                return None;
            }
            // A lower bound that the bounds of its unknowns imply says nothing.
            if !forma.incognitas.is_empty() && (fila.exacta || suelo < valor) {
                reducidas.push(Renglon {
                    incognitas: forma.incognitas,
                    valor,
                    ..*fila
                });
            }
        }
        reducidas.sort_unstable();
        reducidas.dedup();
        let formas = (modelo.conjuntos.iter())
            .map(|conjunto| match conjunto.valor {
                Some(constante) => Forma {
                    constante,
                    incognitas: vec![],
                },
                None => express(&conjunto.hojas, &de_hoja, cotas),
            })
            .collect();
        let incognitas = nuevas.bajo.len();
        let de_incognita = transpose(&reducidas, incognitas);
        let posible = nuevas.propagate(&reducidas, &de_incognita, 0..reducidas.len());
        posible.then_some(Self {
            incognitas,
            cotas: nuevas,
            filas: reducidas,
            formas,
            de_hoja,
        })
    }
}

/// The bounds of the unknowns that are left, and the one that each leaf goes into: none for those that bounds fix. Given
/// the rows and the bounds of the leaves.
fn unknowns(modelo: &Vista, de_hoja: &[Vec<usize>], cotas: &Cotas) -> (Cotas, Vec<Option<usize>>) {
    let mut preguntas = vec![vec![]; modelo.hojas];
    for i in modelo.conjuntos.ids() {
        let conjunto = &modelo.conjuntos[i];
        if conjunto.valor.is_none() {
            for hoja in &conjunto.hojas {
                preguntas[*hoja].push(i);
            }
        }
    }
    let mut iguales: BTreeMap<(&Vec<usize>, &Vec<ConjuntoId>), usize> = BTreeMap::new();
    let mut nuevas = Cotas::new(0);
    let de_hoja = (0..modelo.hojas)
        .map(|hoja| {
            let (bajo, alto) = (cotas.bajo[hoja], cotas.alto[hoja]);
            if bajo == alto {
                return None;
            }
            let siguiente = iguales.len();
            let nueva = *iguales
                .entry((&de_hoja[hoja], &preguntas[hoja]))
                .or_insert(siguiente);
            if nueva == siguiente {
                nuevas.bajo.push(bajo);
                nuevas.alto.push(alto);
            } else {
                nuevas.bajo[nueva] += bajo;
                // No upper bound stays none.
                nuevas.alto[nueva] = nuevas.alto[nueva].saturating_add(alto);
            }
            Some(nueva)
        })
        .collect();
    (nuevas, de_hoja)
}

/// A sum of leaves in terms of the unknowns.
fn express(hojas: &[usize], de_hoja: &[Option<usize>], cotas: &Cotas) -> Forma {
    let mut forma = Forma {
        constante: 0,
        incognitas: vec![],
    };
    for hoja in hojas {
        match de_hoja[*hoja] {
            Some(nueva) => forma.incognitas.push(nueva),
            None => forma.constante += cotas.bajo[*hoja],
        }
    }
    // A sum has all leaves of an unknown or none.
    forma.incognitas.sort_unstable();
    forma.incognitas.dedup();
    forma
}

/// Equations for what is published, and rows for what is known not to be zero.
fn rows(modelo: &Vista, cotas: &mut Cotas) -> Option<Vec<Renglon>> {
    let restos = remainders(modelo);
    let mut cubierto = IdVec::filled(modelo.conjuntos.len(), false);
    for (_, padre, partes) in modelo.lineas.iter().flatten() {
        let Some(padre) = modelo.casillas[*padre].conjunto else {
            continue;
        };
        cubierto[padre] |= partes
            .iter()
            .filter_map(|p| modelo.casillas[*p].conjunto)
            .any(|parte| {
                let conjunto = &modelo.conjuntos[parte];
                parte != padre && conjunto.valor.map_or(conjunto.ocupado, |valor| valor > 0)
            });
    }
    let mut filas = Vec::new();
    for i in modelo.conjuntos.ids() {
        let conjunto = &modelo.conjuntos[i];
        let hojas = &conjunto.hojas;
        if let Some(mut valor) = conjunto.valor {
            let mut quedan = hojas.clone();
            for parte in &restos[i] {
                let parte = &modelo.conjuntos[*parte];
                valor -= parte.valor.expect("only published parts are taken out");
                quedan.retain(|hoja| parte.hojas.binary_search(hoja).is_err());
            }
            if valor < 0 || (quedan.is_empty() && valor > 0) {
                return None;
            }
            filas.push(Renglon {
                incognitas: quedan,
                valor,
                exacta: true,
            });
        } else if conjunto.ocupado {
            if let [hoja] = hojas[..] {
                cotas.bajo[hoja] = 1;
            } else if !cubierto[i] {
                filas.push(Renglon {
                    incognitas: hojas.clone(),
                    valor: 1,
                    exacta: false,
                });
            }
        }
    }
    filas.sort_unstable();
    filas.dedup();
    Some(filas)
}

/// For each published set, published parts of it whose equations make most of its own superfluous.
///
/// Parts are smaller than their whole, so that no equation is lost: each follows from what is left of
/// it and the equations of smaller sets.
fn remainders(modelo: &Vista) -> IdVec<ConjuntoId, Vec<ConjuntoId>> {
    let conjunto = |casilla: CasillaId| modelo.casillas[casilla].conjunto;
    let mut mejores: IdVec<ConjuntoId, (usize, Vec<ConjuntoId>)> =
        IdVec::filled(modelo.conjuntos.len(), (0, vec![]));
    let mut offer = |padre: ConjuntoId, partes: Vec<ConjuntoId>| {
        let tapadas = partes
            .iter()
            .map(|parte| modelo.conjuntos[*parte].hojas.len())
            .sum();
        if tapadas > mejores[padre].0 {
            mejores[padre] = (tapadas, partes);
        }
    };
    for (_, padre, partes) in modelo.lineas.iter().flatten() {
        let Some(padre) = conjunto(*padre).filter(|p| modelo.conjuntos[*p].valor.is_some()) else {
            continue;
        };
        let partes: Vec<ConjuntoId> = partes
            .iter()
            .filter_map(|parte| conjunto(*parte))
            .filter(|parte| modelo.conjuntos[*parte].valor.is_some())
            .collect();
        if !partes.contains(&padre) {
            offer(padre, partes);
        }
    }
    for casilla in modelo.casillas.ids() {
        let antes = modelo.before(casilla).and_then(conjunto);
        let (Some(despues), Some(antes)) = (conjunto(casilla), antes) else {
            continue;
        };
        let [todo, parte] = [despues, antes].map(|c| &modelo.conjuntos[c]);
        let dentro = parte.hojas.len() < todo.hojas.len()
            && parte
                .hojas
                .iter()
                .all(|hoja| todo.hojas.binary_search(hoja).is_ok());
        if dentro && todo.valor.is_some() && parte.valor.is_some() {
            offer(despues, vec![antes]);
        }
    }
    (mejores.iter_mut())
        .map(|(_, partes)| std::mem::take(partes))
        .collect()
}
