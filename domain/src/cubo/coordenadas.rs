//! Where a cell stands in the lattice.

use std::ops::{Index, IndexMut};

use strum::IntoEnumIterator;

use super::Eje;

/// A cell: the position of a member in each dimension. Zero is the whole of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordenadas([u16; Eje::TODOS]);

impl Coordenadas {
    /// The whole of every dimension.
    pub const TOTAL: Self = Self([0; Eje::TODOS]);

    /// The same cell with another member of a dimension.
    #[must_use]
    pub fn with(mut self, eje: Eje, miembro: u16) -> Self {
        self[eje] = miembro;
        self
    }

    /// The cell around it that has the whole of some dimensions.
    #[must_use]
    pub fn without(self, ejes: impl IntoIterator<Item = Eje>) -> Self {
        ejes.into_iter().fold(self, |celda, eje| celda.with(eje, 0))
    }

    /// The member in each dimension, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (Eje, u16)> {
        Eje::iter().zip(self.0)
    }

    /// The dimensions besides time in which it is a part, and not the whole: how deep it lies in the cube.
    pub fn crossed(&self) -> usize {
        let partes = self.iter().filter(|(_, miembro)| *miembro > 0);
        partes.filter(|(eje, _)| *eje != Eje::Tiempo).count()
    }
}

impl Index<Eje> for Coordenadas {
    type Output = u16;

    fn index(&self, eje: Eje) -> &u16 {
        &self.0[eje.indice()]
    }
}

impl IndexMut<Eje> for Coordenadas {
    fn index_mut(&mut self, eje: Eje) -> &mut u16 {
        &mut self.0[eje.indice()]
    }
}

/// As editions and the register write it: the positions in the order of the dimensions.
impl From<[u16; Eje::TODOS]> for Coordenadas {
    fn from(posiciones: [u16; Eje::TODOS]) -> Self {
        Self(posiciones)
    }
}

impl From<Coordenadas> for [u16; Eje::TODOS] {
    fn from(celda: Coordenadas) -> Self {
        celda.0
    }
}
