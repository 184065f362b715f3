//! Persons who are alone in a small cell know it: nothing else small may follow from that.

use std::collections::HashMap;

use super::gauss::{Dispersa, PRIMO, inverse, mul};
use super::modelo::{Delatadas, Destino, Modelo, SumaId};

/// Combinations that must not be determined: of a small sum and one of a single other person that always move in
/// proportion.
///
/// Two changes of the unknowns that leave all that is published as it is, drawn at random modulo a prime (`nucleo`), tell
/// which sums do: those with the same ratio in both. The combination of both that does not move is known, and
/// whoever knows one of them gets the other from it. The error names a sum whose combination was not found.
pub(super) fn betrayed(
    modelo: &Modelo,
    publicadas: &[SumaId],
    nucleo: &[[u64; 2]],
) -> Result<Vec<Dispersa<i64>>, Delatadas> {
    let publicada = modelo.published(publicadas);
    let secretas: Vec<(SumaId, u64, [u64; 2])> = modelo
        .with(Destino::Primaria)
        .into_iter()
        .filter(|s| modelo.delicada(*s) && !publicada[*s])
        .filter_map(|s| {
            let cambio = change(&modelo.sumas[s].filas, nucleo);
            let [x, y] = cambio;
            (x != 0).then(|| (s, mul(y, inverse(x, PRIMO), PRIMO), cambio))
        })
        .collect();
    let mut solas: HashMap<u64, Vec<(SumaId, u64)>> = HashMap::new();
    for (s, razon, [x, _]) in &secretas {
        if modelo.sola_en(*s) {
            solas.entry(*razon).or_default().push((*s, *x));
        }
    }
    let mut delatadas = Vec::new();
    for (t, razon, [x, _]) in &secretas {
        let mut saben = solas.get(razon).into_iter().flatten();
        let ajena = saben.find(|(s, _)| s != t && !modelo.same_person(*s, *t));
        let Some((s, propio)) = ajena else { continue };
        // Without the combination nothing would keep it from being determined.
        let razon = fraction(mul(*x, inverse(*propio, PRIMO), PRIMO));
        let (a, b) = razon.ok_or_else(|| Delatadas(vec![*t]))?;
        // x(t) = a/b · x(s).
        let mut fila: std::collections::BTreeMap<usize, i64> =
            modelo.sumas[*t].filas.iter().map(|i| (*i, b)).collect();
        for i in &modelo.sumas[*s].filas {
            *fila.entry(*i).or_default() -= a;
        }
        delatadas.push(fila.into_iter().filter(|(_, x)| *x != 0).collect());
    }
    Ok(delatadas)
}

/// How much a sum changes in each of two changes of the unknowns.
pub(super) fn change(filas: &[usize], nucleo: &[[u64; 2]]) -> [u64; 2] {
    filas.iter().fold([0, 0], |suma: [u64; 2], fila| {
        [0, 1].map(|i| (suma[i] + nucleo[*fila][i]) % PRIMO)
    })
}

/// The fraction of small numbers that a residue stands for (Wang's rational reconstruction).
fn fraction(residuo: u64) -> Option<(i64, i64)> {
    const TOPE: i128 = 1 << 29;
    let (mut r, mut s) = ((i128::from(PRIMO), i128::from(residuo)), (0, 1));
    while r.1 > TOPE {
        let cociente = r.0 / r.1;
        r = (r.1, r.0 - cociente * r.1);
        s = (s.1, s.0 - cociente * s.1);
    }
    let (a, b) = if s.1 < 0 { (-r.1, -s.1) } else { (r.1, s.1) };
    let small = |x: i128| i64::try_from(x).expect("both are at most 2^29");
    (b != 0 && b <= TOPE).then(|| (small(a), small(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_residue_is_the_fraction_it_came_from() {
        for (a, b) in [(1, 1), (-1, 1), (3, 2), (-7, 5), (1000, 999)] {
            let residuo = u64::try_from(i128::from(a).rem_euclid(i128::from(PRIMO))).unwrap();
            let divisor = u64::try_from(b).unwrap();
            assert_eq!(
                fraction(mul(residuo, inverse(divisor, PRIMO), PRIMO)),
                Some((a, b))
            );
        }
    }
}
