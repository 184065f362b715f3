//! Counting persons and services in the cells of a lattice, from groups that a database has made: memory
//! grows with the lattice, not with the register.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;

use super::{Coordenadas, Eje, Rejilla};
use crate::Medida;

/// Services of a leaf: the finest members of time, place, service, visit and unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hoja {
    /// Services.
    pub servicios: u64,
    /// Those given to someone anonymous.
    pub anonimas: u64,
    /// Distinct persons.
    pub personas: u64,
    /// Who they are, by a number that means nothing elsewhere, if they are fewer than the threshold.
    #[serde(skip)]
    pub quienes: Vec<u32>,
}

/// A kind of attention: its leaf, and its types of violence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clase {
    /// The finest members of time, place, service, visit and unit.
    pub hoja: Coordenadas,
    /// Finest members of violence, ascending.
    pub violencias: Vec<u16>,
}

/// Persons of one sex and age group who had the same attentions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Patron {
    /// Finest member of sex.
    pub sexo: u16,
    /// Finest member of age.
    pub edad: u16,
    /// Kinds of attention, by position among those of the cube, ascending; and how many of each.
    pub atenciones: Vec<(u32, u32)>,
    /// How many persons.
    pub cuantas: u64,
}

/// Counts of a register, not yet protected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cubo {
    /// Services by leaf.
    pub hojas: BTreeMap<Coordenadas, Hoja>,
    /// Distinct persons of every declared cell.
    pub personas: BTreeMap<Coordenadas, u64>,
    /// Distinct persons by sex and age group, where either is crossed: of each cell of the other dimensions.
    pub sexo_y_edad: BTreeMap<Coordenadas, u64>,
    /// Kinds of attention that somebody identified had, ascending.
    pub clases: Vec<Clase>,
    /// Who had them, ascending: what is counted, woman by woman and without names.
    pub patrones: Vec<Patron>,
}

/// Cells of a cross-tabulation, numbered throughout.
struct Bloque {
    inicio: usize,
    /// Members of each dimension, ascending.
    miembros: Vec<Vec<u16>>,
    /// How many cells of sex and age each cell of the other dimensions has.
    exclusivas: usize,
}

impl Bloque {
    /// The position of a cell among those of the block; nothing if it has a member that is not declared.
    fn position(&self, celda: &Coordenadas, ejes: impl Iterator<Item = Eje>) -> Option<usize> {
        ejes.map(Eje::indice).try_fold(0, |n, eje| {
            let posicion = self.miembros[eje].binary_search(&celda[eje]).ok()?;
            Some(n * self.miembros[eje].len() + posicion)
        })
    }
}

fn inclusive() -> impl Iterator<Item = Eje> {
    Eje::iter().filter(|eje| !eje.exclusivo())
}

fn exclusive() -> impl Iterator<Item = Eje> {
    Eje::iter().filter(|eje| eje.exclusivo())
}

/// Counts while they are being made.
pub struct Recuento<'a> {
    rejilla: &'a Rejilla,
    umbral: usize,
    bloques: Vec<Bloque>,
    /// How many of the blocks are declared: the others are for sex and age.
    declarados: usize,
    cuentas: Vec<u64>,
    /// The last person counted in a cell of the other dimensions, at its first cell of sex and age.
    ultima: Vec<u32>,
    persona: u32,
    hojas: BTreeMap<Coordenadas, Hoja>,
    /// For each kind of attention: what it is, and its cells of each block.
    clases: Vec<(Clase, Vec<(usize, usize)>)>,
    patrones: Vec<Patron>,
}

impl<'a> Recuento<'a> {
    /// Nothing counted yet. Of leaves with fewer persons than the threshold it is kept who they are.
    pub fn new(rejilla: &'a Rejilla, umbral: u64) -> Self {
        let tramas = rejilla
            .tramas
            .iter()
            .filter(|t| t.medidas.contains(&Medida::PersonasAtendidas));
        let mut bloques: Vec<Bloque> = Vec::new();
        let mut celdas = 0;
        let mut add = |miembros: Vec<Vec<u16>>| {
            let cuantas = |ejes: &mut dyn Iterator<Item = Eje>| -> usize {
                ejes.map(|eje| miembros[eje.indice()].len()).product()
            };
            let exclusivas = cuantas(&mut exclusive());
            let inicio = celdas;
            celdas += exclusivas * cuantas(&mut inclusive());
            bloques.push(Bloque {
                inicio,
                miembros,
                exclusivas,
            });
        };
        tramas.clone().for_each(|t| add(t.miembros.clone()));
        let declarados = tramas.clone().count();
        for trama in tramas {
            let mut miembros = trama.miembros.clone();
            if exclusive().all(|eje| miembros[eje.indice()].len() == 1) {
                continue;
            }
            for eje in exclusive() {
                miembros[eje.indice()] = leaves(rejilla, eje);
            }
            add(miembros);
        }
        Self {
            rejilla,
            umbral: usize::try_from(umbral).unwrap_or(usize::MAX),
            bloques,
            declarados,
            cuentas: vec![0; celdas],
            ultima: vec![0; celdas],
            persona: 0,
            hojas: BTreeMap::new(),
            clases: vec![],
            patrones: vec![],
        }
    }

    /// A kind of attention: its finest members, and its types of violence. What it returns stands for it.
    pub fn kind(&mut self, hoja: Coordenadas, violencias: &[u16]) -> usize {
        let ejes = &self.rejilla.ejes;
        let mut celdas = Vec::new();
        for (b, bloque) in self.bloques.iter().enumerate() {
            let mut parciales = vec![[0; Eje::TODOS]];
            for eje in inclusive() {
                let i = eje.indice();
                let finas = if eje == Eje::Violencia {
                    violencias
                } else {
                    &hoja[i..=i]
                };
                let mut miembros: Vec<u16> = finas
                    .iter()
                    .flat_map(|fina| ejes.arriba(eje, *fina))
                    .filter(|miembro| bloque.miembros[i].binary_search(miembro).is_ok())
                    .collect();
                miembros.sort_unstable();
                miembros.dedup();
                let con = |celda: Coordenadas, miembro: u16| {
                    let mut otra = celda;
                    otra[i] = miembro;
                    otra
                };
                parciales = parciales
                    .into_iter()
                    .flat_map(|celda| miembros.iter().map(move |miembro| con(celda, *miembro)))
                    .collect();
            }
            celdas.extend(
                parciales
                    .iter()
                    .filter_map(|celda| bloque.position(celda, inclusive()))
                    .map(|posicion| (b, bloque.inicio + posicion * bloque.exclusivas)),
            );
        }
        let mut violencias = violencias.to_vec();
        violencias.sort_unstable();
        self.clases.push((Clase { hoja, violencias }, celdas));
        self.clases.len() - 1
    }

    /// So many persons of that sex and age group (the finest members), each with so many attentions of all these
    /// kinds and no other.
    pub fn persons(&mut self, cuantas: u64, sexo: u16, edad: u16, atenciones: &[(usize, u32)]) {
        let clases: Vec<usize> = atenciones.iter().map(|(clase, _)| *clase).collect();
        let numero = |clase: usize| u32::try_from(clase).unwrap_or(u32::MAX);
        self.patrones.push(Patron {
            sexo,
            edad,
            atenciones: atenciones.iter().map(|(c, n)| (numero(*c), *n)).collect(),
            cuantas,
        });
        let ejes = &self.rejilla.ejes;
        let dentro = |bloque: &Bloque| -> Vec<usize> {
            let de = |eje: Eje, fina: u16| {
                ejes.arriba(eje, fina)
                    .filter_map(move |m| bloque.miembros[eje.indice()].binary_search(&m).ok())
            };
            let edades = bloque.miembros[Eje::Edad.indice()].len();
            de(Eje::Sexo, sexo)
                .flat_map(|s| de(Eje::Edad, edad).map(move |e| s * edades + e))
                .collect()
        };
        let dentro: Vec<Vec<usize>> = self.bloques.iter().map(dentro).collect();
        self.persona += 1;
        for clase in &clases {
            for (bloque, celda) in &self.clases[*clase].1 {
                if std::mem::replace(&mut self.ultima[*celda], self.persona) == self.persona {
                    continue;
                }
                for exclusiva in &dentro[*bloque] {
                    self.cuentas[celda + exclusiva] += cuantas;
                }
            }
        }
        let mut hojas: Vec<Coordenadas> = clases
            .iter()
            .map(|clase| self.clases[*clase].0.hoja)
            .collect();
        hojas.sort_unstable();
        hojas.dedup();
        // The others like her have numbers of their own.
        let primera = self.persona;
        let iguales = u32::try_from(cuantas).unwrap_or(u32::MAX);
        self.persona = self.persona.saturating_add(iguales - 1);
        for hoja in hojas {
            let hoja = self.hojas.entry(hoja).or_default();
            hoja.personas += cuantas;
            let faltan = self.umbral.saturating_sub(hoja.quienes.len());
            hoja.quienes.extend((primera..=self.persona).take(faltan));
        }
    }

    /// So many services of a leaf, of which so many were given to someone who is not anonymous.
    pub fn services(&mut self, hoja: Coordenadas, servicios: u64, identificados: u64) {
        let hoja = self.hojas.entry(hoja).or_default();
        hoja.servicios += servicios;
        hoja.anonimas += servicios - identificados.min(servicios);
    }

    /// What was counted.
    pub fn finish(mut self) -> Cubo {
        let clases = std::mem::take(&mut self.clases);
        let clases: Vec<Clase> = clases.into_iter().map(|(clase, _)| clase).collect();
        let (clases, patrones) = canonical(&clases, std::mem::take(&mut self.patrones));
        let mut cubo = Cubo {
            hojas: self.hojas,
            clases,
            patrones,
            ..Cubo::default()
        };
        for hoja in cubo.hojas.values_mut() {
            if hoja.quienes.len() >= self.umbral {
                hoja.quienes = vec![];
            }
        }
        for (b, bloque) in self.bloques.iter().enumerate() {
            let trama = super::Trama {
                medidas: [].into(),
                miembros: bloque.miembros.clone(),
            };
            for celda in trama.celdas() {
                let posicion = |ejes: &mut dyn Iterator<Item = Eje>| {
                    bloque.position(&celda, ejes).unwrap_or_default()
                };
                let (m, e) = (posicion(&mut inclusive()), posicion(&mut exclusive()));
                let cuenta = self.cuentas[bloque.inicio + m * bloque.exclusivas + e];
                if b < self.declarados {
                    cubo.personas.insert(celda, cuenta);
                } else if cuenta > 0 {
                    cubo.sexo_y_edad.insert(celda, cuenta);
                }
            }
        }
        cubo
    }
}

/// The same kinds and patterns in an order that does not depend on the one in which they came, each once.
fn canonical(clases: &[Clase], mut patrones: Vec<Patron>) -> (Vec<Clase>, Vec<Patron>) {
    let todas: BTreeMap<&Clase, u32> = clases.iter().map(|clase| (clase, 0)).collect();
    let numeros: BTreeMap<&Clase, u32> = todas.into_keys().zip(0..).collect();
    for patron in &mut patrones {
        let mut suyas: BTreeMap<u32, u32> = BTreeMap::new();
        for (clase, veces) in &patron.atenciones {
            let clase = usize::try_from(*clase).ok().and_then(|c| clases.get(c));
            let numero = clase.and_then(|clase| numeros.get(clase));
            *suyas
                .entry(numero.copied().unwrap_or_default())
                .or_default() += veces;
        }
        patron.atenciones = suyas.into_iter().collect();
    }
    patrones.sort_unstable();
    patrones.dedup_by(|otra, una| {
        let iguales =
            (una.sexo, una.edad, &una.atenciones) == (otra.sexo, otra.edad, &otra.atenciones);
        if iguales {
            una.cuantas += otra.cuantas;
        }
        iguales
    });
    let ordenadas = numeros.into_keys().cloned().collect();
    (ordenadas, patrones)
}

/// The finest members of a dimension.
pub(crate) fn leaves(rejilla: &Rejilla, eje: Eje) -> Vec<u16> {
    let ejes = &rejilla.ejes;
    (0u16..)
        .zip(ejes.miembros(eje))
        .filter(|(i, _)| ejes.partes(eje, *i).next().is_none())
        .map(|(i, _)| i)
        .collect()
}
