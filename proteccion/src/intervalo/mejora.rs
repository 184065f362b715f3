//! Improving a small pattern: other orders of publication, then withheld sums put first.
//!
//! Each attempt publishes from nothing, with the same tests: none is less safe than the first, and the one that is
//! worth most is kept. The work is measured in operations, not in time, so that the same table gives the same result.

use super::SEGUNDO;
use super::numeros::{Azar, float};
use super::voraz::Motor;
use crate::modelo::SumaId;

/// Restarts, and exchanges in a row that may bring nothing, for each sum; and how many at most.
const INTENTOS: usize = 3;
const REINICIOS: usize = 400;
const ESTERILES: usize = 150;

/// A pattern, and how it was found.
struct Mejor {
    peso: usize,
    publicadas: Vec<SumaId>,
    nombre: &'static str,
}

/// The best pattern found, and how.
pub(super) fn improve<'a>(
    base: &Motor<'a>,
    primera: &Motor<'a>,
    publicadas: Vec<SumaId>,
    orden: &[SumaId],
) -> (Vec<SumaId>, &'static str) {
    let gastado = primera.trabajo();
    let mut mejor = Mejor {
        peso: primera.peso(),
        publicadas,
        nombre: "por magnitud y nivel",
    };
    let mut azar = Azar(0x9E37_79B9_7F4A_7C15);
    // Three times what the first pattern took, and little: tables that are large already are left as they are.
    let presupuesto = (gastado * 3).clamp(SEGUNDO / 4, SEGUNDO / 3);
    restart(base, orden, gastado, presupuesto, &mut azar, &mut mejor);
    if gastado < presupuesto {
        exchange(base, orden, presupuesto, &mut azar, &mut mejor);
    }
    (mejor.publicadas, mejor.nombre)
}

/// Publishes everything anew in an order; returns the work.
fn attempt(base: &Motor, orden: &[SumaId]) -> (usize, Vec<SumaId>, u64) {
    let mut motor = base.clone().prune();
    let publicadas = motor.greedy(orden, u64::MAX, &mut |_| ());
    (motor.peso(), publicadas, motor.trabajo() - base.trabajo())
}

/// Orders by count, each disturbed at random.
fn restart(
    base: &Motor,
    orden: &[SumaId],
    gastado: u64,
    presupuesto: u64,
    azar: &mut Azar,
    mejor: &mut Mejor,
) {
    let mayor = base
        .modelo
        .sumas
        .iter()
        .flat_map(|suma| &suma.codigos)
        .max();
    let codigos = mayor.map_or(0, |codigo| codigo + 1);
    let mut usado = 0;
    let mut vuelta = 0;
    while usado + gastado <= presupuesto && vuelta < REINICIOS.min(INTENTOS * orden.len()) {
        vuelta += 1;
        let ruido = [0.5, 1.0, 2.0, 3.0][vuelta % 4];
        let mut luck = || (1.0 + ruido * azar.unit()) / (1.0 + ruido * azar.unit());
        // Withheld cells cost least where they share lines: every other time whole codes are disturbed.
        let por_codigo: Vec<f64> = (0..codigos)
            .map(|_| if vuelta % 2 == 0 { luck() } else { 1.0 })
            .collect();
        let mut clave: Vec<(f64, SumaId)> = orden
            .iter()
            .map(|s| {
                // Only operations that every machine rounds alike.
                let valor = base.modelo.sumas[*s].valor;
                let propia = if vuelta % 2 == 0 { 1.0 } else { luck() };
                let suma = &base.modelo.sumas[*s];
                let suerte = suma
                    .codigos
                    .iter()
                    .fold(propia, |x, codigo| x * por_codigo[*codigo]);
                let clave = if valor == 0 {
                    -1.0
                } else {
                    float(valor) * suerte
                };
                (clave, *s)
            })
            .collect();
        clave.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let otro: Vec<SumaId> = clave.into_iter().map(|(_, s)| s).collect();
        let (peso, publicadas, trabajo) = attempt(base, &otro);
        usado += trabajo;
        if peso > mejor.peso {
            *mejor = Mejor {
                peso,
                publicadas,
                nombre: "por frecuencia, revuelta",
            };
        }
    }
}

/// Puts withheld sums before those that are published, and publishes what they leave; keeps what is no worse.
fn exchange(base: &Motor, orden: &[SumaId], presupuesto: u64, azar: &mut Azar, mejor: &mut Mejor) {
    let mut usado = 0;
    let mut esteriles = 0;
    while usado < presupuesto && esteriles < ESTERILES.min(INTENTOS * orden.len()) {
        let publicada = |s: &SumaId| mejor.publicadas.contains(s);
        let mut retenidas: Vec<SumaId> = orden.iter().copied().filter(|s| !publicada(s)).collect();
        let conteos = retenidas.partition_point(|s| base.modelo.sumas[*s].valor > 0);
        if conteos == 0 {
            return;
        }
        let mut otro = Vec::with_capacity(orden.len());
        for _ in 0..=azar.below(2) {
            let primera = retenidas[azar.below(conteos)];
            if !otro.contains(&primera) {
                otro.push(primera);
            }
        }
        retenidas.retain(|s| !otro.contains(s));
        // What comes first resists: the order of the others is drawn anew, near what it was.
        let mut resto: Vec<(usize, SumaId)> = (mejor.publicadas.iter().enumerate())
            .map(|(i, s)| (i + azar.below(mejor.publicadas.len() / 4 + 1), *s))
            .collect();
        resto.sort_unstable();
        otro.extend(resto.into_iter().map(|(_, s)| s));
        otro.extend(retenidas);
        let (peso, publicadas, trabajo) = attempt(base, &otro);
        usado += trabajo;
        // As good is taken too: it leads to others.
        esteriles = if peso > mejor.peso { 0 } else { esteriles + 1 };
        if peso >= mejor.peso {
            *mejor = Mejor {
                peso,
                publicadas,
                nombre: "por intercambio",
            };
        }
    }
}
