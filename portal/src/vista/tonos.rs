//! Tones: five classes with printed limits, chosen for each table among round numbers by its largest published value.

use crate::formato::numero;

/// The first values of the classes from the second on; none if there is one class only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tonos(Vec<u64>);

/// Numbers that limits are made of, times powers of ten.
const REDONDOS: [u64; 4] = [10, 20, 25, 50];

/// The largest `n` of those for which `n × veces` is not beyond a value.
fn round_below(valor: u64, veces: u64) -> Option<u64> {
    let potencias = std::iter::successors(Some(1u64), |potencia| potencia.checked_mul(10));
    let todos = potencias
        .take(16)
        .flat_map(|potencia| REDONDOS.map(|n| n * potencia / 10));
    let caben = todos.filter(|n| *n >= 2 && n.checked_mul(veces).is_some_and(|n| n <= valor));
    caben.max()
}

impl Tonos {
    /// Classes that double, for tables whose values differ much: 25, 50, 100, 200.
    pub(crate) fn doubling(mayor: u64) -> Self {
        Self(round_below(mayor, 8).map_or(vec![], |n| vec![n, 2 * n, 4 * n, 8 * n]))
    }

    /// Classes that grow slowly, for maps: 100, 150, 200, 300.
    pub(crate) fn slow(mayor: u64) -> Self {
        Self(round_below(mayor, 3).map_or(vec![], |n| vec![n, n * 3 / 2, 2 * n, 3 * n]))
    }

    /// The tone of a published value: none of zero.
    pub(crate) fn of(&self, valor: u64) -> u8 {
        if valor == 0 {
            return 0;
        }
        let pasados = self.0.iter().filter(|limite| valor >= **limite).count();
        u8::try_from(pasados + 1).unwrap_or(5)
    }

    /// The classes, for the legend.
    pub(crate) fn legend(&self) -> Vec<(u8, String)> {
        let mut desde = 1;
        let mut clases = vec![];
        for (clase, limite) in (1u8..).zip(&self.0) {
            clases.push((clase, format!("{} a {}", numero(desde), numero(limite - 1))));
            desde = *limite;
        }
        let ultima = u8::try_from(self.0.len() + 1).unwrap_or(5);
        clases.push((ultima, format!("{} o más", numero(desde))));
        clases
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_round_and_printed() {
        assert_eq!(Tonos::doubling(375).0, [25, 50, 100, 200]);
        assert_eq!(Tonos::doubling(706).0, [50, 100, 200, 400]);
        assert_eq!(Tonos::slow(375).0, [100, 150, 200, 300]);
        assert_eq!(Tonos::doubling(7).0, [0; 0]);
        let tonos = Tonos::doubling(375);
        assert_eq!(
            [0, 1, 24, 25, 199, 200, 900].map(|v| tonos.of(v)),
            [0, 1, 1, 2, 4, 5, 5]
        );
        assert_eq!(tonos.legend()[0], (1, "1 a 24".to_owned()));
        assert_eq!(tonos.legend()[4], (5, "200 o más".to_owned()));
        assert_eq!(Tonos::doubling(3).legend(), [(1, "1 o más".to_owned())]);
    }
}
