//! What is counted of a register: cells, and the persons behind them.

use std::collections::BTreeMap;

use super::{Coordenadas, Ejes};

/// Services of a leaf: the finest members of time, place, service, visit and unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hoja {
    /// Services.
    pub servicios: u64,
    /// Those given to someone anonymous.
    pub anonimas: u64,
    /// Distinct persons.
    pub personas: u64,
    /// Who they are, by a number that means nothing elsewhere, if they are fewer than the threshold.
    pub quienes: Vec<u32>,
}

/// A kind of attention: its leaf, and its types of violence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// What the persons count who are not kept one by one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resto {
    /// Distinct persons, by cell: of those that are declared or closed.
    pub personas: BTreeMap<Coordenadas, u64>,
    /// Their services, by leaf.
    pub servicios: BTreeMap<Coordenadas, u64>,
}

/// Counts of a register, not yet protected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cubo {
    /// Services by leaf.
    pub hojas: BTreeMap<Coordenadas, Hoja>,
    /// Distinct persons of every declared cell.
    pub personas: BTreeMap<Coordenadas, u64>,
    /// Distinct persons, whoever they are, of cells of women where nobody declares them.
    pub calladas: BTreeMap<Coordenadas, u64>,
    /// Distinct persons by sex and age group, where either is crossed: of each cell of the other dimensions.
    pub sexo_y_edad: BTreeMap<Coordenadas, u64>,
    /// Kinds of attention that those below had, ascending.
    pub clases: Vec<Clase>,
    /// Who had them, ascending, woman by woman and without names: all of a small register, and some of a large one.
    pub patrones: Vec<Patron>,
    /// Others like them, ascending, who are kept only to be counted.
    pub fijos: Vec<Patron>,
    /// Everybody else, counted together.
    pub resto: Resto,
}

impl Cubo {
    /// Services of a cell, declared or not: those of the leaves in it.
    pub fn servicios(&self, ejes: &Ejes, celda: &Coordenadas) -> u64 {
        let dentro = self.hojas.iter();
        let dentro = dentro.filter(|(hoja, _)| ejes.dentro(hoja, celda));
        dentro.map(|(_, hoja)| hoja.servicios).sum()
    }
}
