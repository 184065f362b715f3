//! Climbing: the table where a weighted sum of unknowns is largest, among those that a reader cannot exclude.

use super::numeros::Azar;
use super::simplex::Simplex;
use super::testigos::sum;
use super::{BlancoId, Blancos};
use crate::modelo::{Modelo, SumaId};

/// Vertices that may break bounds before a climb is given up.
const RONDAS: usize = 40;

/// The sum of some targets, each with a sign drawn at random.
pub(super) fn signed(
    modelo: &Modelo,
    blancos: &Blancos,
    abiertos: &[BlancoId],
    azar: &mut Azar,
) -> Vec<(usize, f64)> {
    let mut objetivo = Vec::new();
    for t in abiertos {
        let signo = if azar.below(2) == 0 { 1.0 } else { -1.0 };
        let filas = &modelo.sumas[blancos[*t]].filas;
        objetivo.extend(filas.iter().map(|i| (*i, signo)));
    }
    objetivo
}

/// Climbs where the bounds of sums hold too. Few of them ever bind, so that each joins the rows only when a vertex
/// breaks it. `None` where that takes too long.
pub(super) fn climb(
    modelo: &Modelo,
    simplex: &mut Simplex,
    objetivo: &[(usize, f64)],
    meta: f64,
) -> Option<Vec<f64>> {
    // The tables with fewer bounds are more: where the best of them breaks none, it is the best of all.
    for _ in 0..RONDAS {
        simplex.climb(objetivo, meta);
        let tabla = simplex.table();
        let rotas = broken(modelo, &tabla);
        if rotas.is_empty() {
            return Some(tabla);
        }
        for s in rotas {
            if !simplex.at_least(&modelo.sumas[s].filas, 1.0) {
                return None;
            }
        }
    }
    None
}

/// The bounds that a table breaks.
pub(super) fn broken(modelo: &Modelo, tabla: &[f64]) -> Vec<SumaId> {
    (modelo.acotadas.iter().copied())
        .filter(|s| sum(tabla, &modelo.sumas[*s].filas) < 1.0 - 1e-7)
        .collect()
}
