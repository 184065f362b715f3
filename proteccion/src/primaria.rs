//! Primary rules: which cells must not be known.

use std::collections::BTreeSet;

use super::documento::Entrada;
use super::modelo::demanded;
use crate::tabla::{Ceros, Sistema};

/// Cells that are primary: those of 1..t−1 persons, those given, and on sensitive dimensions a part that
/// is all of its whole, and the whole with it, because the zeros beside it say the rest.
pub(super) fn primary(entrada: &Entrada, sistema: &Sistema) -> BTreeSet<usize> {
    let t = demanded(entrada.umbral);
    let mut primarias: BTreeSet<usize> = (0..entrada.reticula.celdas())
        .filter(|celda| (1..t).contains(&sistema.valores[*celda].1))
        .collect();
    primarias.extend(&entrada.primarias);
    if !entrada.sensibles.is_empty() {
        for (d, padre, hijos) in entrada.reticula.lines() {
            let (valor, personas) = sistema.valores[padre];
            let todo = hijos.iter().find(|hijo| sistema.valores[**hijo].0 == valor);
            if let Some(hijo) =
                todo.filter(|_| hijos.len() > 1 && personas >= t && entrada.sensibles.contains(&d))
            {
                primarias.extend([padre, *hijo]);
            }
        }
    }
    primarias
}

/// The reader's knowledge of zeros: where one is withheld because it was asked for, no longer that
/// withheld cells are at least 1.
pub(super) fn zeros(entrada: &Entrada, sistema: &Sistema) -> Ceros {
    if entrada
        .primarias
        .iter()
        .any(|celda| sistema.valores[*celda].0 == 0)
    {
        Ceros::Desconocidos
    } else {
        entrada.ceros
    }
}
