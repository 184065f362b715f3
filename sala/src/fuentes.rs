//! What an answer was read from, and for how long it holds: what an instancia publishes does not make the answers about
//! others old.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use persistence::{EstadoPublico, Sello};

/// What an answer is read from, noted while it is made.
#[derive(Debug, Default)]
pub struct Fuentes(Mutex<Leidas>);

#[derive(Debug, Default)]
struct Leidas {
    /// Whether something was read that is not of one instancia.
    todo: bool,
    de: BTreeSet<String>,
}

impl Fuentes {
    /// Something that any instancia may change.
    pub fn note_all(&self) {
        self.change(|leidas| leidas.todo = true);
    }

    /// Something that only this instancia changes.
    pub fn note(&self, instancia: &str) {
        self.change(|leidas| {
            if !leidas.de.contains(instancia) {
                leidas.de.insert(instancia.to_owned());
            }
        });
    }

    fn change(&self, nota: impl FnOnce(&mut Leidas)) {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        nota(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// For how long what was read holds, if it was begun to be read in this state.
    pub fn since(&self, estado: &EstadoPublico) -> Vigencia {
        let leidas = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if leidas.todo {
            return Vigencia(Hasta::CambieTodo(estado.todo()));
        }
        let de = leidas.de.iter();
        let de = de.map(|instancia| (instancia.clone(), estado.of(instancia)));
        Vigencia(Hasta::CambienEstas(de.collect()))
    }
}

/// For how long something holds.
#[derive(Debug, Clone)]
pub struct Vigencia(Hasta);

#[derive(Debug, Clone)]
enum Hasta {
    CambieTodo(Sello),
    CambienEstas(Box<[(String, Sello)]>),
}

impl Vigencia {
    /// Whether it holds in this state.
    pub fn holds(&self, estado: &EstadoPublico) -> bool {
        match &self.0 {
            Hasta::CambieTodo(sello) => estado.todo() == *sello,
            Hasta::CambienEstas(de) => de
                .iter()
                .all(|(instancia, sello)| estado.of(instancia) == *sello),
        }
    }

    /// Bytes that it takes, about.
    pub fn weight(&self) -> u32 {
        let instancias = match &self.0 {
            Hasta::CambieTodo(_) => 0,
            Hasta::CambienEstas(de) => de.len(),
        };
        u32::try_from(80 + 100 * instancias).unwrap_or(u32::MAX)
    }
}
