//! How far a number can go beside all else that is published: linear programs over the inequalities of a reader.
//!
//! Bounds move one number at a time, and leave open what several inequalities close in on together. A program looks at all
//! of them at once. What it says is in parts of persons, so that it finds no number narrower than it is.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Variable};

use super::estado::{Cota, SIN_LIMITE};
use super::sistema::Sistema;

/// What is taken for computing error.
const HOLGURA: f64 = 1e-5;
/// Rows of all programs together: beyond them nothing more is asked.
const FILAS: usize = 2_000_000;
/// Ways of mixing numbers for points that serve many of them.
const MEZCLAS: usize = 4;

/// A sum of numbers.
type Terminos = [(usize, i64)];

/// A program being built: what each number of the reader is in it.
pub(super) struct Plano {
    pub(super) problema: Problem,
    numeros: Vec<Numero>,
}

/// A number: so much, and what moves it.
#[derive(Default, Clone)]
struct Numero {
    fijo: f64,
    partes: Vec<(Variable, f64)>,
}

impl Plano {
    pub(super) fn new(direccion: OptimizationDirection, numeros: usize) -> Self {
        Self {
            problema: Problem::new(direccion),
            numeros: vec![Numero::default(); numeros],
        }
    }

    /// A number is known.
    pub(super) fn fix(&mut self, numero: usize, valor: i64) {
        self.numeros[numero].fijo = float(valor);
    }

    /// A number is within some bounds, and worth so much.
    pub(super) fn free(&mut self, numero: usize, cota: Cota, vale: f64) -> Variable {
        let alto = if cota.1 < SIN_LIMITE {
            float(cota.1)
        } else {
            f64::INFINITY
        };
        let variable = self.problema.add_var(vale, (float(cota.0), alto));
        self.numeros[numero].partes.push((variable, 1.0));
        variable
    }

    /// A number is so much, or at a price more, or less down to a least. What moves it.
    pub(super) fn loose(
        &mut self,
        numero: usize,
        valor: i64,
        minimo: i64,
        precio: f64,
    ) -> [Variable; 2] {
        self.fix(numero, valor);
        let hasta = float((valor - minimo).max(0));
        let sube = self.problema.add_var(precio, (0.0, f64::INFINITY));
        let baja = self.problema.add_var(precio, (0.0, hasta));
        self.numeros[numero].partes = vec![(sube, 1.0), (baja, -1.0)];
        [sube, baja]
    }

    /// A sum of numbers is at most, or at least, so much.
    pub(super) fn bind(&mut self, terminos: &Terminos, op: ComparisonOp, cuanto: i64) {
        let mut suma = LinearExpr::empty();
        let (mut fijo, mut alguna) = (0.0, false);
        for (numero, n) in terminos {
            let numero = &self.numeros[*numero];
            fijo += float(*n) * numero.fijo;
            for (variable, parte) in &numero.partes {
                suma.add(*variable, float(*n) * parte);
                alguna = true;
            }
        }
        if alguna {
            self.problema.add_constraint(suma, op, float(cuanto) - fijo);
        }
    }
}

/// What is published, as programs take it.
pub(crate) struct Sondeo<'a> {
    sistema: &'a Sistema,
    cotas: &'a [Cota],
    /// Inequalities that bounds do not imply.
    abiertas: Vec<bool>,
    /// Values of all numbers that fit all inequalities; of those that a program did not have, none.
    puntos: Vec<Vec<f64>>,
    quedan: usize,
}

impl<'a> Sondeo<'a> {
    /// The programs of some inequalities, with the bounds that follow from them.
    pub(super) fn new(sistema: &'a Sistema, cotas: &'a [Cota]) -> Self {
        Self {
            abiertas: sistema.open(cotas),
            sistema,
            cotas,
            puntos: vec![],
            quedan: FILAS,
        }
    }

    /// Looks for points in which many of these numbers are far up, or far down, and each is somewhere else than others.
    pub(crate) fn mix(&mut self, numeros: &[&Terminos]) {
        for mezcla in 0..MEZCLAS {
            let sign = |i: usize| {
                if mezcla > 0 && i >> (mezcla - 1) & 1 == 1 {
                    -1
                } else {
                    1
                }
            };
            let todos = numeros.iter().enumerate();
            let todos: Vec<(usize, i64)> = todos
                .flat_map(|(i, terminos)| {
                    terminos
                        .iter()
                        .map(move |(numero, n)| (*numero, sign(i) * n))
                })
                .collect();
            for al_maximo in [false, true] {
                self.furthest(&todos, al_maximo);
            }
        }
    }

    /// The least and the most whole persons between the points that were found.
    pub(crate) fn seen(&self, terminos: &Terminos) -> Option<Cota> {
        let valores = self.puntos.iter().map(|punto| value(terminos, punto));
        let valores = valores.filter(|valor| valor.is_finite());
        let visto = valores.fold(None, |visto: Option<(f64, f64)>, valor| {
            let (bajo, alto) = visto.unwrap_or((valor, valor));
            Some((bajo.min(valor), alto.max(valor)))
        });
        let (bajo, alto) = visto?;
        whole((bajo - HOLGURA).ceil()).zip(whole((alto + HOLGURA).floor()))
    }

    /// What a number is at least, or at most, in whole persons; nothing if that is not known.
    pub(crate) fn furthest(&mut self, terminos: &Terminos, al_maximo: bool) -> Option<i64> {
        let dentro = self.around(terminos);
        let filas = dentro.iter().filter(|d| self.abiertas[**d]).count();
        self.quedan = self.quedan.checked_sub(filas)?;
        let direccion = if al_maximo {
            OptimizationDirection::Maximize
        } else {
            OptimizationDirection::Minimize
        };
        let mut plano = Plano::new(direccion, self.cotas.len());
        let variables = self.unknowns(&mut plano, terminos, &dentro);
        for d in dentro {
            plano.bind(self.sistema.terms(d), ComparisonOp::Le, 0);
        }
        let solucion = match plano.problema.solve() {
            Ok(hecho) => hecho.into_solution().ok()?,
            // Nothing ends it.
            Err(microlp::Error::Unbounded) => {
                return Some(if al_maximo { SIN_LIMITE } else { -SIN_LIMITE });
            }
            Err(_) => return None,
        };
        let known = |(bajo, alto): &Cota| if bajo == alto { float(*bajo) } else { f64::NAN };
        let mut punto: Vec<f64> = self.cotas.iter().map(known).collect();
        for (numero, variable) in variables {
            punto[numero] = solucion.var_value(variable);
        }
        let valor = value(terminos, &punto);
        self.puntos.push(punto);
        let entero = if al_maximo {
            (valor + HOLGURA).floor()
        } else {
            (valor - HOLGURA).ceil()
        };
        whole(entero)
    }

    /// What is known of each number, and a variable for each that is not and that a program needs.
    fn unknowns(
        &self,
        plano: &mut Plano,
        terminos: &Terminos,
        dentro: &[usize],
    ) -> Vec<(usize, Variable)> {
        let mut pesos: BTreeMap<usize, i64> = BTreeMap::new();
        for d in dentro {
            pesos.extend(
                self.sistema
                    .terms(*d)
                    .iter()
                    .map(|(numero, _)| (*numero, 0)),
            );
        }
        for (numero, n) in terminos {
            *pesos.entry(*numero).or_default() += n;
        }
        let mut variables = vec![];
        for (numero, peso) in pesos {
            let cota = self.cotas[numero];
            if cota.0 == cota.1 {
                plano.fix(numero, cota.0);
            } else {
                variables.push((numero, plano.free(numero, cota, float(peso))));
            }
        }
        variables
    }

    /// The inequalities that have to do with some numbers.
    fn around(&self, terminos: &Terminos) -> Vec<usize> {
        let free = |numero: usize| self.cotas[numero].0 < self.cotas[numero].1;
        let mut dentro = BTreeSet::new();
        let mut alcanzados = vec![false; self.cotas.len()];
        let mut pendientes: Vec<usize> = terminos.iter().map(|(numero, _)| *numero).collect();
        while let Some(numero) = pendientes.pop() {
            if !free(numero) || std::mem::replace(&mut alcanzados[numero], true) {
                continue;
            }
            for d in self.sistema.with(numero) {
                if self.abiertas[*d] && dentro.insert(*d) {
                    pendientes.extend(self.sistema.terms(*d).iter().map(|(otro, _)| *otro));
                }
            }
        }
        dentro.into_iter().collect()
    }
}

fn value(terminos: &Terminos, punto: &[f64]) -> f64 {
    let valores = terminos
        .iter()
        .map(|(numero, n)| float(*n) * punto[*numero]);
    valores.sum()
}

/// A count as the solver takes it.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "counts are far below 53 bits"
)]
pub(super) fn float(n: i64) -> f64 {
    n as f64
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "it is asked whether it fits"
)]
fn whole(valor: f64) -> Option<i64> {
    (valor.abs() < float(SIN_LIMITE)).then_some(valor as i64)
}
