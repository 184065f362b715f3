//! A primal simplex method: maximises sums of unknowns over all tables, fractions allowed, starting each
//! time where the last one ended. Revised, with a dense inverse that is rebuilt before errors add up.
//! Most lower bounds of sums are far from tight: their rows stay out of the inverse until they bind.
//!
//! Its answers are used in two ways only: its solutions are tried out as tables, and its prices make
//! a bound that is then computed in whole numbers.

use super::campo::mix;
use super::inversa::{Inversa, PIVOTE};
use super::numeros::{float, whole};

pub(super) const CERO: f64 = 1e-9;
/// Pivots after which the inverse is rebuilt.
pub(super) const REHACER: usize = 150;

/// Unknowns ≥ 0 (above their lower bounds) and rows, with a feasible basis.
///
/// Columns are numbered: unknowns, then the surplus of each row (used where the row is a lower bound),
/// then the artificial of each row (used until a feasible basis is found).
pub(super) struct Programa {
    pub(super) columnas: Vec<Vec<usize>>,
    pub(super) filas: Vec<Vec<usize>>,
    pub(super) exacta: Vec<bool>,
    /// Right-hand side above the lower bounds.
    pub(super) derecha: Vec<f64>,
    pub(super) inversa: Inversa,
    /// Values of the basis.
    pub(super) valores: Vec<f64>,
    /// Values of unknowns outside the basis: zero, except on the way from a table to a basis.
    pub(super) fuera: Vec<f64>,
    /// Surplus of the rows that are not in the inverse.
    pub(super) sobra: Vec<f64>,
    pub(super) desde: usize,
    pub(super) azar: u64,
    /// Prices of the rows at the last optimum.
    pub(super) precios: Vec<f64>,
}

/// The obstacle that stops a step.
#[derive(Clone, Copy)]
pub(super) enum Tope {
    /// The basic column at this position.
    Base(usize),
    /// A row that is not in the inverse.
    Fila(usize),
}

impl Programa {
    /// First column that is an artificial.
    pub(super) fn artificiales(&self) -> usize {
        self.columnas.len() + self.filas.len()
    }

    /// The rows of a column, and their coefficients.
    pub(super) fn column(&self, j: usize) -> (&[usize], f64) {
        let n = self.columnas.len();
        if let Some(columna) = self.columnas.get(j) {
            return (columna, 1.0);
        }
        let (fila, surplus) = (j - n, j - n < self.filas.len());
        let fila = if surplus {
            fila
        } else {
            fila - self.filas.len()
        };
        let filas = std::slice::from_ref(&self.inversa.todas[fila]);
        (filas, if surplus { -1.0 } else { 1.0 })
    }

    /// Maximises, or stops where the objective reaches a level, or after so many pivots. False if
    /// arithmetic fails.
    pub(super) fn climb(&mut self, objetivo: &[(usize, f64)], basta: f64, pivotes: usize) -> bool {
        let mut costos = vec![0.0; self.columnas.len()];
        for (j, costo) in objetivo {
            costos[*j] += costo;
        }
        self.ascend(&costos, basta, pivotes) && self.exact_enough()
            || self.rebuild() && self.ascend(&costos, basta, pivotes)
    }

    fn ascend(&mut self, costos: &[f64], basta: f64, pivotes: usize) -> bool {
        let mut precios = self.prices(costos, 0.0);
        let mut quietos = 0;
        for _ in 0..pivotes.min(200 * (self.filas.len() + 50)) {
            if self.desde >= REHACER {
                if !self.rebuild() {
                    return false;
                }
                precios = self.prices(costos, 0.0);
            }
            let base = self.inversa.base.iter().zip(&self.valores);
            let valor: f64 = base.filter_map(|(j, x)| Some(costos.get(*j)? * x)).sum();
            if valor >= basta {
                break;
            }
            let Some((entra, ventaja)) = self.price(costos, &precios, quietos > 30) else {
                break;
            };
            let Some((sale, paso)) = self.step(entra) else {
                return false;
            };
            quietos = if paso > CERO { 0 } else { quietos + 1 };
            // The row of the new inverse that entered takes all of the advantage away.
            precios.resize(self.valores.len(), 0.0);
            for (precio, r) in precios.iter_mut().zip(self.inversa.row(sale)) {
                *precio += ventaja * r;
            }
        }
        self.precios = vec![0.0; self.filas.len()];
        for (fila, precio) in self.inversa.activas.iter().zip(&precios) {
            self.precios[*fila] = *precio;
        }
        true
    }

    /// Prices of the rows in the inverse; artificials have a cost of their own.
    pub(super) fn prices(&self, costos: &[f64], artificial: f64) -> Vec<f64> {
        let artificiales = self.artificiales();
        let mut precios = vec![0.0; self.valores.len()];
        for (lugar, j) in self.inversa.base.iter().enumerate() {
            let de_estos = if *j >= artificiales { artificial } else { 0.0 };
            // Only unknowns have costs: a surplus costs nothing.
            let costo = costos.get(*j).copied().unwrap_or(de_estos);
            if costo != 0.0 {
                for (precio, r) in precios.iter_mut().zip(self.inversa.row(lugar)) {
                    *precio += costo * r;
                }
            }
        }
        precios
    }

    /// Whether a column is out of the basis; the surplus of a row that is not in the inverse never is.
    pub(super) fn candidate(&self, j: usize) -> bool {
        let fila = j.checked_sub(self.columnas.len());
        self.inversa.lugar[j].is_none()
            && fila.is_none_or(|fila| !self.exacta[fila] && self.inversa.holds(fila))
    }

    /// The column to enter: the most advantageous, or a random one where that leads nowhere.
    pub(super) fn price(
        &mut self,
        costos: &[f64],
        precios: &[f64],
        al_azar: bool,
    ) -> Option<(usize, f64)> {
        let mut mejor: Option<(usize, f64)> = None;
        let mut peso_mejor = 0.0;
        for j in 0..self.artificiales() {
            if !self.candidate(j) {
                continue;
            }
            let (filas, a) = self.column(j);
            let precio = a * self.inversa.weigh(precios, filas);
            let ventaja = costos.get(j).copied().unwrap_or_default() - precio;
            if ventaja <= 1e-7 {
                continue;
            }
            let mut peso = ventaja;
            if al_azar {
                self.azar = mix(self.azar);
                peso = float(i64::try_from(self.azar >> 34).expect("30 bits")) + 1.0;
            }
            if peso > peso_mejor {
                peso_mejor = peso;
                mejor = Some((j, ventaja));
            }
        }
        mejor
    }

    /// A column in terms of the basis.
    pub(super) fn ftran(&self, j: usize) -> Vec<f64> {
        let (filas, a) = self.column(j);
        self.inversa.ftran(filas, a)
    }

    /// Brings a column into the basis; where it got to, and the step. Nothing if there is no limit.
    pub(super) fn step(&mut self, entra: usize) -> Option<(usize, f64)> {
        let alpha = self.ftran(entra);
        let ritmo = self.pace(entra, &alpha);
        let tope = self.limit(&alpha, &ritmo)?;
        let (sale, alpha) = self.leave(tope, alpha, &ritmo);
        let paso = self.valores[sale] / alpha[sale];
        for (sobra, ritmo) in self.sobra.iter_mut().zip(&ritmo) {
            *sobra += paso * ritmo;
        }
        self.enter(entra, sale, &alpha);
        Some((sale, paso))
    }

    /// How the rows that are not in the inverse move with a column.
    pub(super) fn pace(&self, entra: usize, alpha: &[f64]) -> Vec<f64> {
        let mut ritmo = vec![0.0; self.filas.len()];
        let movidas = self
            .inversa
            .base
            .iter()
            .copied()
            .zip(alpha.iter().map(|a| -a));
        for (j, cambio) in movidas.chain([(entra, 1.0)]) {
            if let Some(columna) = self.columnas.get(j)
                && cambio != 0.0
            {
                for i in columna {
                    ritmo[*i] += cambio;
                }
            }
        }
        ritmo
    }

    /// The position of what stops a step: a row goes into the inverse first.
    pub(super) fn leave(
        &mut self,
        tope: Tope,
        mut alpha: Vec<f64>,
        ritmo: &[f64],
    ) -> (usize, Vec<f64>) {
        let sale = match tope {
            Tope::Base(lugar) => lugar,
            Tope::Fila(fila) => {
                let n = self.columnas.len();
                let columnas = &self.columnas;
                self.inversa.hold(fila, n + fila, |j| {
                    columnas
                        .get(j)
                        .is_some_and(|c| c.binary_search(&fila).is_ok())
                });
                self.valores.push(self.sobra[fila]);
                alpha.push(-ritmo[fila]);
                self.valores.len() - 1
            }
        };
        (sale, alpha)
    }

    /// The first obstacle on a step; of several at about the same place, the safest pivot.
    pub(super) fn limit(&self, alpha: &[f64], ritmo: &[f64]) -> Option<Tope> {
        let artificiales = self.artificiales();
        let mut casos: Vec<(Tope, f64, f64)> = Vec::new();
        for (i, a) in alpha.iter().enumerate() {
            let artificial = self.inversa.base[i] >= artificiales && self.valores[i] <= CERO;
            if artificial && a.abs() > PIVOTE {
                return Some(Tope::Base(i));
            }
            if *a > PIVOTE {
                casos.push((Tope::Base(i), self.valores[i].max(0.0), *a));
            }
        }
        for (i, ritmo) in ritmo.iter().enumerate().filter(|(_, r)| **r < -PIVOTE) {
            // Rows that are not satisfied yet do not stop anything.
            if !self.exacta[i] && !self.inversa.holds(i) && self.sobra[i] >= -CERO {
                casos.push((Tope::Fila(i), self.sobra[i].max(0.0), -ritmo));
            }
        }
        let topes = casos.iter().map(|(_, valor, a)| (valor + CERO) / a);
        let limite = topes.fold(f64::INFINITY, f64::min);
        let caben = casos.iter().filter(|(_, valor, a)| valor / a <= limite);
        let mejor = caben.fold(
            None,
            |mejor: Option<(Tope, f64)>, (tope, _, a)| match mejor {
                Some((_, otro)) if otro >= *a => mejor,
                Some(_) | None => Some((*tope, *a)),
            },
        );
        mejor.map(|(tope, _)| tope)
    }

    pub(super) fn enter(&mut self, entra: usize, sale: usize, alpha: &[f64]) {
        let paso = self.valores[sale] / alpha[sale];
        for (i, a) in alpha.iter().enumerate() {
            if i != sale && *a != 0.0 {
                self.valores[i] -= paso * a;
                if self.valores[i].abs() < 1e-11 {
                    self.valores[i] = 0.0;
                }
            }
        }
        self.valores[sale] = paso;
        self.inversa.enter(entra, sale, alpha);
        self.desde += 1;
    }

    /// The inverse and the values anew from the basis, without the rows that do not bind.
    pub(super) fn rebuild(&mut self) -> bool {
        let (n, artificiales) = (self.columnas.len(), self.artificiales());
        let de_fila = |fila: usize| (n + fila, artificiales + fila);
        let mut inversa = self.inversa.bare(de_fila);
        let base = std::mem::take(&mut self.inversa.base);
        let mut entran: Vec<usize> = base.into_iter().filter(|j| *j < artificiales).collect();
        entran.retain(|j| *j < n || inversa.holds(*j - n));
        entran.sort_unstable_by_key(|j| (self.column(*j).0.len(), *j));
        for j in entran {
            let (filas, a) = self.column(j);
            let alpha = inversa.ftran(filas, a);
            if !inversa.place(j, &alpha) {
                return false;
            }
        }
        self.inversa = inversa;
        let mut derecha = self.derecha.clone();
        for (columna, valor) in self
            .columnas
            .iter()
            .zip(&self.fuera)
            .filter(|(_, v)| **v > 0.0)
        {
            for i in columna {
                derecha[*i] -= valor;
            }
        }
        self.valores = self.inversa.solve(&derecha);
        let x = self.solution();
        for (i, fila) in self.filas.iter().enumerate() {
            self.sobra[i] = fila.iter().map(|j| x[*j]).sum::<f64>() - self.derecha[i];
        }
        self.desde = 0;
        self.valores.iter().all(|x| *x > -1e-5)
    }

    /// Whether the current solution satisfies all rows.
    pub(super) fn exact_enough(&self) -> bool {
        let x = self.solution();
        let bien = |(i, fila): (usize, &Vec<usize>)| {
            let sobra = fila.iter().map(|j| x[*j]).sum::<f64>() - self.derecha[i];
            sobra > -1e-6 && (sobra < 1e-6 || !self.exacta[i])
        };
        self.filas.iter().enumerate().all(bien) && self.valores.iter().all(|x| *x > -1e-7)
    }

    /// The unknowns, above their lower bounds.
    pub(super) fn solution(&self) -> Vec<f64> {
        let mut x = self.fuera.clone();
        for (j, valor) in self.inversa.base.iter().zip(&self.valores) {
            if let Some(x) = x.get_mut(*j) {
                *x = valor.max(0.0);
            }
        }
        x
    }

    /// The solution in whole numbers, if it is one.
    pub(super) fn integral(&self) -> Option<Vec<i64>> {
        let entera = |x: &f64| ((x - x.round()).abs() < 1e-6).then(|| whole(*x));
        self.solution().iter().map(entera).collect()
    }
}
