//! Between whole and floating-point numbers, in one place.

/// A count of ours in floating point: exact up to 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "there is no other way, and it is exact"
)]
pub(super) fn float<N: TryInto<i64>>(numero: N) -> f64 {
    numero.try_into().map_or(f64::MAX, |numero| numero as f64)
}

/// The nearest whole number.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "there is no other way, and it saturates"
)]
pub(super) fn whole(numero: f64) -> i64 {
    numero.round() as i64
}

/// Pseudorandom bits, always the same ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Azar(pub(super) u64);

impl Azar {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number between 0 and 1.
    pub(super) fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }

    /// One of so many.
    pub(super) fn below(&mut self, cuantos: usize) -> usize {
        let cuantos = u64::try_from(cuantos).unwrap_or(u64::MAX).max(1);
        usize::try_from((self.next() >> 16) % cuantos).unwrap_or(0)
    }
}
