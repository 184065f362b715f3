//! How far a sum of unknowns can go: linear programs over the rows that bounds leave open.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{
    ComparisonOp, LinearExpr, OptimizationDirection, Problem, Solution, SolveOptions, Variable,
};

use super::sistema::{Forma, Sistema};

/// Slack for what is computed with floating point: an attacker that is not sure says nothing.
pub(super) const HOLGURA: f64 = 1e-5;

/// Branches of a whole-number program, at most.
const RAMAS: u64 = 30;

/// The rows that bounds do not already imply, and which belong together.
pub(super) struct Programa {
    filas: Vec<(Vec<(usize, f64)>, f64)>,
    /// The component of each unknown that is not fixed.
    grupo: Vec<Option<usize>>,
    fila_grupo: Vec<usize>,
    cotas: Vec<(i32, i32)>,
    /// A point of each set of components, to start from.
    bases: BTreeMap<BTreeSet<usize>, Option<Base>>,
    /// How many have been solved.
    pub(super) resueltos: usize,
}

/// A solution, and the variable of each unknown in it.
type Base = (Solution, Vec<Option<Variable>>);

/// A point of all unknowns; those of other components are not numbers.
pub(super) type Punto = Vec<f64>;

impl Programa {
    pub(super) fn new(sistema: &Sistema) -> Self {
        let (bajas, altas) = (&sistema.bajas, &sistema.altas);
        let mut filas = BTreeSet::new();
        for fila in &sistema.filas {
            let minima: i32 = (fila.forma.iter())
                .map(|&(v, c)| c * if c > 0 { bajas[v] } else { altas[v] })
                .sum();
            if minima >= fila.minimo {
                continue;
            }
            let fija = |v: usize| bajas[v] == altas[v];
            let constante: i32 = (fila.forma.iter())
                .filter(|t| fija(t.0))
                .map(|&(v, c)| c * bajas[v])
                .sum();
            let mut libres: Forma = fila.forma.iter().copied().filter(|t| !fija(t.0)).collect();
            libres.sort_unstable();
            if !libres.is_empty() {
                filas.insert((libres, fila.minimo - constante));
            }
        }
        let (grupo, fila_grupo) = components(sistema, filas.iter().map(|f| &f.0));
        let real = |forma: &Forma| forma.iter().map(|&(v, c)| (v, f64::from(c))).collect();
        Self {
            filas: (filas.iter())
                .map(|(forma, minimo)| (real(forma), f64::from(*minimo)))
                .collect(),
            grupo,
            fila_grupo,
            cotas: bajas.iter().copied().zip(altas.iter().copied()).collect(),
            bases: BTreeMap::new(),
            resueltos: 0,
        }
    }

    /// The size of the programs of this form.
    pub(super) fn size(&self, forma: &Forma) -> usize {
        let grupos = self.groups(forma);
        self.fila_grupo
            .iter()
            .filter(|g| grupos.contains(g))
            .count()
    }

    fn groups(&self, forma: &Forma) -> BTreeSet<usize> {
        forma.iter().filter_map(|t| self.grupo[t.0]).collect()
    }

    /// The least, or the most, that the form can be, in whole numbers if so is asked, and where; nothing if the solver
    /// does not know.
    pub(super) fn solve(
        &mut self,
        forma: &Forma,
        al_maximo: bool,
        enteros: bool,
    ) -> Option<(f64, Punto)> {
        self.resueltos += 1;
        let (problema, variables) = self.state(&self.groups(forma), forma, al_maximo, enteros);
        let mut opciones = SolveOptions::default();
        opciones.node_limit = Some(RAMAS);
        let salida = problema.solve_with(opciones).ok()?;
        let solucion = salida.is_optimal().then(|| salida.into_solution().ok())??;
        let punto = self.point(&variables, &solucion);
        Some((value(forma, &punto), punto))
    }

    /// A point where the form is at least so much, or at most, if the solver finds one: it starts from one that it
    /// knows, which is sooner done than going as far as there is.
    pub(super) fn reach(&mut self, forma: &Forma, al_menos: bool, cuanto: f64) -> Option<Punto> {
        let grupos = self.groups(forma);
        if !self.bases.contains_key(&grupos) {
            let (problema, variables) = self.state(&grupos, &Forma::new(), false, false);
            let salida = problema.solve().ok().and_then(|s| s.into_solution().ok());
            self.bases
                .insert(grupos.clone(), salida.map(|s| (s, variables)));
        }
        let (base, variables) = self.bases.get(&grupos)?.as_ref()?;
        let op = if al_menos {
            ComparisonOp::Ge
        } else {
            ComparisonOp::Le
        };
        let fijo: i32 = (forma.iter())
            .filter(|t| variables[t.0].is_none())
            .map(|&(v, c)| c * self.cotas[v].0)
            .sum();
        let fila = (forma.iter()).filter_map(|&(v, c)| Some((variables[v]?, f64::from(c))));
        let salida =
            base.clone()
                .add_constraint(fila.collect::<LinearExpr>(), op, cuanto - f64::from(fijo));
        let solucion = salida.ok()?.into_solution().ok()?;
        Some(self.point(variables, &solucion))
    }

    /// The program of these components.
    fn state(
        &self,
        grupos: &BTreeSet<usize>,
        forma: &Forma,
        al_maximo: bool,
        enteros: bool,
    ) -> (Problem, Vec<Option<Variable>>) {
        let mut problema = Problem::new(if al_maximo {
            OptimizationDirection::Maximize
        } else {
            OptimizationDirection::Minimize
        });
        let mut variables = vec![None; self.grupo.len()];
        for (v, grupo) in self.grupo.iter().enumerate() {
            if grupo.is_some_and(|g| grupos.contains(&g)) {
                let peso: i32 = forma.iter().filter(|t| t.0 == v).map(|t| t.1).sum();
                let (baja, alta) = self.cotas[v];
                variables[v] = Some(if enteros {
                    problema.add_integer_var(f64::from(peso), (baja, alta))
                } else {
                    problema.add_var(f64::from(peso), (f64::from(baja), f64::from(alta)))
                });
            }
        }
        for ((fila, minimo), _) in
            (self.filas.iter().zip(&self.fila_grupo)).filter(|f| grupos.contains(f.1))
        {
            let fila = fila.iter().filter_map(|&(v, c)| Some((variables[v]?, c)));
            problema.add_constraint(fila, ComparisonOp::Ge, *minimo);
        }
        (problema, variables)
    }

    fn point(&self, variables: &[Option<Variable>], solucion: &Solution) -> Punto {
        (variables.iter().zip(&self.cotas))
            .map(|(variable, &(baja, alta))| match variable {
                Some(variable) => solucion.var_value(*variable),
                None if baja == alta => f64::from(baja),
                None => f64::NAN,
            })
            .collect()
    }
}

/// The value of a form at a point.
pub(super) fn value(forma: &Forma, punto: &[f64]) -> f64 {
    forma.iter().map(|&(v, c)| f64::from(c) * punto[v]).sum()
}

/// Components of the unknowns that are not fixed, and that of each row.
fn components<'a>(
    sistema: &Sistema,
    filas: impl Iterator<Item = &'a Forma> + Clone,
) -> (Vec<Option<usize>>, Vec<usize>) {
    let mut padre: Vec<usize> = (0..sistema.incognitas.len()).collect();
    for fila in filas.clone() {
        let raiz = root(&mut padre, fila[0].0);
        for &(v, _) in fila {
            let otra = root(&mut padre, v);
            padre[otra] = raiz;
        }
    }
    let grupo = (0..padre.len())
        .map(|v| (sistema.bajas[v] < sistema.altas[v]).then(|| root(&mut padre, v)))
        .collect();
    let fila_grupo = filas.map(|fila| root(&mut padre, fila[0].0)).collect();
    (grupo, fila_grupo)
}

fn root(padre: &mut [usize], mut v: usize) -> usize {
    while padre[v] != v {
        padre[v] = padre[padre[v]];
        v = padre[v];
    }
    v
}
