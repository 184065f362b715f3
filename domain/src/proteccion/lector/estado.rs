//! What is known of each number while bounds are tightened, with a way back to what was known before.

/// More persons than there are: no limit is known.
pub(super) const SIN_LIMITE: i64 = 1 << 40;

/// The least and the most that a number can still be.
pub(super) type Cota = (i64, i64);

/// The inequality that each of the bounds of a number is from; none if it is its own.
type Razon = [Option<usize>; 2];

/// What is known of each number, and what was before each change. A supposition is made, followed and taken back many times
/// over: taking back what moved costs as much as what moved, where a copy costs as much as all numbers.
#[derive(Default)]
pub(super) struct Conocido {
    cotas: Vec<Cota>,
    razones: Vec<Razon>,
    rastro: Vec<(usize, Cota, Razon)>,
}

/// How many changes there were at some time.
pub(super) struct Momento(usize);

impl Conocido {
    pub(super) fn new(cotas: Vec<Cota>) -> Self {
        Self {
            razones: vec![[None; 2]; cotas.len()],
            cotas,
            rastro: vec![],
        }
    }

    pub(super) fn cotas(&self) -> &[Cota] {
        &self.cotas
    }

    /// The inequality that the lower bound of a number is from (`lado` 0), or the upper one.
    pub(super) fn reason(&self, numero: usize, lado: usize) -> Option<usize> {
        self.razones[numero][lado]
    }

    fn note(&mut self, numero: usize) {
        self.rastro
            .push((numero, self.cotas[numero], self.razones[numero]));
    }

    /// Takes a number to be within some bounds.
    pub(super) fn suppose(&mut self, numero: usize, cota: Cota) {
        self.note(numero);
        self.cotas[numero] = cota;
    }

    /// An inequality moves a bound of a number. If no number is left, only the reason is kept. Whether one is left.
    pub(super) fn tighten(
        &mut self,
        numero: usize,
        cota: Cota,
        lado: usize,
        porque: usize,
    ) -> bool {
        self.note(numero);
        self.razones[numero][lado] = Some(porque);
        let cabe = cota.0 <= cota.1;
        if cabe {
            self.cotas[numero] = cota;
        }
        cabe
    }

    /// What is known now is where the way back ends.
    pub(super) fn forget(&mut self) {
        self.rastro.clear();
    }

    pub(super) fn now(&self) -> Momento {
        Momento(self.rastro.len())
    }

    /// Goes back to what was known at some time.
    pub(super) fn back(&mut self, momento: &Momento) {
        for (numero, cota, razon) in self.rastro.drain(momento.0..).rev() {
            self.cotas[numero] = cota;
            self.razones[numero] = razon;
        }
    }
}
