//! Keeping the inverse small and exact: constants leave the system, and rounding does not add up.

use super::numeros::work;
use super::simplex::{FUERA, Simplex, Slack};

impl Simplex {
    /// Takes out of the system the unknowns that a row of their own makes constant. To be done only where
    /// there is no going back.
    pub(crate) fn prune(&mut self) {
        let mut r = 0;
        while r < self.filas.len() {
            let v = &self.vertice;
            let sola = match self.filas[r][..] {
                [i] if v.lugar_slack[r] == FUERA
                    && v.slack[r] == Slack::Fixed
                    && v.lugar[i] != FUERA =>
                {
                    Some(i)
                }
                _ => None,
            };
            match sola {
                Some(i) => self.settle(r, i),
                None => r += 1,
            }
        }
    }

    /// Takes out of the system the bounds that are far from binding.
    pub(crate) fn relax(&mut self, lejos: f64) {
        let mut r = 0;
        while r < self.filas.len() {
            let v = &self.vertice;
            let k = v.lugar_slack[r];
            let sobra = v.slack[r] == Slack::Open && self.numero[r] == FUERA;
            if sobra && k != FUERA && v.valor[k] > lejos {
                for i in std::mem::take(&mut self.filas[r]) {
                    self.filas_de[i].retain(|q| *q != r);
                }
                self.remove(r, k);
            } else {
                r += 1;
            }
        }
    }

    /// Unknown `i` is what row `r` says.
    fn settle(&mut self, r: usize, i: usize) {
        let v = &mut self.vertice;
        let (valor, k) = (v.derecho[r], v.lugar[i]);
        for q in std::mem::take(&mut self.filas_de[i])
            .into_iter()
            .filter(|q| *q != r)
        {
            v.derecho[q] -= valor;
            self.filas[q].retain(|j| *j != i);
        }
        v.lugar[i] = FUERA;
        self.minimo[i] += valor;
        self.quieta[i] = true;
        self.remove(r, k);
    }

    /// Row `r` leaves, and with it the basic variable at place `k`, which no other row has. The inverse without both
    /// is the inverse less a row and a column.
    fn remove(&mut self, r: usize, k: usize) {
        let n = self.minimo.len();
        let ultima = self.filas.len() - 1;
        let v = &mut self.vertice;
        v.inversa.swap_remove(r);
        v.inversa.iter_mut().for_each(|columna| {
            columna.swap_remove(k);
        });
        v.basica.swap_remove(k);
        v.valor.swap_remove(k);
        self.filas.swap_remove(r);
        self.numero.swap_remove(r);
        // A row that has no number is known to nobody: `FUERA` finds none.
        if let Some(fila) = self
            .numero
            .get(r)
            .and_then(|numero| self.fila_de.get_mut(*numero))
        {
            *fila = r;
        }
        v.derecho.swap_remove(r);
        v.signo.swap_remove(r);
        v.slack.swap_remove(r);
        v.lugar_slack.swap_remove(r);
        if r < ultima {
            for j in &self.filas[r] {
                self.filas_de[*j]
                    .iter_mut()
                    .filter(|q| **q == ultima)
                    .for_each(|q| *q = r);
            }
            v.basica
                .iter_mut()
                .filter(|b| **b == n + ultima)
                .for_each(|b| *b = n + r);
        }
        for (k, b) in v.basica.iter().enumerate() {
            if *b < n {
                v.lugar[*b] = k;
            } else {
                v.lugar_slack[*b - n] = k;
            }
        }
    }

    /// Computes the inverse anew, by Gauss and Jordan with the sparsest columns first. False where the basis
    /// has become singular.
    pub(crate) fn refactor(&mut self) -> bool {
        let n = self.minimo.len();
        let m = self.vertice.basica.len();
        let mut a = vec![vec![0.0f64; 2 * m]; m];
        for (k, b) in self.vertice.basica.iter().enumerate() {
            if *b < n {
                self.filas_de[*b].iter().for_each(|r| a[*r][k] = 1.0);
            } else {
                a[*b - n][k] = self.vertice.signo[*b - n];
            }
        }
        for (r, fila) in a.iter_mut().enumerate() {
            fila[m + r] = 1.0;
        }
        let largo = |k: &usize| match self.vertice.basica[*k] {
            b if b < n => self.filas_de[b].len(),
            _ => 1,
        };
        let mut orden: Vec<usize> = (0..m).collect();
        orden.sort_by_key(largo);
        let mut pendientes: Vec<usize> = (0..m).collect();
        let mut fila_de = vec![0; m];
        for k in orden {
            let mayor = pendientes
                .iter()
                .enumerate()
                .max_by(|x, y| a[*x.1][k].abs().total_cmp(&a[*y.1][k].abs()));
            let Some((j, p)) = mayor
                .map(|(j, p)| (j, *p))
                .filter(|(_, p)| a[*p][k].abs() > 1e-9)
            else {
                return false;
            };
            pendientes.swap_remove(j);
            fila_de[k] = p;
            let pivote = a[p][k];
            a[p].iter_mut().for_each(|x| *x /= pivote);
            let fila: Vec<(usize, f64)> = a[p]
                .iter()
                .copied()
                .enumerate()
                .filter(|x| x.1 != 0.0)
                .collect();
            for (r, otra) in a.iter_mut().enumerate() {
                let f = otra[k];
                if r != p && f != 0.0 {
                    fila.iter().for_each(|(c, x)| otra[*c] -= f * x);
                    otra[k] = 0.0;
                }
            }
        }
        let v = &mut self.vertice;
        for (k, r) in fila_de.into_iter().enumerate() {
            let mut valor = 0.0;
            for (c, x) in a[r][m..].iter().enumerate() {
                let x = if x.abs() < 1e-12 { 0.0 } else { *x };
                v.inversa[c][k] = x;
                valor += x * v.derecho[c];
            }
            v.valor[k] = if valor.abs() < 1e-9 { 0.0 } else { valor };
        }
        self.trabajo += work(m * m * m / 4);
        true
    }
}
