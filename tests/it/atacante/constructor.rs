//! Another attacker, who knows nothing that is true of counts and only how to build registers: what is the same in all
//! that give the cells that were published is known.
//!
//! A register is so many of each column of [`super::patrones`], and a cell is a sum over columns: all registers at once
//! are the whole-number points of one program. Each secret is taken as low and as high as they go.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions};

use super::ataque::Fuga;
use super::cajas::{Medida, VIOLENCIA};
use super::lectura::Lectura;
use super::patrones::{Columna, columns};
use super::programa::HOLGURA;
use super::secretos::{Intervalo, Secreto};
use super::sistema::Sistema;

/// Branches of one whole-number program, at most.
const RAMAS: u64 = 200;

/// All registers that fit.
#[derive(Debug)]
pub(super) struct Constructor<'a> {
    lectura: &'a Lectura,
    sistema: &'a Sistema,
    columnas: Vec<Columna>,
    filas: Vec<(Vec<i32>, ComparisonOp, i32)>,
    /// Registers that have been built, whole or not.
    puntos: Vec<Vec<f64>>,
    enteros: Vec<Vec<f64>>,
}

impl<'a> Constructor<'a> {
    /// Nothing if there are more kinds of persons than so many.
    pub(super) fn new(lectura: &'a Lectura, sistema: &'a Sistema, tope: usize) -> Option<Self> {
        let columnas = columns(lectura, tope)?;
        let filas = (lectura.celdas.iter())
            .filter_map(|((medida, caja), estado)| {
                let suma: Vec<i32> = (columnas.iter())
                    .map(|c| c.adds(&lectura.ejes, *medida, caja))
                    .collect();
                let baja = i32::from(!lectura.may_be_zero(caja));
                match estado {
                    Some(0) => None,
                    Some(valor) => Some((suma, ComparisonOp::Eq, *valor)),
                    None => (baja > 0).then_some((suma, ComparisonOp::Ge, baja)),
                }
            })
            .collect();
        Some(Self {
            lectura,
            sistema,
            columnas,
            filas,
            puntos: Vec::new(),
            enteros: Vec::new(),
        })
    }

    pub(super) const fn len(&self) -> usize {
        self.columnas.len()
    }

    /// What each column adds to a secret; nothing if it is of what columns do not have.
    fn weights(&self, secreto: &Secreto) -> Option<Vec<i32>> {
        let mut pesos = vec![0; self.columnas.len()];
        for &(v, c) in &secreto.forma {
            let (medida, caja) = self.sistema.incognitas[v];
            if medida == Medida::Servicios && caja[VIOLENCIA..] != [0, 0, 0] {
                return None;
            }
            for (peso, columna) in pesos.iter_mut().zip(&self.columnas) {
                *peso += c * columna.adds(&self.lectura.ejes, medida, &caja);
            }
        }
        Some(pesos)
    }

    /// What is given away of a secret: first with registers of any fractions, which are more and soon found; then with
    /// whole ones.
    pub(super) fn attack(&mut self, secreto: &Secreto) -> Option<Fuga> {
        let pesos = self.weights(secreto)?;
        let mut sabido = Intervalo {
            minimo: f64::NEG_INFINITY,
            maximo: f64::INFINITY,
        };
        for enteros in [false, true] {
            let visto = self.seek(secreto, &pesos, enteros, &mut sabido);
            assert!(sabido.has(secreto.verdad), "{secreto:?}: {sabido:?}");
            if secreto.clase.given_away(sabido) {
                return Some(Fuga {
                    clase: secreto.clase,
                    que: secreto.que.clone(),
                    sabido,
                    verdad: secreto.verdad,
                });
            }
            if !secreto.clase.given_away(visto.whole()) {
                break;
            }
        }
        None
    }

    /// Whether there are registers that show that a secret is kept, which something that is not true of all said it was
    /// not.
    pub(super) fn refutes(&mut self, secreto: &Secreto) -> bool {
        let Some(pesos) = self.weights(secreto) else {
            return false;
        };
        let mut sabido = Intervalo::NADA;
        let visto = self.seek(secreto, &pesos, true, &mut sabido);
        visto.minimo <= visto.maximo && !secreto.clase.given_away(visto.whole())
    }

    /// Registers in which a secret is low and high, until it is known to be kept; what is known of it.
    fn seek(
        &mut self,
        secreto: &Secreto,
        pesos: &[i32],
        enteros: bool,
        sabido: &mut Intervalo,
    ) -> Intervalo {
        for al_maximo in [false, true] {
            let visto = self.seen(pesos, enteros);
            if visto.minimo <= visto.maximo && !secreto.clase.given_away(visto.whole()) {
                break;
            }
            let Some((valor, punto)) = self.solve(pesos, al_maximo, enteros) else {
                continue;
            };
            if enteros {
                self.enteros.push(punto);
            } else {
                self.puntos.push(punto);
            }
            if al_maximo {
                sabido.maximo = sabido.maximo.min((valor + HOLGURA).floor());
            } else {
                sabido.minimo = sabido.minimo.max((valor - HOLGURA).ceil());
            }
        }
        self.seen(pesos, enteros)
    }

    fn seen(&self, pesos: &[i32], enteros: bool) -> Intervalo {
        let puntos = if enteros { &self.enteros } else { &self.puntos };
        (puntos.iter())
            .map(|p| pesos.iter().zip(p).map(|(&w, &x)| f64::from(w) * x).sum())
            .fold(Intervalo::NADA, Intervalo::with)
    }

    fn solve(&self, pesos: &[i32], al_maximo: bool, enteros: bool) -> Option<(f64, Vec<f64>)> {
        let mut problema = Problem::new(if al_maximo {
            OptimizationDirection::Maximize
        } else {
            OptimizationDirection::Minimize
        });
        let tope = 4000;
        let variables: Vec<_> = (pesos.iter())
            .map(|&peso| {
                if enteros {
                    problema.add_integer_var(f64::from(peso), (0, tope))
                } else {
                    problema.add_var(f64::from(peso), (0.0, f64::from(tope)))
                }
            })
            .collect();
        for (suma, op, valor) in &self.filas {
            let fila = (variables.iter().zip(suma)).filter(|t| *t.1 != 0);
            let fila = fila.map(|(&v, &c)| (v, f64::from(c)));
            problema.add_constraint(fila, *op, f64::from(*valor));
        }
        let mut opciones = SolveOptions::default();
        opciones.node_limit = Some(RAMAS);
        let salida = problema.solve_with(opciones).ok()?;
        if !salida.is_optimal() {
            return None;
        }
        let solucion = salida.into_solution().ok()?;
        let punto: Vec<f64> = variables.iter().map(|&v| solucion.var_value(v)).collect();
        Some((solucion.objective(), punto))
    }
}
