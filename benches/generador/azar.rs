//! Chance that repeats itself: the same seed gives the same table on every machine, so there are no
//! floating-point numbers, no clock and no dependency whose next version could draw otherwise.

/// Means of sixteen equal slices of a gamma law of shape 1½ and mean 100: how unevenly services and
/// months fall on the agencies.
pub const DESIGUAL: [u64; 16] = [
    8, 18, 27, 36, 45, 54, 63, 74, 85, 97, 111, 128, 148, 174, 214, 317,
];

/// The same for shape 2, which is milder.
pub const SUAVE: [u64; 16] = [
    13, 26, 35, 44, 52, 61, 70, 79, 89, 100, 112, 127, 144, 166, 200, 283,
];

/// `SplitMix64`.
pub struct Azar(u64);

impl Azar {
    /// From a seed and what is drawn with it, so that two uses of a seed share nothing.
    pub fn new(semilla: u64, uso: u64) -> Self {
        let mut azar = Self(semilla);
        azar.0 = azar.next() ^ uso;
        azar
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Less than a number. The bias is far below what a table shows.
    pub fn below(&mut self, tope: u64) -> u64 {
        self.next() % tope.max(1)
    }

    /// One of these.
    pub fn factor(&mut self, ley: &[u64; 16]) -> u64 {
        ley.get(usize::try_from(self.below(16)).unwrap_or(0))
            .copied()
            .unwrap_or(100)
    }
}

/// Weights to draw from.
pub struct Reparto(Vec<u64>);

impl Reparto {
    /// From the weight of each position.
    pub fn new(pesos: impl IntoIterator<Item = u64>) -> Self {
        let sums = pesos.into_iter().scan(0, |suma: &mut u64, peso| {
            *suma += peso;
            Some(*suma)
        });
        Self(sums.collect())
    }

    /// A position.
    pub fn draw(&self, azar: &mut Azar) -> usize {
        let punto = azar.below(self.0.last().copied().unwrap_or(0));
        self.0.partition_point(|suma| *suma <= punto)
    }
}
