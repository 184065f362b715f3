//! The closing of numbers that are open: withholds what stands in the way of a register, and what bounds give away.

use std::collections::BTreeSet;

use super::Supresion;
use crate::cubo::Coordenadas;

/// Remedies that are tried for one number.
const REMEDIOS: usize = 3;
/// Published cells that are tried one by one to see whether without them bounds leave a number open.
const PROBADAS: usize = 40;
/// What one number is worth at most where all must be hidden, in points, and what may be spent on programs for it.
const CARO: u64 = 40;
const DE_UNA: u64 = 5_000_000;
/// Turns in which more is withheld until all is hidden, what may be spent in each, and cells for each number that is left.
const VUELTAS: usize = 16;
const DE_VUELTA: u64 = 20_000_000;
const DE_CADA_UNO: usize = 2;
/// Dimensions, besides one, in which a cell differs at most from those of a number that it is withheld for as a neighbour.
const CERCO: usize = 4;

impl Supresion<'_> {
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

    /// Withholds until registers hide every number that must be: what stands in the way of each, whatever it costs; then what
    /// costs least near those that are left, more and more, and in the end all that may be. What need not be withheld for that
    /// is published again afterwards.
    pub(super) fn settle_strictly(&mut self) {
        for forma in self.left() {
            self.registros.grant(DE_UNA);
            self.settle(forma, CARO);
        }
        for vuelta in 1..=VUELTAS {
            let quedan = self.left();
            if quedan.is_empty() {
                return;
            }
            let filas = self.cheapest_near(&quedan, vuelta);
            if filas.is_empty() {
                continue;
            }
            self.withhold(&filas);
            self.registros.grant(DE_VUELTA);
            for forma in quedan {
                self.registros.pursue(forma, false);
            }
        }
    }

    /// The numbers that no register hides and that one must: in a small register all that are looked for, in any other one
    /// those that programs could not be asked of. Not those that are given away by what must be published.
    pub(super) fn left(&self) -> Vec<usize> {
        let must = |forma: &usize| {
            self.registros.sought(*forma)
                && (self.estricta || self.sin_ver.contains(forma))
                && !self.dadas.contains(forma)
                && self.obligadas.iter().all(|(otra, _)| otra != forma)
        };
        let mut abiertas = self.registros.open();
        abiertas.retain(must);
        abiertas
    }

    /// A part of the published cells that may be withheld, those that cost least of what is near some numbers: in the
    /// last turn, all of them, near or not.
    fn cheapest_near(&self, formas: &[usize], vuelta: usize) -> Vec<usize> {
        let filas = self.registros.filas.todas.iter().zip(&self.costo);
        let published = filas
            .enumerate()
            .filter(|(_, (fila, _))| fila.oculta.is_none());
        let mut pueden: Vec<(u64, usize)> = published
            .filter_map(|(i, (_, costo))| costo.map(|costo| (costo, i)))
            .collect();
        pueden.sort_unstable();
        if vuelta < VUELTAS {
            let parte = pueden.len().div_ceil(VUELTAS + 1 - vuelta);
            let cuantas = parte.min(DE_CADA_UNO * formas.len());
            let lejos = 1 + vuelta * CERCO / VUELTAS;
            let terminos = formas
                .iter()
                .flat_map(|forma| &self.registros.forma(*forma).terminos);
            let celdas: BTreeSet<Coordenadas> = terminos
                .map(|(fila, _)| self.registros.filas.todas[*fila].celda)
                .collect();
            pueden.retain(|(_, fila)| {
                let suya = &self.registros.filas.todas[*fila].celda;
                celdas.iter().any(|celda| apart(celda, suya) <= lejos)
            });
            pueden.truncate(cuantas);
        }
        pueden.into_iter().map(|(_, fila)| fila).collect()
    }
}

/// In how many dimensions two cells differ.
fn apart(una: &Coordenadas, otra: &Coordenadas) -> usize {
    let ejes = una.iter().zip(otra.iter());
    ejes.filter(|(uno, otro)| uno != otro).count()
}
