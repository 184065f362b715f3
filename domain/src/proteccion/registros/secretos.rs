//! The numbers of an edition that nobody may know.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::cubierta::Cubiertas;
use super::filas::{Fila, Filas, at};
use super::forma::{Exige, Forma};
use super::padron::{Alguien, Padron};
use crate::cubo::{Coordenadas, Eje};
use crate::proteccion::demas::Papel;

/// A number that nobody may know, and what it is called before the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Secreto {
    pub(crate) forma: Forma,
    pub(crate) que: &'static str,
}

/// What is asked of an edition: the persons that are not few any more, and whether few repeats are a number too that
/// nobody may know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pedido {
    pub(crate) umbral: u64,
    pub(crate) repeticiones: bool,
}

struct ListaDeSecretos<'a> {
    filas: &'a Filas<'a>,
    padron: &'a Padron,
    umbral: i64,
    secretos: Vec<Secreto>,
}

/// Every number of an edition that nobody may know: counts of 1..t−1 persons, services of so few, what a part leaves
/// of a whole and what the parts of a whole share if those are so few, what published services leave of other
/// published ones if that is of so few, and the type of violence that everybody in a group has; if it is asked for, so few
/// services beyond the first of each person.
pub(crate) fn secrets(filas: &Filas, padron: &Padron, pedido: Pedido) -> Vec<Secreto> {
    let mut lista = ListaDeSecretos {
        filas,
        padron,
        umbral: i64::try_from(pedido.umbral).expect("a plan bounds its threshold by its width"),
        secretos: vec![],
    };
    lista.counts();
    lista.attributes();
    lista.differences();
    lista.overlaps();
    lista.residuals();
    if pedido.repeticiones {
        lista.repeats();
    }
    lista.secretos
}

impl ListaDeSecretos<'_> {
    fn few(&self, personas: i64) -> bool {
        (1..self.umbral).contains(&personas)
    }

    /// What is asked of a cell of persons.
    fn papel(&self, fila: &Fila) -> Papel {
        let counted = |celda: &Coordenadas| self.filas.find(celda, false).is_some();
        Papel::of(self.filas.ejes, &fila.celda, counted)
    }

    fn put(&mut self, que: &'static str, exige: Exige, mas: &[usize], menos: &[usize]) {
        let mas = mas.iter().map(|fila| (*fila, 1));
        let terminos = mas.chain(menos.iter().map(|fila| (*fila, -1))).collect();
        self.secretos.push(Secreto {
            forma: Forma { terminos, exige },
            que,
        });
    }

    /// Counts of few persons, and services of few.
    fn counts(&mut self) {
        let mut identificadas = vec![0; self.filas.todas.len()];
        let mut anonimas = vec![false; self.filas.todas.len()];
        for (quien, cuantas) in &self.padron.quienes {
            let mut suyas: Vec<u32> = quien
                .atenciones
                .iter()
                .flat_map(|(tipo, _)| self.padron.tipo(*tipo).servicios.iter().copied())
                .collect();
            suyas.sort_unstable();
            suyas.dedup();
            for fila in suyas {
                if quien.anonima {
                    anonimas[at(fila)] = true;
                } else {
                    identificadas[at(fila)] += i64::from(*cuantas);
                }
            }
        }
        for i in 0..self.filas.todas.len() {
            let fila = self.filas.todas[i];
            if !fila.de_servicios {
                let exige = match self.papel(&fila) {
                    Papel::Propia => Exige::Ancho,
                    Papel::Callada => Exige::Quizas,
                    Papel::Partida => Exige::Nadie,
                };
                if self.few(fila.verdad) {
                    self.put("personas", exige, &[i], &[]);
                }
                continue;
            }
            let todas = identificadas[i] + i64::from(anonimas[i]);
            if self.few(identificadas[i]) || self.few(todas) {
                self.put("servicios de pocas personas", Exige::Ancho, &[i], &[]);
            }
        }
    }

    /// A type of violence that everybody in a group has.
    fn attributes(&mut self) {
        for i in 0..self.filas.todas.len() {
            let fila = self.filas.todas[i];
            if fila.de_servicios || fila.verdad == 0 || fila.celda[Eje::Violencia] == 0 {
                continue;
            }
            if self.papel(&fila) == Papel::Callada {
                continue;
            }
            let grupo = fila.celda.with(Eje::Violencia, 0);
            if let Some(grupo) = self.filas.find(&grupo, false)
                && self.filas.todas[grupo].verdad == fila.verdad
            {
                self.put(
                    "el tipo de violencia de todas",
                    Exige::Alguien,
                    &[grupo],
                    &[i],
                );
            }
        }
    }

    /// Persons of a whole outside a part, where they are few. Sex and age are asked about themselves.
    fn differences(&mut self) {
        let ejes = self.filas.ejes;
        let personas: Vec<(usize, Coordenadas, i64)> = (self.filas.todas.iter().enumerate())
            .filter(|(_, fila)| !fila.de_servicios && fila.verdad > 0)
            .filter(|(_, fila)| self.papel(fila) != Papel::Callada)
            .map(|(i, fila)| (i, fila.celda, fila.verdad))
            .collect();
        let same = |una: &Coordenadas, otra: &Coordenadas| {
            Eje::iter().all(|eje| eje.exclusivo() || una[eje] == otra[eje])
        };
        for (parte, de_la_parte, menos) in &personas {
            for (todo, del_todo, mas) in &personas {
                if self.few(mas - menos)
                    && !same(de_la_parte, del_todo)
                    && self.filas.posibles.inside(ejes, de_la_parte, del_todo)
                {
                    self.put(
                        "las personas de un todo fuera de una parte",
                        Exige::Nadie,
                        &[*todo],
                        &[*parte],
                    );
                }
            }
        }
    }

    /// Persons that the parts of a whole share, beyond the first part of each, where they are few.
    fn overlaps(&mut self) {
        let ejes = self.filas.ejes;
        for i in 0..self.filas.todas.len() {
            let fila = self.filas.todas[i];
            if fila.de_servicios || self.papel(&fila) == Papel::Callada {
                continue;
            }
            for eje in Eje::iter().filter(|eje| !eje.exclusivo()) {
                let partes = ejes.partes(eje, fila.celda[eje]);
                let partes = partes.map(|p| self.filas.find(&fila.celda.with(eje, p), false));
                let Some(partes) = partes.collect::<Option<Vec<usize>>>() else {
                    continue;
                };
                let suma: i64 = partes.iter().map(|p| self.filas.todas[*p].verdad).sum();
                if !partes.is_empty() && self.few(suma - fila.verdad) {
                    self.put(
                        "las personas que comparten las partes",
                        Exige::Nadie,
                        &partes,
                        &[i],
                    );
                }
            }
        }
    }

    /// Services beyond the first of each person, where they are few.
    fn repeats(&mut self) {
        for i in 0..self.filas.todas.len() {
            let fila = self.filas.todas[i];
            if let Some(servicios) = self.filas.find(&fila.celda, true)
                && !fila.de_servicios
                && self.few(self.filas.todas[servicios].verdad - fila.verdad)
            {
                let que = "los servicios que son repeticiones";
                self.put(que, Exige::Nadie, &[servicios], &[i]);
            }
        }
    }

    /// What published services leave of other published ones, if that is of few persons.
    fn residuals(&mut self) {
        let publicada = |fila: usize| self.filas.todas[fila].oculta.is_none();
        let ejes = self.filas.ejes;
        let servicios: Vec<(usize, Coordenadas)> = (self.filas.todas.iter().enumerate())
            .filter(|(i, fila)| fila.de_servicios && fila.verdad > 0 && publicada(*i))
            .map(|(i, fila)| (i, fila.celda))
            .collect();
        let dentro = self.inside();
        let mut cubiertas = Cubiertas::new(self.filas);
        let nadie = vec![];
        let mut nuevos: Vec<(usize, Vec<usize>)> = vec![];
        for (todo, del_todo) in &servicios {
            let gente = dentro.get(todo).unwrap_or(&nadie);
            let mut antes = nuevos.len();
            for (parte, de_la_parte) in &servicios {
                if parte != todo && self.filas.posibles.inside(ejes, de_la_parte, del_todo) {
                    nuevos.push((*todo, vec![*parte]));
                }
            }
            for eje in Eje::iter() {
                let mut partes = vec![];
                self.antichain(del_todo, eje, &mut partes);
                let por_todas = cubiertas.within(del_todo, eje);
                let mas = Some(por_todas).filter(|otras| *otras != partes);
                let juntas = [Some(partes), mas].into_iter().flatten();
                nuevos.extend(juntas.filter(|p| p.len() > 1).map(|p| (*todo, p)));
            }
            while antes < nuevos.len() {
                if self.leaves_few(*todo, gente, &nuevos[antes].1) {
                    antes += 1;
                } else {
                    nuevos.swap_remove(antes);
                }
            }
        }
        nuevos.sort_unstable();
        nuevos.dedup();
        for (todo, partes) in nuevos {
            self.put(
                "los servicios que quedan de pocas personas",
                Exige::Nadie,
                &[todo],
                &partes,
            );
        }
    }

    /// By row of services: who has had some of them.
    fn inside(&self) -> BTreeMap<usize, Vec<(&Alguien, i64)>> {
        let mut dentro: BTreeMap<usize, Vec<(&Alguien, i64)>> = BTreeMap::new();
        for (quien, cuantas) in &self.padron.quienes {
            for (tipo, _) in &quien.atenciones {
                for fila in &self.padron.tipo(*tipo).servicios {
                    let suyas = dentro.entry(at(*fila)).or_default();
                    if suyas.last().is_none_or(|(ultima, _)| *ultima != quien) {
                        suyas.push((quien, i64::from(*cuantas)));
                    }
                }
            }
        }
        dentro
    }

    /// The largest published parts of a cell along one dimension, however deep they lie.
    fn antichain(&self, celda: &Coordenadas, eje: Eje, partes: &mut Vec<usize>) {
        for parte in self.filas.ejes.partes(eje, celda[eje]) {
            let otra = celda.with(eje, parte);
            match self.filas.find(&otra, true) {
                Some(fila) if self.filas.todas[fila].vacia() => {}
                Some(fila) if self.filas.todas[fila].oculta.is_none() => partes.push(fila),
                // Withheld, or not declared: what lies below it may be published.
                Some(_) | None => self.antichain(&otra, eje, partes),
            }
        }
    }

    /// Whether some parts leave few persons of a whole, given who is in it, and not nobody.
    fn leaves_few(&self, todo: usize, gente: &[(&Alguien, i64)], partes: &[usize]) -> bool {
        let (mut identificadas, mut anonimas) = (0, 0);
        for (quien, cuantas) in gente {
            // One of her attentions is in the whole and in no part.
            let fuera = quien.atenciones.iter().any(|(tipo, _)| {
                let suyas = &self.padron.tipo(*tipo).servicios;
                let en = |fila: usize| suyas.binary_search_by_key(&fila, |f| at(*f)).is_ok();
                en(todo) && !partes.iter().any(|parte| en(*parte))
            });
            if !fuera {
                continue;
            }
            if quien.anonima {
                anonimas = 1;
            } else {
                identificadas += cuantas;
            }
            if identificadas >= self.umbral {
                return false;
            }
        }
        self.few(identificadas) || self.few(identificadas + anonimas)
    }
}
