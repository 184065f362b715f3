//! Published services that lie apart within a cell, however many dimensions part it: what a reader can take away from it.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::filas::Filas;
use crate::cubo::{Coordenadas, Eje};

/// Services, and the rows that say them.
#[derive(Debug, Clone, Default)]
struct Cubierta {
    servicios: i64,
    filas: Vec<usize>,
}

/// What is published within cells, each looked at once.
pub(super) struct Cubiertas<'a> {
    filas: &'a Filas<'a>,
    vistas: BTreeMap<Coordenadas, Cubierta>,
}

impl<'a> Cubiertas<'a> {
    pub(super) fn new(filas: &'a Filas<'a>) -> Self {
        Self {
            filas,
            vistas: BTreeMap::new(),
        }
    }

    /// Published rows within a cell that lie apart, with as many of its services as can be had if it is parted along a
    /// dimension first; none, if not all of its parts there are declared.
    pub(super) fn within(&mut self, celda: &Coordenadas, eje: Eje) -> Vec<usize> {
        self.parted(celda, eje).filas
    }

    fn parted(&mut self, celda: &Coordenadas, eje: Eje) -> Cubierta {
        let partes = self.filas.ejes.partes(eje, celda[eje]);
        let partes: Vec<Coordenadas> = partes.map(|parte| celda.with(eje, parte)).collect();
        let mut toda = Cubierta::default();
        if partes.iter().all(|p| self.filas.find(p, true).is_some()) {
            for parte in &partes {
                let suya = self.cover(parte);
                toda.servicios += suya.servicios;
                toda.filas.extend(suya.filas);
            }
        }
        toda
    }

    /// The row of a cell itself if it is published, and else the most that can be had of its parts.
    fn cover(&mut self, celda: &Coordenadas) -> Cubierta {
        let fila = self.filas.find(celda, true);
        if let Some((i, fila)) = fila.map(|i| (i, self.filas.todas[i]))
            && fila.oculta.is_none()
        {
            return Cubierta {
                servicios: fila.verdad,
                filas: if fila.vacia() { vec![] } else { vec![i] },
            };
        }
        if let Some(vista) = self.vistas.get(celda) {
            return vista.clone();
        }
        let mut mejor = Cubierta::default();
        for eje in Eje::iter() {
            let suya = self.parted(celda, eje);
            if suya.servicios > mejor.servicios {
                mejor = suya;
            }
        }
        self.vistas.insert(*celda, mejor.clone());
        mejor
    }
}
