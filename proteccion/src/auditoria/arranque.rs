//! How the simplex method gets its first basis: from a table, if one is known, or from nothing.

use super::cotas::Renglon;
use super::inversa::{Inversa, PIVOTE};
use super::numeros::float;
use super::simplex::{CERO, Programa, REHACER, Tope};

impl Programa {
    /// Nothing if no table satisfies the rows, or if arithmetic fails. Rows must be independent.
    /// Starts from a table that satisfies them, if one is given.
    pub(super) fn new(filas: &[Renglon], bajo: &[i64], partida: Option<&[i64]>) -> Option<Self> {
        let mut columnas = vec![vec![]; bajo.len()];
        for (i, fila) in filas.iter().enumerate() {
            for j in &fila.incognitas {
                columnas[*j].push(i);
            }
        }
        let suelo = |fila: &Renglon| fila.incognitas.iter().map(|j| bajo[*j]).sum::<i64>();
        let derecha: Vec<f64> = filas
            .iter()
            .map(|fila| float(fila.valor - suelo(fila)))
            .collect();
        let exacta: Vec<bool> = filas.iter().map(|fila| fila.exacta).collect();
        let exactas: Vec<usize> = (0..filas.len()).filter(|i| exacta[*i]).collect();
        if exactas.iter().any(|i| derecha[*i] < 0.0) {
            return None;
        }
        let artificiales = columnas.len() + filas.len();
        let mut simplex = Self {
            inversa: Inversa::new(&exactas, filas.len(), artificiales),
            valores: exactas.iter().map(|i| derecha[*i]).collect(),
            sobra: derecha.iter().map(|derecha| -derecha).collect(),
            fuera: vec![0.0; columnas.len()],
            columnas,
            filas: filas.iter().map(|fila| fila.incognitas.clone()).collect(),
            exacta,
            derecha,
            desde: 0,
            azar: 0,
            precios: vec![],
        };
        let sirve = |tabla: &&[i64]| {
            let suma = |fila: &Renglon| fila.incognitas.iter().map(|j| tabla[*j]).sum::<i64>();
            tabla.iter().zip(bajo).all(|(x, bajo)| x >= bajo)
                && filas
                    .iter()
                    .all(|fila| suma(fila) == fila.valor || !fila.exacta && suma(fila) > fila.valor)
        };
        if let Some(tabla) = partida.filter(sirve) {
            let fuera: Vec<f64> = tabla
                .iter()
                .zip(bajo)
                .map(|(x, bajo)| float(x - bajo))
                .collect();
            if !simplex.crash(fuera) {
                return None;
            }
        }
        (simplex.feasible() && simplex.exact_enough()).then_some(simplex)
    }

    /// From a table to a basis: each unknown in turn goes down to zero, or takes the place of what stops
    /// it.
    fn crash(&mut self, fuera: Vec<f64>) -> bool {
        self.fuera = fuera;
        if !self.rebuild() {
            return false;
        }
        for j in 0..self.fuera.len() {
            if self.fuera[j] > 0.0 && (!self.push(j) || self.desde >= REHACER && !self.rebuild()) {
                return false;
            }
        }
        self.rebuild()
    }

    fn push(&mut self, j: usize) -> bool {
        let alpha = self.ftran(j);
        let ritmo = self.pace(j, &alpha);
        let [baja, cede] = [&alpha, &ritmo].map(|v| v.iter().map(|x| -x).collect::<Vec<f64>>());
        let valor = self.fuera[j];
        let tope = self.limit(&baja, &cede);
        let hasta = tope.map_or(f64::INFINITY, |tope| match tope {
            Tope::Base(i) => self.valores[i].max(0.0) / baja[i].abs(),
            Tope::Fila(i) => self.sobra[i].max(0.0) / cede[i].abs(),
        });
        let paso = hasta.min(valor);
        for (x, a) in self.valores.iter_mut().zip(&alpha) {
            *x += paso * a;
        }
        for (sobra, ritmo) in self.sobra.iter_mut().zip(&ritmo) {
            *sobra -= paso * ritmo;
        }
        self.fuera[j] = 0.0;
        let Some(tope) = tope.filter(|_| hasta < valor) else {
            return true;
        };
        let (sale, alpha) = self.leave(tope, alpha, &ritmo);
        self.inversa.enter(j, sale, &alpha);
        self.valores[sale] = valor - paso;
        self.desde += 1;
        true
    }

    /// Drives the artificials and the missing surplus to zero.
    fn feasible(&mut self) -> bool {
        let artificiales = self.artificiales();
        for _ in 0..200 * (self.filas.len() + 50) {
            let mut costos = vec![0.0; self.columnas.len()];
            let mut falta = 0.0;
            for (i, fila) in self.filas.iter().enumerate() {
                if !self.exacta[i] && !self.inversa.holds(i) && self.sobra[i] < -CERO {
                    falta -= self.sobra[i];
                    for j in fila {
                        costos[*j] += 1.0;
                    }
                }
            }
            let base = self.inversa.base.iter().zip(&self.valores);
            falta += base
                .filter(|(j, _)| **j >= artificiales)
                .map(|(_, valor)| valor)
                .sum::<f64>();
            if falta < 1e-8 {
                break;
            }
            let precios = self.prices(&costos, -1.0);
            let Some((entra, _)) = self.price(&costos, &precios, self.desde % 64 > 48) else {
                return falta < 1e-5 && self.rebuild();
            };
            if self.step(entra).is_none() || self.desde >= REHACER && !self.rebuild() {
                return false;
            }
        }
        self.evict() && self.rebuild()
    }

    /// Takes the artificials that remain, all zero, out of the basis; rows are independent, so that something can take
    /// over.
    fn evict(&mut self) -> bool {
        let artificiales = self.artificiales();
        for lugar in 0..self.inversa.base.len() {
            if self.inversa.base[lugar] < artificiales {
                continue;
            }
            let (mut entra, mut mayor) = (None, PIVOTE);
            for j in (0..artificiales).filter(|j| self.candidate(*j)) {
                let (filas, a) = self.column(j);
                let alpha = (a * self.inversa.entry(lugar, filas)).abs();
                if alpha > mayor {
                    (entra, mayor) = (Some(j), alpha);
                }
            }
            if let Some(entra) = entra {
                let alpha = self.ftran(entra);
                self.enter(entra, lugar, &alpha);
            }
        }
        true
    }
}
