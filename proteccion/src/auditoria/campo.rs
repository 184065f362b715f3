//! Arithmetic modulo primes just below 2^61.

/// The prime 2^61 − c, for a small c.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Campo {
    resta: u64,
}

const BITS: u32 = 61;

impl Campo {
    /// Two of them: a coincidence modulo one is not one modulo the other.
    pub(super) const AMBOS: [Self; 2] = [Self { resta: 1 }, Self { resta: 31 }];

    fn primo(self) -> u64 {
        (1 << BITS) - self.resta
    }

    pub(super) fn add(self, a: u64, b: u64) -> u64 {
        let suma = a + b;
        if suma >= self.primo() {
            suma - self.primo()
        } else {
            suma
        }
    }

    pub(super) fn sub(self, a: u64, b: u64) -> u64 {
        if a >= b { a - b } else { a + self.primo() - b }
    }

    pub(super) fn mul(self, a: u64, b: u64) -> u64 {
        // 2^61 is c modulo the prime: what lies above comes back multiplied by c.
        let mascara = (1u128 << BITS) - 1;
        let fold = |x: u128| (x & mascara) + (x >> BITS) * u128::from(self.resta);
        let x = fold(fold(fold(u128::from(a) * u128::from(b))));
        let x = u64::try_from(x).expect("folded thrice, it is below 2^62");
        if x >= self.primo() {
            x - self.primo()
        } else {
            x
        }
    }

    pub(super) fn inverse(self, a: u64) -> u64 {
        let (mut base, mut exponente, mut potencia) = (a, self.primo() - 2, 1);
        while exponente > 0 {
            if exponente & 1 == 1 {
                potencia = self.mul(potencia, base);
            }
            base = self.mul(base, base);
            exponente >>= 1;
        }
        potencia
    }

    /// A small number.
    pub(super) fn from(self, numero: i64) -> u64 {
        let modulo = numero.unsigned_abs();
        if numero < 0 {
            self.sub(0, modulo)
        } else {
            modulo
        }
    }

    /// The small number that this is, or would be if it is one.
    pub(super) fn to(self, resto: u64) -> i64 {
        let negado = self.sub(0, resto);
        let [positivo, negativo] =
            [resto, negado].map(|x| i64::try_from(x).expect("a residue is below 2^61"));
        if positivo <= negativo {
            positivo
        } else {
            -negativo
        }
    }

    /// Pseudo-random: the same at each run.
    pub(super) fn random(self, semilla: u64) -> u64 {
        mix(semilla) % self.primo()
    }
}

/// A number that looks random, from a number.
pub(super) fn mix(semilla: u64) -> u64 {
    let mut z = semilla.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
