//! Exchanges: families of changes that disturb the same few rows, and so put each other right. What somebody had in one place
//! or with one service is had by somebody else instead.
//!
//! - *Places*: women of one place are of another, with all that they had, and women of that one come. Whatever is not counted by
//!   place stays as it is, however finely it is crossed: months, visits, types of violence by service.
//! - *Services*: attentions of one service are of another. Whatever is not counted by service stays.
//!
//! Such changes are louder than those that the search keeps of a large register. Among themselves they are so few that a
//! program has all of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::columnas::{Columnas, Paso};
use super::contrarios::Contrarios;
use super::eleccion::Eleccion;
use super::filas::{Fila, Filas, Mapa};
use super::forma::Forma;
use super::padron::{Alguien, Padron};
use super::sumador::Sumador;
use super::vecinas::{Cambio, moved};
use crate::cubo::Eje;

/// Entries of a family, at most, and of all of them; other places for one number.
const ENTRADAS: usize = 300_000;
const EN_TODO: usize = 6_000_000;
const OTROS: usize = 6;

/// What is exchanged: two finest members of a dimension, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Familia {
    Lugares(u16, u16),
    Servicios(u16, u16),
}

impl Familia {
    /// Vertices of a program of its changes that are made whole.
    pub(super) fn vertices(self) -> u64 {
        match self {
            Self::Lugares(..) => 3,
            Self::Servicios(..) => 1,
        }
    }
}

/// The changes of a family, what undoes each, and which of them disturb least.
pub(super) struct Canje {
    pub(super) columnas: Columnas,
    pub(super) indice: Contrarios,
    pub(super) eleccion: Eleccion,
}

/// The families that were asked for, with what is published now.
#[derive(Default)]
pub(super) struct Canjes {
    de_familia: BTreeMap<Familia, Canje>,
    entradas: usize,
}

impl Canjes {
    /// What is published is no longer the same.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Makes a family, if it is not there and there is room for it.
    pub(super) fn make(&mut self, filas: &Filas, padron: &mut Padron, familia: Familia) {
        if self.de_familia.contains_key(&familia) || self.entradas > EN_TODO {
            return;
        }
        let columnas = changes(filas, padron, familia);
        self.entradas += columnas.entries();
        let canje = Canje {
            indice: Contrarios::new(filas, &columnas),
            eleccion: Eleccion::new(filas, &columnas),
            columnas,
        };
        self.de_familia.insert(familia, canje);
    }

    pub(super) fn get(&self, familia: Familia) -> Option<&Canje> {
        self.de_familia.get(&familia)
    }
}

/// The families that may move a number: services first, of which there are fewer.
pub(super) fn families(filas: &Filas, forma: &Forma) -> Vec<Familia> {
    let mut familias = services(filas, forma);
    familias.extend(places(filas, forma));
    familias
}

fn finest(filas: &Filas, eje: Eje) -> impl Iterator<Item = u16> {
    let miembros = (1u16..).take(filas.ejes.miembros(eje).len().saturating_sub(1));
    miembros.filter(move |m| filas.ejes.partes(eje, *m).next().is_none())
}

fn withheld(fila: &Fila) -> bool {
    fila.oculta.is_some() && fila.verdad > 0
}

/// Services that a number is of, each with others of it or that are withheld beside it.
fn services(filas: &Filas, forma: &Forma) -> Vec<Familia> {
    let (mut suyos, mut otros) = (BTreeSet::new(), BTreeSet::new());
    for (fila, _) in &forma.terminos {
        let celda = filas.todas[*fila].celda;
        if celda[Eje::Servicio] == 0 {
            continue;
        }
        for servicio in finest(filas, Eje::Servicio) {
            let mut arriba = filas.ejes.arriba(Eje::Servicio, servicio);
            if arriba.any(|de| de == celda[Eje::Servicio]) {
                suyos.insert(servicio);
            }
            let otra = celda.with(Eje::Servicio, servicio);
            let halladas = [false, true].map(|de_servicios| filas.find(&otra, de_servicios));
            let mut halladas = halladas.into_iter().flatten();
            if halladas.any(|i| withheld(&filas.todas[i])) {
                otros.insert(servicio);
            }
        }
    }
    let pares = suyos.iter().flat_map(|uno| {
        let otros = otros.iter().chain(&suyos).filter(move |otro| *otro != uno);
        otros.map(move |otro| (*uno.min(otro), *uno.max(otro)))
    });
    let pares: BTreeSet<(u16, u16)> = pares.collect();
    let pares = pares.into_iter();
    pares
        .map(|(uno, otro)| Familia::Servicios(uno, otro))
        .collect()
}

/// The place of a number, with each other place where the same is withheld: those with most first.
fn places(filas: &Filas, forma: &Forma) -> Vec<Familia> {
    let suyas = forma.terminos.iter().map(|(fila, _)| &filas.todas[*fila]);
    let mut lugares = suyas.clone().map(|fila| fila.celda[Eje::Lugar]);
    let Some(lugar) = lugares
        .next()
        .filter(|lugar| lugares.all(|otro| otro == *lugar))
    else {
        return vec![];
    };
    let ocultas: Vec<&Fila> = suyas.filter(|fila| fila.oculta.is_some()).collect();
    let there = |otro: u16| -> Option<i64> {
        let alli = ocultas.iter().map(|fila| {
            let celda = fila.celda.with(Eje::Lugar, otro);
            let i = filas.find(&celda, fila.de_servicios)?;
            withheld(&filas.todas[i]).then_some(filas.todas[i].verdad)
        });
        alli.sum()
    };
    if !finest(filas, Eje::Lugar).any(|fino| fino == lugar) {
        return vec![];
    }
    let otros = finest(filas, Eje::Lugar).filter(|otro| *otro != lugar);
    let mut otros: Vec<(Reverse<i64>, u16)> = otros
        .filter_map(|otro| Some((Reverse(there(otro)?), otro)))
        .collect();
    otros.sort_unstable();
    otros.truncate(OTROS);
    let pair = |(_, otro): (_, u16)| Familia::Lugares(lugar.min(otro), lugar.max(otro));
    otros.into_iter().map(pair).collect()
}

/// The changes of a family.
fn changes(filas: &Filas, padron: &mut Padron, familia: Familia) -> Columnas {
    let mut columnas = Columnas::none();
    let mut sumador = Sumador::new(filas);
    let mut conocidas: Mapa<u64, u32> = Mapa::default();
    let (mut cambios, mut entradas) = (vec![], vec![]);
    for i in 0..padron.cambian {
        if columnas.entries() > ENTRADAS {
            break;
        }
        let quien = padron.quienes[i].0.clone();
        cambios.clear();
        match familia {
            Familia::Lugares(uno, otro) => {
                cambios.extend(goes(filas, padron, &quien, [uno, otro]));
            }
            Familia::Servicios(uno, otro) => {
                cambios.extend(becomes(filas, padron, &quien, [uno, otro]));
            }
        }
        if cambios.is_empty() {
            continue;
        }
        sumador.load(padron, &quien);
        for cambio in &cambios {
            sumador.step(padron, &quien, *cambio, &mut entradas);
            let origen = Paso::new(i, *cambio);
            columnas.keep(filas, &mut conocidas, &entradas, origen);
        }
        sumador.unload(padron, &quien);
    }
    columnas.list(filas);
    columnas
}

/// Whoever is in one of two places alone goes to the other, unless everybody knows that she cannot be there.
fn goes(filas: &Filas, padron: &mut Padron, quien: &Alguien, entre: [u16; 2]) -> Option<Cambio> {
    if quien.anonima {
        return None;
    }
    let place = |padron: &Padron, tipo: u32| padron.tipo(tipo).clase.hoja[Eje::Lugar];
    let aqui = place(padron, quien.atenciones.first()?.0);
    let alli = other(aqui, entre)?;
    for (tipo, _) in &quien.atenciones {
        if place(padron, *tipo) != aqui {
            return None;
        }
        let clase = moved(&padron.tipo(*tipo).clase, Eje::Lugar, alli);
        let nuevo = padron.kind(filas, &clase);
        if padron.tipo(nuevo).vedado {
            return None;
        }
    }
    Some(Cambio::Muda(Eje::Lugar, alli))
}

/// Each of her attentions of one of two services is of the other.
fn becomes(filas: &Filas, padron: &mut Padron, quien: &Alguien, entre: [u16; 2]) -> Vec<Cambio> {
    let mut cambios = vec![];
    for (tipo, _) in &quien.atenciones {
        let clase = &padron.tipo(*tipo).clase;
        let Some(otro) = other(clase.hoja[Eje::Servicio], entre) else {
            continue;
        };
        let clase = moved(clase, Eje::Servicio, otro);
        let nuevo = padron.kind(filas, &clase);
        if !padron.tipo(nuevo).vedado {
            cambios.push(Cambio::Trueca(*tipo, nuevo));
        }
    }
    cambios
}

/// The other one of two, if it is one of them.
fn other(este: u16, [uno, otro]: [u16; 2]) -> Option<u16> {
    match este {
        _ if este == uno => Some(otro),
        _ if este == otro => Some(uno),
        _ => None,
    }
}
