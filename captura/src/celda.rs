//! Cells of a sheet, and what is wrong with them. Messages say what is expected and never repeat what was written: it
//! may be somebody's.

use time::Date;

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
    /// What it says, without spaces around it.
    pub fn texto(&self) -> String {
        match self {
            Self::Vacia => String::new(),
            Self::Texto(texto) => texto.trim().to_owned(),
            Self::Numero(numero) => numero.to_string(),
            Self::Fecha(fecha) => fecha.to_string(),
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Vacia => true,
            Self::Texto(texto) => texto.trim().is_empty(),
            Self::Numero(_) | Self::Fecha(_) => false,
        }
    }

    /// What kind of thing it holds, for messages.
    fn clase(&self) -> String {
        match self {
            Self::Vacia => "está vacía".to_owned(),
            Self::Texto(texto) => match texto.trim().chars().count() {
                1 => "tiene un texto de 1 carácter".to_owned(),
                n => format!("tiene un texto de {n} caracteres"),
            },
            Self::Numero(_) => "tiene un número".to_owned(),
            Self::Fecha(_) => "tiene una fecha".to_owned(),
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

/// Something wrong with a cell, or with the whole row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defecto {
    /// Which column of the layout.
    pub columna: Option<usize>,
    /// What it is, and what is expected.
    pub mensaje: String,
}

/// The cells of a row by column of the layout; a column that is not in the sheet is empty.
pub type Celdas = Vec<Celda>;

/// A row that is being read.
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

    /// Notes what is wrong, and goes on without it.
    pub(crate) fn wrong<T>(&mut self, columna: impl Into<usize>, espera: &str) -> Option<T> {
        let columna = columna.into();
        let mensaje = match self.celda(columna) {
            Celda::Vacia => format!("está vacía: se espera {espera}"),
            celda => format!("{} y se espera {espera}", celda.clase()),
        };
        self.say(columna, mensaje)
    }

    pub(crate) fn say<T>(
        &mut self,
        columna: impl Into<usize>,
        mensaje: impl Into<String>,
    ) -> Option<T> {
        self.defectos.push(Defecto {
            columna: Some(columna.into()),
            mensaje: mensaje.into(),
        });
        None
    }
}
