//! Numbers of a sheet that are written in more than one way, and are likely one: two files would be two women, two folios two
//! attentions. Nothing is guessed: they are told.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use captura::atenciones::columnas::Columna;
use captura::atenciones::gist;

/// Numbers that are remembered: a sheet with more is told of those of its beginning.
const RECORDADOS: usize = 1_000_000;
/// Pairs of each column of which the rows are told.
const PARES: usize = 10;

/// Two rows whose numbers look alike, by column: how many, and the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pares {
    /// How many they are.
    pub todos: u64,
    /// The rows of the first.
    pub primeros: Vec<(u32, u32)>,
}

/// How a number is written, and the row where it was first.
struct Visto {
    escrito: u64,
    renglon: u32,
}

/// Those of one column.
#[derive(Default)]
struct DeColumna {
    vistos: HashMap<u64, Visto>,
    /// Ways of writing that were told.
    dichos: HashSet<u64>,
    pares: Pares,
}

/// Those of a sheet.
#[derive(Default)]
pub(super) struct Parecidos {
    azar: RandomState,
    folios: DeColumna,
    expedientes: DeColumna,
}

impl Parecidos {
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
            suyos.see(que, Visto { escrito, renglon });
        }
    }

    /// Folios that look alike, and files.
    pub(super) fn pairs(self) -> (Pares, Pares) {
        (self.folios.pares, self.expedientes.pares)
    }
}

impl DeColumna {
    fn see(&mut self, que: u64, visto: Visto) {
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
                    let par = (antes.get().renglon, visto.renglon);
                    self.pares.primeros.push(par);
                }
            }
            _ => {}
        }
    }
}
