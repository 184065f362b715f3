//! Taking a sheet into the register, whole or not at all: it is read first, what is wrong is told, and whoever asked
//! says then whether the rest goes in.

mod atenciones;
mod institucional;
mod parecidos;
mod renglones;

pub use atenciones::{Hoja, Notados, attentions};
pub use institucional::{Registros, SeAdmite, records};
pub use parecidos::{Donde, Parecidos, Pares};
pub use persistence::{Folios, Notado};

use std::collections::BTreeMap;
use std::path::Path;

use captura::atenciones::columnas::{Columna, FORMA};
use captura::defecto::Defecto;
use captura::dias::{Duda, Orden};
use captura::forma::Forma;
use captura::lectura::Fuente;
use captura::mapa::Mapa;

/// Defects, by row.
pub type Defectos = BTreeMap<u32, Vec<Defecto>>;

/// A file to take in.
#[derive(Clone, Copy)]
pub struct Archivo<'a> {
    /// Where it is.
    pub ruta: &'a Path,
    /// The sheet of a workbook, if it is said which.
    pub hoja: Option<&'a str>,
    /// Where the columns come from, if it is not a template of Pacto.
    pub mapa: Option<&'a Mapa>,
    /// What is doubtful of its days because of other sheets of the same book.
    pub duda: Duda,
}

impl Archivo<'_> {
    /// How the days of its attentions are written; nothing is known of a file that cannot be read, and whoever reads it tells why.
    pub fn days(&self) -> Orden {
        let abierta = self.open(&FORMA);
        let orden = abierta.and_then(|hoja| hoja.orden(Columna::Fecha.into()));
        orden.unwrap_or_default()
    }

    fn open(&self, forma: &'static Forma) -> Result<Fuente, captura::Error> {
        Fuente::open(self.ruta, forma, self.mapa, self.hoja)
    }
}
