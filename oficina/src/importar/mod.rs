//! Taking a sheet into the register, whole or not at all: it is read first, what is wrong is told, and whoever asked
//! says then whether the rest goes in.

mod atenciones;
mod institucional;
mod parecidos;
mod renglones;

pub use atenciones::{Hoja, Notados, attentions};
pub use institucional::{Registros, SeAdmite, records};
pub use parecidos::{Donde, Parecidos, Pares};
pub use persistence::{Folios, Mayoria, Notado};

use std::collections::BTreeMap;
use std::path::Path;

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
    /// What is doubtful of each of its columns of days because of other sheets of the same book.
    pub dudas: &'a [Duda],
}

impl Archivo<'_> {
    /// How the days of each of its columns of days are written; nothing is known of a file that cannot be read, and whoever reads it
    /// tells why.
    pub fn days(&self, forma: &'static Forma) -> Vec<Orden> {
        let abierta = self.open(forma).ok();
        let columnas = forma.fechas.iter();
        let de = |columna: &usize| {
            let hoja = abierta.as_ref()?;
            hoja.orden(*columna).ok()
        };
        columnas
            .map(|columna| de(columna).unwrap_or_default())
            .collect()
    }

    fn open(&self, forma: &'static Forma) -> Result<Fuente, captura::Error> {
        Fuente::open(self.ruta, forma, self.mapa, self.hoja)
    }
}
