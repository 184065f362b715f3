//! Between whole and floating-point numbers, in one place.

/// A count of ours in floating point: exact up to 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "there is no other way, and it is exact"
)]
pub(super) fn float<N: TryInto<i64, Error: std::fmt::Debug>>(numero: N) -> f64 {
    numero.try_into().expect("a number of ours is no larger") as f64
}

/// A number of steps, as the work that they are.
pub(super) fn work(pasos: usize) -> u64 {
    u64::try_from(pasos).expect("64 bits hold what memory does")
}

/// The nearest whole number.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "there is no other way; what rests on it is checked in integers"
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
        f64::from(u32::try_from(self.next() >> 32).expect("32 bits")) / f64::from(u32::MAX)
    }

    /// One of so many.
    pub(super) fn below(&mut self, cuantos: usize) -> usize {
        let cual = (self.next() >> 16) % work(cuantos).max(1);
        usize::try_from(cual).expect("it is less than a number of things")
    }

    /// A whole number below another, which is positive.
    pub(super) fn up_to(&mut self, tope: i64) -> i64 {
        let tope = usize::try_from(tope).expect("it is positive");
        i64::try_from(self.below(tope)).expect("it is less than a whole number")
    }
}
