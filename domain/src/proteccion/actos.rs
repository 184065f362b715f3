//! Acts that editions have counted: they close like everything else. What an edition said of an act, the next ones
//! say, so that no two of them differ by a few people.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use crate::Actividad;

/// The acts that the editions of a year have counted, private: with their participants, whatever is published of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActosCerrados {
    /// As they were when an edition first counted them, by key.
    pub lista: Vec<Actividad>,
    /// Whether an edition of the whole year has counted them: the year takes no more.
    pub completos: bool,
}

/// What the sheets say of an act that an edition has counted already, or comes too late for its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tardanza {
    /// The editions of that year say something else of it, and go on saying so.
    Cerrado(i32),
    /// Its year takes no more: the editions of the other year will count it.
    Tardio {
        /// The year in which it was held.
        de: i32,
        /// The first year that takes it.
        cuenta_en: i32,
    },
}

/// The acts that have been counted, by the year of the editions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CierreActos(BTreeMap<i32, ActosCerrados>);

impl CierreActos {
    /// What has been counted in each year.
    pub fn new(anios: impl IntoIterator<Item = (i32, ActosCerrados)>) -> Self {
        Self(anios.into_iter().collect())
    }

    /// What the editions of a year have counted.
    fn of(&self, anio: i32) -> ActosCerrados {
        self.0.get(&anio).cloned().unwrap_or_default()
    }

    /// The year whose editions count what happened on a day: its own, or the first after it that takes more.
    fn anio(&self, dia: Date) -> i32 {
        let mut anio = dia.year();
        while self.0.get(&anio).is_some_and(|actos| actos.completos) {
            anio += 1;
        }
        anio
    }

    /// An act as it was counted, and the year of the editions that did.
    fn counted(&self, clave: &str) -> Option<(i32, &Actividad)> {
        self.0.iter().find_map(|(anio, actos)| {
            let acto = actos.lista.iter().find(|acto| acto.clave == clave)?;
            Some((*anio, acto))
        })
    }

    /// The acts of the edition of a cut-off: those that its year has counted, as they were then, and of the register
    /// those that no edition has counted and that count in this year.
    pub fn gather(&self, registro: Vec<Actividad>, corte: Date) -> Vec<Actividad> {
        let anio = corte.year();
        let contados: BTreeSet<&str> = self
            .0
            .values()
            .flat_map(|actos| &actos.lista)
            .map(|acto| acto.clave.as_str())
            .collect();
        let nuevo = |acto: &Actividad| {
            !contados.contains(acto.clave.as_str()) && self.anio(acto.a_mas_tardar()) == anio
        };
        let del_registro = registro.into_iter().filter(nuevo);
        let todos = self.of(anio).lista.into_iter().chain(del_registro);
        todos.filter(|acto| acto.a_mas_tardar() <= corte).collect()
    }

    /// What is closed in a year once an edition has counted these acts; of the whole year, if it had ended.
    pub fn with(&self, anio: i32, actos: &[Actividad], termino: bool) -> ActosCerrados {
        let mut cerrados = self.of(anio);
        for acto in actos {
            if cerrados.lista.iter().all(|otro| otro.clave != acto.clave) {
                cerrados.lista.push(acto.clone());
            }
        }
        cerrados.lista.sort_by(|a, b| a.clave.cmp(&b.clave));
        cerrados.completos |= termino;
        cerrados
    }

    /// What whoever puts an act into the register must know of it, if anything.
    pub fn tell(&self, acto: &Actividad) -> Option<Tardanza> {
        match self.counted(&acto.clave) {
            Some((_, contado)) if contado == acto => None,
            Some((anio, _)) => Some(Tardanza::Cerrado(anio)),
            None => {
                let (de, cuenta_en) = (acto.a_mas_tardar().year(), self.anio(acto.a_mas_tardar()));
                (de != cuenta_en).then_some(Tardanza::Tardio { de, cuenta_en })
            }
        }
    }

    /// What tells one state from the next: it only grows.
    pub fn size(&self) -> (usize, usize) {
        let actos = self.0.values().map(|actos| actos.lista.len()).sum();
        let completos = self.0.values().filter(|actos| actos.completos).count();
        (actos, completos)
    }
}

#[cfg(test)]
mod tests;
