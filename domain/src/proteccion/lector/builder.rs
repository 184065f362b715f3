//! The inequalities between counts of distinct persons and of services that hold in any register, built from the cells that
//! there are.

use std::collections::BTreeMap;
use std::ops::Range;

use strum::IntoEnumIterator;

use super::callado;
use super::sistema::{ClaveLinea, Desigualdad, Linea};
use crate::cubo::{Coordenadas, Eje, Ejes};
use crate::proteccion::posibles::Posibles;

/// What builds the inequalities.
pub(super) struct Builder<'a> {
    ejes: &'a Ejes,
    /// Persons, services, and then those of both that nobody declares.
    pub(super) celdas: Vec<Coordenadas>,
    personas: BTreeMap<Coordenadas, usize>,
    servicios: BTreeMap<Coordenadas, usize>,
    pub(super) desigualdades: Vec<Desigualdad>,
    /// How many numbers there are: cells, and then sums.
    pub(super) numeros: usize,
    pub(super) sumas: BTreeMap<Vec<(usize, i64)>, usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(ejes: &'a Ejes, personas: &[Coordenadas], servicios: &[Coordenadas]) -> Self {
        let todas = callado::everybody(ejes, personas);
        let de_un_tipo = callado::persons(ejes, &[personas, &todas].concat());
        let algunas = [todas, de_un_tipo].concat();
        let calladas = callado::services(&[personas, &algunas].concat(), servicios);
        let celdas = [personas, servicios, &algunas, &calladas].concat();
        let [a, b, c] = [personas.len(), servicios.len(), algunas.len()];
        let numbered = |lugares: [Range<usize>; 2]| {
            let lugares = lugares.into_iter().flatten();
            lugares.map(|i| (celdas[i], i)).collect()
        };
        Self {
            ejes,
            numeros: celdas.len(),
            personas: numbered([0..a, a + b..a + b + c]),
            servicios: numbered([a..a + b, a + b + c..celdas.len()]),
            celdas,
            desigualdades: vec![],
            sumas: BTreeMap::new(),
        }
    }

    /// The cells of persons, with their numbers.
    pub(super) fn of_persons(&self) -> impl Iterator<Item = (&Coordenadas, usize)> {
        self.personas.iter().map(|(celda, numero)| (celda, *numero))
    }

    /// Whether an attention is in one part only. It has one special value, or some types of violence.
    fn parts_attentions(&self, linea: &Linea) -> bool {
        let sola = |parte: &usize| {
            let miembro = self
                .ejes
                .miembro(Eje::Violencia, self.celdas[*parte][Eje::Violencia]);
            miembro.especial() || callado::es(miembro)
        };
        match linea.eje {
            Eje::Violencia => linea.partes.iter().all(sola),
            eje => !eje.exclusivo(),
        }
    }

    /// Writes down every inequality of some cells. The lines of persons, that they are about.
    pub(super) fn build(&mut self, posibles: &Posibles) -> Vec<Linea> {
        let lineas = self.lines(&self.personas);
        self.wholes();
        self.in_their_time(posibles);
        self.lines_of_persons(&lineas);
        self.services();
        self.repeats();
        self.overlaps(&lineas);
        lineas
    }

    fn at_most(&mut self, menos: &[usize], mas: &[usize]) {
        let menos = menos.iter().map(|celda| (*celda, 1));
        let terminos = menos.chain(mas.iter().map(|celda| (*celda, -1)));
        let mut sumados: BTreeMap<usize, i64> = BTreeMap::new();
        for (celda, n) in terminos {
            *sumados.entry(celda).or_default() += n;
        }
        sumados.retain(|_, n| *n != 0);
        if !sumados.is_empty() {
            self.desigualdades
                .push(Desigualdad(sumados.into_iter().collect()));
        }
    }

    /// A number of its own for some counts minus others, which is not negative.
    fn sum(&mut self, mas: &[usize], menos: &[usize]) -> usize {
        let mas = mas.iter().map(|celda| (*celda, 1));
        let terminos = mas.chain(menos.iter().map(|celda| (*celda, -1)));
        let mut terminos: Vec<(usize, i64)> = terminos.collect();
        terminos.sort_unstable();
        if let Some(suma) = self.sumas.get(&terminos) {
            return *suma;
        }
        let suma = self.numeros;
        self.numeros += 1;
        let mut igual = terminos.clone();
        igual.push((suma, -1));
        let contrario = igual.iter().map(|(celda, n)| (*celda, -n)).collect();
        self.desigualdades.push(Desigualdad(igual));
        self.desigualdades.push(Desigualdad(contrario));
        self.sumas.insert(terminos, suma);
        suma
    }

    /// The parts of each cell along each dimension, where all are there: the next ones, and the finest ones.
    fn lines(&self, indice: &BTreeMap<Coordenadas, usize>) -> Vec<Linea> {
        let mut lineas = vec![];
        for (celda, todo) in indice {
            for eje in Eje::iter() {
                let miembro = celda[eje];
                let next: Vec<u16> = self.ejes.partes(eje, miembro).collect();
                if next.is_empty() {
                    continue;
                }
                let mut finest = vec![];
                self.leaves(eje, miembro, &mut finest);
                let iguales = finest == next;
                for (miembros, inmediata) in [(next, true), (finest, false)] {
                    let partes = miembros.iter().map(|m| indice.get(&celda.with(eje, *m)));
                    let partes: Option<Vec<&usize>> = partes.collect();
                    if let Some(partes) = partes.filter(|_| inmediata || !iguales) {
                        lineas.push(Linea {
                            eje,
                            todo: *todo,
                            partes: partes.into_iter().copied().collect(),
                            inmediata,
                        });
                    }
                }
            }
        }
        lineas
    }

    fn leaves(&self, eje: Eje, miembro: u16, finas: &mut Vec<u16>) {
        let mut partes = self.ejes.partes(eje, miembro).peekable();
        if partes.peek().is_none() {
            finas.push(miembro);
        }
        partes.for_each(|parte| self.leaves(eje, parte, finas));
    }

    /// The next cells around one, along each dimension.
    fn around(&self, celda: &Coordenadas, indice: &BTreeMap<Coordenadas, usize>) -> Vec<usize> {
        let next = |eje: Eje| {
            let arriba = self.ejes.arriba(eje, celda[eje]).skip(1);
            let mut arriba = arriba.filter_map(|m| indice.get(&celda.with(eje, m)).copied());
            arriba.next()
        };
        Eje::iter().filter_map(next).collect()
    }

    /// A part has at most the persons of its whole, and persons are at most their services.
    fn wholes(&mut self) {
        let personas: Vec<(Coordenadas, usize)> =
            self.personas.iter().map(|(c, i)| (*c, *i)).collect();
        for (celda, i) in personas {
            for todo in self.around(&celda, &self.personas) {
                self.at_most(&[i], &[todo]);
            }
            let servicios = self.servicios[&callado::attentions(&celda)];
            self.at_most(&[i], &[servicios]);
        }
    }

    /// What cannot be counted all year is part of what the period counts in which it can.
    fn in_their_time(&mut self, posibles: &Posibles) {
        for indice in [self.personas.clone(), self.servicios.clone()] {
            for (celda, i) in &indice {
                let Some(suya) = posibles.narrowed(self.ejes, celda) else {
                    continue;
                };
                let otras = indice.iter().filter(|(otra, _)| {
                    self.ejes.dentro(&suya, otra) && !self.ejes.dentro(celda, otra)
                });
                let otras: Vec<usize> = otras.map(|(_, j)| *j).collect();
                otras.iter().for_each(|j| self.at_most(&[*i], &[*j]));
            }
        }
    }

    /// All the parts of a whole have at least its persons; over sex and age, exactly those. Of an attention that is in
    /// one part only, they have at most its services.
    fn lines_of_persons(&mut self, lineas: &[Linea]) {
        for linea in lineas {
            self.at_most(&[linea.todo], &linea.partes);
            if linea.eje.exclusivo() {
                self.at_most(&linea.partes, &[linea.todo]);
            }
            let servicios = self.servicios.get(&self.celdas[linea.todo]).copied();
            if let Some(servicios) = servicios.filter(|_| self.parts_attentions(linea)) {
                self.at_most(&linea.partes, &[servicios]);
            }
        }
    }

    /// Services add up, but for those that are of several types of violence.
    fn services(&mut self) {
        for linea in self.lines(&self.servicios) {
            self.at_most(&[linea.todo], &linea.partes);
            if self.parts_attentions(&linea) {
                self.at_most(&linea.partes, &[linea.todo]);
            }
        }
        for (celda, parte) in self.servicios.clone() {
            for todo in self.around(&celda, &self.servicios) {
                self.at_most(&[parte], &[todo]);
            }
        }
    }

    /// How many services were repeats only grows with the cell.
    fn repeats(&mut self) {
        let celdas: Vec<Coordenadas> = self.personas.keys().copied().collect();
        for celda in celdas {
            let Some(parte) = self.repeated(&celda) else {
                continue;
            };
            for todo in self.around(&celda, &self.personas) {
                if let Some(todo) = self.repeated(&self.celdas[todo].clone()) {
                    self.at_most(&[parte], &[todo]);
                }
            }
        }
    }

    /// Services of a cell that were not the first of a person.
    fn repeated(&mut self, celda: &Coordenadas) -> Option<usize> {
        let (personas, servicios) = (*self.personas.get(celda)?, *self.servicios.get(celda)?);
        Some(self.sum(&[servicios], &[personas]))
    }

    /// What each line adds up to, and in how many parts each person is beyond the first: both only grow with the cell,
    /// are at most its services (the second, at most what was repeated), and over sex and age they add up. They are two
    /// numbers: what bounds the first need not bound its whole, which they have in common.
    fn overlaps(&mut self, lineas: &[Linea]) {
        let celdas = self.celdas.clone();
        let inclusivas: Vec<&Linea> = (lineas.iter())
            .filter(|linea| !linea.eje.exclusivo())
            .collect();
        let (mut sumadas, mut comunes) = (BTreeMap::new(), BTreeMap::new());
        for linea in &inclusivas {
            let suma = self.sum(&linea.partes, &[]);
            sumadas.insert(linea.key(linea.todo), suma);
            self.at_most(&[linea.todo], &[suma]);
            let comun = self.sum(&linea.partes, &[linea.todo]);
            comunes.insert(linea.key(linea.todo), comun);
            if !self.parts_attentions(linea) {
                continue;
            }
            if let Some(servicios) = self.servicios.get(&celdas[linea.todo]).copied() {
                self.at_most(&[suma], &[servicios]);
            }
            let Some(todos) = self.repeated(&celdas[linea.todo]) else {
                continue;
            };
            self.at_most(&[comun], &[todos]);
            // What is repeated in a whole is repeated in a part, or is of somebody in several.
            let de_partes = linea.partes.iter().map(|p| self.repeated(&celdas[*p]));
            if let Some(mut repetidos) = de_partes.collect::<Option<Vec<usize>>>() {
                repetidos.push(comun);
                self.at_most(&repetidos, &[todos]);
                self.at_most(&[todos], &repetidos);
            }
        }
        for numeros in [sumadas, comunes] {
            for linea in &inclusivas {
                self.grows(&celdas, linea, &numeros);
            }
        }
    }

    /// A number of each line only grows with its cell, and over sex and age it adds up.
    fn grows(
        &mut self,
        celdas: &[Coordenadas],
        linea: &Linea,
        numeros: &BTreeMap<ClaveLinea, usize>,
    ) {
        let celda = celdas[linea.todo];
        let suya = numeros[&linea.key(linea.todo)];
        for fuera in self.around(&celda, &self.personas) {
            // The same parts, of a larger cell.
            if celdas[fuera][linea.eje] == celda[linea.eje]
                && let Some(otra) = numeros.get(&linea.key(fuera))
            {
                self.at_most(&[suya], &[*otra]);
            }
        }
        for eje in Eje::iter().filter(|eje| eje.exclusivo()) {
            let partes = self.ejes.partes(eje, celda[eje]).map(|parte| {
                let parte = self.personas.get(&celda.with(eje, parte))?;
                numeros.get(&linea.key(*parte)).copied()
            });
            let partes: Option<Vec<usize>> = partes.collect();
            if let Some(partes) = partes.filter(|partes| !partes.is_empty()) {
                self.at_most(&partes, &[suya]);
                self.at_most(&[suya], &partes);
            }
        }
    }
}
