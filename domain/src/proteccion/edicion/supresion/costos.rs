//! The cost of withholding each row, and the rows that are withheld with it.

use std::collections::BTreeSet;

use super::super::servicios;
use super::super::trabajo::{Trabajo, with_services};
use crate::cubo::Coordenadas;
use crate::proteccion::registros::{Fila, Filas};

/// By row, what withholding it costs, unless it must not be, and what is withheld with it.
pub(super) fn costs(trabajo: &Trabajo, filas: &Filas) -> (Vec<Option<u64>>, Vec<Vec<usize>>) {
    let ejes = &trabajo.rejilla.ejes;
    let cerrados: BTreeSet<Coordenadas> = trabajo.previa.map_or_else(BTreeSet::new, |previa| {
        previa.servicios.iter().map(|(celda, ..)| *celda).collect()
    });
    let propio = |fila: &Fila| {
        let cerrada = if fila.de_servicios {
            cerrados.contains(&fila.celda)
        } else {
            trabajo.cerradas.contains_key(&fila.celda)
        };
        let fija = cerrada || fila.verdad == 0 || trabajo.obliges(fila);
        let peso = u64::try_from(servicios::worth(ejes, &fila.celda));
        let peso = peso.expect("what a cell is worth is small");
        (!fija).then_some(peso)
    };
    let propios: Vec<Option<u64>> = filas.todas.iter().map(propio).collect();
    let mut costo = propios.clone();
    let mut juntas = vec![vec![]; costo.len()];
    for (i, fila) in filas.todas.iter().enumerate() {
        if fila.de_servicios || fila.oculta.is_some() || fila.verdad == 0 {
            continue;
        }
        // What earlier editions said of persons without their services stays said.
        if trabajo.cerradas.contains_key(&fila.celda) {
            continue;
        }
        // Persons are published with their services or not at all.
        if let Some(todo) = filas.find(&with_services(&fila.celda), true) {
            juntas[todo].push(i);
            costo[todo] = costo[todo].zip(propios[i]).map(|(uno, otro)| uno + otro);
        }
    }
    (costo, juntas)
}
