//! Why a table is refused, with the names of the cells.

use std::collections::{BTreeMap, BTreeSet};

use super::documento::Entrada;
use super::modelo::{Delatadas, Destino, Modelo, Suma, SumaId};
use crate::tabla::TablaInvalida;

/// Why a table was not protected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rechazo {
    /// The table is wrong.
    #[error(transparent)]
    Tabla(#[from] TablaInvalida),
    /// Cells that must be published cannot safely be.
    #[error("no se pueden publicar sin riesgo las celdas obligadas: {}", list(.0))]
    Forzadas(Vec<Vec<String>>),
    /// Earlier editions give these cells away, whatever is published now.
    #[error("lo ya publicado en ediciones anteriores deja sin protección: {}", list(.0))]
    Ediciones(Vec<Vec<String>>),
}

fn list(celdas: &[Vec<String>]) -> String {
    let celdas: Vec<String> = celdas
        .iter()
        .map(|celda| format!("({})", celda.join(", ")))
        .collect();
    celdas.join(", ")
}

pub(super) fn names(
    entrada: &Entrada,
    celdas: impl IntoIterator<Item = usize>,
) -> Vec<Vec<String>> {
    let nombres = |celda| {
        entrada
            .reticula
            .nombres(celda)
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    celdas.into_iter().map(nombres).collect()
}

/// Why nothing can be published: what must be, or what earlier editions did, gives some sums away. Those that are
/// no cells are called by the cells that leave them (`de_residuo`).
pub(super) fn refusal(
    entrada: &Entrada,
    modelo: &Modelo,
    de_residuo: &BTreeMap<SumaId, Vec<usize>>,
    Delatadas(sumas): &Delatadas,
) -> Rechazo {
    // Forced cells that share people with what they leave unprotected.
    let touches = |forzada: &Suma| {
        let mut filas = sumas.iter().flat_map(|s| &modelo.sumas[*s].filas);
        filas.any(|fila| forzada.filas.binary_search(fila).is_ok())
    };
    let culpables: BTreeSet<usize> = modelo
        .sumas
        .iter()
        .filter(|s| s.destino == Destino::Forzada && touches(s))
        .flat_map(|s| &s.celdas)
        .copied()
        .filter(|celda| entrada.forzadas.binary_search(celda).is_ok())
        .collect();
    if culpables.is_empty() && !entrada.forzadas.is_empty() {
        return Rechazo::Forzadas(names(entrada, entrada.forzadas.iter().copied()));
    }
    if !culpables.is_empty() {
        return Rechazo::Forzadas(names(entrada, culpables));
    }
    let celdas: BTreeSet<usize> = sumas
        .iter()
        .flat_map(|s| match de_residuo.get(s) {
            Some(celdas) => &celdas[..],
            None => modelo.sumas[*s].celdas.get(..1).unwrap_or_default(),
        })
        .copied()
        .collect();
    Rechazo::Ediciones(names(entrada, celdas))
}
