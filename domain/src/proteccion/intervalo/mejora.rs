//! Improving a small pattern: withhold a few sums again, publish others first, keep what is better.

use super::SEGUNDO;
use super::numeros::{Azar, float};
use super::voraz::Motor;

/// The best pattern found, and how.
pub(super) fn improve<'a>(
    base: &Motor<'a>,
    primera: &Motor<'a>,
    publicadas: Vec<usize>,
    orden: &[usize],
) -> (Vec<usize>, &'static str) {
    let gastado = primera.trabajo();
    let presupuesto = (gastado * 3).clamp(SEGUNDO / 4, SEGUNDO);
    let mut mejor = (primera.peso(), publicadas, "por frecuencia");
    let mut azar = Azar(0x9E37_79B9_7F4A_7C15);
    let mut usado = 0;
    let mut vuelta = 0;
    while usado + gastado <= presupuesto && vuelta < 400 {
        vuelta += 1;
        let ruido = [0.5, 1.0, 2.0, 3.0][vuelta % 4];
        let mut clave: Vec<(f64, usize)> = orden
            .iter()
            .map(|s| {
                // Only operations that every machine rounds alike.
                let valor = base.modelo.sumas[*s].valor;
                let suerte = (1.0 + ruido * azar.unit()) / (1.0 + ruido * azar.unit());
                (
                    if valor == 0 {
                        -1.0
                    } else {
                        float(valor) * suerte
                    },
                    *s,
                )
            })
            .collect();
        clave.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let otro: Vec<usize> = clave.into_iter().map(|(_, s)| s).collect();
        let mut motor = base.clone().prune();
        let publicadas = motor.greedy(&otro, u64::MAX, &mut |_| ());
        usado += motor.trabajo() - base.trabajo();
        let peso = motor.peso();
        if peso > mejor.0 {
            mejor = (peso, publicadas, "por frecuencia, revuelto");
        }
    }
    (mejor.1, mejor.2)
}
