//! How counts of distinct persons and of services bind each other, whatever the register: inequalities between sums of
//! cells, and the bounds that follow from them.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::Builder;
use super::callado;
use super::estado::{Conocido, Cota};
use crate::cubo::{Coordenadas, Eje, Ejes};
use crate::proteccion::demas::Papel;
use crate::proteccion::posibles::Posibles;

/// Sums of counts that are at most zero.
pub(super) struct Desigualdad(pub(super) Vec<(usize, i64)>);

/// A whole and all its parts in one dimension.
pub(super) struct Linea {
    pub(super) eje: Eje,
    pub(super) todo: usize,
    pub(super) partes: Vec<usize>,
    /// Whether the parts are the next ones, and not those of several steps down.
    pub(super) inmediata: bool,
}

/// A line of the same parts, of a cell: the cell, the dimension, whether its parts are the next ones, and how many.
pub(super) type ClaveLinea = (usize, usize, bool, usize);

impl Linea {
    pub(super) fn key(&self, todo: usize) -> ClaveLinea {
        (todo, self.eje.indice(), self.inmediata, self.partes.len())
    }
}

/// The counts of persons, then those of services, those of both that no plan declares, then sums of them that have bounds of their own, and what binds them.
pub(super) struct Sistema {
    pub(super) celdas: Vec<Coordenadas>,
    /// By what it is the sum of, ascending: each number that is no cell, not negative.
    pub(super) sumas: BTreeMap<Vec<(usize, i64)>, usize>,
    /// How many numbers there are: cells, and then sums.
    pub(super) numeros: usize,
    /// How many of them are of persons that were counted.
    pub(super) personas: usize,
    /// By cell of persons that were counted: what is asked of it.
    pub(super) papeles: Vec<Papel>,
    /// By number: whether it is of everybody, or of who is not a woman, where nobody declares them. Bounds know of them, and
    /// programs do not.
    pub(super) callados: Vec<bool>,
    /// Of persons, with their parts.
    pub(super) lineas: Vec<Linea>,
    desigualdades: Vec<Desigualdad>,
    /// By count: the inequalities that it is in.
    de_celda: Vec<Vec<usize>>,
}

impl Sistema {
    pub(super) fn new(
        ejes: &Ejes,
        personas: &[Coordenadas],
        servicios: &[Coordenadas],
        posibles: &Posibles,
    ) -> Self {
        let contadas: BTreeSet<&Coordenadas> = personas.iter().collect();
        let papel = |celda| Papel::of(ejes, celda, |otra| contadas.contains(otra));
        let papeles = personas.iter().map(papel).collect();
        let mut obra = Builder::new(ejes, personas, servicios);
        let lineas = obra.build(posibles);
        let callados = silent(ejes, &obra, &contadas);
        let mut de_celda = vec![vec![]; obra.numeros];
        for (d, desigualdad) in obra.desigualdades.iter().enumerate() {
            for (celda, _) in &desigualdad.0 {
                de_celda[*celda].push(d);
            }
        }
        Self {
            celdas: obra.celdas,
            numeros: obra.numeros,
            personas: personas.len(),
            papeles,
            callados,
            lineas,
            sumas: obra.sumas,
            desigualdades: obra.desigualdades,
            de_celda,
        }
    }

    /// What an inequality adds up, to at most zero.
    pub(super) fn terms(&self, d: usize) -> &[(usize, i64)] {
        &self.desigualdades[d].0
    }

    /// The inequalities that a number is in.
    pub(super) fn with(&self, numero: usize) -> &[usize] {
        &self.de_celda[numero]
    }

    pub(super) fn all(&self) -> std::ops::Range<usize> {
        0..self.desigualdades.len()
    }

    /// Whether an inequality is of numbers that programs know of.
    pub(super) fn spoken(&self, d: usize) -> bool {
        let mut terminos = self.terms(d).iter();
        terminos.all(|(numero, _)| !self.callados[*numero])
    }

    /// By inequality that programs know of, whether some numbers within these bounds would break it.
    pub(super) fn open(&self, cotas: &[Cota]) -> Vec<bool> {
        let most = |(celda, n): &(usize, i64)| {
            let (bajo, alto) = cotas[*celda];
            n * if *n > 0 { alto } else { bajo }
        };
        let rompe = |d: &Desigualdad| d.0.iter().map(most).sum::<i64>() > 0;
        let todas = self.desigualdades.iter().enumerate();
        todas.map(|(i, d)| rompe(d) && self.spoken(i)).collect()
    }

    /// Tightens bounds until nothing moves. The cell that no number fits, if there is one.
    pub(super) fn propagate(&self, estado: &mut Conocido) -> Result<(), usize> {
        let todas = (0..self.desigualdades.len()).rev().collect();
        self.follow(todas, estado)
    }

    /// The same where only the bounds of one number have moved.
    pub(super) fn follow_from(&self, numero: usize, estado: &mut Conocido) -> Result<(), usize> {
        self.follow(self.de_celda[numero].clone(), estado)
    }

    /// Tightens what some inequalities say, and what follows from that.
    fn follow(&self, mut pendientes: Vec<usize>, estado: &mut Conocido) -> Result<(), usize> {
        let mut espera = vec![false; self.desigualdades.len()];
        pendientes.iter().for_each(|d| espera[*d] = true);
        // Bounds only tighten; but two of them can push each other up by ones. Wherever it stops, they hold.
        let mut pasos = 60 * self.desigualdades.len() + 10_000;
        while let Some(d) = pendientes.pop() {
            espera[d] = false;
            if pasos == 0 {
                return Ok(());
            }
            pasos -= 1;
            let terminos = &self.desigualdades[d].0;
            let cotas = estado.cotas();
            // All at their least, so much is left for one of them to be more.
            let holgura = -terminos.iter().map(|t| least(t, cotas)).sum::<i64>();
            for (celda, n) in terminos.iter().copied() {
                let (bajo, alto) = estado.cotas()[celda];
                // What can be anything that it was costs no division.
                if n.abs() * (alto - bajo) <= holgura {
                    continue;
                }
                let cabe = holgura.div_euclid(n.abs());
                let nueva = if n > 0 {
                    (bajo, bajo + cabe)
                } else {
                    (alto - cabe, alto)
                };
                if !estado.tighten(celda, nueva, usize::from(n > 0), d) {
                    return Err(celda);
                }
                for otra in self.de_celda[celda].iter().filter(|otra| **otra != d) {
                    if !std::mem::replace(&mut espera[*otra], true) {
                        pendientes.push(*otra);
                    }
                }
            }
        }
        Ok(())
    }

    /// The counts that say, by themselves, how some others are bounded.
    pub(super) fn because(&self, celdas: &[usize], estado: &Conocido) -> Vec<usize> {
        let mut vistas = vec![[false; 2]; estado.cotas().len()];
        let mut pendientes: Vec<(usize, usize)> =
            celdas.iter().flat_map(|c| [(*c, 0), (*c, 1)]).collect();
        let mut propias = vec![];
        while let Some((celda, lado)) = pendientes.pop() {
            if std::mem::replace(&mut vistas[celda][lado], true) {
                continue;
            }
            let Some(d) = estado.reason(celda, lado) else {
                propias.push(celda);
                continue;
            };
            // A bound above follows from what the others are at least, where they are added, and at most, where not.
            let otras = self.desigualdades[d].0.iter();
            let otras = otras.filter(|(otra, _)| *otra != celda);
            pendientes.extend(otras.map(|(otra, n)| (*otra, usize::from(*n < 0))));
        }
        propias.sort_unstable();
        propias.dedup();
        propias
    }
}

/// By number: whether nobody declares everybody where it is of women, or is of such numbers.
fn silent(ejes: &Ejes, obra: &Builder, contadas: &BTreeSet<&Coordenadas>) -> Vec<bool> {
    let mut callados = vec![false; obra.numeros];
    let counted = |celda: &Coordenadas| contadas.contains(celda);
    for (celda, numero) in obra.of_persons() {
        // Some type of violence, whichever, is no type that is declared.
        let propia = match ejes.miembro(Eje::Violencia, celda[Eje::Violencia]) {
            alguna if callado::es(alguna) => continue,
            _ => celda,
        };
        callados[numero] = Papel::of(ejes, propia, counted) == Papel::Callada
            || (celda[Eje::Sexo] == 0 && !counted(propia));
    }
    for (terminos, suma) in &obra.sumas {
        callados[*suma] = terminos.iter().any(|(numero, _)| callados[*numero]);
    }
    callados
}

/// The least that a term can be.
fn least((celda, n): &(usize, i64), cotas: &[Cota]) -> i64 {
    let (bajo, alto) = cotas[*celda];
    n * if *n > 0 { bajo } else { alto }
}
