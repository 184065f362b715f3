//! Looks for movements as whole-number programs: how often each change is made, so that all that is published stays as it
//! is, nothing that is known to be there goes, and a number moves by so much.
//!
//! What the solver says is rounded, given to persons and counted again before it is believed: its arithmetic may fail, and
//! not lie.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::columnas::{Columnas, Origen};
use super::eleccion::{self, Eleccion};
use super::filas::{Fila, Filas, at};
use super::forma::Forma;
use super::padron::Padron;
use super::pareja;

/// Changes that a program is given at first, and then; and branches that it may have.
const COLUMNAS: [(usize, u64); 2] = [(1_200, 24), (3_000, 6)];
/// The same for a remedy; and points that a cell costs at most that may be left off.
const DE_REMEDIO: [(usize, u64); 2] = [(6_000, 2), (2_500, u64::MAX)];
const NODOS: u64 = 16;
/// What may be spent before programs are small, and their branches few: in any register, and for each column that it has.
/// After as much again there are no more programs.
const HOLGADO: u64 = 12_000_000;
const POR_COLUMNA: u64 = 675;
/// Pivots that a program without an answer takes.
const EN_VANO: u64 = 60;
const NODOS_DESPUES: u64 = 2;
/// Programs for one question: each time more is known of who is too few.
const VUELTAS: usize = 4;
/// How often a change may be made for which nobody has to make room.
const LLEGAN: u32 = 12;
/// What it costs to leave a published row off by one, for each point that withholding it costs; and if it must not be.
const ESTORBO: f64 = 100.0;
const NUNCA: f64 = 200_000.0;
/// Points beyond which all cells cost the same.
const CAROS: u64 = 1_000;

/// What is asked: which number moves, in which direction, and how far.
#[derive(Clone, Copy)]
pub(super) struct Pregunta<'a> {
    pub(super) forma: &'a Forma,
    pub(super) signo: i64,
    pub(super) cuanto: i64,
    /// Whether it is worth little work.
    pub(super) breve: bool,
    /// Which published rows may be left off, if any may.
    pub(super) sueltas: Option<Sueltas<'a>>,
}

/// Published rows that may be left off.
#[derive(Clone, Copy)]
pub(super) struct Sueltas<'a> {
    /// By row, what withholding it costs; nothing if it must not be.
    pub(super) costo: &'a [Option<u64>],
    /// What it may cost at most; without a limit, what must not be withheld may be left off too.
    hasta: u64,
}

impl<'a> Sueltas<'a> {
    pub(super) fn new(costo: &'a [Option<u64>]) -> Self {
        let hasta = u64::MAX;
        Self { costo, hasta }
    }

    fn may(self, fila: usize) -> bool {
        self.costo[fila].unwrap_or(u64::MAX) <= self.hasta
    }
}

impl Pregunta<'_> {
    /// Whether a row may be left off.
    pub(super) fn loose(&self, filas: &Filas, fila: usize) -> bool {
        filas.todas[fila].oculta.is_none() && self.sueltas.is_some_and(|s| s.may(fila))
    }
}

/// Changes that do it, by whom, and the published rows that they leave off.
pub(super) struct Respuesta {
    pub(super) pasos: Vec<Origen>,
    pub(super) estorban: Vec<usize>,
}

/// What has been spent on programs, in pivots times columns, and what may be.
pub(super) struct Gasto {
    hasta_hoy: Cell<u64>,
    holgado: u64,
}

impl Gasto {
    pub(super) fn new(columnas: &Columnas) -> Self {
        let columnas = u64::try_from(columnas.origenes.len()).unwrap_or(u64::MAX);
        Self {
            hasta_hoy: Cell::new(0),
            holgado: HOLGADO.saturating_add(POR_COLUMNA.saturating_mul(columnas)),
        }
    }

    /// Whether little may be spent.
    pub(super) fn high(&self) -> bool {
        self.hasta_hoy.get() > self.holgado
    }

    /// Whether nothing may be spent.
    fn over(&self) -> bool {
        self.hasta_hoy.get() / 2 > self.holgado
    }

    fn add(&self, pivotes: u64, columnas: usize) {
        let suyo = pivotes.saturating_mul(u64::try_from(columnas).unwrap_or(u64::MAX));
        self.hasta_hoy
            .set(self.hasta_hoy.get().saturating_add(suyo));
    }
}

pub(super) struct Programa<'a> {
    pub(super) gasto: &'a Gasto,
    pub(super) filas: &'a Filas<'a>,
    pub(super) padron: &'a Padron,
    pub(super) columnas: &'a Columnas,
    pub(super) eleccion: &'a Eleccion,
}

/// A program being built: its columns, and what each row adds up.
struct Obra {
    problema: Problem,
    elegidas: Vec<u32>,
    variables: Vec<Variable>,
    /// By row of the edition that is left off: how far, up and down.
    sueltas: Vec<(usize, [Variable; 2])>,
    /// Who makes only as many changes as there are of her.
    contadas: BTreeSet<u32>,
}

impl Programa<'_> {
    /// A movement that answers, if one is found.
    pub(super) fn solve(&self, pregunta: Pregunta) -> Option<Respuesta> {
        if self.gasto.over() {
            return None;
        }
        let Some(sueltas) = pregunta.sueltas else {
            let todas = self.columnas.origenes.len();
            let breve = pregunta.breve || self.gasto.high() || todas <= COLUMNAS[0].0;
            let mut tamanos = COLUMNAS.iter().take(if breve { 1 } else { 2 });
            return tamanos.find_map(|(columnas, nodos)| self.attempt(pregunta, *columnas, *nodos));
        };
        let cuantos = if self.gasto.high() { 1 } else { 2 };
        DE_REMEDIO[..cuantos].iter().find_map(|(columnas, hasta)| {
            let sueltas = Some(Sueltas {
                hasta: *hasta,
                ..sueltas
            });
            self.attempt(
                Pregunta {
                    sueltas,
                    ..pregunta
                },
                *columnas,
                NODOS,
            )
        })
    }

    fn attempt(&self, pregunta: Pregunta, columnas: usize, nodos: u64) -> Option<Respuesta> {
        let mut obra = self.build(pregunta, columnas);
        for _ in 0..VUELTAS {
            let mut opciones = SolveOptions::default();
            opciones.node_limit = Some(if self.gasto.high() {
                NODOS_DESPUES
            } else {
                nodos
            });
            // Any movement will do; of remedies, a cheap one.
            opciones.mip_gap = if pregunta.sueltas.is_some() { 0.2 } else { 1.0 };
            let hecho = obra.problema.solve_with(opciones);
            let pivotes = hecho
                .as_ref()
                .map_or(EN_VANO, |hecho| hecho.stats().lp_iterations);
            self.gasto.add(pivotes, obra.elegidas.len());
            let hecho = hecho.ok()?;
            let solucion = hecho.solution()?;
            let mut movimiento = vec![];
            for (columna, variable) in obra.elegidas.iter().zip(&obra.variables) {
                let veces = whole(solucion.var_value(*variable));
                movimiento.extend((0..veces).map(|_| *columna));
            }
            match pareja::who(self.padron, self.columnas, &movimiento) {
                Ok(pasos) => {
                    let off = |(_, partes): &&(usize, [Variable; 2])| {
                        partes.iter().any(|v| whole(solucion.var_value(*v)) > 0)
                    };
                    let estorban = obra.sueltas.iter().filter(off).map(|(fila, _)| *fila);
                    let estorban = estorban.collect();
                    return Some(Respuesta { pasos, estorban });
                }
                Err(pocas) => {
                    self.too_few(&mut obra, &pocas);
                    self.one_by_one(&mut obra, &movimiento);
                }
            }
        }
        None
    }

    fn build(&self, pregunta: Pregunta, columnas: usize) -> Obra {
        let mut elegidas = (self.eleccion).choose(self.filas, self.columnas, pregunta, columnas);
        eleccion::prune(self.filas, self.columnas, pregunta, &mut elegidas);
        let mut problema = Problem::new(OptimizationDirection::Minimize);
        let mut de_fila: BTreeMap<usize, Vec<(Variable, i32)>> = BTreeMap::new();
        let mut mueve: Vec<(Variable, f64)> = vec![];
        let mut variables = Vec::with_capacity(elegidas.len());
        for columna in &elegidas {
            let entradas = self.columnas.of(*columna);
            let variable = problema.add_integer_var(
                f64::from(self.columnas.size(*columna)),
                (0, self.room(*columna)),
            );
            variables.push(variable);
            for (fila, cuanto) in entradas {
                de_fila
                    .entry(at(*fila))
                    .or_default()
                    .push((variable, *cuanto));
            }
            let efecto = self.columnas.effect(pregunta.forma, *columna) * pregunta.signo;
            if efecto != 0 {
                mueve.push((variable, float(efecto)));
            }
        }
        problema.add_constraint(mueve, ComparisonOp::Ge, float(pregunta.cuanto));
        let mut obra = Obra {
            problema,
            elegidas,
            variables,
            sueltas: vec![],
            contadas: BTreeSet::new(),
        };
        // Rows of which every change does the same bind once, by what is asked most of.
        let mut limites: BTreeMap<&[(Variable, i32)], Option<i64>> = BTreeMap::new();
        for (i, terminos) in &de_fila {
            let fila = &self.filas.todas[*i];
            let minimo = fila.oculta.map(|minimo| minimo - fila.verdad);
            if let Some(sueltas) = pregunta.sueltas.filter(|_| pregunta.loose(self.filas, *i)) {
                obra.loose(*i, fila, terminos, sueltas.costo[*i]);
            } else {
                let limite = limites.entry(terminos).or_insert(minimo);
                *limite = limite.zip(minimo).map(|(uno, otro)| uno.max(otro));
            }
        }
        for (terminos, minimo) in limites {
            obra.bind(terminos, minimo);
        }
        obra
    }

    /// How often a change can be made at most.
    fn room(&self, columna: u32) -> i32 {
        let origenes = &self.columnas.origenes[at(columna)];
        let veces = origenes.iter().map(|origen| {
            if origen.cambio.llega() {
                LLEGAN
            } else {
                self.padron.quienes[at(origen.quien)].1
            }
        });
        i32::try_from(veces.fold(0, u32::saturating_add)).unwrap_or(i32::MAX)
    }

    /// Of the changes that only one person can make, she makes as many as there are of her: of all who might be in a
    /// movement.
    fn one_by_one(&self, obra: &mut Obra, movimiento: &[u32]) {
        let origenes = |columna: &u32| self.columnas.origenes[at(*columna)].iter();
        let quienes: BTreeSet<u32> = movimiento
            .iter()
            .flat_map(origenes)
            .filter(|origen| !origen.cambio.llega())
            .map(|origen| origen.quien)
            .collect();
        for quien in quienes {
            if obra.contadas.insert(quien) {
                self.too_few(obra, &[quien]);
            }
        }
    }

    /// Some persons can make so many changes only.
    fn too_few(&self, obra: &mut Obra, pocas: &[u32]) {
        let only = |columna: &u32| {
            let mut origenes = self.columnas.origenes[at(*columna)].iter();
            origenes.all(|o| !o.cambio.llega() && pocas.binary_search(&o.quien).is_ok())
        };
        let suyas = obra.elegidas.iter().zip(&obra.variables);
        let suyas = suyas.filter(|(columna, _)| only(columna));
        let suyas: Vec<(Variable, f64)> = suyas.map(|(_, variable)| (*variable, 1.0)).collect();
        if suyas.len() < 2 {
            return;
        }
        let cuantas: u32 = pocas
            .iter()
            .map(|quien| self.padron.quienes[at(*quien)].1)
            .sum();
        obra.problema
            .add_constraint(suyas, ComparisonOp::Le, f64::from(cuantas));
    }
}

impl Obra {
    /// What is published stays as it is; of the rest, nobody goes who is known to be there.
    fn bind(&mut self, terminos: &[(Variable, i32)], minimo: Option<i64>) {
        if minimo.is_some() && terminos.iter().all(|(_, cuanto)| *cuanto > 0) {
            return;
        }
        let suma = sum(terminos);
        match minimo {
            None => self.problema.add_constraint(suma, ComparisonOp::Eq, 0.0),
            Some(minimo) => self
                .problema
                .add_constraint(suma, ComparisonOp::Ge, float(minimo)),
        }
    }

    /// A published row may be left off, at a price: as if it were withheld.
    fn loose(&mut self, i: usize, fila: &Fila, terminos: &[(Variable, i32)], costo: Option<u64>) {
        let precio = costo.map_or(NUNCA, |n| {
            ESTORBO * f64::from(u32::try_from(n.min(CAROS)).unwrap_or(0))
        });
        let baja = i32::try_from(fila.verdad - fila.least())
            .unwrap_or(i32::MAX)
            .max(0);
        let sube = self.problema.add_integer_var(precio, (0, i32::MAX));
        let baja = self.problema.add_integer_var(precio, (0, baja));
        let mut suma = sum(terminos);
        suma.add(sube, -1.0);
        suma.add(baja, 1.0);
        self.problema.add_constraint(suma, ComparisonOp::Eq, 0.0);
        self.sueltas.push((i, [sube, baja]));
    }
}

fn sum(terminos: &[(Variable, i32)]) -> LinearExpr {
    let mut suma = LinearExpr::empty();
    for (variable, cuanto) in terminos {
        suma.add(*variable, f64::from(*cuanto));
    }
    suma
}

fn float(n: i64) -> f64 {
    i32::try_from(n).map_or(f64::MAX, f64::from)
}

/// The whole number that one of the solver's stands for.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and not negative"
)]
fn whole(valor: f64) -> u32 {
    valor.round().clamp(0.0, 1e6) as u32
}
