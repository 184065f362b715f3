//! Circuits: whole changes of the unknowns that leave all that is published as it is. From a whole table they
//! lead to others.

use super::BlancoId;
use super::enteros::Taller;
use super::numeros::{float, whole};
use super::simplex::{Simplex, Vertice};
use super::subida::{broken, climb};
use super::testigos::sum;
use crate::modelo::Modelo;

/// Whole multiples of the smallest entry of a change that are tried to make all of it whole.
const DENOMINADOR: i64 = 24;

/// Unknowns, and how much each changes.
pub(super) type Circuito = Vec<(usize, i64)>;

impl Taller<'_> {
    /// Adds a known circuit to a known table, if that takes the target further.
    pub(super) fn walk(&mut self, t: BlancoId, signo: i64) -> bool {
        let filas = &self.modelo.sumas[self.blancos[t]].filas;
        let (valor, donde) = self.extreme(t, signo);
        // Known circuits are free: each is tried from the table at the end, and from some others.
        let mut bases = vec![donde];
        bases.extend((0..8).map(|_| self.azar.below(self.tablas.len())));
        for base in bases {
            let mut tabla = self.tablas[base].clone();
            let mut actual: i64 = filas.iter().map(|i| tabla[*i]).sum();
            let inicio = self.azar.below(self.circuitos.len());
            for c in 0..self.circuitos.len() {
                let circuito = &self.circuitos[(inicio + c) % self.circuitos.len()];
                let efecto = effect(circuito, filas);
                let sentido = efecto.signum() * signo;
                while sentido != 0
                    && (actual - valor) * signo < self.modelo.ancho
                    && step(self.modelo, &mut tabla, circuito, sentido)
                {
                    actual += sentido * efecto;
                }
            }
            if (actual - valor) * signo > 0 && self.push(tabla) {
                return true;
            }
        }
        false
    }

    /// Looks for a new circuit that takes the target further, among all unknowns.
    pub(super) fn extend(&mut self, t: BlancoId, signo: i64, falta: i64, fallos: usize) -> bool {
        let filas = &self.modelo.sumas[self.blancos[t]].filas;
        let (valor, base) = self.extreme(t, signo);
        let objetivo: Vec<(usize, f64)> = filas.iter().map(|i| (*i, float(signo))).collect();
        let meta = float(signo * valor + falta);
        let Some(tabla) = climb(self.modelo, &mut self.simplex, &objetivo, meta) else {
            return false;
        };
        let paso = reach(&tabla, filas, signo, valor).min(falta);
        if paso < 1 {
            return false;
        }
        let paso = if fallos == 0 {
            paso
        } else {
            1 + self.azar.up_to(paso)
        };
        // The target is set where it should be, and all that can goes back to where the whole table has it: what does
        // not is the smallest change that takes the target there.
        let mut simplex = self.simplex.clone();
        if !simplex.equal(filas, float(valor + signo * paso)) {
            return false;
        }
        self.return_to(&mut simplex, &self.tablas[base].clone());
        self.gastado += simplex.trabajo - self.simplex.trabajo;
        let tabla = simplex.table();
        let rotas = broken(self.modelo, &tabla);
        if !rotas.is_empty() {
            // The next attempt knows of them. That a bound cannot be met is found there.
            for s in rotas {
                self.simplex.at_least(&self.modelo.sumas[s].filas, 1.0);
            }
            return false;
        }
        let cambio = tabla.iter().zip(&self.tablas[base]);
        let cambio = cambio.map(|(x, y)| x - float(*y)).enumerate().collect();
        self.follow(t, signo, falta, base, cambio)
    }

    /// Sets unknowns back to where they were in another table, while possible: what remains free is a circuit.
    fn return_to(&mut self, simplex: &mut Simplex, base: &[i64]) {
        let mut orden: Vec<(bool, u64, usize)> = (0..base.len())
            .map(|i| {
                let lejos = (simplex.value(i) - float(base[i])).abs() > 1e-6;
                (lejos, self.azar.next(), i)
            })
            .collect();
        orden.sort_unstable();
        let mut previo = Vertice::default();
        for (_, _, i) in orden {
            let aqui = float(base[i]);
            if (simplex.value(i) - aqui).abs() < 1e-9 && simplex.freeze(i) {
                continue;
            }
            simplex.save(&mut previo);
            if simplex.equal(&[i], aqui) {
                simplex.prune();
            } else {
                simplex.restore(&previo);
            }
        }
    }

    /// Makes a change whole, keeps it, and follows it from a table.
    fn follow(
        &mut self,
        t: BlancoId,
        signo: i64,
        falta: i64,
        base: usize,
        cambio: Vec<(usize, f64)>,
    ) -> bool {
        let Some(circuito) = circuit(cambio) else {
            return false;
        };
        let filas = &self.modelo.sumas[self.blancos[t]].filas;
        let efecto = effect(&circuito, filas) * signo;
        let mut tabla = self.tablas[base].clone();
        let mut andado = 0;
        while efecto > 0 && andado < falta && step(self.modelo, &mut tabla, &circuito, 1) {
            andado += efecto;
        }
        self.circuitos.push(circuito);
        andado > 0 && self.push(tabla)
    }
}

/// How far beyond a value a sum is, in whole numbers.
fn reach(tabla: &[f64], filas: &[usize], signo: i64, valor: i64) -> i64 {
    whole((float(signo) * sum(tabla, filas) + 1e-6).floor()) - signo * valor
}

/// How much a circuit changes a sum.
fn effect(circuito: &[(usize, i64)], filas: &[usize]) -> i64 {
    let dentro = circuito
        .iter()
        .filter(|(i, _)| filas.binary_search(i).is_ok());
    dentro.map(|(_, d)| d).sum()
}

/// Adds a circuit to a table, once, or takes it away; if nothing falls below its least value.
fn step(modelo: &Modelo, tabla: &mut [i64], circuito: &[(usize, i64)], sentido: i64) -> bool {
    let cabe = |(i, d): &(usize, i64)| tabla[*i] + sentido * d >= modelo.minimo[*i];
    let cabe = circuito.iter().all(cabe);
    if cabe {
        circuito.iter().for_each(|(i, d)| tabla[*i] += sentido * d);
    }
    cabe
}

/// The smallest whole change in the same proportion.
fn circuit(mut cambio: Vec<(usize, f64)>) -> Option<Circuito> {
    cambio.retain(|(_, d)| d.abs() > 1e-6);
    let menor = cambio
        .iter()
        .map(|(_, d)| d.abs())
        .fold(f64::INFINITY, f64::min);
    let entero = |x: f64| (x - x.round()).abs() < 1e-4;
    let factor = (1..=DENOMINADOR)
        .map(|n| float(n) / menor)
        .find(|factor| cambio.iter().all(|(_, d)| entero(d * factor)))?;
    let mut circuito: Circuito = cambio
        .into_iter()
        .map(|(i, d)| (i, whole(d * factor)))
        .collect();
    let divisor = circuito.iter().fold(0, |g, (_, d)| gcd(g, d.abs()));
    circuito.iter_mut().for_each(|(_, d)| *d /= divisor.max(1));
    Some(circuito)
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
