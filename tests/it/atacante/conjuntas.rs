//! Boxes that no plan declares, where two of its cross-tabulations meet: what they can hold bounds both.

use std::collections::{BTreeMap, BTreeSet};

use super::cajas::{Caja, EJES, Ejes, Medida, SEXO, VIOLENCIA, with};
use super::lectura::Lectura;
use super::sistema::{MUCHO, Sistema};

/// The members of each dimension of a cross-tabulation.
type Cruce = [BTreeSet<usize>; EJES];

/// Adds as unknowns those that fit in so many, the smallest meetings first.
pub(super) fn add(sistema: &mut Sistema, lectura: &Lectura, cuantas: usize) {
    let cruces = crossings(lectura);
    let mut encuentros: Vec<Vec<Caja>> = (cruces.iter().enumerate())
        .flat_map(|(i, uno)| cruces[..i].iter().map(move |otro| (uno, otro)))
        .filter_map(|(uno, otro)| {
            let ejes = std::array::from_fn(|eje| uno[eje].union(&otro[eje]).copied().collect());
            meeting(&sistema.ejes, lectura, &ejes, cuantas)
        })
        .collect();
    encuentros.sort_by_key(Vec::len);
    let mut quedan = cuantas;
    for cajas in encuentros {
        let nuevas: Vec<Caja> = (cajas.into_iter())
            .filter(|c| sistema.at(Medida::Personas, c).is_none())
            .collect();
        if nuevas.len() > quedan {
            continue;
        }
        quedan -= nuevas.len();
        for caja in nuevas {
            sistema.unknown(Medida::Personas, caja, 0, MUCHO);
            if caja[VIOLENCIA..SEXO] == [0] {
                sistema.unknown(Medida::Servicios, caja, 0, MUCHO);
            }
        }
    }
}

/// One for each set of dimensions that cells of persons have.
fn crossings(lectura: &Lectura) -> Vec<Cruce> {
    let mut cruces: BTreeMap<[bool; EJES], Cruce> = BTreeMap::new();
    for (medida, caja) in lectura.celdas.keys() {
        if *medida == Medida::Personas {
            let usa = caja.map(|miembro| miembro != 0);
            let cruce = cruces.entry(usa).or_default();
            for (eje, &miembro) in caja.iter().enumerate() {
                cruce[eje].extend(lectura.ejes.chain(eje, miembro));
            }
        }
    }
    cruces.into_values().collect()
}

/// The boxes of a meeting that no published zero empties; nothing if they are too many.
fn meeting(ejes: &Ejes, lectura: &Lectura, cruce: &Cruce, tope: usize) -> Option<Vec<Caja>> {
    let mut cajas = vec![[0; EJES]];
    for (eje, miembros) in cruce.iter().enumerate() {
        let mut otras = Vec::new();
        for caja in &cajas {
            for &miembro in miembros {
                let otra = with(caja, eje, miembro);
                if !empty(ejes, lectura, &otra) {
                    otras.push(otra);
                }
            }
        }
        cajas = otras;
        if cajas.len() > 4 * tope {
            return None;
        }
    }
    Some(cajas)
}

/// Whether a zero is published of a box that contains this one.
fn empty(ejes: &Ejes, lectura: &Lectura, caja: &Caja) -> bool {
    super::secretos::wider(ejes, caja)
        .iter()
        .chain([caja])
        .any(|c| lectura.celdas.get(&(Medida::Personas, *c)) == Some(&Some(0)))
}
