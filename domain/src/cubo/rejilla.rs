//! The cells that a plan declares of the members of an edition.

use std::collections::BTreeSet;

use strum::IntoEnumIterator;
use time::Date;

use super::{Coordenadas, Eje, Ejes, Miembro};
use crate::{Agencia, Catalogos, Medida, Periodo, Plan, Unidad};

/// Cells that a cross-tabulation declares: in each dimension, the members at its levels and above; of women, that of their sex
/// alone. They are cells of persons, wherever they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trama {
    /// What is counted.
    pub medidas: BTreeSet<Medida>,
    /// Members of each dimension, ascending.
    pub miembros: Vec<Vec<u16>>,
}

impl Trama {
    /// Every cell, in order.
    pub fn celdas(&self) -> Vec<Coordenadas> {
        let mut celdas = vec![Coordenadas::TOTAL];
        for (eje, miembros) in Eje::iter().zip(&self.miembros) {
            celdas = celdas
                .into_iter()
                .flat_map(|celda| {
                    miembros
                        .iter()
                        .map(move |miembro| celda.with(eje, *miembro))
                })
                .collect();
        }
        celdas
    }

    /// Whether it declares a cell.
    pub fn contiene(&self, celda: &Coordenadas) -> bool {
        self.miembros
            .iter()
            .zip(celda.iter())
            .all(|(miembros, (_, miembro))| miembros.binary_search(&miembro).is_ok())
    }
}

/// The cells of an edition: its members and what its plan declares of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejilla {
    /// Members.
    pub ejes: Ejes,
    /// Declared cells, one for each cross-tabulation of the plan that has any, and one more for its women if it counts them
    /// by themselves.
    pub tramas: Vec<Trama>,
    /// Whether the year has ended.
    pub anio_cerrado: bool,
}

impl Rejilla {
    /// What a plan declares of these members at a cut-off. Only periods that have ended have cells.
    pub fn new(plan: &Plan, ejes: Ejes, corte: Date) -> Self {
        let anio_cerrado = Periodo::Anio(corte.year()).hasta() <= corte;
        let tramas = plan.cruces.iter().flat_map(|cruce| {
            let miembros = Eje::iter().map(|eje| {
                let fino = cruce.niveles.iter().filter(|n| n.eje() == Some(eje)).max();
                let cabe = |miembro: &Miembro| match fino {
                    Some(fino) => miembro.nivel <= *fino,
                    None => miembro.padre.is_none(),
                };
                let termino = |i: u16| eje != Eje::Tiempo || i > 0 || anio_cerrado;
                (0u16..)
                    .zip(ejes.miembros(eje))
                    .filter(|(i, miembro)| cabe(miembro) && termino(*i))
                    .map(|(i, _)| i)
                    .collect()
            });
            lattices(&ejes, &cruce.medidas, miembros.collect())
        });
        let tramas = tramas
            .filter(|trama| trama.miembros.iter().all(|miembros| !miembros.is_empty()))
            .collect();
        Self {
            ejes,
            tramas,
            anio_cerrado,
        }
    }

    /// The same without the periods that another one does not have.
    pub(crate) fn until(&self, otra: &Self) -> Self {
        let has = |posicion: u16| {
            let periodo = self.ejes.miembro(Eje::Tiempo, posicion);
            let alla = otra.ejes.find(Eje::Tiempo, periodo.nivel, &periodo.codigo);
            alla.is_some_and(|alla| alla > 0 || otra.anio_cerrado)
        };
        let mut tramas = self.tramas.clone();
        for trama in &mut tramas {
            trama.miembros[Eje::Tiempo.indice()].retain(|periodo| has(*periodo));
        }
        tramas.retain(|trama| !trama.miembros[Eje::Tiempo.indice()].is_empty());
        Self {
            ejes: self.ejes.clone(),
            tramas,
            anio_cerrado: self.anio_cerrado,
        }
    }

    /// The declared cells of a measure, each once, in order.
    pub fn celdas(&self, medida: Medida) -> BTreeSet<Coordenadas> {
        self.tramas
            .iter()
            .filter(|trama| trama.medidas.contains(&medida))
            .flat_map(Trama::celdas)
            .collect()
    }
}

/// The cells of some measures, and those of women apart: they stand at their sex, which is not crossed.
fn lattices(ejes: &Ejes, medidas: &BTreeSet<Medida>, miembros: Vec<Vec<u16>>) -> Vec<Trama> {
    let (suyas, medidas): (BTreeSet<Medida>, BTreeSet<Medida>) =
        (medidas.iter()).partition(|medida| medida.contada() != **medida);
    let mut tramas = Vec::new();
    if !suyas.is_empty() {
        let mut de_mujeres = miembros.clone();
        de_mujeres[Eje::Sexo.indice()] = ejes.mujer().into_iter().collect();
        tramas.push(Trama {
            medidas: suyas.iter().map(|medida| medida.contada()).collect(),
            miembros: de_mujeres,
        });
    }
    if !medidas.is_empty() {
        tramas.push(Trama { medidas, miembros });
    }
    tramas
}

/// The cells of an edition, and those that its year would have were it to end with nothing more: what is said before it
/// ends must leave room for its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejillas {
    /// What the edition says.
    pub dicha: Rejilla,
    /// The whole year.
    pub anual: Rejilla,
}

impl Rejillas {
    /// What a plan declares at a cut-off, and at the end of its year.
    pub fn new(
        plan: &Plan,
        corte: Date,
        catalogos: &Catalogos,
        agencias: &[Agencia],
        unidades: &[Unidad],
    ) -> Self {
        let at = |corte| Rejilla::new(plan, Ejes::new(corte, catalogos, agencias, unidades), corte);
        Self {
            dicha: at(corte),
            anual: at(Periodo::Anio(corte.year()).hasta()),
        }
    }
}
