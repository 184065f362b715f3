//! A primal simplex over the tables that a reader cannot exclude: fixed unknowns, rows that come one at a
//! time, objectives that change, every vertex warm for the next.
//!
//! The tables are nonnegative (a count minus what a reader knows it to be at least), and each row says what
//! some of them add up to. The inverse of the basis is explicit: with some hundreds of rows it is updated
//! in microseconds, and computed anew before rounding can add up. What is found here is floating point
//! and only a search: what is published rests on whole tables (`enteros`).

use super::numeros::Azar;

/// Below this a reduced cost or a step is none.
pub(super) const NADA: f64 = 1e-9;
/// Below this an entry is no pivot, and a price no gain.
pub(super) const PIVOTE: f64 = 1e-7;
/// Above this a demand is not met.
pub(super) const HOLGURA: f64 = 1e-7;
pub(super) const FUERA: usize = usize::MAX;

/// The fate of the slack of a row.
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
    pub(super) turno: usize,
    pub(super) azar: Azar,
    pub(super) y: Vec<f64>,
    pub(super) alpha: Vec<f64>,
    pub(super) mueven: Vec<usize>,
    pub(super) coste: Vec<f64>,
    /// Pivots so far, and the floating-point work of them.
    pub(crate) pivotes: u64,
    pub(crate) trabajo: u64,
}

/// The state that a pivot changes.
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

    /// Goes back, forgetting the rows that came since: they are the last ones, because rows are only taken out where
    /// there is no going back.
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

    /// The least value of a sum: right-hand sides are counted from there.
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

    /// Adds a row for what a sum is, with its slack as the basic variable: no other value moves.
    ///
    /// The inverse grows by a column, the unit of the new slack, and a row: how the slack depends on the right-hand sides,
    /// which is what its sum does with the sign turned.
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

    /// The price of the rows of an unknown together.
    pub(super) fn priced(&self, i: usize, precios: &[f64]) -> f64 {
        self.filas_de[i].iter().map(|r| precios[*r]).sum()
    }

    /// Whether the slack of a row is 0 and may grow.
    pub(super) fn growable(&self, r: usize) -> bool {
        self.vertice.lugar_slack[r] == FUERA && self.vertice.slack[r] == Slack::Open
    }
}
