//! Demands on a sum: to be at least so much, at most so much, or just so much.

use super::simplex::{FUERA, HOLGURA, NADA, PIVOTE, Simplex, Slack};

impl Simplex {
    /// A sum is at least so much. False where it cannot.
    pub(crate) fn at_least(&mut self, sumandos: &[usize], cuanto: f64) -> bool {
        let falta = cuanto - self.least(sumandos);
        let r = self.add(sumandos, -1.0, falta, Slack::Open);
        let lugar = self.vertice.lugar_slack[r];
        if self.vertice.valor[lugar] < 0.0 {
            // Turned round, it is what is missing; brought to 0 and turned back, it is what exceeds.
            self.turn(r);
            if !self.expel(r) {
                return false;
            }
            if self.vertice.lugar_slack[r] == FUERA {
                self.vertice.signo[r] = -1.0;
            } else {
                self.turn(r);
            }
        }
        true
    }

    /// A sum is at most so much; returns the number of the bound.
    pub(crate) fn at_most(&mut self, sumandos: &[usize], cuanto: f64) -> usize {
        let derecho = cuanto - self.least(sumandos);
        let r = self.add(sumandos, 1.0, derecho, Slack::Open);
        self.number(r)
    }

    /// A sum equals so much. False where it cannot.
    pub(crate) fn equal(&mut self, sumandos: &[usize], cuanto: f64) -> bool {
        let derecho = cuanto - self.least(sumandos);
        let suma: f64 = sumandos.iter().map(|i| self.value(*i)).sum::<f64>() - self.least(sumandos);
        if self.determined(sumandos) {
            return (suma - derecho).abs() < 1e-6;
        }
        let signo = if derecho >= suma { 1.0 } else { -1.0 };
        let vivas: Vec<usize> = sumandos
            .iter()
            .copied()
            .filter(|i| !self.quieta[*i])
            .collect();
        let r = self.add(&vivas, signo, derecho, Slack::Fixed);
        self.expel(r)
    }

    /// The bound of a sum becomes an equation. False where it cannot.
    pub(crate) fn tighten(&mut self, cota: usize, sumandos: &[usize], cuanto: f64) -> bool {
        let r = self.fila_de[cota];
        // Constants have left the row.
        let derecho = cuanto - self.least(sumandos);
        if self.vertice.lugar_slack[r] == FUERA {
            self.column(self.unknowns() + r);
            let Some((k, paso)) = self.blocking(None, false) else {
                return false;
            };
            self.exchange(k, self.unknowns() + r, paso, 0.0);
        }
        let k = self.vertice.lugar_slack[r];
        self.vertice.valor[k] += (derecho - self.vertice.derecho[r]) * self.vertice.signo[r];
        self.vertice.derecho[r] = derecho;
        self.vertice.slack[r] = Slack::Fixed;
        if self.vertice.valor[k] < 0.0 {
            self.turn(r);
        }
        self.expel(r)
    }

    /// A change of the unknowns, drawn at random, that leaves every row as it is.
    pub(crate) fn direction(&mut self) -> Vec<f64> {
        let n = self.unknowns();
        let mut cambio = vec![0.0; n];
        let mut falta = vec![0.0; self.rows()];
        for (i, cambio) in cambio.iter_mut().enumerate() {
            if self.vertice.lugar[i] == FUERA && !self.quieta[i] {
                *cambio = self.azar.unit() + 0.5;
                self.filas_de[i].iter().for_each(|r| falta[*r] -= *cambio);
            }
        }
        for (r, falta) in falta.iter_mut().enumerate() {
            if self.growable(r) {
                *falta -= self.vertice.signo[r] * (self.azar.unit() + 0.5);
            }
        }
        let mut basicas = vec![0.0; self.rows()];
        for (columna, falta) in self.vertice.inversa.iter().zip(&falta) {
            if *falta != 0.0 {
                basicas
                    .iter_mut()
                    .zip(columna)
                    .for_each(|(suma, x)| *suma += falta * x);
            }
        }
        for (k, b) in self
            .vertice
            .basica
            .iter()
            .enumerate()
            .filter(|(_, b)| **b < n)
        {
            cambio[*b] = basicas[k];
        }
        cambio
    }

    /// An unknown that is at its least value stays there. There is no going back.
    pub(crate) fn freeze(&mut self, i: usize) -> bool {
        let quieta = self.vertice.lugar[i] == FUERA;
        self.quieta[i] |= quieta;
        quieta
    }

    /// Whether the rows leave a sum one value.
    fn determined(&self, sumandos: &[usize]) -> bool {
        let precios = self.prices(sumandos);
        let v = &self.vertice;
        let mut propia = vec![0.0; self.unknowns()];
        sumandos.iter().for_each(|i| propia[*i] = 1.0);
        let libre = |i: usize| v.lugar[i] == FUERA && !self.quieta[i];
        let mueve = |i: usize| (propia[i] - self.priced(i, &precios)).abs() > PIVOTE;
        !(0..self.unknowns()).any(|i| libre(i) && mueve(i))
            && !(0..self.rows()).any(|r| self.growable(r) && precios[r].abs() > PIVOTE)
    }

    /// Counts the slack of a row, which is basic, the other way.
    fn turn(&mut self, r: usize) {
        let v = &mut self.vertice;
        let k = v.lugar_slack[r];
        v.signo[r] = -v.signo[r];
        v.valor[k] = -v.valor[k];
        v.inversa
            .iter_mut()
            .for_each(|columna| columna[k] = -columna[k]);
    }

    /// Brings the slack of a row to 0 and out of the basis.
    fn expel(&mut self, r: usize) -> bool {
        if self.vertice.valor[self.vertice.lugar_slack[r]].abs() >= NADA {
            self.run(Some(r), f64::INFINITY);
        }
        let k = self.vertice.lugar_slack[r];
        if k == FUERA {
            return true;
        }
        if self.vertice.valor[k].abs() >= HOLGURA {
            return false;
        }
        // At 0 but basic it could grow again.
        self.vertice.valor[k] = 0.0;
        let precios: Vec<f64> = self
            .vertice
            .inversa
            .iter()
            .map(|columna| columna[k])
            .collect();
        let mut mejor = (PIVOTE, FUERA);
        for i in
            (0..self.unknowns()).filter(|i| self.vertice.lugar[*i] == FUERA && !self.quieta[*i])
        {
            let d = self.priced(i, &precios).abs();
            if d > mejor.0 * 1.000_001 {
                mejor = (d, i);
            }
        }
        for q in (0..self.rows()).filter(|q| self.growable(*q)) {
            if precios[q].abs() > mejor.0 {
                mejor = (precios[q].abs(), self.unknowns() + q);
            }
        }
        if mejor.1 != FUERA {
            self.column(mejor.1);
            self.exchange(k, mejor.1, 0.0, 0.0);
        }
        true
    }
}
