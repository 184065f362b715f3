//! Defects of a sheet. They say what is expected and never repeat what was written: it may be somebody's.

use std::fmt;

use domain::ANIOS;

use crate::celda::{Celda, Visto};
use crate::fecha;
use crate::palabras::either;
use crate::texto::suggest;

/// Something wrong with a cell, or with the whole row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defecto {
    /// The column of the layout; none for the whole row.
    pub columna: Option<usize>,
    /// Why it is refused.
    pub motivo: Motivo,
}

/// Why a cell or a row is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Motivo {
    /// Nothing is written, and something is expected.
    Vacia {
        /// What is expected.
        espera: String,
    },
    /// Something else is written than is expected.
    Ajena {
        /// The kind of thing that is written.
        tiene: String,
        /// What is expected.
        espera: String,
        /// The words that were probably meant, as a sentence has them.
        cerca: Option<String>,
        /// The few that there are, if none of them was probably meant.
        hay: Option<String>,
    },
    /// The same is written in an earlier row, which has that number.
    Repetida(u32),
    /// Another thing is said of the same person: in an earlier row, which has that number, or in the register.
    Contraria(Option<u32>),
    /// A file that is of another CURP.
    OtraCurp(De),
    /// A number that this very register gave: the row was exported from it.
    Exportada,
    /// A rule does not hold, in words.
    Regla(String),
}

/// Where the other thing is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum De {
    /// In another row of the sheet, which has that number.
    Renglon(u32),
    /// In the register, under that folio, if it has one.
    Registro(Option<String>),
}

impl Defecto {
    /// A defect of a cell.
    pub fn new(columna: impl Into<usize>, motivo: Motivo) -> Self {
        Self {
            columna: Some(columna.into()),
            motivo,
        }
    }

    /// Whether it says what is expected of a cell in place of what it has.
    pub(crate) fn is_of_what_is_expected(&self) -> bool {
        matches!(self.motivo, Motivo::Vacia { .. } | Motivo::Ajena { .. })
    }

    /// A rule that a whole row breaks.
    pub fn of_row(regla: impl Into<String>) -> Self {
        Self {
            columna: None,
            motivo: Motivo::Regla(regla.into()),
        }
    }
}

impl Motivo {
    /// A cell that does not hold what is expected.
    pub(crate) fn unexpected(celda: &Celda, espera: &str, cerca: Option<String>) -> Self {
        let tiene = match celda {
            Celda::Vacia => {
                return Self::Vacia {
                    espera: espera.to_owned(),
                };
            }
            Celda::Texto(texto) => match (fecha::failing(texto), texto.trim().chars().count()) {
                (Some(tiene), _) => tiene.to_owned(),
                (None, 1) => "tiene un texto de 1 carácter".to_owned(),
                (None, n) => format!("tiene un texto de {n} caracteres"),
            },
            Celda::Numero(numero) if numero.visto == Visto::Dinero => {
                "tiene una cantidad de dinero".to_owned()
            }
            Celda::Numero(numero) if numero.visto == Visto::Porcentaje => {
                "tiene un porcentaje".to_owned()
            }
            Celda::Numero(_) => "tiene un número".to_owned(),
            Celda::Hora(_) => "tiene una hora".to_owned(),
            Celda::Logica(_) => "tiene un sí o un no".to_owned(),
            Celda::Rota(rotura, _) => return Self::Regla(rotura.to_string()),
            Celda::Fecha(dia) if !ANIOS.contains(&dia.year()) => {
                "tiene una fecha de un año que no puede ser".to_owned()
            }
            Celda::Fecha(_) => "tiene una fecha".to_owned(),
        };
        Self::Ajena {
            tiene,
            espera: espera.to_owned(),
            cerca,
            hay: None,
        }
    }

    /// The same, with those that can be written: told where none of them was probably meant, and they are few.
    pub(crate) fn among<'a>(self, nombres: impl Iterator<Item = &'a str>) -> Self {
        match self {
            Self::Ajena {
                tiene,
                espera,
                cerca: None,
                ..
            } => Self::Ajena {
                tiene,
                espera,
                cerca: None,
                hay: few(nombres),
            },
            otro => otro,
        }
    }

    /// The cause that defects are counted by: without what one cell or row has of its own, such as the length of its text
    /// or the word that was probably meant.
    pub fn cause(&self) -> String {
        match self {
            Self::Ajena { espera, .. } => format!("se espera {espera}"),
            Self::Repetida(_) => "se repite".to_owned(),
            Self::Contraria(_) => "se contradice con otro renglón o con el registro".to_owned(),
            Self::OtraCurp(_) => "el expediente es de otra CURP".to_owned(),
            Self::Vacia { .. } | Self::Exportada | Self::Regla(_) => self.to_string(),
        }
    }
}

/// Names that are listed where one of them is expected.
const CABEN: usize = 15;

/// Names, as a sentence has them, if they are few.
pub(crate) fn few<'a>(nombres: impl Iterator<Item = &'a str>) -> Option<String> {
    let nombres: Vec<&str> = nombres.take(CABEN + 1).collect();
    (1..=CABEN)
        .contains(&nombres.len())
        .then(|| either(nombres.into_iter()))
}

impl fmt::Display for Motivo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vacia { espera } => write!(f, "está vacía: se espera {espera}"),
            Self::Ajena {
                tiene,
                espera,
                cerca,
                hay,
            } => {
                let espera = suggest(espera, cerca.as_deref());
                write!(f, "{tiene} y se espera {espera}")?;
                hay.as_ref().map_or(Ok(()), |hay| write!(f, "; hay {hay}"))
            }
            Self::Repetida(renglon) => {
                write!(f, "se repite: también está en el renglón {renglon}")
            }
            Self::Contraria(Some(renglon)) => {
                write!(f, "el renglón {renglon} dice otra cosa de la misma persona")
            }
            Self::OtraCurp(De::Renglon(renglon)) => write!(
                f,
                "en el renglón {renglon} ese expediente es de otra CURP: si una de las dos está mal, corríjala{SI_VUELVEN}"
            ),
            Self::OtraCurp(De::Registro(folio)) => {
                let donde = folio
                    .as_ref()
                    .map(|folio| format!(", en el folio {folio},"));
                write!(
                    f,
                    "en el registro{} ese expediente es de otra CURP: si la de este renglón está mal, corríjala aquí; si la del registro estaba mal, {}{SI_VUELVEN}",
                    donde.unwrap_or_default(),
                    put_right(folio.as_deref())
                )
            }
            Self::Contraria(None) => f.write_str("el registro dice otra cosa de la misma persona"),
            Self::Exportada => f.write_str("es de una exportación de este mismo registro: las personas ya están en él con otra identidad"),
            Self::Regla(regla) => f.write_str(regla),
        }
    }
}

/// What to do where numbers of files begin again.
const SI_VUELVEN: &str = "; si los números de expediente vuelven a empezar cada año, escriba también el año, como 12/2025";

/// What to do where the register has a CURP that was wrong.
fn put_right(folio: Option<&str>) -> String {
    match folio {
        Some(folio) => format!("primero «pacto rectificar --folio {folio} CURP Expediente --todas», y después esta hoja"),
        None => "sus atenciones no tienen folio con que corregirla: restaure el respaldo de antes de importarlas".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ajena(texto: &str, cerca: Option<&str>) -> Motivo {
        let cerca = cerca.map(|cerca| format!("«{cerca}»"));
        Motivo::unexpected(&Celda::from(texto), "un día", cerca)
    }

    #[test]
    fn a_defect_says_what_is_expected_and_not_what_is_written() {
        assert_eq!(
            ajena("lunez", Some("lunes")).to_string(),
            "tiene un texto de 5 caracteres y se espera un día; ¿quiso decir «lunes»?"
        );
        assert_eq!(ajena("", None).to_string(), "está vacía: se espera un día");
        assert_eq!(
            Motivo::Repetida(7).to_string(),
            "se repite: también está en el renglón 7"
        );
    }

    #[test]
    fn defects_of_one_cause_are_counted_together() {
        assert_eq!(
            ajena("lunez", Some("lunes")).cause(),
            ajena("Marte", None).cause()
        );
        assert_ne!(ajena("", None).cause(), ajena("lunez", None).cause());
        assert_eq!(Motivo::Repetida(7).cause(), Motivo::Repetida(9).cause());
    }
}
