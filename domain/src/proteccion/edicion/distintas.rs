//! Distinct persons do not add up over services, places or time, but what is published of them still gives
//! other counts away: those of a whole that a part leaves out, those that all the parts share, and bounds of
//! what is withheld. None of these may be one of 1..t−1 persons, or narrower than the width.
//!
//! Over sex and age, where each person is in one member, counts do add up: that is the engine's work.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::servicios::above;
use crate::cubo::{Coordenadas, Eje, Ejes};
use crate::proteccion::Umbral;

/// What may become of a count of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suerte {
    /// It is published, and may be withheld.
    Abierta,
    /// It is published, because it was or must be.
    Fija,
    /// It is withheld.
    Oculta,
}

/// A count of persons.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cuenta {
    pub(super) personas: u64,
    /// Services of the same cell, or of the smallest cell of services around it, if they are published.
    pub(super) tope: Option<u64>,
    pub(super) suerte: Suerte,
    /// Whether its interval must be wide, if it is withheld.
    pub(super) delicada: bool,
}

/// Counts of persons of a lattice.
pub(super) struct Distintas {
    umbral: Umbral,
    ancho: u64,
    celdas: Vec<Coordenadas>,
    indice: BTreeMap<Coordenadas, usize>,
    pub(super) cuentas: Vec<Cuenta>,
    /// The cells that each one is part of, without itself.
    arriba: Vec<Vec<usize>>,
    /// The cells that are part of each one.
    abajo: Vec<Vec<usize>>,
    /// A cell and all its parts in one dimension, where a person can be in several.
    lineas: Vec<(usize, Vec<usize>)>,
}

impl Distintas {
    pub(super) fn new(
        ejes: &Ejes,
        umbral: Umbral,
        ancho: u64,
        cuentas: BTreeMap<Coordenadas, Cuenta>,
    ) -> Self {
        let (celdas, cuentas): (Vec<_>, Vec<_>) = cuentas.into_iter().unzip();
        let indice: BTreeMap<Coordenadas, usize> = celdas.iter().copied().zip(0..).collect();
        let mut abajo = vec![vec![]; celdas.len()];
        let mut arriba = Vec::with_capacity(celdas.len());
        for (i, celda) in celdas.iter().enumerate() {
            let todas = above(ejes, celda);
            let suyas: Vec<usize> = todas[1..]
                .iter()
                .filter_map(|c| indice.get(c))
                .copied()
                .collect();
            suyas.iter().for_each(|otra: &usize| abajo[*otra].push(i));
            arriba.push(suyas);
        }
        let mut lineas = Vec::new();
        for (i, celda) in celdas.iter().enumerate() {
            for eje in Eje::iter().filter(|eje| !eje.exclusivo()) {
                let partes = ejes.partes(eje, celda[eje]);
                let partes = partes.map(|parte| indice.get(&celda.with(eje, parte)).copied());
                if let Some(partes) = partes.collect::<Option<Vec<_>>>()
                    && !partes.is_empty()
                {
                    lineas.push((i, partes));
                }
            }
        }
        Self {
            umbral,
            ancho,
            celdas,
            indice,
            cuentas,
            arriba,
            abajo,
            lineas,
        }
    }

    /// Every cell, in order.
    pub(super) fn celdas(&self) -> impl Iterator<Item = &Coordenadas> {
        self.celdas.iter()
    }

    pub(super) fn find(&self, celda: &Coordenadas) -> Option<usize> {
        self.indice.get(celda).copied()
    }

    pub(super) fn open(&self, i: usize) -> bool {
        self.cuentas[i].suerte != Suerte::Oculta
    }

    fn personas(&self, i: usize) -> u64 {
        self.cuentas[i].personas
    }

    /// Withholds a count, if it may be.
    fn hide(&mut self, i: usize, delicada: bool) -> bool {
        let cuenta = &mut self.cuentas[i];
        let abierta = cuenta.suerte == Suerte::Abierta;
        if abierta {
            cuenta.suerte = Suerte::Oculta;
            cuenta.delicada = delicada;
        }
        abierta
    }

    /// Every count, and whether it is published.
    pub(super) fn estados(&self) -> BTreeMap<Coordenadas, (u64, bool)> {
        let celdas = self.celdas.iter().enumerate();
        let estado = |(i, celda): (usize, &Coordenadas)| (*celda, (self.personas(i), self.open(i)));
        celdas.map(estado).collect()
    }

    /// Withholds a cell, if it may be.
    pub(super) fn withhold(&mut self, celda: &Coordenadas) -> bool {
        self.find(celda).is_some_and(|i| self.hide(i, false))
    }

    /// Withholds the small counts, those of attributes that a whole group has, and then what the rest gives away.
    /// What is left that cannot be protected without withholding a fixed count: those counts.
    pub(super) fn protect(&mut self) -> Vec<usize> {
        for i in 0..self.celdas.len() {
            if self.umbral.primary(self.personas(i)) {
                self.hide(i, true);
                self.cuentas[i].delicada = true;
            }
        }
        self.attributes();
        loop {
            let mut imposibles = Vec::new();
            let cambia = self.differences(&mut imposibles)
                | self.overlaps(&mut imposibles)
                | self.widths(&mut imposibles);
            if !cambia {
                return imposibles;
            }
        }
    }

    /// A type of violence that everyone in a cell has suffered is withheld.
    fn attributes(&mut self) {
        for i in 0..self.celdas.len() {
            let celda = self.celdas[i];
            if celda[Eje::Violencia] == 0 || self.personas(i) == 0 {
                continue;
            }
            let todos = self
                .find(&celda.with(Eje::Violencia, 0))
                .map(|todo| self.personas(todo));
            if todos == Some(self.personas(i)) {
                self.hide(i, false);
            }
        }
    }

    /// Whether two cells differ by sex or age alone, where the engine protects.
    fn exclusive(&self, una: usize, otra: usize) -> bool {
        let (una, otra) = (self.celdas[una], self.celdas[otra]);
        Eje::iter().all(|eje| eje.exclusivo() || una[eje] == otra[eje])
    }

    /// Withholds parts that leave 1..t−1 persons of a published whole outside.
    fn differences(&mut self, imposibles: &mut Vec<usize>) -> bool {
        let mut cambia = false;
        for i in 0..self.celdas.len() {
            for k in 0..self.arriba[i].len() {
                let todo = self.arriba[i][k];
                let fuera = self.personas(todo).saturating_sub(self.personas(i));
                if self.personas(i) == 0 || self.exclusive(i, todo) || !self.umbral.primary(fuera) {
                    continue;
                }
                // What one says of the other, withheld for whatever reason, must stay wide.
                match (self.open(i), self.open(todo)) {
                    (false, true) => self.cuentas[i].delicada = true,
                    (true, false) => self.cuentas[todo].delicada = true,
                    (true, true) | (false, false) => {}
                }
                if self.open(i) && self.open(todo) {
                    if self.hide(i, true) || self.hide(todo, true) {
                        cambia = true;
                    } else {
                        imposibles.push(i);
                    }
                }
            }
        }
        cambia
    }

    /// Withholds one part of a published whole where all are published and share 1..t−1 persons.
    fn overlaps(&mut self, imposibles: &mut Vec<usize>) -> bool {
        let mut cambia = false;
        for l in 0..self.lineas.len() {
            let (todo, partes) = &self.lineas[l];
            let todas = partes.iter().all(|parte| self.open(*parte));
            let suma: u64 = partes.iter().map(|parte| self.personas(*parte)).sum();
            let comunes = suma.saturating_sub(self.personas(*todo));
            if !self.open(*todo) || !todas || !self.umbral.primary(comunes) {
                continue;
            }
            // With one part withheld, the others leave it as many less as they share with it. The smallest that then
            // moves enough; if none does, the whole.
            let se_mueve = |i: &usize| {
                self.bound(*i).saturating_sub(self.personas(*i)) + comunes >= self.ancho
            };
            let mut candidatas: Vec<usize> = partes
                .iter()
                .copied()
                .filter(|i| self.cuentas[*i].suerte == Suerte::Abierta && self.personas(*i) > 0)
                .collect();
            candidatas.sort_by_key(|i| (self.personas(*i), *i));
            let todo = *todo;
            let buena = candidatas.iter().copied().find(se_mueve);
            let elegidas = buena.into_iter().chain([todo]).chain(candidatas);
            if elegidas.into_iter().any(|i| self.hide(i, true)) {
                cambia = true;
            } else {
                imposibles.push(todo);
            }
        }
        cambia
    }

    /// The most a withheld count can be, as far as services and published wholes tell.
    fn bound(&self, i: usize) -> u64 {
        let todos = self.arriba[i].iter().filter(|todo| self.open(**todo));
        let menor = todos.map(|todo| self.personas(*todo)).min();
        // Without published services around it, nothing else bounds it.
        let tope = self.cuentas[i].tope.unwrap_or(u64::MAX);
        menor.map_or(tope, |menor| menor.min(tope))
    }

    /// What is published bounds each withheld count: at most its services and every published whole, at least
    /// every published part, and what the other parts leave of a published whole. Withholds what bounds one too
    /// closely.
    fn widths(&mut self, imposibles: &mut Vec<usize>) -> bool {
        let mut cambia = false;
        for i in 0..self.celdas.len() {
            if self.open(i) || !self.cuentas[i].delicada || self.personas(i) == 0 {
                continue;
            }
            while let Some(culpable) = self.narrow(i) {
                match culpable {
                    Some(culpable) if self.hide(culpable, false) => cambia = true,
                    // Nobody to blame, or what must be published is.
                    Some(_) | None => {
                        imposibles.push(i);
                        break;
                    }
                }
            }
        }
        cambia
    }

    /// Whether a withheld count is narrower than the width, and the published count that makes it so.
    #[expect(clippy::option_option, reason = "narrow or not, and by whom")]
    fn narrow(&self, i: usize) -> Option<Option<usize>> {
        let (alto, techo) = self.most(i);
        let mut bajo = 1;
        let mut suelo = None;
        for parte in &self.abajo[i] {
            if self.open(*parte) && self.personas(*parte) > bajo {
                (bajo, suelo) = (self.personas(*parte), Some(*parte));
            }
        }
        for (todo, partes) in self.lineas.iter().filter(|(_, partes)| partes.contains(&i)) {
            if !self.open(*todo) {
                continue;
            }
            let otras = partes.iter().filter(|parte| **parte != i);
            let otras: u64 = otras.fold(0, |suma, parte| suma.saturating_add(self.most(*parte).0));
            let deja = self.personas(*todo).saturating_sub(otras);
            if deja > bajo {
                (bajo, suelo) = (deja, Some(*todo));
            }
        }
        if alto.saturating_sub(bajo) >= self.ancho {
            return None;
        }
        let abierta = |i: &usize| self.cuentas[*i].suerte == Suerte::Abierta;
        // Other parts that are published leave less room than if they were not.
        let lineas = self.lineas.iter();
        let hermanas = lineas
            .filter(|(todo, partes)| self.open(*todo) && partes.contains(&i))
            .flat_map(|(_, partes)| partes)
            .copied()
            .filter(|parte| self.personas(*parte) > 0 && abierta(parte))
            .filter(|_| bajo > 1);
        let hermana = hermanas.min_by_key(|parte| self.personas(*parte));
        // A tight upper bound concerns the small ones, a tight lower one the large ones.
        Some(suelo.filter(abierta).or(techo.filter(abierta)).or(hermana))
    }

    /// The most a count can be as far as what is published tells, and the count of persons that says so.
    fn most(&self, i: usize) -> (u64, Option<usize>) {
        if self.open(i) {
            return (self.personas(i), None);
        }
        let mut alto = (self.cuentas[i].tope.unwrap_or(u64::MAX), None);
        for todo in &self.arriba[i] {
            if self.open(*todo) && self.personas(*todo) < alto.0 {
                alto = (self.personas(*todo), Some(*todo));
            }
        }
        alto
    }
}
