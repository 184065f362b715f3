//! In which months what did not exist all year can have been counted: whoever knows the catalogues knows that it was in no other.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use crate::cubo::{Clase, Coordenadas, Cubo, Eje, Ejes};
use crate::{Periodo, Rango};

/// Dimensions whose members come and go.
const EJES: [Eje; 4] = [Eje::Lugar, Eje::Servicio, Eje::Unidad, Eje::Violencia];

/// The months in which members can have been counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posibles {
    /// The months of the year.
    todos: Vec<u16>,
    /// By dimension and member, of those that cannot in some month: the months in which they can.
    meses: BTreeMap<(Eje, u16), BTreeSet<u16>>,
}

impl Posibles {
    /// Those of what a register counts. `cerrado`: up to when editions of the year have closed it. What is valid for a part of a
    /// year can be counted in its months, and in those in which it is: what came late. What nobody had in closed months may not
    /// have been in the catalogues that their editions had, and is not taken there, nor before the first of them in which
    /// somebody had it. No register that is ruled out so proves anything, and a reader cannot rule out more.
    pub(crate) fn new(ejes: &Ejes, cubo: &Cubo, cerrado: Option<Date>) -> Self {
        let todos = months(ejes);
        let ocupados = occupied(cubo);
        let nadie = BTreeSet::new();
        let mut meses: BTreeMap<(Eje, u16), BTreeSet<u16>> = BTreeMap::new();
        for eje in EJES {
            let miembros = (0u16..).take(ejes.miembros(eje).len());
            for miembro in miembros.filter(|m| ejes.partes(eje, *m).next().is_none()) {
                let suyos = ocupados.get(&(eje, miembro)).unwrap_or(&nadie);
                let primero = suyos.first();
                let posible = |(mes, rango): &&(u16, Rango)| {
                    let vale = |m: u16| ejes.miembro(eje, m).vigencia.toca(*rango);
                    let es_cerrado = cerrado.is_some_and(|corte| rango.hasta() <= corte);
                    // Types of violence are the law's, and no office adds any.
                    let nuevo = eje != Eje::Violencia
                        && es_cerrado
                        && primero.is_none_or(|primero| mes < primero);
                    suyos.contains(mes) || (ejes.arriba(eje, miembro).all(vale) && !nuevo)
                };
                let suyos = todos.iter().filter(posible).map(|(mes, _)| *mes);
                let suyos: BTreeSet<u16> = suyos.collect();
                for arriba in ejes.arriba(eje, miembro) {
                    meses.entry((eje, arriba)).or_default().extend(&suyos);
                }
            }
        }
        meses.retain(|_, suyos| suyos.len() < todos.len());
        let todos = todos.into_iter().map(|(mes, _)| mes).collect();
        Self { todos, meses }
    }

    /// Whether somebody can have had an attention of a kind.
    pub(crate) fn allows(&self, clase: &Clase) -> bool {
        let mes = clase.hoja[Eje::Tiempo];
        let can = |eje: Eje, miembro: u16| {
            let suyos = self.meses.get(&(eje, miembro));
            suyos.is_none_or(|suyos| suyos.contains(&mes))
        };
        EJES.iter().all(|eje| match eje {
            Eje::Violencia => clase.violencias.iter().all(|tipo| can(*eje, *tipo)),
            eje => can(*eje, clase.hoja[*eje]),
        })
    }

    /// A cell in the shortest period that has all its months in which anybody can be in it, if that is shorter than its own.
    pub(crate) fn narrowed(&self, ejes: &Ejes, celda: &Coordenadas) -> Option<Coordenadas> {
        let suyos = EJES
            .iter()
            .filter_map(|eje| self.meses.get(&(*eje, celda[*eje])));
        let suyos: Vec<&BTreeSet<u16>> = suyos.collect();
        if suyos.is_empty() {
            return None;
        }
        let below = |mes: u16, periodo: u16| ejes.arriba(Eje::Tiempo, mes).any(|m| m == periodo);
        let todos = self.todos.iter().copied();
        let meses: Vec<u16> = todos
            .filter(|mes| below(*mes, celda[Eje::Tiempo]))
            .filter(|mes| suyos.iter().all(|suyos| suyos.contains(mes)))
            .collect();
        let mut periodo = celda[Eje::Tiempo];
        let has_all = |parte: &u16| !meses.is_empty() && meses.iter().all(|m| below(*m, *parte));
        while let Some(parte) = ejes.partes(Eje::Tiempo, periodo).find(has_all) {
            periodo = parte;
        }
        (periodo != celda[Eje::Tiempo]).then(|| celda.with(Eje::Tiempo, periodo))
    }

    /// Whether all that a cell counts is in another one.
    pub(crate) fn inside(&self, ejes: &Ejes, parte: &Coordenadas, todo: &Coordenadas) -> bool {
        let narrowed = || self.narrowed(ejes, parte);
        ejes.dentro(parte, todo) || narrowed().is_some_and(|parte| ejes.dentro(&parte, todo))
    }
}

/// The months of the year, in order, each with its days.
fn months(ejes: &Ejes) -> Vec<(u16, Rango)> {
    let miembros = (0u16..).zip(ejes.miembros(Eje::Tiempo));
    let meses = miembros.filter_map(|(i, miembro)| match miembro.codigo.parse() {
        Ok(mes @ Periodo::Mes(..)) => Some((i, Rango::from(mes))),
        _ => None,
    });
    meses.collect()
}

/// By dimension and finest member: the months in which somebody had it.
fn occupied(cubo: &Cubo) -> BTreeMap<(Eje, u16), BTreeSet<u16>> {
    let mut ocupados: BTreeMap<(Eje, u16), BTreeSet<u16>> = BTreeMap::new();
    let mut put = |eje: Eje, miembro: u16, mes: u16| {
        ocupados.entry((eje, miembro)).or_default().insert(mes);
    };
    for hoja in cubo.hojas.keys() {
        for eje in [Eje::Lugar, Eje::Servicio, Eje::Unidad] {
            put(eje, hoja[eje], hoja[Eje::Tiempo]);
        }
    }
    for clase in &cubo.clases {
        for eje in [Eje::Lugar, Eje::Servicio, Eje::Unidad] {
            put(eje, clase.hoja[eje], clase.hoja[Eje::Tiempo]);
        }
        for tipo in &clase.violencias {
            put(Eje::Violencia, *tipo, clase.hoja[Eje::Tiempo]);
        }
    }
    ocupados
}
