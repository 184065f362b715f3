//! The cells that are counted, in blocks: those of a cross-tabulation each.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::{Coordenadas, Eje, Nivel, Rejilla};
use crate::Medida;

/// What the cells of a block are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Uso {
    /// A plan declares them.
    Declarado,
    /// The finest sexes and ages of the cells of a plan.
    SexoYEdad,
    /// An earlier edition has counted them, and the plan declares them no more.
    Cerrado,
}

/// Cells of a cross-tabulation, numbered throughout.
pub(super) struct Bloque {
    pub(super) uso: Uso,
    pub(super) inicio: usize,
    /// Members of each dimension, ascending.
    pub(super) miembros: Vec<Vec<u16>>,
    /// How many cells of sex and age each cell of the other dimensions has.
    pub(super) exclusivas: usize,
}

impl Bloque {
    fn new(uso: Uso, inicio: usize, miembros: Vec<Vec<u16>>) -> Self {
        let exclusivas = exclusive().map(|eje| miembros[eje.indice()].len());
        Self {
            uso,
            inicio,
            exclusivas: exclusivas.product(),
            miembros,
        }
    }

    /// The number of the cell after the last one.
    pub(super) fn fin(&self) -> usize {
        self.inicio + self.miembros.iter().map(Vec::len).product::<usize>()
    }

    /// The position of a cell among those of the block; nothing if it has a member that is not declared.
    pub(super) fn position(
        &self,
        celda: &Coordenadas,
        mut ejes: impl Iterator<Item = Eje>,
    ) -> Option<usize> {
        ejes.try_fold(0, |n, eje| {
            let miembros = &self.miembros[eje.indice()];
            let posicion = miembros.binary_search(&celda[eje]).ok()?;
            Some(n * miembros.len() + posicion)
        })
    }
}

pub(super) fn inclusive() -> impl Iterator<Item = Eje> {
    Eje::iter().filter(|eje| !eje.exclusivo())
}

pub(super) fn exclusive() -> impl Iterator<Item = Eje> {
    Eje::iter().filter(|eje| eje.exclusivo())
}

/// The blocks of persons of a lattice: what its plan declares, what is closed besides, and sexes and ages last.
pub(super) fn blocks(rejilla: &Rejilla, cerradas: &[Coordenadas]) -> Vec<Bloque> {
    let tramas = rejilla.tramas.iter();
    let tramas = tramas.filter(|t| t.medidas.contains(&Medida::PersonasAtendidas));
    let declaradas: Vec<Vec<Vec<u16>>> = tramas.map(|t| t.miembros.clone()).collect();
    let de_sexo_y_edad = declaradas.iter().filter_map(|miembros| {
        let mut miembros = miembros.clone();
        if exclusive().all(|eje| miembros[eje.indice()].len() == 1) {
            return None;
        }
        for eje in exclusive() {
            miembros[eje.indice()] = leaves(rejilla, eje);
        }
        Some(miembros)
    });
    let antes = closed(rejilla, cerradas).into_iter();
    let antes = antes.map(|m| (Uso::Cerrado, m));
    let del_plan = declaradas.iter().cloned().map(|m| (Uso::Declarado, m));
    let mut bloques: Vec<Bloque> = Vec::new();
    for (uso, miembros) in del_plan
        .chain(antes)
        .chain(de_sexo_y_edad.map(|m| (Uso::SexoYEdad, m)))
    {
        let inicio = bloques.last().map_or(0, Bloque::fin);
        bloques.push(Bloque::new(uso, inicio, miembros));
    }
    bloques
}

/// Blocks around the closed cells that no plan declares: one for those of the same levels.
fn closed(rejilla: &Rejilla, cerradas: &[Coordenadas]) -> Vec<Vec<Vec<u16>>> {
    let declaradas = rejilla.celdas(Medida::PersonasAtendidas);
    let mut bloques: BTreeMap<Vec<Nivel>, Vec<Vec<u16>>> = BTreeMap::new();
    for celda in cerradas.iter().filter(|celda| !declaradas.contains(*celda)) {
        let niveles = celda.iter();
        let niveles = niveles.map(|(eje, m)| rejilla.ejes.miembro(eje, m).nivel);
        let miembros = bloques
            .entry(niveles.collect())
            .or_insert_with(|| vec![vec![]; Eje::TODOS]);
        for (suyos, (_, miembro)) in miembros.iter_mut().zip(celda.iter()) {
            if let Err(i) = suyos.binary_search(&miembro) {
                suyos.insert(i, miembro);
            }
        }
    }
    bloques.into_values().collect()
}

/// The finest members of a dimension.
fn leaves(rejilla: &Rejilla, eje: Eje) -> Vec<u16> {
    let ejes = &rejilla.ejes;
    (0u16..)
        .zip(ejes.miembros(eje))
        .filter(|(i, _)| ejes.partes(eje, *i).next().is_none())
        .map(|(i, _)| i)
        .collect()
}
