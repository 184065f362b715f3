//! Why a question has no answer.

use std::fmt;

use crate::cubo::{Eje, Nivel};
use crate::{Medida, Periodo};

/// Why a question has no answer. Messages are in Spanish and meant for whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FallaConsulta {
    /// No cross-tabulation of the plan has it.
    #[error("{} no se publica por {}. {}", .medida.clave(), list(.pedidos), instead(*.en_su_lugar, .cercanos, .luego.as_deref()))]
    FueraDePlan {
        /// What was to be counted.
        medida: Medida,
        /// Levels asked for.
        pedidos: Vec<Nivel>,
        /// The finest levels of the closest cross-tabulations that are published.
        cercanos: Vec<Vec<Nivel>>,
        /// Of whom it is published by these levels: women, where everybody is asked for, or everybody.
        en_su_lugar: Option<Medida>,
        /// The year on whose end all that is close waits, if all of it does.
        luego: Option<String>,
    },
    /// A level is no dimension, or a dimension is asked for twice.
    #[error("{motivo}")]
    Pregunta {
        /// Where in the question.
        donde: Argumento,
        /// Why.
        motivo: String,
    },
    /// A code that does not exist at that level.
    #[error("«{codigo}» no es un código del nivel {}. {}", .nivel.clave(), codes(.validos))]
    CodigoDesconocido {
        /// Where in the question.
        donde: Argumento,
        /// Level.
        nivel: Nivel,
        /// Code.
        codigo: String,
        /// Some that exist.
        validos: Vec<String>,
    },
    /// The period has not ended at the cut-off: whether it has by now is not known here, and the message holds in either case.
    #[error("{}", open(*.pedido, .anio, .cerrados))]
    PeriodoAbierto {
        /// The part of the year that is asked for; none if the year is.
        pedido: Option<Periodo>,
        /// The year.
        anio: String,
        /// Periods that have ended and are published with the rest of the question.
        cerrados: Vec<String>,
    },
    /// Parts that are not added.
    #[error("{} no se suma por {}: la misma persona puede estar en varias partes. Pida una sola, o la tabla", .medida.clave(), .eje.nombre().to_lowercase())]
    NoSumable {
        /// What is counted.
        medida: Medida,
        /// Over which dimension.
        eje: Eje,
    },
    /// Too large a table.
    #[error("la tabla tendría más de {0} celdas")]
    Grande(usize),
}

impl FallaConsulta {
    pub(super) fn question(donde: Argumento, motivo: impl Into<String>) -> Self {
        let motivo = motivo.into();
        Self::Pregunta { donde, motivo }
    }

    /// The code that clients of every form of the answer rely on (docs/errores.md).
    pub const fn codigo(&self) -> &'static str {
        match self {
            Self::FueraDePlan { .. } => "FUERA_DE_PLAN",
            Self::Pregunta { .. } => "PREGUNTA_INVALIDA",
            Self::CodigoDesconocido { .. } => "CODIGO_DESCONOCIDO",
            Self::PeriodoAbierto { .. } => "PERIODO_ABIERTO",
            Self::NoSumable { .. } => "NO_SUMABLE",
            Self::Grande(_) => "LIMITE_EXCEDIDO",
        }
    }

    /// The part of the question that is to be put right, where it is one.
    pub fn argumento(&self) -> Option<Argumento> {
        match self {
            Self::Pregunta { donde, .. } | Self::CodigoDesconocido { donde, .. } => Some(*donde),
            _ => None,
        }
    }
}

/// A part of a question, with its position in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argumento {
    /// A level of the rows.
    Fila(usize),
    /// A level of the columns.
    Columna(usize),
    /// A filter.
    Filtro(usize),
    /// A code of a filter.
    Codigo(usize, usize),
    /// The level of a series.
    Nivel,
}

impl fmt::Display for Argumento {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fila(i) => write!(f, "filas[{i}]"),
            Self::Columna(i) => write!(f, "columnas[{i}]"),
            Self::Filtro(i) => write!(f, "filtros[{i}]"),
            Self::Codigo(i, j) => write!(f, "filtros[{i}].codigos[{j}]"),
            Self::Nivel => f.write_str("nivel"),
        }
    }
}

fn list(niveles: &[Nivel]) -> String {
    let claves: Vec<&str> = niveles.iter().map(|nivel| nivel.clave()).collect();
    if claves.is_empty() {
        "el total".to_owned()
    } else {
        claves.join(" × ")
    }
}

fn instead(otra: Option<Medida>, cercanos: &[Vec<Nivel>], luego: Option<&str>) -> String {
    match (otra, luego) {
        (Some(otra), _) => format!("Así se publica {}.", otra.clave()),
        (None, Some(anio)) => format!(
            "Lo más cercano lo publica una edición con un corte posterior, a más tardar la de todo {anio}."
        ),
        (None, None) => closest(cercanos),
    }
}

fn closest(cercanos: &[Vec<Nivel>]) -> String {
    if cercanos.is_empty() {
        return "Esta edición no publica esa medida.".to_owned();
    }
    let cruces: Vec<String> = cercanos.iter().map(|cruce| list(cruce)).collect();
    format!("Lo más cercano que se publica: {}.", cruces.join("; "))
}

fn codes(validos: &[String]) -> String {
    if validos.is_empty() {
        return "Esta edición no tiene ninguno.".to_owned();
    }
    format!("Por ejemplo: {}.", validos.join(", "))
}

/// That a period is open: which, and what can be asked in its place.
fn open(pedido: Option<Periodo>, anio: &str, cerrados: &[String]) -> String {
    if let Some(pedido) = pedido {
        return format!(
            "{} no había terminado en la fecha de corte: lo publica una edición con un corte posterior",
            pedido.nombre()
        );
    }
    if cerrados.is_empty() {
        return format!(
            "{anio} no había terminado en la fecha de corte, y de lo que sí no se publica: lo publica una edición con un corte posterior, a más tardar la de todo el año"
        );
    }
    format!(
        "{anio} no había terminado en la fecha de corte: pida un periodo que sí, como {}",
        cerrados.join(", ")
    )
}
