//! The numbers of the elimination: exact integers, or residues modulo two primes for the rare table where these do not
//! fit.

/// A number that does not fit in 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overflow;

/// A sparse column: rows, ascending, and their entries.
pub(crate) type Dispersa<N> = Vec<(usize, N)>;

/// The arithmetic of the elimination.
pub(crate) trait Numero: Copy + Eq + std::hash::Hash {
    /// 1.
    const UNO: Self;
    /// `self · x − y · z`.
    fn combine(self, x: Self, y: Self, z: Self) -> Result<Self, Overflow>;
    /// Whether it is 0.
    fn null(self) -> bool;
    /// Makes proportional columns equal.
    fn normalize(columna: &mut Dispersa<Self>) -> Result<(), Overflow>;
    /// A whole number.
    fn whole(numero: i64) -> Self;
    /// Its residue modulo the first prime.
    fn residue(self) -> u64;
    /// Whether it may be more than 0.
    fn positive(self) -> bool;
}

impl Numero for i64 {
    const UNO: Self = 1;

    fn combine(self, x: Self, y: Self, z: Self) -> Result<Self, Overflow> {
        let resta = self.checked_mul(x).zip(y.checked_mul(z));
        resta.and_then(|(a, b)| a.checked_sub(b)).ok_or(Overflow)
    }

    fn null(self) -> bool {
        self == 0
    }

    fn normalize(columna: &mut Dispersa<Self>) -> Result<(), Overflow> {
        let Some((_, primera)) = columna.first() else {
            return Ok(());
        };
        let mut divisor = 0;
        for (_, x) in columna.iter() {
            divisor = gcd(divisor, x.unsigned_abs());
            if divisor == 1 {
                break;
            }
        }
        let divisor = Self::try_from(divisor).map_err(|_| Overflow)? * primera.signum();
        if divisor != 1 {
            for (_, x) in columna {
                *x = x.checked_div(divisor).ok_or(Overflow)?;
            }
        }
        Ok(())
    }

    fn whole(numero: i64) -> Self {
        numero
    }

    fn residue(self) -> u64 {
        residue(self, PRIMOS[0])
    }

    fn positive(self) -> bool {
        self > 0
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Residues modulo two primes, for the rare table whose numbers do not fit. A nonzero number is taken
/// for 0 with a chance of about 2⁻¹²⁰.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Resto([u64; 2]);

/// Residues modulo this are those of the kernel.
pub(crate) const PRIMO: u64 = PRIMOS[0];
const PRIMOS: [u64; 2] = [(1 << 61) - 1, 2_305_843_009_213_693_921];

pub(crate) fn mul(a: u64, b: u64, p: u64) -> u64 {
    let resto = u128::from(a) * u128::from(b) % u128::from(p);
    u64::try_from(resto).expect("a residue is less than the prime")
}

/// Fermat: x^(p−2).
pub(crate) fn inverse(x: u64, p: u64) -> u64 {
    let (mut base, mut exponente, mut potencia) = (x, p - 2, 1);
    while exponente > 0 {
        if exponente & 1 == 1 {
            potencia = mul(potencia, base, p);
        }
        base = mul(base, base, p);
        exponente >>= 1;
    }
    potencia
}

fn residue(x: i64, p: u64) -> u64 {
    let resto = x.unsigned_abs() % p;
    if x < 0 && resto > 0 { p - resto } else { resto }
}

impl Numero for Resto {
    const UNO: Self = Self([1, 1]);

    fn combine(self, x: Self, y: Self, z: Self) -> Result<Self, Overflow> {
        let mut salida = [0; 2];
        for (i, salida) in salida.iter_mut().enumerate() {
            let p = PRIMOS[i];
            *salida = (mul(self.0[i], x.0[i], p) + p - mul(y.0[i], z.0[i], p)) % p;
        }
        Ok(Self(salida))
    }

    fn null(self) -> bool {
        self.0 == [0, 0]
    }

    fn normalize(columna: &mut Dispersa<Self>) -> Result<(), Overflow> {
        let Some((_, primera)) = columna.first() else {
            return Ok(());
        };
        if *primera == Self::UNO {
            return Ok(());
        }
        let inversa = [0, 1].map(|i| inverse(primera.0[i], PRIMOS[i]));
        for (_, x) in columna {
            x.0 = [0, 1].map(|i| mul(x.0[i], inversa[i], PRIMOS[i]));
        }
        Ok(())
    }

    fn whole(numero: i64) -> Self {
        Self(PRIMOS.map(|p| residue(numero, p)))
    }

    fn residue(self) -> u64 {
        self.0[0]
    }

    fn positive(self) -> bool {
        true
    }
}

/// Always the same bits for a number and a seed (splitmix64).
pub(crate) fn random(numero: usize, semilla: u64) -> u64 {
    let mut z = u64::try_from(numero)
        .expect("64 bits hold what memory does")
        .wrapping_add(semilla << 32)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
