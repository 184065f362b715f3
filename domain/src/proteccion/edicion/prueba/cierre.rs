//! The closing of numbers that are open: withholds what stands in the way of a register, and what bounds give away.

use super::Prueba;
use crate::cubo::Coordenadas;
use crate::proteccion::registros::Fila;

/// Remedies that are tried for one number.
const REMEDIOS: usize = 3;
/// Published cells that are tried one by one to see whether without them bounds leave a number open.
const PROBADAS: usize = 40;
/// Points from which a cell is one of those that a small edition is read for.
const DE_MARGEN: u64 = 12;
/// Dimensions in which a cell differs at most from those of a number that it is withheld for as a neighbour.
const CERCO: usize = 4;

impl Prueba<'_> {
    /// Withholds what stands in the way of registers that hide a number, until there are, for so many points each time.
    /// Whether there are.
    pub(super) fn settle(&mut self, forma: usize, hasta: u64) -> bool {
        for _ in 0..REMEDIOS {
            if !self.registros.sought(forma) {
                return false;
            }
            if self.registros.pursue(forma, false) {
                return true;
            }
            let Some(remedio) = self.registros.remedy(forma, &self.costo, hasta) else {
                return false;
            };
            if remedio.precio > hasta {
                return false;
            }
            self.presupuesto = self.presupuesto.saturating_sub(remedio.precio);
            self.withhold(&remedio.filas);
            self.registros.apply(remedio);
        }
        self.registros.pursue(forma, false)
    }

    /// Whether bounds alone give a number away.
    pub(super) fn given_away(&mut self, forma: usize) -> bool {
        self.culprits(forma).is_some()
    }

    /// The published cells that give a number away by bounds alone; nothing if bounds do not.
    fn culprits(&mut self, forma: usize) -> Option<Vec<usize>> {
        let ancho = self.width();
        let forma = self.registros.forma(forma);
        let imposible = self.lector.tighten().is_err();
        let (intervalo, culpables) = self.lector.probe(&forma.terminos);
        (imposible || forma.given_away(intervalo, ancho)).then_some(culpables)
    }

    /// Withholds what gives a number away that no register hides, as long as bounds do.
    pub(super) fn close(&mut self, forma: usize) {
        while !self.registros.pursue(forma, false)
            && let Some(culpables) = self.culprits(forma)
        {
            let pagables = culpables.iter();
            let pagables = pagables.filter_map(|fila| Some((self.costo[*fila]?, *fila)));
            let mut pagables: Vec<(u64, usize)> = pagables.collect();
            pagables.sort_unstable();
            // Whatever alone leaves it open; else, the cheapest that bounds it.
            let sola = pagables.iter().take(PROBADAS).find(|(_, fila)| {
                let antes = self.lector.put_away(*fila);
                let abierta = !self.given_away(forma);
                self.lector.put_back(*fila, antes);
                abierta
            });
            let Some((_, fila)) = sola.or(pagables.first()).copied() else {
                self.obligadas.push((forma, culpables));
                return;
            };
            self.withhold(&[fila]);
        }
    }

    /// Withholds what stands in the way of registers that hide the numbers that are left; if none is found, what is around
    /// them. Totals and margins stay, and most of the rest: a small edition is worth little without them.
    pub(super) fn settle_rest(&mut self) {
        let cheap = |costo: &Option<u64>| costo.filter(|costo| *costo < DE_MARGEN);
        let sin_margenes = self.costo.iter().map(cheap).collect();
        let costo = std::mem::replace(&mut self.costo, sin_margenes);
        let mut abiertas = self.registros.open();
        abiertas.retain(|forma| self.registros.sought(*forma));
        for forma in abiertas {
            self.registros.renew();
            if !self.settle(forma, self.presupuesto) {
                self.surround(forma);
            }
        }
        self.costo = costo;
    }

    /// Withholds what is around a number, further and further away, until registers hide it: what need not be withheld
    /// for that is published again in the end. Nothing if none do, or if that is too much.
    fn surround(&mut self, forma: usize) {
        let celdas = self.registros.forma(forma).terminos.iter();
        let celdas: Vec<Coordenadas> = celdas
            .map(|(fila, _)| self.registros.filas.todas[*fila].celda)
            .collect();
        let near = |fila: &Fila, lejos: usize| {
            let mut celdas = celdas.iter();
            celdas.any(|celda| apart(celda, &fila.celda) <= lejos)
        };
        let (antes, presupuesto) = (self.registros.mark(), self.presupuesto);
        let mut retiradas = vec![];
        for lejos in 0..=CERCO {
            let filas = self.registros.filas.todas.iter().zip(&self.costo);
            let cerca = filas.enumerate().filter_map(|(i, (fila, costo))| {
                let puede = fila.oculta.is_none() && near(fila, lejos);
                costo.filter(|_| puede).map(|costo| (i, costo))
            });
            let (cerca, precios): (Vec<usize>, Vec<u64>) = cerca.unzip();
            let precio: u64 = precios.iter().sum();
            if precio > self.presupuesto {
                break;
            }
            if cerca.is_empty() {
                continue;
            }
            self.presupuesto -= precio;
            retiradas.extend(self.withhold(&cerca));
            self.registros.renew();
            if self.registros.pursue(forma, false) {
                return;
            }
        }
        self.give_back(&retiradas, antes);
        self.presupuesto = presupuesto;
    }
}

/// In how many dimensions two cells differ.
fn apart(una: &Coordenadas, otra: &Coordenadas) -> usize {
    let ejes = una.iter().zip(otra.iter());
    ejes.filter(|(uno, otro)| uno != otro).count()
}
