//! A program as the solver takes it: a column for each change, a row for each count that it disturbs.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Solution, Variable};

use super::columnas::Columnas;
use super::filas::{Fila, Filas, at};
use super::gasto::Gasto;
use super::padron::Padron;
use super::programa::Movimiento;

/// How often a change may be made for which nobody has to make room.
const LLEGAN: u32 = 12;
/// Persons who can make a change, at most, for it to be one of each of them: no more changes are then made by one of them
/// than there are of her.
const DE_CADA_UNA: usize = 4;
/// Persons for each of whom there is such a row, at most.
const UNA_A_UNA: usize = 150;
/// What it costs to leave a published row off by one, for each point that withholding it costs.
const ESTORBO: f64 = 100.0;
/// Points beyond which all cells cost the same.
const CAROS: u64 = 1_000;
/// What is more than nothing, in the solver's arithmetic.
const ALGO: f64 = 1e-6;
/// Changes that a dive makes whole one by one.
const BRAZADAS: usize = 60;
/// Pivots that a program without an answer takes.
const EN_VANO: u64 = 60;

/// What a program is built of.
#[derive(Clone, Copy)]
pub(super) struct Insumos<'a> {
    pub(super) filas: &'a Filas<'a>,
    pub(super) padron: &'a Padron,
    pub(super) columnas: &'a Columnas,
}

/// A program being built: its columns, and what each row adds up.
pub(super) struct Obra<'a> {
    materia: Insumos<'a>,
    problema: Problem,
    cambios: Vec<Cambia>,
    /// By row of the edition that may be left off: how far, up and down.
    sueltas: Vec<(usize, [Variable; 2])>,
}

/// A change, and those who make it: nobody in particular, if nobody has to make room.
struct Cambia {
    columna: u32,
    variable: Variable,
    /// Ascending.
    quienes: Vec<u32>,
}

/// Changes, each as often as it is made, and the rows that are left off.
pub(super) struct Solucion {
    pub(super) movimiento: Vec<u32>,
    pub(super) estorban: Vec<usize>,
}

impl<'a> Obra<'a> {
    /// A program of some changes.
    pub(super) fn new(materia: Insumos<'a>, pregunta: Movimiento, elegidas: Vec<u32>) -> Self {
        let mut obra = Self {
            materia,
            problema: Problem::new(OptimizationDirection::Minimize),
            cambios: Vec::with_capacity(elegidas.len()),
            sueltas: vec![],
        };
        let Insumos {
            filas, columnas, ..
        } = materia;
        let mut de_fila: Vec<Vec<(Variable, i32)>> = vec![vec![]; filas.todas.len()];
        let mut mueve: Vec<(Variable, f64)> = vec![];
        for columna in elegidas {
            let efecto = columnas.effect(pregunta.forma, columna) * pregunta.signo;
            for (quienes, hasta) in obra.makers(columna) {
                let tamano = f64::from(columnas.size(columna)) * dearer(columna, pregunta.semilla);
                let variable = obra.problema.add_var(tamano, (0.0, hasta.into()));
                for (fila, cuanto) in columnas.of(columna) {
                    de_fila[at(*fila)].push((variable, *cuanto));
                }
                if efecto != 0 {
                    mueve.push((variable, float(efecto)));
                }
                obra.cambios.push(Cambia {
                    columna,
                    variable,
                    quienes,
                });
            }
        }
        obra.problema
            .add_constraint(mueve, ComparisonOp::Ge, float(pregunta.cuanto));
        // Rows of which every change does the same bind once, by what is asked most of.
        let mut limites: BTreeMap<&[(Variable, i32)], Option<i64>> = BTreeMap::new();
        let tocadas = de_fila.iter().enumerate();
        for (i, terminos) in tocadas.filter(|(_, terminos)| !terminos.is_empty()) {
            let fila = &filas.todas[i];
            let minimo = fila.oculta.map(|minimo| minimo - fila.verdad);
            if let Some(costo) = pregunta.loose(filas, i) {
                obra.loose(i, fila, terminos, costo);
            } else {
                let limite = limites.entry(terminos).or_insert(minimo);
                *limite = limite.zip(minimo).map(|(uno, otro)| uno.max(otro));
            }
        }
        if pregunta.canje {
            mirrored(&mut limites);
        }
        for (terminos, minimo) in limites {
            obra.bind(terminos, minimo);
        }
        obra
    }

    /// Who makes a change, and how often at most: each of those who can, if they are few, or all together.
    fn makers(&self, columna: u32) -> Vec<(Vec<u32>, u32)> {
        let origenes = &self.materia.columnas.origenes[at(columna)];
        if origenes.iter().any(|origen| origen.cambio.llega()) {
            return vec![(vec![], LLEGAN)];
        }
        let mut quienes: Vec<u32> = origenes.iter().map(|origen| origen.quien).collect();
        quienes.sort_unstable();
        if quienes.len() <= DE_CADA_UNA {
            let una = |quien: u32| (vec![quien], self.how_many(&[quien]));
            return quienes.into_iter().map(una).collect();
        }
        let todas = self.how_many(&quienes);
        vec![(quienes, todas)]
    }

    /// How many persons there are of some patterns.
    fn how_many(&self, quienes: &[u32]) -> u32 {
        let suyas = quienes
            .iter()
            .map(|quien| self.materia.padron.quienes[at(*quien)].1);
        suyas.fold(0, u32::saturating_add)
    }

    /// What is published stays as it is; of the rest, nobody goes who is known to be there.
    fn bind(&mut self, terminos: &[(Variable, i32)], minimo: Option<i64>) {
        // What only raises a withheld count never takes it below its least.
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
    fn loose(&mut self, i: usize, fila: &Fila, terminos: &[(Variable, i32)], costo: u64) {
        // A row that cost nothing would be left off before any other.
        let costo = u32::try_from(costo.min(CAROS)).expect("what is dear is far below 32 bits");
        let precio = ESTORBO * f64::from(costo);
        let baja = float((fila.verdad - fila.least()).max(0));
        let sube = self.problema.add_var(precio, (0.0, i32::MAX.into()));
        let baja = self.problema.add_var(precio, (0.0, baja));
        let mut suma = sum(terminos);
        suma.add(sube, -1.0);
        suma.add(baja, 1.0);
        self.problema.add_constraint(suma, ComparisonOp::Eq, 0.0);
        self.sueltas.push((i, [sube, baja]));
    }

    /// Nobody makes more of the changes that only she can make than there are of her. If that is a matter of many persons,
    /// only of those who turn out to be too few.
    pub(super) fn one_by_one(&mut self) {
        let mut suyas: BTreeMap<u32, Vec<(Variable, f64)>> = BTreeMap::new();
        for cambia in &self.cambios {
            if let [quien] = cambia.quienes[..] {
                suyas.entry(quien).or_default().push((cambia.variable, 1.0));
            }
        }
        if suyas.len() > UNA_A_UNA {
            return;
        }
        for (quien, suyas) in suyas {
            self.at_most(suyas, &[quien]);
        }
    }

    /// Some persons, ascending, make so many changes only.
    pub(super) fn too_few(&mut self, pocas: &[u32]) {
        let only = |cambia: &&Cambia| {
            let mut quienes = cambia.quienes.iter();
            !cambia.quienes.is_empty() && quienes.all(|quien| pocas.binary_search(quien).is_ok())
        };
        let suyas = self.cambios.iter().filter(only);
        let suyas = suyas.map(|cambia| (cambia.variable, 1.0)).collect();
        self.at_most(suyas, pocas);
    }

    fn at_most(&mut self, suyas: Vec<(Variable, f64)>, quienes: &[u32]) {
        if suyas.len() > 1 {
            let cuantas = self.how_many(quienes).into();
            self.problema
                .add_constraint(suyas, ComparisonOp::Le, cuantas);
        }
    }

    /// The changes that are made at all, in any parts of persons, and the rows that are then left off, if that answers.
    pub(super) fn parts(&self, gasto: &Gasto) -> Option<Solucion> {
        let solucion = self.root(gasto)?;
        let hechas = self.cambios.iter();
        let hechas = hechas.filter(|cambia| solucion.var_value(cambia.variable) > ALGO);
        Some(Solucion {
            movimiento: hechas.map(|cambia| cambia.columna).collect(),
            estorban: self.left_off(&solucion),
        })
    }

    /// The best that the solver finds in parts of persons.
    pub(super) fn root(&self, gasto: &Gasto) -> Option<Solution> {
        let hecho = self.problema.solve();
        let pivotes = hecho.as_ref().map_or(EN_VANO, |h| h.stats().lp_iterations);
        gasto.add(pivotes, self.cambios.len());
        hecho.ok()?.into_solution().ok()
    }

    /// What the solver says in parts of persons, made whole: the change that is nearest to being made once more is made
    /// once more, and the rest is asked again. Nothing if it then has no answer: to go back and make it once less seldom helps
    /// (of the demonstration's no number), and to be able to takes a copy of the program each time. (It is a *fractional diving* heuristic: Achterberg, Constraint
    /// Integer Programming, thesis, TU Berlin 2007, 9.3.)
    pub(super) fn dive(&self, gasto: &Gasto) -> Option<Solucion> {
        self.dive_from(self.root(gasto)?, gasto)
    }

    pub(super) fn dive_from(&self, mut solucion: Solution, gasto: &Gasto) -> Option<Solucion> {
        for _ in 0..BRAZADAS {
            let Some((variable, valor)) = self.nearest(&solucion) else {
                return Some(self.read(&solucion));
            };
            let antes = solucion.stats().lp_iterations;
            let hecho = solucion.fix_var(variable, valor.ceil()).ok();
            let Some(otra) = hecho.and_then(|hecho| hecho.into_solution().ok()) else {
                gasto.add(EN_VANO, self.cambios.len());
                return None;
            };
            solucion = otra;
            let pivotes = solucion.stats().lp_iterations.saturating_sub(antes);
            gasto.add(pivotes, self.cambios.len());
        }
        None
    }

    /// The change that is nearest to being made once more than it is whole, and how often it is made; nothing if all are
    /// whole.
    fn nearest(&self, solucion: &Solution) -> Option<(Variable, f64)> {
        let mut mejor: Option<(Variable, f64)> = None;
        for cambia in &self.cambios {
            let valor = solucion.var_value(cambia.variable);
            let parte = valor.fract();
            let entera = !(ALGO..=1.0 - ALGO).contains(&parte);
            if !entera && mejor.is_none_or(|(_, otro)| otro.fract() < parte) {
                mejor = Some((cambia.variable, valor));
            }
        }
        mejor
    }

    fn read(&self, solucion: &Solution) -> Solucion {
        let veces = self.cambios.iter().flat_map(|cambia| {
            let veces = whole(solucion.var_value(cambia.variable));
            (0..veces).map(|_| cambia.columna)
        });
        Solucion {
            movimiento: veces.collect(),
            estorban: self.left_off(solucion),
        }
    }

    /// The published rows that are left off.
    pub(super) fn left_off(&self, solucion: &Solution) -> Vec<usize> {
        let off = |(_, partes): &&(usize, [Variable; 2])| {
            partes.iter().any(|v| solucion.var_value(*v) > ALGO)
        };
        let estorban = self.sueltas.iter().filter(off).map(|(fila, _)| *fila);
        estorban.collect()
    }
}

fn sum(terminos: &[(Variable, i32)]) -> LinearExpr {
    let mut suma = LinearExpr::empty();
    for (variable, cuanto) in terminos {
        suma.add(*variable, f64::from(*cuanto));
    }
    suma
}

/// Leaves out what a row binds that another one, which every change moves the other way, binds as well: what leaves a place
/// comes to the other one.
fn mirrored(limites: &mut BTreeMap<&[(Variable, i32)], Option<i64>>) {
    let opposite = |terminos: &[(Variable, i32)]| -> Vec<(Variable, i32)> {
        terminos
            .iter()
            .map(|(variable, cuanto)| (*variable, -cuanto))
            .collect()
    };
    let fijas = limites.iter().filter(|(_, minimo)| minimo.is_none());
    let fijas: BTreeSet<Vec<(Variable, i32)>> =
        fijas.map(|(terminos, _)| terminos.to_vec()).collect();
    limites.retain(|terminos, minimo| {
        let otra = opposite(terminos);
        // Of two that stay as they are, the one that begins with a fall is left out.
        let sobra = minimo.is_some() || terminos.first().is_some_and(|(_, cuanto)| *cuanto < 0);
        !(sobra && fijas.contains(&otra))
    });
}

/// What chance makes of the price of a change: half of it to one and a half.
fn dearer(columna: u32, semilla: u64) -> f64 {
    if semilla == 0 {
        return 1.0;
    }
    let azar = (u64::from(columna) + 1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15 ^ (semilla << 7))
        .wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let azar = u32::try_from(azar >> 32).expect("32 bits are left");
    0.5 + f64::from(azar) / f64::from(u32::MAX)
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
