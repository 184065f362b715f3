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
    /// Everybody, where women are counted: nobody declares them, and they tell who is not a woman.
    Callado,
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
    let antes = closed(rejilla, cerradas);
    let de_sexo_y_edad = divided(&declaradas, &antes)
        .into_iter()
        .map(|mut miembros| {
            for eje in exclusive() {
                miembros[eje.indice()] = leaves(rejilla, eje);
            }
            miembros
        });
    let calladas = silent(rejilla, &[&declaradas[..], &antes].concat());
    let calladas = calladas.into_iter().map(|m| (Uso::Callado, m));
    let antes = antes.iter().cloned().map(|m| (Uso::Cerrado, m));
    let del_plan = declaradas.iter().cloned().map(|m| (Uso::Declarado, m));
    let mut bloques: Vec<Bloque> = Vec::new();
    for (uso, miembros) in del_plan
        .chain(antes)
        .chain(calladas)
        .chain(de_sexo_y_edad.map(|m| (Uso::SexoYEdad, m)))
    {
        let inicio = bloques.last().map_or(0, Bloque::fin);
        bloques.push(Bloque::new(uso, inicio, miembros));
    }
    bloques
}

/// Everybody in the cells of women that are counted by themselves, if somebody else is counted anywhere.
fn silent(rejilla: &Rejilla, todas: &[Vec<Vec<u16>>]) -> Vec<Vec<Vec<u16>>> {
    let sexo = Eje::Sexo.indice();
    let mujer: Vec<u16> = rejilla.ejes.mujer().into_iter().collect();
    let (de_mujeres, otras): (Vec<_>, Vec<_>) = todas.iter().partition(|m| m[sexo] == mujer);
    if otras.is_empty() {
        return vec![];
    }
    let everybody = |miembros: &Vec<Vec<u16>>| {
        let mut miembros = miembros.clone();
        miembros[sexo] = vec![0];
        miembros
    };
    de_mujeres.into_iter().map(everybody).collect()
}

/// Where cells are crossed with sex or age; and where cells of everybody meet cells of one sex, that are counted by themselves.
fn divided(declaradas: &[Vec<Vec<u16>>], antes: &[Vec<Vec<u16>>]) -> Vec<Vec<Vec<u16>>> {
    let crossed = |miembros: &[Vec<u16>]| exclusive().any(|eje| miembros[eje.indice()].len() > 1);
    let apart = |unos: &[Vec<u16>], otros: &[Vec<u16>]| {
        exclusive().any(|eje| unos[eje.indice()] != otros[eje.indice()])
    };
    let mut bloques: Vec<Vec<Vec<u16>>> = Vec::new();
    for (i, unos) in declaradas.iter().enumerate() {
        if crossed(unos) {
            bloques.push(unos.clone());
            continue;
        }
        let sin_cruzar = declaradas[..i].iter().filter(|otros| !crossed(otros));
        for otros in sin_cruzar.chain(antes).filter(|otros| apart(unos, otros)) {
            let both = |eje: Eje| {
                let (unos, otros) = (&unos[eje.indice()], &otros[eje.indice()]);
                unos.iter().copied().filter(|m| otros.contains(m)).collect()
            };
            let juntos: Vec<Vec<u16>> = Eje::iter().map(both).collect();
            let hay = inclusive().all(|eje| !juntos[eje.indice()].is_empty());
            if hay && !bloques.contains(&juntos) {
                bloques.push(juntos);
            }
        }
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
