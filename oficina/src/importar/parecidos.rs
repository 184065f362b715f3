//! Numbers of a sheet, and of others that are taken in with it, that are written in more than one way, and are likely one: two files
//! would be two women, two folios two attentions. Nothing is guessed: they are told.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use captura::atenciones::columnas::Columna;
use captura::atenciones::gist;

/// Numbers that are remembered: of more, those of the beginning are told.
const RECORDADOS: usize = 1_000_000;
/// Pairs of each column of which the rows are told.
const PARES: usize = 10;

/// Two rows whose numbers look alike, by column: how many, and the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pares {
    /// How many they are.
    pub todos: u64,
    /// The rows of the first.
    pub primeros: Vec<(Donde, u32)>,
}

/// Where a number was first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Donde {
    /// Another sheet.
    pub hoja: Option<String>,
    /// Its row.
    pub renglon: u32,
}

/// How a number is written, and the row where it was first, of which sheet.
#[derive(Clone, Copy)]
struct Visto {
    escrito: u64,
    renglon: u32,
    hoja: usize,
}

/// Those of one column.
#[derive(Clone, Default)]
struct DeColumna {
    vistos: HashMap<u64, Visto>,
    /// Ways of writing that were told.
    dichos: HashSet<u64>,
    pares: Pares,
}

/// Those of a sheet, and of the ones before it.
#[derive(Clone, Default)]
pub struct Parecidos {
    azar: RandomState,
    hojas: Vec<String>,
    folios: DeColumna,
    expedientes: DeColumna,
}

impl Parecidos {
    /// What was seen before, for the next sheet.
    pub(super) fn before(&self, hoja: &str) -> Self {
        let mut nuevos = self.clone();
        nuevos.hojas.push(hoja.to_owned());
        nuevos.folios.pares = Pares::default();
        nuevos.expedientes.pares = Pares::default();
        nuevos
    }

    /// Remembers the numbers of a row.
    pub(super) fn see(&mut self, renglon: u32, escritos: [(Columna, Option<String>); 2]) {
        for (columna, escrito) in escritos {
            let Some(escrito) = escrito else { continue };
            let que = self.azar.hash_one(gist(&escrito));
            let escrito = self.azar.hash_one(&escrito);
            let suyos = match columna {
                Columna::Folio => &mut self.folios,
                _ => &mut self.expedientes,
            };
            let visto = Visto {
                escrito,
                renglon,
                hoja: self.hojas.len().saturating_sub(1),
            };
            suyos.see(que, visto, &self.hojas);
        }
    }

    /// Folios that look alike, and files.
    pub fn pairs(&self) -> (&Pares, &Pares) {
        (&self.folios.pares, &self.expedientes.pares)
    }
}

impl DeColumna {
    fn see(&mut self, que: u64, visto: Visto, hojas: &[String]) {
        let lleno = self.vistos.len() >= RECORDADOS;
        match self.vistos.entry(que) {
            Entry::Vacant(hueco) if !lleno => {
                hueco.insert(visto);
            }
            Entry::Occupied(antes)
                if antes.get().escrito != visto.escrito
                    && self.dichos.len() < RECORDADOS
                    && self.dichos.insert(visto.escrito) =>
            {
                self.pares.todos += 1;
                if self.pares.primeros.len() < PARES {
                    let antes = antes.get();
                    let otra = hojas.get(antes.hoja);
                    let donde = Donde {
                        hoja: otra.filter(|_| antes.hoja != visto.hoja).cloned(),
                        renglon: antes.renglon,
                    };
                    self.pares.primeros.push((donde, visto.renglon));
                }
            }
            _ => {}
        }
    }
}
