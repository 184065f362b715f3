//! Chance with a seed, the same on every machine and in every version.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use time::{Date, Duration, Month, Weekday};

pub(super) struct Azar(ChaCha8Rng);

impl Azar {
    pub(super) fn new(semilla: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(semilla))
    }

    /// A number from 0 to n−1.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let producto = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(producto >> 32).unwrap_or(0)
    }

    /// Whether something with that percentage happens.
    pub(super) fn chance(&mut self, por_ciento: u32) -> bool {
        self.below(100) < por_ciento
    }

    /// One of the options, by weight.
    pub(super) fn pick<'a, T>(&mut self, opciones: &'a [(T, u32)]) -> &'a T {
        let mut resto = self.below(opciones.iter().map(|(_, peso)| peso).sum());
        for (opcion, peso) in opciones {
            if resto < *peso {
                return opcion;
            }
            resto -= peso;
        }
        &opciones[opciones.len() - 1].0
    }

    pub(super) fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A working day of 2017; some months are busier than others.
    pub(super) fn working_day(&mut self) -> Date {
        const PESOS: [(u8, u32); 12] = [
            (1, 6),
            (2, 8),
            (3, 12),
            (4, 7),
            (5, 9),
            (6, 9),
            (7, 7),
            (8, 8),
            (9, 6),
            (10, 10),
            (11, 12),
            (12, 6),
        ];
        let mes = Month::try_from(*self.pick(&PESOS)).unwrap_or(Month::January);
        let dia = self.below(u32::from(mes.length(2017)));
        let primero = Date::from_calendar_date(2017, mes, 1).unwrap_or(Date::MIN);
        let fecha = primero + Duration::days(i64::from(dia));
        match fecha.weekday() {
            Weekday::Saturday => fecha - Duration::days(1),
            Weekday::Sunday if fecha.ordinal() == 1 => fecha + Duration::days(1),
            Weekday::Sunday => fecha - Duration::days(2),
            _ => fecha,
        }
    }

    /// `total` in `partes` parts of at least `minimo`, unequal.
    pub(super) fn split(&mut self, total: u32, partes: u32, minimo: u32) -> Vec<u32> {
        let mut restante = total - partes * minimo;
        let mut numeros: Vec<u32> = (1..partes)
            .rev()
            .map(|faltan| {
                let parte = self.below(2 * restante / (faltan + 1) + 1).min(restante);
                restante -= parte;
                minimo + parte
            })
            .collect();
        numeros.push(minimo + restante);
        numeros
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up() {
        for (total, partes, minimo) in [(431, 16, 8), (1789, 12, 60), (10, 5, 2), (7, 1, 0)] {
            let numeros = Azar::new(1).split(total, partes, minimo);
            assert_eq!(numeros.iter().sum::<u32>(), total);
            assert_eq!(numeros.len(), usize::try_from(partes).unwrap());
            assert!(numeros.iter().all(|n| *n >= minimo));
        }
    }

    #[test]
    fn working_days_are_of_2017() {
        let mut azar = Azar::new(1);
        for _ in 0..2000 {
            let fecha = azar.working_day();
            assert_eq!(fecha.year(), 2017);
            assert!(!matches!(
                fecha.weekday(),
                Weekday::Saturday | Weekday::Sunday
            ));
        }
    }
}
