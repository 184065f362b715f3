//! Whole tables that prove the width of each primary sum.
//!
//! Vertices of the polytope are seldom whole. From one, the unknowns that are not are set one by one to a
//! whole number nearby, while some table has it. What comes out is checked in integers against everything
//! that is published: this, and not the search, is what a pattern rests on.

use super::circuitos::Circuito;
use super::numeros::{Azar, float, whole};
use super::simplex::{Simplex, Vertice};
use super::subida::{climb, signed};
use super::voraz::{LEJOS, Motor};
use super::{BlancoId, Blancos, PRUEBA, Patron, all};
use crate::modelo::{Delatadas, LineaId, Modelo, SumaId};
use crate::tabla::IdVec;

/// Searches for one target before it is given up.
const INTENTOS: usize = 6;

/// Whole tables, and for each target the two that prove its width: lowest and highest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Garantia {
    pub(crate) tablas: Vec<Vec<i64>>,
    pub(crate) pares: Vec<(SumaId, usize, usize)>,
}

/// Proves a pattern; withholds again the sums whose publication leaves a target unproven, or, where that goes on too
/// long, the later half of all.
pub(super) fn certify(
    modelo: &Modelo,
    blancos: &Blancos,
    lineas: &IdVec<SumaId, Vec<LineaId>>,
    mut publicadas: Vec<SumaId>,
    orden: &'static str,
) -> Result<Patron, Delatadas> {
    let nuevo = |publicadas: &[SumaId]| Taller::new(modelo, blancos, lineas, publicadas);
    let mut taller = nuevo(&publicadas).ok_or_else(|| all(blancos))?;
    let (mut gastado, mut limite) = (0, PRUEBA);
    // Each round withholds a sum or more, so that this ends: at the latest where nothing is published but what must be.
    while let Some(fallo) = taller.work(limite) {
        gastado += taller.spent();
        if gastado > limite && !publicadas.is_empty() {
            gastado = 0;
            limite = (limite / 2).max(PRUEBA / 16);
            publicadas.truncate(publicadas.len() / 2);
        } else if let Some(culpable) = culprit(&nuevo, &publicadas, &fallo, &taller, &mut gastado) {
            publicadas.remove(culpable);
        } else {
            return Err(Delatadas(vec![blancos[fallo.blanco]]));
        }
        let mut otro = nuevo(&publicadas).ok_or_else(|| all(blancos))?;
        otro.inherit(&taller);
        taller = otro;
    }
    Ok(Patron {
        publicadas,
        prueba: Some(taller.proof()),
        orden,
    })
}

/// A target that could not be proven.
struct Fallo {
    blanco: BlancoId,
    /// The sum of a single person who would know it.
    sabe: Option<SumaId>,
}

/// The first published sum, in the order of publication, with which a target cannot be proven any more, although
/// it can with those before; `None` where it cannot even with none.
fn culprit<'a>(
    nuevo: &impl Fn(&[SumaId]) -> Option<Taller<'a>>,
    publicadas: &[SumaId],
    fallo: &Fallo,
    todo: &Taller<'a>,
    gastado: &mut u64,
) -> Option<usize> {
    let mut segura = |cuantas: usize| {
        nuevo(&publicadas[..cuantas]).is_some_and(|mut taller| {
            taller.inherit(todo);
            let segura = taller.settles(fallo);
            *gastado += taller.spent();
            segura
        })
    };
    // Halves: with the first `bien` it can be proven, with the first `mal` it cannot. What is found between two
    // neighbours is withheld; proofs are looked for again, so that a wrong guess costs a sum and no safety.
    let (mut bien, mut mal) = (0, publicadas.len());
    if mal == 0 || !segura(0) {
        return None;
    }
    while mal - bien > 1 {
        let medio = usize::midpoint(bien, mal);
        if segura(medio) {
            bien = medio;
        } else {
            mal = medio;
        }
    }
    Some(bien)
}

/// The tables of one pattern.
pub(super) struct Taller<'a> {
    pub(super) modelo: &'a Modelo,
    pub(super) blancos: &'a Blancos,
    pub(super) simplex: Simplex,
    pub(super) publicada: IdVec<SumaId, bool>,
    pub(super) tablas: Vec<Vec<i64>>,
    /// Changes of unknowns that leave all that is published as it is.
    pub(super) circuitos: Vec<Circuito>,
    /// Work on copies of the simplex.
    pub(super) gastado: u64,
    /// For each target its values in the tables, lowest and highest, and where.
    bajo: IdVec<BlancoId, (i64, usize)>,
    alto: IdVec<BlancoId, (i64, usize)>,
    pub(super) azar: Azar,
}

impl<'a> Taller<'a> {
    fn new(
        modelo: &'a Modelo,
        blancos: &'a Blancos,
        lineas: &'a IdVec<SumaId, Vec<LineaId>>,
        publicadas: &[SumaId],
    ) -> Option<Self> {
        let Motor {
            simplex, publicada, ..
        } = Motor::publishing(modelo, blancos, lineas, publicadas)?;
        let mut taller = Self {
            modelo,
            blancos,
            simplex,
            publicada,
            tablas: vec![],
            circuitos: vec![],
            gastado: 0,
            bajo: IdVec::filled(blancos.len(), (i64::MAX, 0)),
            alto: IdVec::filled(blancos.len(), (i64::MIN, 0)),
            azar: Azar(0x2545_F491_4F6C_DD1D),
        };
        taller.push(modelo.tabla.clone());
        Some(taller)
    }

    /// Takes over what was found with more published: it is as good with less.
    fn inherit(&mut self, otro: &Self) {
        self.circuitos.extend_from_slice(&otro.circuitos);
        for tabla in &otro.tablas {
            self.push(tabla.clone());
        }
    }

    /// Work so far.
    fn spent(&self) -> u64 {
        self.simplex.trabajo + self.gastado
    }

    fn valor(&self, suma: SumaId, tabla: &[i64]) -> i64 {
        self.modelo.sumas[suma]
            .filas
            .iter()
            .map(|fila| tabla[*fila])
            .sum()
    }

    /// Keeps a table if it is possible and consistent with all that is published: this is the check that proofs rest on, in
    /// integers and without any of the search. The table is whole by its type.
    pub(super) fn push(&mut self, tabla: Vec<i64>) -> bool {
        let minimos = tabla
            .iter()
            .zip(&self.modelo.minimo)
            .all(|(x, minimo)| x >= minimo);
        let cotas = self
            .modelo
            .acotadas
            .iter()
            .all(|s| self.valor(*s, &tabla) >= 1);
        let sumas = (self.publicada.ids())
            .filter(|s| self.publicada[*s])
            .all(|s| self.valor(s, &tabla) == self.modelo.corta(s));
        if !(minimos && cotas && sumas) {
            return false;
        }
        for t in self.blancos.ids() {
            let valor = self.valor(self.blancos[t], &tabla);
            if valor < self.bajo[t].0 {
                self.bajo[t] = (valor, self.tablas.len());
            }
            if valor > self.alto[t].0 {
                self.alto[t] = (valor, self.tablas.len());
            }
        }
        self.tablas.push(tabla);
        true
    }

    /// Whether the tables so far do not prove the width of a target.
    fn open(&self, t: BlancoId) -> bool {
        self.alto[t].0 - self.bajo[t].0 < self.modelo.ancho
    }

    /// Proves all targets, and that no single person can work one out. Returns what could not be.
    fn work(&mut self, limite: u64) -> Option<Fallo> {
        let mut abiertos: Vec<BlancoId> = self.blancos.ids().filter(|t| self.open(*t)).collect();
        // Sums of many targets first: one whole table often proves several.
        let mut esteriles = 0;
        while abiertos.len() > 4 && esteriles < 1 {
            let antes = abiertos.len();
            let objetivo = signed(self.modelo, self.blancos, &abiertos, &mut self.azar);
            self.search(&objetivo, f64::INFINITY);
            abiertos.retain(|t| self.open(*t));
            esteriles = if abiertos.len() * 50 > antes * 49 {
                esteriles + 1
            } else {
                0
            };
        }
        // What is found for some helps others: those that fail wait for the next round.
        while !abiertos.is_empty() {
            let antes = abiertos.len();
            for t in abiertos.clone() {
                if self.spent() > limite {
                    break;
                }
                self.single(t);
            }
            abiertos.retain(|t| self.open(*t));
            if abiertos.len() == antes || self.spent() > limite {
                break;
            }
        }
        if let Some(blanco) = abiertos.first().copied() {
            return Some(Fallo { blanco, sabe: None });
        }
        // Whoever is alone in a sum knows it: with that fixed, no other small sum may be left one value.
        let solas: Vec<SumaId> = (self.modelo.sumas.ids())
            .filter(|s| !self.publicada[*s] && self.modelo.sola_en(*s))
            .collect();
        for sabe in solas {
            if let Some(blanco) = self.unknown_to(sabe) {
                return Some(Fallo {
                    blanco,
                    sabe: Some(sabe),
                });
            }
        }
        None
    }

    /// Whether what failed elsewhere does not here.
    fn settles(&mut self, fallo: &Fallo) -> bool {
        match fallo.sabe {
            None => self.single(fallo.blanco),
            Some(sabe) => self.unknown_to(sabe).is_none(),
        }
    }

    /// Looks for the two tables of one target: from the one where it is highest to one where it is higher, and
    /// from the lowest down, until they are far enough apart.
    fn single(&mut self, t: BlancoId) -> bool {
        let mut fallos = 0;
        self.simplex.relax(LEJOS);
        while self.open(t) && fallos < INTENTOS {
            let falta = self.modelo.ancho - (self.alto[t].0 - self.bajo[t].0);
            let mut avanza = false;
            for signo in [1, -1] {
                avanza = avanza || self.walk(t, signo) || self.extend(t, signo, falta, fallos);
            }
            fallos = if avanza { 0 } else { fallos + 1 };
        }
        !self.open(t)
    }

    /// The highest value of a target in the tables, or the lowest; and where.
    pub(super) fn extreme(&self, t: BlancoId, signo: i64) -> (i64, usize) {
        if signo > 0 {
            self.alto[t]
        } else {
            self.bajo[t]
        }
    }

    /// Climbs, and makes the table where it ends whole.
    fn search(&mut self, objetivo: &[(usize, f64)], meta: f64) {
        climb(self.modelo, &mut self.simplex, objetivo, meta);
        if let Some(tabla) = dive(self.simplex.clone()) {
            self.push(tabla);
        }
    }

    /// A target that the person who is alone in a sum could work out, knowing that she is.
    fn unknown_to(&mut self, sabe: SumaId) -> Option<BlancoId> {
        // Tables at hand first: where two that have her value differ in a target, she cannot tell.
        let propio = self.valor(sabe, &self.modelo.tabla);
        let saben: Vec<usize> = (0..self.tablas.len())
            .filter(|k| self.valor(sabe, &self.tablas[*k]) == propio)
            .collect();
        let mut abiertos: Vec<BlancoId> = (self.blancos.ids())
            .filter(|t| {
                self.modelo.delicada(self.blancos[*t])
                    && !self.modelo.same_person(self.blancos[*t], sabe)
            })
            .filter(|t| {
                let valor = |k: &usize| self.valor(self.blancos[*t], &self.tablas[*k]);
                saben.iter().all(|k| valor(k) == valor(&saben[0]))
            })
            .collect();
        if abiertos.is_empty() {
            return None;
        }
        // For the rest, a vertex with another value than the true one, fractions allowed: what moves is not told.
        let mut simplex = self.simplex.clone();
        if !simplex.equal(&self.modelo.sumas[sabe].filas, float(propio)) {
            return abiertos.first().copied();
        }
        let verdad: Vec<f64> = abiertos
            .iter()
            .map(|t| float(self.valor(self.blancos[*t], &self.modelo.tabla)))
            .collect();
        let verdad: std::collections::BTreeMap<BlancoId, f64> =
            abiertos.iter().copied().zip(verdad).collect();
        let quedan = |simplex: &Simplex,
                      abiertos: &mut Vec<BlancoId>,
                      modelo: &Modelo,
                      blancos: &Blancos| {
            let tabla = simplex.table();
            abiertos.retain(|t| {
                let valor = super::testigos::sum(&tabla, &modelo.sumas[blancos[*t]].filas);
                (valor - verdad[t]).abs() < 1e-4
            });
        };
        for _ in 0..4 {
            let objetivo = signed(self.modelo, self.blancos, &abiertos, &mut self.azar);
            if climb(self.modelo, &mut simplex, &objetivo, f64::INFINITY).is_none() {
                break;
            }
            quedan(&simplex, &mut abiertos, self.modelo, self.blancos);
        }
        while let Some(t) = abiertos.first().copied() {
            for signo in [1.0, -1.0] {
                let objetivo: Vec<(usize, f64)> = self.modelo.sumas[self.blancos[t]]
                    .filas
                    .iter()
                    .map(|i| (*i, signo))
                    .collect();
                if climb(self.modelo, &mut simplex, &objetivo, f64::INFINITY).is_none() {
                    return Some(t);
                }
                quedan(&simplex, &mut abiertos, self.modelo, self.blancos);
            }
            if abiertos.first() == Some(&t) {
                return Some(t);
            }
        }
        None
    }

    /// The tables that some target needs, and the pairs.
    fn proof(self) -> Garantia {
        assert!(
            !self.blancos.ids().any(|t| self.open(t)),
            "two tables prove the width of each target"
        );
        let mut usadas: Vec<usize> = self
            .bajo
            .iter()
            .chain(&self.alto)
            .map(|par| par.1)
            .collect();
        usadas.sort_unstable();
        usadas.dedup();
        let nueva = |k: usize| usadas.binary_search(&k).expect("it is one of them");
        let pares = (self.blancos.ids())
            .map(|t| {
                (
                    self.blancos[t],
                    nueva(self.bajo[t].1),
                    nueva(self.alto[t].1),
                )
            })
            .collect();
        Garantia {
            tablas: usadas.iter().map(|k| self.tablas[*k].clone()).collect(),
            pares,
        }
    }
}

/// Sets one unknown after another to a whole number, until all are.
pub(crate) fn dive(mut simplex: Simplex) -> Option<Vec<i64>> {
    let mut previo = Vertice::default();
    // The unknown nearest to a whole number next: it leaves the others most room. Each is fixed for good, so that
    // this ends; the whole number on its other side is tried once, and there is no further going back.
    loop {
        let tabla = simplex.table();
        let parte = |x: &f64| (x - x.round()).abs();
        let dudosas = tabla.iter().enumerate().filter(|(_, x)| parte(x) > 1e-6);
        let Some((i, x)) = dudosas.min_by(|a, b| parte(a.1).total_cmp(&parte(b.1))) else {
            return Some(tabla.iter().map(|x| whole(*x)).collect());
        };
        simplex.save(&mut previo);
        let cerca = x.round();
        if !simplex.equal(&[i], cerca) {
            simplex.restore(&previo);
            let lejos = if *x > cerca { cerca + 1.0 } else { cerca - 1.0 };
            if !simplex.equal(&[i], lejos) {
                return None;
            }
        }
        simplex.prune();
    }
}
