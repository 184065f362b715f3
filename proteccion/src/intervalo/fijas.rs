//! Sums that bounds give away beside equations: those that no equation determines, but that cannot move without taking
//! something below its least value.

use super::numeros::{float, whole};
use super::simplex::Slack;
use super::subida::climb;
use super::voraz::Motor;
use super::{all, targets};
use crate::gauss::Dispersa;
use crate::modelo::{Delatadas, Modelo, SumaId};

/// Sums looked at before what was found is put to use.
const TANDA: usize = 200;
/// Common denominators that are tried.
const DENOMINADORES: i64 = 24;

/// For each primary sum that cannot move, given what is published, a combination of unknowns that what is published
/// determines and that keeps it from rising: one of them at least must not be determined.
pub(crate) fn fixed(
    modelo: &Modelo,
    publicadas: &[SumaId],
) -> Result<Vec<Dispersa<i64>>, Delatadas> {
    let blancos = targets(modelo);
    let lineas = modelo.lines_of();
    let mut motor =
        Motor::publishing(modelo, &blancos, &lineas, publicadas).ok_or_else(|| all(&blancos))?;
    let mut combinaciones = Vec::new();
    for suma in motor.narrow().into_iter().take(TANDA) {
        let filas = &modelo.sumas[suma].filas;
        let objetivo: Vec<(usize, f64)> = filas.iter().map(|i| (*i, 1.0)).collect();
        // No combination is found for some, as for those without small factors below: the auditor, whose bounds are its
        // own, is who tells then.
        if climb(modelo, &mut motor.simplex, &objetivo, f64::INFINITY).is_none() {
            continue;
        }
        // At the top the sum is what the equations say less what is at its least value: the part of the
        // equations is the combination.
        let simplex = &motor.simplex;
        let precios = simplex.prices(filas);
        let mut parte = vec![0.0; modelo.tabla.len()];
        for (r, precio) in precios.iter().enumerate() {
            if simplex.vertice.slack[r] == Slack::Fixed {
                simplex.filas[r].iter().for_each(|i| parte[*i] += precio);
            }
        }
        combinaciones.extend(rational(&parte));
    }
    Ok(combinaciones)
}

/// Small whole numbers in the same proportion.
fn rational(parte: &[f64]) -> Option<Dispersa<i64>> {
    let entera = |x: f64| (x - x.round()).abs() < 1e-6;
    let divisor =
        (1..=DENOMINADORES).find(|divisor| parte.iter().all(|x| entera(x * float(*divisor))))?;
    let columna = parte.iter().map(|x| whole(x * float(divisor))).enumerate();
    let columna: Dispersa<i64> = columna.filter(|(_, x)| *x != 0).collect();
    (!columna.is_empty()).then_some(columna)
}
