//! The pieces of an edition, put together again into its canonical bytes, without reading them.

use serde::Serialize;
use serde_json::value::RawValue;
use time::Date;

use super::Ilegible;
use super::escrito::{Escrito, Fecha};

/// A piece, as it was written.
pub type Texto<'a> = &'a RawValue;

/// A council and what hangs from it, in order.
#[derive(Debug, Serialize)]
pub struct PiezasConsejo<'a> {
    /// The council.
    pub consejo: Texto<'a>,
    /// Members.
    pub integrantes: Vec<Texto<'a>>,
    /// Sessions.
    pub sesiones: Vec<Texto<'a>>,
    /// Calendars.
    pub calendarios: Vec<Texto<'a>>,
}

/// The institutional records, in order.
#[derive(Debug, Serialize)]
pub struct PiezasInstitucionales<'a> {
    /// The instancia.
    pub instancia: Texto<'a>,
    /// Agencias.
    pub agencias: Vec<Texto<'a>>,
    /// Councils.
    pub consejos: Vec<PiezasConsejo<'a>>,
    /// Agreements.
    pub convenios: Vec<Texto<'a>>,
    /// Projects.
    pub proyectos: Vec<Texto<'a>>,
    /// Units.
    pub unidades: Vec<Texto<'a>>,
    /// Pacts.
    pub pactos: Vec<Texto<'a>>,
    /// Activities.
    pub actividades: Vec<Texto<'a>>,
    /// Always empty: the report of the year is a piece of the edition.
    pub informes: [(); 0],
}

/// All the pieces of an edition of version 2 or 3.
#[derive(Debug)]
pub struct Piezas<'a> {
    /// Cut-off date.
    pub corte: Date,
    /// Whether the register was invented.
    pub sintetica: bool,
    /// The summary of protection.
    pub proteccion: Texto<'a>,
    /// The institutional records.
    pub institucional: PiezasInstitucionales<'a>,
    /// The report of the year.
    pub informe: Option<Texto<'a>>,
    /// Its figures.
    pub cifras: Vec<Texto<'a>>,
    /// Counts.
    pub cubo: Texto<'a>,
}

#[derive(Serialize)]
struct Junto<'a> {
    formato: u32,
    corte: Fecha,
    sintetica: bool,
    proteccion: Texto<'a>,
    institucional: &'a PiezasInstitucionales<'a>,
    informe: Option<Texto<'a>>,
    cifras: &'a [Texto<'a>],
    cubo: Texto<'a>,
}

impl Piezas<'_> {
    /// The canonical bytes that they are of, in their version.
    ///
    /// # Errors
    /// [`Ilegible::Version`].
    pub fn canonical(&self, formato: u32) -> Result<Vec<u8>, Ilegible> {
        if !(2..=3).contains(&formato) {
            return Err(Ilegible::Version(formato));
        }
        Ok(serde_json::to_vec(&Junto {
            formato,
            corte: Escrito::write(&self.corte),
            sintetica: self.sintetica,
            proteccion: self.proteccion,
            institucional: &self.institucional,
            informe: self.informe,
            cifras: &self.cifras,
            cubo: self.cubo,
        })?)
    }
}
