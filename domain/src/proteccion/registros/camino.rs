//! Movements found step by step, in whole persons: a change that moves the number, another that puts right what the first
//! disturbs, and so on. Of all that are begun, those go on that disturb least (a *beam*); the last change is looked up.

use super::columnas::Paso;
use super::contrarios::{Contrarios, off};
use super::filas::at;
use super::forma::Forma;
use super::obra::Insumos;
use super::padron::Padron;
use super::pareja;

/// Movements that go on at each step: in a register of few persons, where there are few changes of each kind, and in others;
/// and patterns up to which they are few.
const HAZ_ANCHO: usize = 15;
const HAZ: usize = 6;
const POCAS: usize = 300;
/// The same of exchanges, of which there are few.
pub(super) const HAZ_DE_CANJE: usize = 20;
/// Steps.
const PASOS: usize = 12;
/// How much is disturbed at most for one change to be looked up that puts it right.
const A_UNO: i32 = 20;
/// Movements of a search that are given to persons, at most.
const INTENTOS: usize = 200;
/// What chance adds to the order of movements, at most, in quarters of what they disturb.
const AZAR: u64 = 16;

/// A movement that is under way.
#[derive(Default)]
struct Tramo {
    cambios: Vec<u32>,
    costo: i32,
    suma: u64,
    efecto: i32,
}

/// One change more of a movement, by position.
struct Siguiente {
    orden: u64,
    suma: u64,
    de: usize,
    cambio: u32,
    costo: i32,
    efecto: i32,
}

impl Siguiente {
    fn key(&self) -> (u64, u64, usize, u32) {
        (self.orden, self.suma, self.de, self.cambio)
    }
}

/// Movements of one change more, of which some of those that come first are kept.
struct Siguientes {
    todos: Vec<Siguiente>,
    /// How many go on.
    haz: usize,
    /// From where on none is kept.
    tope: Option<u64>,
}

impl Siguientes {
    fn new(haz: usize) -> Self {
        Self {
            todos: vec![],
            haz,
            tope: None,
        }
    }

    fn push(&mut self, uno: Siguiente) {
        if self.tope.is_some_and(|tope| uno.orden >= tope) {
            return;
        }
        self.todos.push(uno);
        // Several of them may be the same.
        let bastan = 4 * self.haz;
        if self.todos.len() >= 2 * bastan {
            (self.todos).select_nth_unstable_by_key(bastan, Siguiente::key);
            self.tope = Some(self.todos[bastan].orden);
            self.todos.truncate(bastan);
        }
    }

    /// In order, each that does the same to what is published once.
    fn into_sorted(mut self) -> Vec<Siguiente> {
        self.todos.sort_unstable_by_key(Siguiente::key);
        self.todos.dedup_by_key(|uno| (uno.orden, uno.suma));
        self.todos
    }
}

/// What chance adds to the order of a movement: nothing the first time.
fn chance(suma: u64, semilla: u64) -> u64 {
    if semilla == 0 {
        return 0;
    }
    ((suma ^ semilla).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) % AZAR
}

/// A movement, and who makes it.
pub(super) struct Hallado {
    pub(super) cambios: Vec<u32>,
    pub(super) pasos: Vec<Paso>,
}

/// How a row stands while a movement is looked for.
#[derive(Clone, Copy)]
struct Balance {
    /// What the movement that is looked at does to it.
    delta: i32,
    /// How far it may fall, as [`Contrarios`] has it.
    holgura: i32,
    /// How much the number moves with it, in the direction.
    parte: i32,
}

/// Whether a register is of few persons: there are few changes of each kind.
pub(super) fn few(padron: &Padron) -> bool {
    padron.quienes.len() <= POCAS
}

/// Movements that go on at each step.
pub(super) fn beam(padron: &Padron) -> usize {
    if few(padron) { HAZ_ANCHO } else { HAZ }
}

/// A search for movements that move a number in a direction.
pub(super) struct Caminos<'a> {
    materia: Insumos<'a>,
    indice: &'a Contrarios,
    haz: usize,
    balances: Vec<Balance>,
    tocadas: Vec<u32>,
    intentos: usize,
    /// Changes that have been weighed.
    pub(super) pesados: u64,
}

impl<'a> Caminos<'a> {
    pub(super) fn new(
        materia: Insumos<'a>,
        indice: &'a Contrarios,
        forma: &Forma,
        signo: i64,
        haz: usize,
    ) -> Self {
        let holguras = indice.holguras.iter();
        let mut balances: Vec<Balance> = holguras
            .map(|holgura| Balance {
                delta: 0,
                holgura: *holgura,
                parte: 0,
            })
            .collect();
        for (fila, n) in &forma.terminos {
            let parte = i32::try_from(n * signo).expect("a number counts rows a few times");
            balances[*fila].parte += parte;
        }
        Self {
            haz,
            materia,
            indice,
            balances,
            tocadas: vec![],
            intentos: 0,
            pesados: 0,
        }
    }

    /// A movement that begins with some changes and moves the number further. `semilla`: none, or which chance adds to the
    /// order of what is tried.
    pub(super) fn further(&mut self, hechos: &[u32], semilla: u64) -> Option<Hallado> {
        let mut frente = vec![Tramo::default()];
        self.intentos = 0;
        for _ in 0..PASOS {
            let mut hijos = Siguientes::new(self.haz);
            for (de, tramo) in frente.iter().enumerate() {
                self.load(hechos.iter().chain(&tramo.cambios));
                let hallado = self.grow(hechos, tramo, de, semilla, &mut hijos);
                self.unload();
                if hallado.is_some() || self.intentos > INTENTOS {
                    return hallado;
                }
            }
            frente = self.best(hechos, &frente, hijos);
        }
        None
    }

    /// Everything that one change more makes of a movement; the whole movement, if that ends it.
    fn grow(
        &mut self,
        hechos: &[u32],
        tramo: &Tramo,
        de: usize,
        semilla: u64,
        hijos: &mut Siguientes,
    ) -> Option<Hallado> {
        for cambio in self.candidates(tramo) {
            let (mas, efecto) = self.weigh(cambio);
            let (costo, efecto) = (tramo.costo + mas, tramo.efecto + efecto);
            if efecto < 1 {
                continue;
            }
            let suma = tramo.suma.wrapping_add(self.indice.sumas[at(cambio)]);
            if costo <= A_UNO
                && let Some(hallado) = self.end(hechos, tramo, cambio, costo, suma, efecto)
            {
                return Some(hallado);
            }
            let disturba = u64::try_from(costo).expect("what is off is off by something");
            hijos.push(Siguiente {
                orden: 4 * disturba + chance(suma, semilla),
                suma,
                de,
                cambio,
                costo,
                efecto,
            });
        }
        None
    }

    /// The movement that a change ends, or that one more does.
    fn end(
        &mut self,
        hechos: &[u32],
        tramo: &Tramo,
        cambio: u32,
        costo: i32,
        suma: u64,
        efecto: i32,
    ) -> Option<Hallado> {
        if costo == 0 {
            return self.give(hechos, tramo, &[cambio]);
        }
        let indice = self.indice;
        let ultimos = indice.that_do(suma.wrapping_neg());
        if ultimos.is_empty() {
            return None;
        }
        let antes = self.tocadas.len();
        self.load([cambio].iter());
        let hallado = ultimos.iter().find_map(|(_, ultimo)| {
            let (mas, suyo) = self.weigh(*ultimo);
            let acaba = costo + mas == 0 && efecto + suyo >= 1;
            acaba.then(|| self.give(hechos, tramo, &[cambio, *ultimo]))?
        });
        self.tocadas.truncate(antes);
        for (fila, cuanto) in self.materia.columnas.of(cambio) {
            self.balances[at(*fila)].delta -= cuanto;
        }
        hallado
    }

    /// Somebody for each change.
    fn give(&mut self, hechos: &[u32], tramo: &Tramo, ultimos: &[u32]) -> Option<Hallado> {
        self.intentos += 1;
        let cambios = [hechos, &tramo.cambios, ultimos].concat();
        let Insumos {
            padron, columnas, ..
        } = self.materia;
        let pasos = pareja::who(padron, columnas, &cambios).ok()?;
        Some(Hallado { cambios, pasos })
    }

    /// Changes that move the number, or put right the row of those that are off that fewest changes put right.
    fn candidates(&self, tramo: &Tramo) -> Vec<u32> {
        let de_fila = &self.materia.columnas.de_fila;
        if tramo.cambios.is_empty() {
            let suyas = self.balances.iter().zip(de_fila);
            let suyas = suyas.filter(|(balance, _)| balance.parte != 0);
            let mut suyas: Vec<u32> = suyas
                .flat_map(|(balance, c)| c[usize::from(balance.parte > 0)].iter().copied())
                .collect();
            suyas.sort_unstable();
            suyas.dedup();
            return suyas;
        }
        let mut mejor: Option<&Vec<u32>> = None;
        for fila in &self.tocadas {
            let Balance { delta, holgura, .. } = self.balances[at(*fila)];
            if off(holgura, delta) > 0 {
                let contra = &de_fila[at(*fila)][usize::from(delta < 0)];
                if mejor.is_none_or(|mejor| contra.len() < mejor.len()) {
                    mejor = Some(contra);
                }
            }
        }
        mejor.cloned().unwrap_or_default()
    }

    /// Those that go on: what disturbs least, each once, if there is somebody left to make the change.
    fn best(&self, hechos: &[u32], frente: &[Tramo], hijos: Siguientes) -> Vec<Tramo> {
        let hijos = hijos.into_sorted().into_iter();
        let hijos = hijos.filter(|h| {
            let otros = hechos.iter().chain(&frente[h.de].cambios);
            self.free(h.cambio, otros)
        });
        let siguen = hijos.take(self.haz).map(|h| Tramo {
            cambios: [&frente[h.de].cambios[..], &[h.cambio]].concat(),
            costo: h.costo,
            suma: h.suma,
            efecto: h.efecto,
        });
        siguen.collect()
    }

    /// Whether somebody can make a change who need not make one of some others.
    fn free<'e>(&self, cambio: u32, otros: impl Iterator<Item = &'e u32>) -> bool {
        let Insumos {
            padron, columnas, ..
        } = self.materia;
        let only = |c: &u32| match &columnas.origenes[at(*c)][..] {
            [una] if !una.cambio.llega() => Some(una.quien),
            _ => None,
        };
        let ocupadas: Vec<u32> = otros.filter_map(only).collect();
        columnas.origenes[at(cambio)].iter().any(|origen| {
            let suyas = ocupadas.iter().filter(|q| **q == origen.quien).count();
            origen.cambio.llega() || suyas < at(padron.quienes[at(origen.quien)].1)
        })
    }

    fn load<'e>(&mut self, cambios: impl Iterator<Item = &'e u32>) {
        for cambio in cambios {
            for (fila, cuanto) in self.materia.columnas.of(*cambio) {
                self.balances[at(*fila)].delta += cuanto;
                self.tocadas.push(*fila);
            }
        }
    }

    fn unload(&mut self) {
        for fila in self.tocadas.drain(..) {
            self.balances[at(fila)].delta = 0;
        }
    }

    /// What one change more disturbs, beside what is, and how far it moves the number.
    fn weigh(&mut self, cambio: u32) -> (i32, i32) {
        self.pesados += 1;
        let (mut costo, mut efecto) = (0, 0);
        for (fila, cuanto) in self.materia.columnas.of(cambio) {
            let Balance {
                delta,
                holgura,
                parte,
            } = self.balances[at(*fila)];
            costo += off(holgura, delta + cuanto) - off(holgura, delta);
            efecto += parte * cuanto;
        }
        (costo, efecto)
    }
}
