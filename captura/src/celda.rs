//! Cells of a sheet, and rows that are being read.

use time::Date;

use crate::defecto::{Defecto, Motivo};
use crate::palabras::Lista;

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Celda {
    /// Nothing, or only spaces.
    #[default]
    Vacia,
    /// Text.
    Texto(String),
    /// A number of a workbook.
    Numero(f64),
    /// A date of a workbook.
    Fecha(Date),
}

impl Celda {
    /// Its text, without spaces around it.
    pub fn texto(&self) -> String {
        match self {
            Self::Vacia => String::new(),
            Self::Texto(texto) => texto.trim().to_owned(),
            Self::Numero(numero) => numero.to_string(),
            Self::Fecha(fecha) => fecha.to_string(),
        }
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Vacia => true,
            Self::Texto(texto) => texto.trim().is_empty(),
            Self::Numero(_) | Self::Fecha(_) => false,
        }
    }
}

impl From<&str> for Celda {
    fn from(texto: &str) -> Self {
        if texto.trim().is_empty() {
            Self::Vacia
        } else {
            Self::Texto(texto.to_owned())
        }
    }
}

/// The cells of a row by column of the layout; a column that is not in the sheet is empty.
pub type Celdas = Vec<Celda>;

/// A row that is being read: its cells, and the defects found so far.
pub(crate) struct Fila<'a> {
    celdas: &'a [Celda],
    pub(crate) defectos: Vec<Defecto>,
}

impl<'a> Fila<'a> {
    pub(crate) fn new(celdas: &'a [Celda]) -> Self {
        Self {
            celdas,
            defectos: vec![],
        }
    }

    pub(crate) fn celda(&self, columna: impl Into<usize>) -> &'a Celda {
        self.celdas.get(columna.into()).unwrap_or(&Celda::Vacia)
    }

    pub(crate) fn texto(&self, columna: impl Into<usize>) -> String {
        self.celda(columna).texto()
    }

    /// The value of a word of a closed list.
    pub(crate) fn word<T: Clone>(
        &mut self,
        columna: impl Into<usize>,
        lista: &Lista<T>,
    ) -> Option<T> {
        let columna = columna.into();
        let valor = lista.read(&self.texto(columna));
        valor.or_else(|| self.wrong(columna, &lista.either()))
    }

    /// Notes that a cell does not hold what is expected, and goes on without it.
    pub(crate) fn wrong<T>(&mut self, columna: impl Into<usize>, espera: &str) -> Option<T> {
        self.wrong_near(columna, espera, None)
    }

    /// Notes that a cell does not hold what is expected, and which word was probably meant.
    pub(crate) fn wrong_near<T>(
        &mut self,
        columna: impl Into<usize>,
        espera: &str,
        cerca: Option<&str>,
    ) -> Option<T> {
        let columna = columna.into();
        let motivo = Motivo::unexpected(self.celda(columna), espera, cerca);
        self.note(columna, motivo)
    }

    /// Notes a rule that a cell breaks, in words.
    pub(crate) fn say<T>(
        &mut self,
        columna: impl Into<usize>,
        regla: impl Into<String>,
    ) -> Option<T> {
        self.note(columna, Motivo::Regla(regla.into()))
    }

    /// Notes why a cell is refused.
    pub(crate) fn note<T>(&mut self, columna: impl Into<usize>, motivo: Motivo) -> Option<T> {
        self.defectos.push(Defecto::new(columna, motivo));
        None
    }
}
