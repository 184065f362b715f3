//! A program as the solver takes it: a column for each change, a row for each count that it disturbs.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{
    ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, SolveOutcome, Variable,
};

use super::columnas::Columnas;
use super::filas::{Fila, Filas, at};
use super::gasto::Gasto;
use super::padron::Padron;
use super::programa::Pregunta;

/// How often a change may be made for which nobody has to make room.
const LLEGAN: u32 = 12;
/// What it costs to leave a published row off by one, for each point that withholding it costs; and if it must not be.
const ESTORBO: f64 = 100.0;
const NUNCA: f64 = 200_000.0;
/// Points beyond which all cells cost the same.
const CAROS: u64 = 1_000;
/// What is more than nothing, in the solver's arithmetic.
const ALGO: f64 = 1e-6;
/// Pivots that a program without an answer takes.
const EN_VANO: u64 = 60;

/// What a program is built of.
#[derive(Clone, Copy)]
pub(super) struct Materia<'a> {
    pub(super) filas: &'a Filas<'a>,
    pub(super) padron: &'a Padron,
    pub(super) columnas: &'a Columnas,
}

/// A program being built: its columns, and what each row adds up.
pub(super) struct Obra<'a> {
    materia: Materia<'a>,
    problema: Problem,
    /// Whether changes are made whole.
    enteros: bool,
    elegidas: Vec<u32>,
    variables: Vec<Variable>,
    /// By row of the edition that may be left off: how far, up and down.
    sueltas: Vec<(usize, [Variable; 2])>,
    /// Who makes only as many changes as there are of her.
    contadas: BTreeSet<u32>,
}

/// What a program says: how often each change is made, by column, and the rows that are left off.
pub(super) struct Solucion {
    veces: Vec<(u32, f64)>,
    pub(super) estorban: Vec<usize>,
}

impl Solucion {
    /// The changes that are made at all, ascending.
    pub(super) fn support(&self) -> impl Iterator<Item = u32> {
        self.veces.iter().map(|(columna, _)| *columna)
    }

    /// The changes, each as often as it is made.
    pub(super) fn movement(&self) -> Vec<u32> {
        let veces = self.veces.iter();
        let todas = veces.flat_map(|(columna, veces)| (0..whole(*veces)).map(|_| *columna));
        todas.collect()
    }
}

impl<'a> Obra<'a> {
    /// A program of some changes, in whole numbers or not.
    pub(super) fn new(
        materia: Materia<'a>,
        pregunta: Pregunta,
        elegidas: Vec<u32>,
        enteros: bool,
    ) -> Self {
        let mut obra = Self {
            materia,
            problema: Problem::new(OptimizationDirection::Minimize),
            enteros,
            elegidas: vec![],
            variables: Vec::with_capacity(elegidas.len()),
            sueltas: vec![],
            contadas: BTreeSet::new(),
        };
        let Materia {
            filas, columnas, ..
        } = materia;
        let mut de_fila: BTreeMap<usize, Vec<(Variable, i32)>> = BTreeMap::new();
        let mut mueve: Vec<(Variable, f64)> = vec![];
        for columna in &elegidas {
            let variable = obra.variable(columnas.size(*columna).into(), obra.room(*columna));
            obra.variables.push(variable);
            for (fila, cuanto) in columnas.of(*columna) {
                let fila = de_fila.entry(at(*fila)).or_default();
                fila.push((variable, *cuanto));
            }
            let efecto = columnas.effect(pregunta.forma, *columna) * pregunta.signo;
            if efecto != 0 {
                mueve.push((variable, float(efecto)));
            }
        }
        obra.elegidas = elegidas;
        obra.problema
            .add_constraint(mueve, ComparisonOp::Ge, float(pregunta.cuanto));
        // Rows of which every change does the same bind once, by what is asked most of.
        let mut limites: BTreeMap<&[(Variable, i32)], Option<i64>> = BTreeMap::new();
        for (i, terminos) in &de_fila {
            let fila = &filas.todas[*i];
            let minimo = fila.oculta.map(|minimo| minimo - fila.verdad);
            if let Some(costo) = pregunta.loose(filas, *i) {
                obra.loose(*i, fila, terminos, costo);
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

    fn variable(&mut self, costo: f64, hasta: i32) -> Variable {
        if self.enteros {
            self.problema.add_integer_var(costo, (0, hasta))
        } else {
            self.problema.add_var(costo, (0.0, f64::from(hasta)))
        }
    }

    /// How often a change can be made at most.
    fn room(&self, columna: u32) -> i32 {
        let origenes = &self.materia.columnas.origenes[at(columna)];
        let veces = origenes.iter().map(|origen| {
            if origen.cambio.llega() {
                LLEGAN
            } else {
                self.materia.padron.quienes[at(origen.quien)].1
            }
        });
        i32::try_from(veces.fold(0, u32::saturating_add)).unwrap_or(i32::MAX)
    }

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
        let sube = self.variable(precio, i32::MAX);
        let baja = self.variable(precio, baja);
        let mut suma = sum(terminos);
        suma.add(sube, -1.0);
        suma.add(baja, 1.0);
        self.problema.add_constraint(suma, ComparisonOp::Eq, 0.0);
        self.sueltas.push((i, [sube, baja]));
    }

    /// What the solver says, with so many branches at most, if it finds anything: any movement will do, and of remedies a
    /// cheap one.
    pub(super) fn solve(&self, gasto: &Gasto, nodos: u64) -> Option<Solucion> {
        let mut opciones = SolveOptions::default();
        if self.enteros {
            opciones.node_limit = Some(nodos);
            opciones.mip_gap = if self.sueltas.is_empty() { 1.0 } else { 0.2 };
        }
        let hecho = self.problema.solve_with(opciones);
        let pivotes = (hecho.as_ref()).map_or(EN_VANO, |hecho| hecho.stats().lp_iterations);
        gasto.add(pivotes, self.elegidas.len());
        self.read(&hecho.ok()?)
    }

    fn read(&self, hecho: &SolveOutcome) -> Option<Solucion> {
        let solucion = hecho.solution()?;
        let suyas = self.elegidas.iter().zip(&self.variables);
        let veces = suyas.map(|(columna, v)| (*columna, solucion.var_value(*v)));
        let off = |(_, partes): &&(usize, [Variable; 2])| {
            partes.iter().any(|v| solucion.var_value(*v) > ALGO)
        };
        let estorban = self.sueltas.iter().filter(off).map(|(fila, _)| *fila);
        Some(Solucion {
            veces: veces.filter(|(_, veces)| *veces > ALGO).collect(),
            estorban: estorban.collect(),
        })
    }

    /// Of the changes that only one person can make, she makes as many as there are of her: of all who might be in a
    /// movement.
    pub(super) fn one_by_one(&mut self, movimiento: &[u32]) {
        let origenes = |columna: &u32| self.materia.columnas.origenes[at(*columna)].iter();
        let quienes: BTreeSet<u32> = movimiento
            .iter()
            .flat_map(origenes)
            .filter(|origen| !origen.cambio.llega())
            .map(|origen| origen.quien)
            .collect();
        for quien in quienes {
            if self.contadas.insert(quien) {
                self.too_few(&[quien]);
            }
        }
    }

    /// Some persons can make so many changes only.
    pub(super) fn too_few(&mut self, pocas: &[u32]) {
        let only = |columna: &u32| {
            let mut origenes = self.materia.columnas.origenes[at(*columna)].iter();
            origenes.all(|o| !o.cambio.llega() && pocas.binary_search(&o.quien).is_ok())
        };
        let suyas = self.elegidas.iter().zip(&self.variables);
        let suyas = suyas.filter(|(columna, _)| only(columna));
        let suyas: Vec<(Variable, f64)> = suyas.map(|(_, variable)| (*variable, 1.0)).collect();
        if suyas.len() < 2 {
            return;
        }
        let cuantas: u32 = pocas
            .iter()
            .map(|quien| self.materia.padron.quienes[at(*quien)].1)
            .sum();
        self.problema
            .add_constraint(suyas, ComparisonOp::Le, f64::from(cuantas));
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
