//! How far each cell can move: which cells have fewer values left than required.

use super::campo::mix;
use super::cotas::SIN_TOPE;
use super::enteras::Busqueda;
use super::hallazgo::Intervalo;
use super::lineal::Lineal;
use super::numeros::{float, whole};
use super::partes::Partes;
use super::reduccion::{Forma, Reducido};

/// The values that a cell must be able to have.
pub(super) struct Requisito {
    pub(super) forma: Forma,
    /// Difference between its largest and its smallest value.
    pub(super) ancho: i64,
    /// Nothing is required of a cell that cannot have 1..t−1, for this t; always of others.
    pub(super) umbral: Option<i64>,
    /// Smallest and largest value in known whole-number tables.
    pub(super) vistos: Option<(i64, i64)>,
}

/// Whether it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Veredicto {
    /// Two whole-number tables say so.
    Demostrado,
    /// Bounds that allow fractions say so.
    Probable,
    /// It cannot: this is what a reader knows.
    Corto(Intervalo),
    /// Arithmetic gave up.
    Dudoso,
}

/// Small enough to search.
const CHICO: usize = 48;
/// Pivots for a random sum: a solution on the way is as good a witness as the last one.
const AL_AZAR: usize = 300;
const TOLERANCIA: f64 = 1e-6;

/// A cell under way.
struct Blanco<'a> {
    requisito: &'a Requisito,
    /// Among all solutions seen.
    bajo: f64,
    alto: f64,
    /// Among whole-number ones.
    entero: Option<(i64, i64)>,
    /// The bounds that no table exceeds.
    cotas: (i64, i64),
    veredicto: Option<Veredicto>,
}

impl Blanco<'_> {
    /// Takes a table in: its value of this cell, and whether it is whole.
    fn see(&mut self, (suma, entera): (f64, bool)) {
        let valor = suma + float(self.requisito.forma.constante);
        self.bajo = self.bajo.min(valor);
        self.alto = self.alto.max(valor);
        if entera {
            let v = whole(valor);
            self.entero = Some(
                self.entero
                    .map_or((v, v), |(bajo, alto)| (bajo.min(v), alto.max(v))),
            );
        }
    }

    /// Whether two whole tables are far enough apart.
    fn proven(&self) -> bool {
        self.entero
            .is_some_and(|(bajo, alto)| alto - bajo >= self.requisito.ancho)
    }

    /// Whether tables that may have fractions are, counting whole values only.
    fn wide(&self) -> bool {
        let alto = (self.alto + TOLERANCIA).floor();
        alto - (self.bajo - TOLERANCIA).ceil() >= float(self.requisito.ancho)
    }

    /// Whether bounds leave too few values.
    fn short(&self) -> bool {
        self.cotas.1 - self.cotas.0 < self.requisito.ancho
    }

    /// Decides what bounds and whole-number tables can.
    fn decide(&mut self) -> bool {
        let (bajo, alto) = self.cotas;
        // Tighter bounds could still exempt a cell that is too narrow.
        let firme = self.requisito.umbral.is_none() || self.entero == Some(self.cotas);
        let exenta = self
            .requisito
            .umbral
            .is_some_and(|t| bajo >= t || alto <= 0);
        self.veredicto = if self.proven() || exenta {
            Some(Veredicto::Demostrado)
        } else if firme && self.short() {
            Some(Veredicto::Corto((bajo, Some(alto))))
        } else {
            None
        };
        self.veredicto.is_some()
    }
}

/// A verdict for each requirement, starting from a table if one is known; nothing if no table is consistent with what is published.
pub(super) fn measure(
    reducido: &Reducido,
    lineal: &Lineal,
    partida: Option<&[i64]>,
    requisitos: &[Requisito],
) -> Option<Vec<Veredicto>> {
    let mut partes = None;
    let mut blancos: Vec<Blanco> = Vec::with_capacity(requisitos.len());
    // Bounds of single unknowns decide most cells without a simplex.
    for requisito in requisitos {
        let Forma {
            constante,
            incognitas,
        } = &requisito.forma;
        let bajo = incognitas
            .iter()
            .map(|j| reducido.cotas.bajo[*j])
            .sum::<i64>()
            + constante;
        let tope = |j: &usize| Some(reducido.cotas.alto[*j]).filter(|alto| *alto != SIN_TOPE);
        let alto = incognitas
            .iter()
            .map(tope)
            .sum::<Option<i64>>()
            .map(|alto| alto + constante);
        let vistos = requisito.vistos;
        let [menor, mayor] = [0, 1].map(|i| vistos.map(|v| float([v.0, v.1][i])));
        let mut blanco = Blanco {
            requisito,
            bajo: menor.unwrap_or(f64::INFINITY),
            alto: mayor.unwrap_or(f64::NEG_INFINITY),
            entero: vistos,
            cotas: (bajo, alto.unwrap_or(SIN_TOPE)),
            veredicto: None,
        };
        if alto.is_none() {
            blanco.veredicto = Some(Veredicto::Demostrado);
        } else {
            blanco.decide();
        }
        blancos.push(blanco);
    }
    if blancos.iter().any(|b| b.veredicto.is_none()) {
        partes = Some(Partes::new(reducido, lineal, partida)?);
    }
    // Then many at once by chance, and what is left one by one.
    if let Some(partes) = &mut partes {
        sample(partes, &mut blancos);
        let mut busqueda = Busqueda::new(reducido);
        for i in 0..blancos.len() {
            settle(partes, &mut busqueda, &mut blancos, i);
        }
    }
    Some(
        blancos
            .into_iter()
            .map(|b| b.veredicto.expect("each has been settled"))
            .collect(),
    )
}

/// The current table is a witness for every cell still open.
fn look(partes: &Partes, blancos: &mut [Blanco]) {
    for blanco in blancos.iter_mut().filter(|b| b.veredicto.is_none()) {
        blanco.see(partes.sum(&blanco.requisito.forma.incognitas));
    }
}

/// Random sums of all cells still open, with random signs: each solution is a witness for all cells.
fn sample(partes: &mut Partes, blancos: &mut [Blanco]) {
    look(partes, blancos);
    let abiertos = |blancos: &[Blanco]| {
        blancos
            .iter()
            .filter(|b| b.veredicto.is_none() && !b.wide())
            .count()
    };
    let mut antes = abiertos(blancos);
    for ronda in 0..60u64 {
        if antes < 8 {
            break;
        }
        let mut objetivo = Vec::new();
        for (i, blanco) in (0u64..).zip(blancos.iter()) {
            if blanco.veredicto.is_none() && !blanco.wide() {
                let signo = if mix(ronda << 32 | i) & 1 == 0 {
                    1.0
                } else {
                    -1.0
                };
                objetivo.extend(
                    blanco
                        .requisito
                        .forma
                        .incognitas
                        .iter()
                        .map(|j| (*j, signo)),
                );
            }
        }
        if !partes.climb(&objetivo, f64::INFINITY, AL_AZAR) {
            break;
        }
        look(partes, blancos);
        let ahora = abiertos(blancos);
        if ronda > 4 && antes - ahora < 2 {
            break;
        }
        antes = ahora;
    }
}

/// One cell: both directions, then whole numbers if the system is small.
fn settle(partes: &mut Partes, busqueda: &mut Busqueda, blancos: &mut [Blanco], i: usize) {
    if blancos[i].veredicto.is_some() || blancos[i].decide() {
        return;
    }
    let requisito = blancos[i].requisito;
    let incognitas = &requisito.forma.incognitas;
    let todas = partes.related(incognitas);
    let chico = todas.len() <= CHICO;
    // Up and down. A small system is climbed to the end: its bounds must be exact for the search below.
    for signo in [1, -1] {
        if blancos[i].wide() && !chico {
            break;
        }
        let s = float(signo);
        let objetivo: Vec<(usize, f64)> = incognitas.iter().map(|j| (*j, s)).collect();
        // Whole numbers only: half a unit more or less is no width.
        let abajo = (blancos[i].bajo - TOLERANCIA).ceil();
        let desde = if signo > 0 {
            abajo
        } else {
            -(blancos[i].alto + TOLERANCIA).floor()
        };
        let basta = desde + float(requisito.ancho) - s * float(requisito.forma.constante);
        let basta = if chico { f64::INFINITY } else { basta };
        if !partes.climb(&objetivo, basta, usize::MAX) {
            blancos[i].veredicto = Some(Veredicto::Dudoso);
            return;
        }
        look(partes, blancos);
        let blanco = &mut blancos[i];
        if chico || !blanco.wide() {
            let cota = partes.bound(incognitas, signo);
            let constante = requisito.forma.constante;
            if signo > 0 {
                // No bound stays none.
                blanco.cotas.1 = blanco.cotas.1.min(cota.saturating_add(constante));
            } else {
                blanco.cotas.0 = blanco.cotas.0.max(constante.saturating_sub(cota));
            }
        }
    }
    let blanco = &mut blancos[i];
    if blanco.decide() {
        return;
    }
    if chico && search(blanco, busqueda, &todas) {
        return;
    }
    blanco.veredicto = Some(if blanco.short() {
        Veredicto::Corto((blanco.cotas.0, Some(blanco.cotas.1)))
    } else if blanco.wide() {
        Veredicto::Probable
    } else {
        Veredicto::Dudoso
    });
}

/// Whole-number tables from both ends inwards, until they are far enough apart or there are no more.
fn search(blanco: &mut Blanco, busqueda: &mut Busqueda, todas: &[usize]) -> bool {
    let Forma {
        constante,
        incognitas,
    } = &blanco.requisito.forma;
    // Each step either finds a table at the end or brings the end in by one: bounds stay true all the way.
    for abajo in [true, false] {
        loop {
            let (bajo, alto) = blanco.cotas;
            let valor = if abajo { bajo } else { alto };
            if blanco
                .entero
                .is_some_and(|(b, a)| valor == if abajo { b } else { a })
            {
                break;
            }
            match busqueda.exists(incognitas, valor - constante, todas) {
                None => return false,
                Some(true) => blanco.see((float(valor - constante), true)),
                Some(false) if abajo => blanco.cotas.0 += 1,
                Some(false) => blanco.cotas.1 -= 1,
            }
            if blanco.decide() {
                return true;
            }
        }
    }
    // Both ends are attained and nothing else was decided: without the width, decide() would have.
    blanco.decide()
}
