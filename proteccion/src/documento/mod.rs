//! The documents of the standalone engine: what goes in, what comes out, and the witnesses.

mod certificado;
mod comun;
mod entrada;
mod escritura;
mod json;
mod nodo;
mod protegida;
#[cfg(test)]
mod tests;

use crate::tabla::{Ceros, Dimension, Ocupada, Reticula};

/// How a table follows from earlier editions of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vinculo {
    /// It has nothing to do with them.
    Ninguno,
    /// The counts that they had have not changed.
    Congelado,
    /// The counts that they had may have grown by late registrations.
    Adiciones,
}

/// A table to protect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrada {
    /// Its name.
    pub nombre: String,
    /// A cell is primary with fewer contributing persons than this, and more than none.
    pub umbral: u64,
    /// Width that the feasible interval of every primary cell must have.
    pub ancho: u64,
    /// A reader's knowledge of zeros.
    pub ceros: Ceros,
    /// Dimensions and declared cells.
    pub reticula: Reticula,
    /// Leaves with people.
    pub ocupadas: Vec<Ocupada>,
    /// The persons behind each of them, where they are few and can be in several: by number, ascending. None if each
    /// person is in one.
    pub quienes: Option<Vec<Vec<u32>>>,
    /// Dimensions on which attribute disclosure is tested.
    pub sensibles: Vec<usize>,
    /// Cells that are primary whatever their count.
    pub primarias: Vec<usize>,
    /// The worth of publishing each cell, beside 1 for any other; empty if all are worth the same.
    pub pesos: Vec<usize>,
    /// Cells that must be withheld, for a reason that is not in the table.
    pub retenidas: Vec<usize>,
    /// Cells that are not published, and may be known: those of periods that have not ended. Ascending.
    pub futuras: Vec<usize>,
    /// Cells that must be published.
    pub forzadas: Vec<usize>,
    /// Earlier editions, oldest first.
    pub ediciones: Vec<Protegida>,
    /// How this table follows from them.
    pub vinculo: Vinculo,
}

/// A protected table: what is published of it, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protegida {
    /// Its name.
    pub medida: String,
    /// Threshold that it was protected with.
    pub umbral: u64,
    /// Width that it was protected with.
    pub ancho: u64,
    /// A reader's knowledge of zeros.
    pub ceros: Ceros,
    /// Dimensions.
    pub dimensiones: Vec<Dimension>,
    /// Declared cells, each once: the code of each dimension, and the count if it is published.
    pub celdas: Vec<(Vec<usize>, Option<u64>)>,
    /// Earlier editions, oldest first.
    pub ediciones: Vec<Protegida>,
    /// How this table follows from them.
    pub vinculo: Vinculo,
}

/// Integer tables that are consistent with all that is published, for the auditor; never published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificado {
    /// Tables: count of each joint leaf that has one, as the code of each dimension. Where the last
    /// edition adds to earlier ones, a second list has what the last one added.
    pub tablas: Vec<Testigo>,
    /// For each withheld cell that needs it, as the code of each dimension: the table where it is lowest
    /// and the table where it is highest.
    pub pares: Vec<(Vec<usize>, usize, usize)>,
}

/// One table of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Testigo {
    /// Leaves of the earlier edition where the last adds to it, of the table otherwise.
    pub hojas: Vec<(Vec<usize>, u64)>,
    /// Leaves added since.
    pub agregadas: Vec<(Vec<usize>, u64)>,
}
