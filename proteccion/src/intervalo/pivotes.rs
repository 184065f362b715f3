//! Pivots: from a vertex to one that is no worse, uphill.

use super::numeros::{float, work};
use super::simplex::{End, FUERA, HOLGURA, NADA, PIVOTE, Simplex};

/// Pivots after which a search is given up.
const LIMITE: usize = 4000;
/// Pivots without progress after which the choice becomes one that cannot cycle.
const ESTANCADA: usize = 1000;
/// Up to so many unknowns are all priced at each pivot; with more, a block of so many at a time.
const BLOQUE: usize = 800;

impl Simplex {
    /// Looks uphill for a table where a weighted sum reaches a goal.
    pub(crate) fn climb(&mut self, sumandos: &[(usize, f64)], meta: f64) -> End {
        let mut base = 0.0;
        for (i, peso) in sumandos {
            self.coste[*i] += peso;
            base += self.minimo[*i] * peso;
        }
        let end = self.run(None, meta - base);
        sumandos.iter().for_each(|(i, _)| self.coste[*i] = 0.0);
        end
    }

    /// How the basic variables move when another grows.
    pub(super) fn column(&mut self, q: usize) {
        let n = self.unknowns();
        self.alpha.clear();
        self.alpha.resize(self.vertice.basica.len(), 0.0);
        if q >= n {
            let signo = self.vertice.signo[q - n];
            for (a, b) in self.alpha.iter_mut().zip(&self.vertice.inversa[q - n]) {
                *a = b * signo;
            }
        } else {
            for r in &self.filas_de[q] {
                for (a, b) in self.alpha.iter_mut().zip(&self.vertice.inversa[*r]) {
                    *a += b;
                }
            }
        }
    }

    /// Goes uphill: of the costs, or down the slack of a row (`demanda`), until a goal is reached.
    ///
    /// `y` are the prices of the rows: the costs of the basic variables times the inverse. They are computed once and
    /// updated at each pivot.
    pub(super) fn run(&mut self, demanda: Option<usize>, meta: f64) -> End {
        let n = self.unknowns();
        let v = &self.vertice;
        let mut valor = 0.0;
        self.y.clear();
        self.y.resize(v.basica.len(), 0.0);
        let pesos = |k: usize| match demanda {
            Some(r) if v.lugar_slack[r] == k => -1.0,
            None if v.basica[k] < n => self.coste[v.basica[k]],
            _ => 0.0,
        };
        for k in 0..v.basica.len() {
            let peso = pesos(k);
            if peso != 0.0 {
                valor += peso * v.valor[k];
                self.y
                    .iter_mut()
                    .zip(&v.inversa)
                    .for_each(|(y, columna)| *y += peso * columna[k]);
            }
        }
        let mut quietos = 0;
        for _ in 0..LIMITE {
            match demanda {
                Some(r) if self.vertice.lugar_slack[r] == FUERA => return End::Reached,
                None if valor >= meta - HOLGURA => return End::Reached,
                _ => {}
            }
            // Bland's rule, the first variable that gains, cannot cycle; it is slow, so that it is the last resort.
            let bland = quietos > ESTANCADA;
            let Some((d, q)) = self.entering(demanda.is_some(), bland) else {
                return End::Optimal;
            };
            self.column(q);
            let Some((k, paso)) = self.blocking(demanda, bland) else {
                return End::Lost;
            };
            valor += d * paso;
            quietos = if paso < NADA { quietos + 1 } else { 0 };
            // The row of the inverse that leaves takes the whole gain of the entering variable away: its reduced
            // cost is 0 from now on.
            self.exchange(k, q, paso, d / self.alpha[k]);
        }
        End::Lost
    }

    /// The variable that gains most; with many, of the first block that has one.
    fn entering(&mut self, demanda: bool, bland: bool) -> Option<(f64, usize)> {
        let n = self.unknowns();
        let mut mejor = (PIVOTE, FUERA);
        let inicio = if n > BLOQUE && !bland { self.turno } else { 0 };
        for vuelta in 0..n {
            let i = if inicio + vuelta >= n {
                inicio + vuelta - n
            } else {
                inicio + vuelta
            };
            if self.vertice.lugar[i] == FUERA && !self.quieta[i] {
                let propio = if demanda { 0.0 } else { self.coste[i] };
                let d = propio - self.priced(i, &self.y);
                if d > mejor.0 {
                    mejor = (d, i);
                    if bland {
                        return Some(mejor);
                    }
                }
            }
            if vuelta % BLOQUE == BLOQUE - 1 && mejor.1 != FUERA {
                self.turno = i;
                break;
            }
        }
        // A slack has one entry in its row, and no cost.
        for r in (0..self.rows()).filter(|r| self.growable(*r)) {
            let d = -self.vertice.signo[r] * self.y[r];
            if d > mejor.0 {
                mejor = (d, n + r);
            }
        }
        (mejor.1 != FUERA).then_some(mejor)
    }

    /// The basic variable that reaches 0 first when the one of `alpha` grows, and how far it lets it. Ties
    /// are drawn: a fixed rule stalls where so many counts stand at their least.
    pub(super) fn blocking(&mut self, demanda: Option<usize>, bland: bool) -> Option<(usize, f64)> {
        let n = self.unknowns();
        let v = &self.vertice;
        let razon = |(valor, a): (&f64, &f64)| {
            if *a > PIVOTE {
                valor.max(0.0) / a
            } else {
                f64::INFINITY
            }
        };
        let paso = v
            .valor
            .iter()
            .zip(&self.alpha)
            .map(razon)
            .fold(f64::INFINITY, f64::min);
        if paso == f64::INFINITY {
            return None;
        }
        let mut mejor = (0.0, 0);
        for (k, (valor, a)) in v.valor.iter().zip(&self.alpha).enumerate() {
            if razon((valor, a)) > paso + NADA {
                continue;
            }
            let suerte = self.azar.unit();
            // The demanded slack leaves as soon as it may: then the search is over. Otherwise a large pivot keeps
            // the inverse exact.
            let clave = if demanda.is_some_and(|r| v.basica[k] == n + r) {
                f64::INFINITY
            } else if bland {
                1.0 / (1.0 + float(v.basica[k]))
            } else {
                a.min(1.0) * (0.2 + suerte)
            };
            if clave > mejor.0 {
                mejor = (clave, k);
            }
        }
        Some((mejor.1, paso))
    }

    /// Variable `q` takes place `k` of the basis, at the value `paso`; the others move as `alpha` says, and the prices of the
    /// rows by `theta` times the row of the inverse that leaves.
    pub(super) fn exchange(&mut self, k: usize, q: usize, paso: f64, theta: f64) {
        let n = self.unknowns();
        let v = &mut self.vertice;
        let m = v.basica.len();
        self.pivotes += 1;
        let a = self.alpha[k];
        v.valor
            .iter_mut()
            .zip(&self.alpha)
            .for_each(|(valor, a)| *valor -= paso * a);
        v.valor[k] = paso;
        // Many entries are 0 while most rows are bounds far from binding.
        self.mueven.clear();
        self.mueven.extend(
            self.alpha
                .iter()
                .enumerate()
                .filter(|(_, x)| x.abs() > 1e-13)
                .map(|(i, _)| i),
        );
        let rala = self.mueven.len() * 4 < m;
        let largo = work(if rala { 3 * self.mueven.len() } else { m });
        for (r, columna) in v.inversa.iter_mut().enumerate() {
            let x = columna[k];
            if x == 0.0 {
                continue;
            }
            // Here, where the entry is at hand: by itself it would be fetched twice.
            if let Some(y) = self.y.get_mut(r) {
                *y += theta * x;
            }
            self.trabajo += largo;
            // Gauss and Jordan in one column of the inverse: the pivot row is divided, the others lose their part.
            let f = x / a;
            if rala {
                self.mueven
                    .iter()
                    .for_each(|i| columna[*i] -= f * self.alpha[*i]);
            } else {
                columna
                    .iter_mut()
                    .zip(&self.alpha)
                    .for_each(|(x, y)| *x -= f * y);
            }
            columna[k] = f;
        }
        self.trabajo += work(4 * n);
        let sale = v.basica[k];
        if sale < n {
            v.lugar[sale] = FUERA;
        } else {
            v.lugar_slack[sale - n] = FUERA;
        }
        v.basica[k] = q;
        if q < n {
            v.lugar[q] = k;
        } else {
            v.lugar_slack[q - n] = k;
        }
    }
}
