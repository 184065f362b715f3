//! How much of memory what was read takes.

use std::collections::HashMap;
use std::hash::BuildHasher;

use domain::formato::{FORMATO, Pieza};
use domain::{Actividad, Edicion, Ediciones, Instancia};
use persistence::{ClaveFirma, Documento};

/// How many times its text a document weighs once it is read.
const POR_LETRA: usize = 3;

/// What weighs in memory.
pub trait Peso {
    /// Bytes, about.
    fn weight(&self) -> usize;
}

/// By the length of its text; what has none is not kept.
fn of_text(documento: &impl Pieza) -> usize {
    let largo = documento
        .written(FORMATO)
        .map_or(usize::MAX, |texto| texto.len());
    largo.saturating_mul(POR_LETRA)
}

impl<T: Documento, S: BuildHasher> Peso for HashMap<String, Vec<T>, S> {
    fn weight(&self) -> usize {
        self.values().flatten().map(of_text).sum()
    }
}

impl Peso for Instancia {
    fn weight(&self) -> usize {
        of_text(self)
    }
}

impl Peso for Vec<Instancia> {
    fn weight(&self) -> usize {
        self.iter().map(of_text).sum()
    }
}

impl Peso for Actividad {
    fn weight(&self) -> usize {
        of_text(self)
    }
}

impl Peso for Ediciones {
    fn weight(&self) -> usize {
        self.all().iter().map(of_edition).sum()
    }
}

impl Peso for Vec<Edicion> {
    fn weight(&self) -> usize {
        self.iter().map(of_edition).sum()
    }
}

impl Peso for Vec<ClaveFirma> {
    fn weight(&self) -> usize {
        self.len() * 500
    }
}

impl Peso for Vec<i32> {
    fn weight(&self) -> usize {
        size_of_val(self.as_slice())
    }
}

impl Peso for String {
    fn weight(&self) -> usize {
        self.len()
    }
}

fn of_edition(edicion: &Edicion) -> usize {
    300 + edicion
        .retiro
        .as_ref()
        .map_or(0, |retiro| retiro.motivo.len())
}

impl Peso for (String, String) {
    fn weight(&self) -> usize {
        self.0.len() + self.1.len()
    }
}
