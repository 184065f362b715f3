//! The counts of an edition, ready to be asked.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::FallaConsulta;
use crate::cubo::{Coordenadas, CrucePublicado, Eje, Miembro, Nivel, counted};
use crate::{Celda, CuboProtegido, Medida};

/// A dimension of a cross-tabulation: its levels, from coarse to fine, and their members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// Dimension.
    pub eje: Eje,
    /// Levels that can be asked for.
    pub niveles: Vec<Nivel>,
    /// Their members.
    pub miembros: Vec<u16>,
}

/// A published cube, with its cells by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indice {
    cubo: CuboProtegido,
    celdas: BTreeMap<Medida, Vec<(u64, Celda)>>,
}

impl Indice {
    /// Of what an edition published.
    pub fn new(cubo: CuboProtegido) -> Self {
        let mut celdas = BTreeMap::new();
        for medida in Medida::iter().filter(|medida| medida.contada() == *medida) {
            let de_medida = cubo.celdas(medida).iter();
            let mut ordenadas: Vec<(u64, Celda)> = de_medida
                .map(|(celda, valor)| (key(&cubo, celda), *valor))
                .collect();
            ordenadas.sort_unstable_by_key(|(clave, _)| *clave);
            celdas.insert(medida, ordenadas);
        }
        Self { cubo, celdas }
    }

    /// How many cells it has.
    pub fn celdas(&self) -> usize {
        self.celdas.values().map(Vec::len).sum()
    }

    /// What was published.
    pub fn cubo(&self) -> &CuboProtegido {
        &self.cubo
    }

    /// A member of a dimension.
    pub fn miembro(&self, eje: Eje, miembro: u16) -> &Miembro {
        self.cubo.ejes().miembro(eje, miembro)
    }

    /// A cell, if it is declared.
    pub(super) fn cell(&self, medida: Medida, mut celda: Coordenadas) -> Option<Celda> {
        let contada = counted(self.cubo.ejes(), medida, &mut celda)?;
        let celdas = self.celdas.get(&contada)?;
        let clave = key(&self.cubo, &celda);
        let posicion = celdas
            .binary_search_by_key(&clave, |(clave, _)| *clave)
            .ok()?;
        Some(celdas[posicion].1)
    }

    /// Whether the year has ended in this edition: then it has cells.
    pub fn anio_cerrado(&self) -> bool {
        let anio = |(celda, _): &(Coordenadas, Celda)| celda[Eje::Tiempo] == 0;
        Medida::iter().any(|medida| self.cubo.celdas(medida).iter().any(anio))
    }

    /// Parts of the year that have ended, the finest last, that a measure is published of by these levels.
    pub(super) fn periods(&self, medida: Medida, niveles: &[Nivel]) -> Vec<String> {
        let cerrados = self.cubo.ejes().miembros(Eje::Tiempo).iter().skip(1);
        let mut codigos: Vec<(Nivel, String)> =
            cerrados.map(|m| (m.nivel, m.codigo.clone())).collect();
        codigos.sort();
        codigos.retain(|(nivel, _)| {
            let juntos: Vec<Nivel> = niveles.iter().copied().chain([*nivel]).collect();
            self.publica(medida, &juntos)
        });
        codigos.into_iter().map(|(_, codigo)| codigo).collect()
    }

    /// The dimensions of a cross-tabulation.
    pub fn dimensiones(&self, cruce: &CrucePublicado) -> Vec<Dimension> {
        let abierto = !self.anio_cerrado();
        let dimension = |eje: Eje| {
            let fino = finest(&cruce.niveles, eje)?;
            let niveles: Vec<Nivel> = eje
                .niveles()
                .filter(|nivel| *nivel <= fino)
                .filter(|nivel| !(abierto && *nivel == Nivel::Anio))
                .collect();
            let miembros = (0u16..).zip(self.cubo.ejes().miembros(eje));
            let miembros = miembros
                .filter(|(_, miembro)| niveles.contains(&miembro.nivel))
                .map(|(i, _)| i);
            Some(Dimension {
                eje,
                miembros: miembros.collect(),
                niveles,
            })
        };
        Eje::iter().filter_map(dimension).collect()
    }

    /// Whether a cross-tabulation of the edition has a measure by these levels.
    pub fn publica(&self, medida: Medida, niveles: &[Nivel]) -> bool {
        self.check(medida, niveles).is_ok()
    }

    /// Refuses what no cross-tabulation has.
    pub(super) fn check(&self, medida: Medida, niveles: &[Nivel]) -> Result<(), FallaConsulta> {
        let mut pedidos: BTreeSet<Nivel> = niveles.iter().copied().collect();
        pedidos.remove(&Nivel::Total);
        let cercanos = self.near(medida, &pedidos);
        let minimo = cercanos.first().map_or(0, |(faltan, _)| *faltan);
        if minimo == 0 && !cercanos.is_empty() {
            return Ok(());
        }
        let otra = match medida {
            Medida::PersonasAtendidas => Some(Medida::MujeresAtendidas),
            Medida::MujeresAtendidas => Some(Medida::PersonasAtendidas),
            _ => None,
        };
        let whole = |otra: &Medida| {
            let suyos = self.near(*otra, &pedidos);
            self.can_be_had(&pedidos) && suyos.iter().any(|(faltan, _)| *faltan == 0)
        };
        let en_su_lugar = otra.filter(whole);
        let hay = !cercanos.is_empty();
        let mut cercanos = cercanos;
        cercanos.retain(|(_, cruce)| self.can_be_had(&cruce.niveles));
        let minimo = cercanos.first().map_or(0, |(faltan, _)| *faltan);
        Err(FallaConsulta::FueraDePlan {
            medida,
            en_su_lugar,
            luego: (hay && cercanos.is_empty()).then(|| self.anio()),
            cercanos: (cercanos.into_iter())
                .take_while(|(faltan, _)| *faltan == minimo)
                .take(3)
                .map(|(_, cruce)| cruce.niveles.clone())
                .collect(),
            pedidos: pedidos.into_iter().collect(),
        })
    }

    /// Whether what is crossed by some levels has cells now: of a year that has not ended only its parts do.
    fn can_be_had<'n>(&self, niveles: impl IntoIterator<Item = &'n Nivel>) -> bool {
        self.anio_cerrado() || niveles.into_iter().any(|nivel| self.has_ended(*nivel))
    }

    /// The year that it is of.
    pub(super) fn anio(&self) -> String {
        self.miembro(Eje::Tiempo, 0).codigo.clone()
    }

    /// Whether a level is of parts of the year, and one of them has ended.
    pub fn has_ended(&self, nivel: Nivel) -> bool {
        let mut miembros = self.cubo.ejes().miembros(Eje::Tiempo).iter();
        nivel.eje() == Some(Eje::Tiempo)
            && nivel != Nivel::Anio
            && miembros.any(|miembro| miembro.nivel == nivel)
    }

    /// The cross-tabulations of a measure, each with how much of some levels it lacks: those that lack least first. One that has a coarser
    /// level of a dimension lacks less than one that has not the dimension.
    fn near(&self, medida: Medida, pedidos: &BTreeSet<Nivel>) -> Vec<(usize, &CrucePublicado)> {
        let lacks = |cruce: &CrucePublicado| {
            let falta = |nivel: &Nivel| -> usize {
                let fino = nivel.eje().and_then(|eje| finest(&cruce.niveles, eje));
                match fino {
                    // The year is the whole of time.
                    _ if *nivel == Nivel::Anio => 0,
                    None => 2,
                    Some(fino) => usize::from(fino < *nivel),
                }
            };
            // Who counts persons by sex counts women.
            let sexo = (!cruce.medidas.contains(&medida)).then_some(Nivel::Sexo);
            pedidos.iter().chain(&sexo).map(falta).sum()
        };
        let counts = |cruce: &&CrucePublicado| {
            let medidas = [medida, medida.contada()];
            medidas.iter().any(|m| cruce.medidas.contains(m))
        };
        let cruces = self.cubo.cruces().iter().filter(counts);
        let mut cercanos: Vec<_> = cruces.map(|cruce| (lacks(cruce), cruce)).collect();
        cercanos.sort_by_key(|(faltan, _)| *faltan);
        cercanos
    }
}

/// The finest level of a dimension among some.
pub(super) fn finest(niveles: &[Nivel], eje: Eje) -> Option<Nivel> {
    niveles
        .iter()
        .filter(|n| n.eje() == Some(eje))
        .max()
        .copied()
}

/// Coordinates as one number.
fn key(cubo: &CuboProtegido, celda: &Coordenadas) -> u64 {
    celda.iter().fold(0, |clave, (eje, miembro)| {
        let base = u64::try_from(cubo.ejes().miembros(eje).len());
        let base = base.expect("a length fits in 64 bits");
        clave.wrapping_mul(base).wrapping_add(u64::from(miembro))
    })
}
