//! A primal simplex over the tables that a reader cannot exclude: fixed unknowns, rows that come one at a
//! time, objectives that change, every vertex warm for the next.
//!
//! The tables are nonnegative (a count minus what a reader knows it to be at least), and each row says what
//! some of them add up to. The inverse of the basis is explicit: with some hundreds of rows it is updated
//! in microseconds, and computed anew before rounding can add up. What is found here is floating point
//! and only a search: what is published rests on whole tables (`enteros`).

use super::numeros::{Azar, float, work};

/// Below this a reduced cost or a step is none.
pub(super) const NADA: f64 = 1e-9;
/// Below this an entry is no pivot, and a price no gain.
pub(super) const PIVOTE: f64 = 1e-7;
/// Above this a demand is not met.
pub(super) const HOLGURA: f64 = 1e-7;
/// Pivots after which a search is given up.
const LIMITE: usize = 4000;
/// Pivots without progress after which the choice becomes one that cannot cycle.
const ESTANCADA: usize = 1000;
/// Up to so many unknowns are all priced at each pivot; with more, a block of so many at a time.
const BLOQUE: usize = 800;
pub(super) const FUERA: usize = usize::MAX;

/// What may become of the slack of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slack {
    /// It may grow: the row is a bound.
    Open,
    /// It stays 0 once it is: the row is an equation.
    Fixed,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The goal was reached.
    Reached,
    /// There is nothing better.
    Optimal,
    /// It went on too long, or without bound.
    Lost,
}

/// The tables, at a vertex.
#[derive(Clone)]
pub(crate) struct Simplex {
    /// Least value of each unknown: what it is where it is not basic.
    pub(super) minimo: Vec<f64>,
    /// Rows of each unknown.
    pub(super) filas_de: Vec<Vec<usize>>,
    /// Unknowns of each row.
    pub(super) filas: Vec<Vec<usize>>,
    /// The rows that others know by number: where each is, and the number of each row.
    pub(super) fila_de: Vec<usize>,
    pub(super) numero: Vec<usize>,
    /// Unknowns that are constants.
    pub(super) quieta: Vec<bool>,
    pub(super) vertice: Vertice,
    /// Where the search for a better unknown goes on.
    turno: usize,
    pub(super) azar: Azar,
    y: Vec<f64>,
    alpha: Vec<f64>,
    mueven: Vec<usize>,
    coste: Vec<f64>,
    /// Pivots so far, and the floating-point work of them.
    pub(crate) pivotes: u64,
    pub(crate) trabajo: u64,
}

/// What a pivot changes.
#[derive(Clone, Default)]
pub(crate) struct Vertice {
    pub(super) derecho: Vec<f64>,
    pub(super) signo: Vec<f64>,
    pub(super) slack: Vec<Slack>,
    /// The inverse of the basis, by columns.
    pub(super) inversa: Vec<Vec<f64>>,
    /// The basic variable of each place: an unknown, or beyond them the slack of a row.
    pub(super) basica: Vec<usize>,
    pub(super) valor: Vec<f64>,
    pub(super) lugar: Vec<usize>,
    pub(super) lugar_slack: Vec<usize>,
}

impl Vertice {
    fn copy_from(&mut self, otro: &Self) {
        self.derecho.clone_from(&otro.derecho);
        self.signo.clone_from(&otro.signo);
        self.slack.clone_from(&otro.slack);
        self.inversa.clone_from(&otro.inversa);
        self.basica.clone_from(&otro.basica);
        self.valor.clone_from(&otro.valor);
        self.lugar.clone_from(&otro.lugar);
        self.lugar_slack.clone_from(&otro.lugar_slack);
    }
}

impl Simplex {
    /// All unknowns at their least value, and no rows.
    pub(crate) fn new(minimo: Vec<f64>) -> Self {
        let n = minimo.len();
        Self {
            minimo,
            filas_de: vec![vec![]; n],
            filas: vec![],
            fila_de: vec![],
            numero: vec![],
            quieta: vec![false; n],
            vertice: Vertice {
                lugar: vec![FUERA; n],
                ..Vertice::default()
            },
            turno: 0,
            azar: Azar(0x9E37_79B9_7F4A_7C15),
            y: vec![],
            alpha: vec![],
            mueven: vec![],
            coste: vec![0.0; n],
            pivotes: 0,
            trabajo: 0,
        }
    }

    pub(super) fn unknowns(&self) -> usize {
        self.minimo.len()
    }

    pub(super) fn rows(&self) -> usize {
        self.vertice.basica.len()
    }

    /// Remembers where it is.
    pub(crate) fn save(&self, en: &mut Vertice) {
        en.copy_from(&self.vertice);
    }

    /// Goes back, forgetting the rows that came since.
    pub(crate) fn restore(&mut self, de: &Vertice) {
        while self.filas.len() > de.basica.len() {
            for i in self.filas.pop().expect("there are more rows than then") {
                self.filas_de[i].pop();
            }
            self.numero.pop();
        }
        self.vertice.copy_from(de);
    }

    /// The value of an unknown.
    pub(crate) fn value(&self, i: usize) -> f64 {
        let lugar = self.vertice.lugar[i];
        self.minimo[i]
            + if lugar == FUERA {
                0.0
            } else {
                self.vertice.valor[lugar]
            }
    }

    /// The values of all unknowns.
    pub(crate) fn table(&self) -> Vec<f64> {
        (0..self.unknowns()).map(|i| self.value(i)).collect()
    }

    pub(super) fn least(&self, sumandos: &[usize]) -> f64 {
        sumandos.iter().map(|i| self.minimo[*i]).sum()
    }

    /// How a sum depends on the right-hand sides: the sum of the rows of the inverse of its basic unknowns.
    pub(super) fn prices(&self, sumandos: &[usize]) -> Vec<f64> {
        let lugares: Vec<usize> = sumandos
            .iter()
            .map(|i| self.vertice.lugar[*i])
            .filter(|lugar| *lugar != FUERA)
            .collect();
        self.vertice
            .inversa
            .iter()
            .map(|columna| lugares.iter().map(|k| columna[*k]).sum())
            .collect()
    }

    pub(super) fn add(
        &mut self,
        sumandos: &[usize],
        signo: f64,
        derecho: f64,
        slack: Slack,
    ) -> usize {
        let m = self.rows();
        let precios = self.prices(sumandos);
        let v = &mut self.vertice;
        for (columna, precio) in v.inversa.iter_mut().zip(precios) {
            columna.push(-signo * precio);
        }
        let mut columna = vec![0.0; m + 1];
        columna[m] = signo;
        v.inversa.push(columna);
        let mut suma = 0.0;
        for i in sumandos {
            if v.lugar[*i] != FUERA {
                suma += v.valor[v.lugar[*i]];
            }
            self.filas_de[*i].push(m);
        }
        self.filas.push(sumandos.to_vec());
        self.numero.push(FUERA);
        v.derecho.push(derecho);
        v.signo.push(signo);
        v.slack.push(slack);
        v.lugar_slack.push(m);
        v.basica.push(self.minimo.len() + m);
        v.valor.push((derecho - suma) * signo);
        m
    }

    /// Numbers a row, for it to be found again.
    pub(super) fn number(&mut self, r: usize) -> usize {
        self.numero[r] = self.fila_de.len();
        self.fila_de.push(r);
        self.numero[r]
    }

    pub(super) fn priced(&self, i: usize, precios: &[f64]) -> f64 {
        self.filas_de[i].iter().map(|r| precios[*r]).sum()
    }

    pub(super) fn growable(&self, r: usize) -> bool {
        self.vertice.lugar_slack[r] == FUERA && self.vertice.slack[r] == Slack::Open
    }

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

    /// Goes uphill: of the costs, or down the slack of a row.
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
            let bland = quietos > ESTANCADA;
            let Some((d, q)) = self.entering(demanda.is_some(), bland) else {
                return End::Optimal;
            };
            self.column(q);
            let Some((k, paso)) = self.blocking(demanda, bland) else {
                return End::Lost;
            };
            let theta = d / self.alpha[k];
            self.y
                .iter_mut()
                .zip(&self.vertice.inversa)
                .for_each(|(y, columna)| *y += theta * columna[k]);
            valor += d * paso;
            quietos = if paso < NADA { quietos + 1 } else { 0 };
            self.exchange(k, q, paso);
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

    pub(super) fn exchange(&mut self, k: usize, q: usize, paso: f64) {
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
        for columna in &mut v.inversa {
            let x = columna[k];
            if x == 0.0 {
                continue;
            }
            self.trabajo += largo;
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
