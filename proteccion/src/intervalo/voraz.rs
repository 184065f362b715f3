//! Publishing greedily: everything is withheld, and each sum is published that leaves every primary one
//! as wide as it must be.
//!
//! Publishing more only takes tables from the reader's set. So a sum that was refused once would be refused ever after,
//! each is looked at once, and what is published at any moment is safe as far as the search can tell.

use super::numeros::{Azar, float};
use super::simplex::{Simplex, Vertice};
use super::subida::{climb, signed};
use super::testigos::{Marca, Testigos, sum};
use super::{BlancoId, Blancos};
use crate::modelo::{LineaId, Modelo, SumaId};
use crate::tabla::IdVec;

/// Open targets that are tried one by one before they are tried together.
const PRIMERAS: usize = 30;
/// A sum this far above its bound does without it until something breaks it.
pub(super) const LEJOS: f64 = 1.0;
/// Sums that are tried together at most.
const TANDA: usize = 32;
/// Pivots after which the inverse is computed anew.
const PIVOTES: u64 = 200;

/// The search: what is published so far, and the tables that are consistent with it.
#[derive(Clone)]
pub(super) struct Motor<'a> {
    pub(super) modelo: &'a Modelo,
    pub(super) blancos: &'a Blancos,
    pub(super) simplex: Simplex,
    vertice: Vertice,
    /// The row of each sum that has a bound.
    fila: IdVec<SumaId, Option<usize>>,
    pub(super) testigos: Testigos<'a>,
    pub(super) publicada: IdVec<SumaId, bool>,
    /// Lines that each sum is in.
    lineas: &'a IdVec<SumaId, Vec<LineaId>>,
    /// Primary sums of a single person.
    solas: Vec<SumaId>,
    reciente: IdVec<BlancoId, u64>,
    reloj: u64,
    azar: Azar,
    ultima: u64,
    /// Whether constants leave the system for good.
    podar: bool,
    /// Whether nobody alone in a sum may work another out.
    pub(super) honrar: bool,
}

impl<'a> Motor<'a> {
    /// Nothing is published but what must be. `None` where that is not consistent with the table.
    pub(super) fn new(
        modelo: &'a Modelo,
        blancos: &'a Blancos,
        lineas: &'a IdVec<SumaId, Vec<LineaId>>,
    ) -> Option<Self> {
        let minimo: Vec<f64> = modelo.minimo.iter().map(|m| float(*m)).collect();
        let tabla: Vec<f64> = modelo.tabla.iter().map(|x| float(*x)).collect();
        let filas = blancos
            .iter()
            .map(|b| &modelo.sumas[*b].filas[..])
            .collect();
        let todas: Vec<usize> = (0..minimo.len()).collect();
        let mut simplex = Simplex::new(minimo);
        modelo.quietas.iter().for_each(|i| {
            let quieta = simplex.freeze(*i);
            debug_assert!(quieta, "without rows every unknown is at its least value");
        });
        // A table much larger than the true one is nothing that needs to be looked at.
        let total: f64 = tabla.iter().sum();
        let entera = simplex.at_most(&todas, total + 1000.0 + 10.0 * float(modelo.ancho));
        let mut fila = IdVec::filled(modelo.sumas.len(), None);
        let total = (modelo.sumas.ids()).find(|s| modelo.sumas[*s].filas.len() == todas.len());
        if let Some(s) = total {
            fila[s] = Some(entera);
        }
        let testigos = Testigos::new(filas, float(modelo.ancho), tabla);
        let mut motor = Self {
            modelo,
            blancos,
            simplex,
            vertice: Vertice::default(),
            fila,
            testigos,
            publicada: IdVec::filled(modelo.sumas.len(), false),
            lineas,
            solas: blancos
                .iter()
                .copied()
                .filter(|s| modelo.sola_en(*s))
                .collect(),
            reciente: IdVec::filled(blancos.len(), 0),
            reloj: 0,
            azar: Azar(0x2545_F491_4F6C_DD1D),
            ultima: 0,
            podar: false,
            honrar: false,
        };
        motor.simplex.save(&mut motor.vertice);
        let conocidas = modelo.conocidas();
        motor.demand(&conocidas).then_some(motor)
    }

    /// A pattern is published, and what it makes constant has left the system. `None` where it contradicts itself.
    pub(super) fn publishing(
        modelo: &'a Modelo,
        blancos: &'a Blancos,
        lineas: &'a IdVec<SumaId, Vec<LineaId>>,
        publicadas: &[SumaId],
    ) -> Option<Self> {
        let mut motor = Self::new(modelo, blancos, lineas)?.prune();
        // Small sums first: they make most constants.
        let mut publicadas = publicadas.to_vec();
        publicadas.sort_by_key(|s| modelo.sumas[*s].filas.len());
        motor.demand(&publicadas).then_some(motor)
    }

    /// Constants leave the system from now on: faster, and no sum can be withheld again.
    pub(super) fn prune(mut self) -> Self {
        self.podar = true;
        self
    }

    /// A sum becomes an equation. False where no table has it.
    fn fix(&mut self, suma: SumaId) -> bool {
        let valor = float(self.modelo.corta(suma));
        let filas = &self.modelo.sumas[suma].filas;
        match self.fila[suma] {
            Some(fila) => self.simplex.tighten(fila, filas, valor),
            None => self.simplex.equal(filas, valor),
        }
    }

    /// Publishes sums without a test. False where they contradict each other.
    pub(super) fn demand(&mut self, sumas: &[SumaId]) -> bool {
        for s in sumas {
            if !self.fix(*s) {
                return false;
            }
            // Nothing is tested here, so that targets without witnesses are no reason to go back.
            let (marca, _) = self
                .testigos
                .suppose(&self.modelo.sumas[*s].filas, float(self.modelo.corta(*s)));
            self.testigos.confirm(&marca);
            self.publicada[*s] = true;
            self.tidy();
        }
        self.simplex.save(&mut self.vertice);
        true
    }

    /// Publishes sums that should be safe together; where they are not, the halves that are.
    pub(super) fn settle(&mut self, sumas: &[SumaId]) -> Vec<SumaId> {
        if let [suma] = sumas {
            let publicada = self.publish(*suma);
            return if publicada { vec![*suma] } else { vec![] };
        }
        if sumas.is_empty() {
            return vec![];
        }
        // Together first: one test for all of them, and if it passes each would have passed alone.
        let mut juntas = self.clone();
        if juntas.together(sumas) {
            *self = juntas;
            return sumas.to_vec();
        }
        // What was tried in vain was work all the same.
        self.simplex.trabajo = juntas.simplex.trabajo;
        let (unas, otras) = sumas.split_at(sumas.len() / 2);
        let mut publicadas = self.settle(unas);
        publicadas.extend(self.settle(otras));
        publicadas
    }

    /// Publishes sums one after another, and looks at the end whether all targets are safe.
    fn together(&mut self, sumas: &[SumaId]) -> bool {
        for s in sumas {
            if self.leaves_few(*s) || !self.fix(*s) {
                return false;
            }
            let valor = float(self.modelo.corta(*s));
            let filas = &self.modelo.sumas[*s].filas;
            let (marca, abiertos) = self.testigos.suppose(filas, valor);
            // Mixes are cheap. Targets that they leave open are looked at in the end.
            for t in abiertos {
                self.testigos.mix(t);
            }
            self.testigos.confirm(&marca);
            self.publicada[*s] = true;
            self.tidy();
        }
        let mut abiertos = self.open();
        let seguras = self.close(&mut abiertos).is_none() && !(self.honrar && self.betrays());
        self.refresh();
        seguras
    }

    /// The targets without witnesses so far.
    fn open(&self) -> Vec<BlancoId> {
        self.blancos
            .ids()
            .filter(|t| self.testigos.open(*t))
            .collect()
    }

    /// Keeps what is published now: the vertex is where failed attempts come back to.
    fn refresh(&mut self) {
        self.tidy();
        self.simplex.save(&mut self.vertice);
    }

    /// Keeps the system small and its inverse exact. Bounds far from binding come back when a vertex breaks them.
    fn tidy(&mut self) {
        self.simplex.relax(LEJOS);
        if self.podar {
            self.simplex.prune();
        }
        if self.simplex.pivotes > self.ultima + PIVOTES {
            // Of a singular basis the old inverse stays: the search gets worse, and what it finds is proven in integers.
            self.simplex.refactor();
            self.ultima = self.simplex.pivotes;
        }
    }

    /// The targets that are not as wide as they must be, given what is published.
    pub(super) fn narrow(&mut self) -> Vec<SumaId> {
        let mut estrechos = Vec::new();
        let mut abiertos = self.open();
        while let Some(t) = self.close(&mut abiertos) {
            estrechos.push(self.blancos[t]);
            abiertos.retain(|otro| *otro != t);
        }
        self.refresh();
        estrechos
    }

    /// Publishes a sum if every target stays as wide as it must be.
    pub(super) fn publish(&mut self, suma: SumaId) -> bool {
        if self.leaves_few(suma) {
            return false;
        }
        // Three steps, the cheap ones first: tables known already, mixes of two of them, and the polytope.
        let valor = float(self.modelo.corta(suma));
        let (marca, mut abiertos) = self.testigos.suppose(&self.modelo.sumas[suma].filas, valor);
        abiertos.retain(|t| !self.testigos.mix(*t));
        if self.fix(suma) && self.close(&mut abiertos).is_none() && !(self.honrar && self.betrays())
        {
            self.testigos.confirm(&marca);
            self.publicada[suma] = true;
            self.refresh();
            return true;
        }
        self.undo(marca);
        false
    }

    /// Whether somebody who is alone in a sum could work a target out, knowing that she is: both always move
    /// together. Two changes drawn at random tell.
    fn betrays(&mut self) -> bool {
        let (una, otra) = (self.simplex.direction(), self.simplex.direction());
        let mide = |s: SumaId| {
            let filas = &self.modelo.sumas[s].filas;
            (sum(&una, filas), sum(&otra, filas))
        };
        let solas = self
            .solas
            .iter()
            .filter(|s| !self.publicada[**s])
            .map(|s| (*s, mide(*s)));
        // Two that move together have the same ratio: sorted by it, they are neighbours.
        let angle = |(x, y): (f64, f64)| {
            if x.abs() + y.abs() < 1e-7 {
                None
            } else {
                Some(y / x)
            }
        };
        let mut de_solas: Vec<(f64, SumaId)> =
            solas.filter_map(|(s, m)| Some((angle(m)?, s))).collect();
        de_solas.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.blancos
            .iter()
            .filter(|t| self.modelo.delicada(**t))
            .any(|t| {
                let Some(angulo) = angle(mide(*t)) else {
                    return false;
                };
                let margen = 1e-7 * (1.0 + angulo.abs());
                let desde = de_solas.partition_point(|(otro, _)| *otro < angulo - margen);
                de_solas[desde..]
                    .iter()
                    .take_while(|(otro, _)| *otro <= angulo + margen)
                    .any(|(_, s)| !self.modelo.same_person(*s, *t))
            })
    }

    /// The last sum is not published after all.
    fn undo(&mut self, marca: Marca) {
        self.testigos.forget(marca);
        self.simplex.restore(&self.vertice);
    }

    /// Whether some line would leave 1..t−1 persons between a published sum and its published parts.
    fn leaves_few(&mut self, suma: SumaId) -> bool {
        self.publicada[suma] = true;
        let pocas = self.lineas[suma].iter().any(|l| {
            self.modelo
                .leaves_few(*l, |dato| self.publicada[dato.publicar])
        });
        self.publicada[suma] = false;
        pocas
    }

    /// Looks for witnesses of the open targets; returns one that has none. Each vertex is a witness for all targets, so that
    /// few of them need a search of their own.
    fn close(&mut self, abiertos: &mut Vec<BlancoId>) -> Option<BlancoId> {
        // The narrowest first, and among them those that failed last: most sums are refused for one target.
        abiertos.sort_by(|a, b| {
            let ancho = self.testigos.width(*a).total_cmp(&self.testigos.width(*b));
            ancho
                .then(self.reciente[*b].cmp(&self.reciente[*a]))
                .then(a.cmp(b))
        });
        let mut turnos = 0;
        let juntas = PRIMERAS + 6 + abiertos.len() / 8;
        while let Some(t) = abiertos.first().copied() {
            turnos += 1;
            if (PRIMERAS..juntas).contains(&turnos) && abiertos.len() > 8 {
                self.climb_together(abiertos);
            } else if !self.widen(t) {
                self.reloj += 1;
                self.reciente[t] = self.reloj;
                return Some(t);
            }
            abiertos.retain(|t| self.testigos.open(*t));
        }
        None
    }

    /// Looks for one table that is far out for many targets at once.
    fn climb_together(&mut self, abiertos: &[BlancoId]) {
        let objetivo = signed(self.modelo, self.blancos, abiertos, &mut self.azar);
        if let Some(tabla) = climb(self.modelo, &mut self.simplex, &objetivo, f64::INFINITY) {
            self.testigos.push(tabla);
        }
    }

    /// Looks for tables far enough from those where a target is lowest, and highest.
    fn widen(&mut self, t: BlancoId) -> bool {
        let ancho = self.testigos.ancho;
        let filas = &self.modelo.sumas[self.blancos[t]].filas;
        for signo in [1.0, -1.0] {
            let objetivo: Vec<(usize, f64)> = filas.iter().map(|i| (*i, signo)).collect();
            let meta = if signo > 0.0 {
                self.testigos.lowest(t) + ancho
            } else {
                ancho - self.testigos.highest(t)
            };
            if let Some(tabla) = climb(self.modelo, &mut self.simplex, &objetivo, meta) {
                self.testigos.push(tabla);
            }
            if !self.testigos.open(t) {
                return true;
            }
        }
        false
    }

    /// Tries to publish sums in order, within some work; returns those that were.
    pub(super) fn greedy(
        &mut self,
        orden: &[SumaId],
        trabajo: u64,
        avance: &mut dyn FnMut(usize),
    ) -> Vec<SumaId> {
        let mut publicadas = Vec::new();
        let mut hechas = 0;
        // At first nearly all can be published, later few: so many are tried together as mostly can.
        let mut tanda = 1;
        while hechas < orden.len() && self.simplex.trabajo <= trabajo {
            let juntas = &orden[hechas..orden.len().min(hechas + tanda)];
            let nuevas = self.settle(juntas);
            hechas += juntas.len();
            tanda = if nuevas.len() == juntas.len() {
                TANDA.min(tanda * 2)
            } else {
                1.max(tanda / 4)
            };
            publicadas.extend(nuevas);
            avance(hechas);
        }
        publicadas
    }

    /// The worth of what is published.
    pub(super) fn peso(&self) -> usize {
        self.publicada
            .ids()
            .filter(|s| self.publicada[*s])
            .map(|s| self.modelo.peso(s))
            .sum()
    }

    /// The work so far.
    pub(super) fn trabajo(&self) -> u64 {
        self.simplex.trabajo
    }
}
