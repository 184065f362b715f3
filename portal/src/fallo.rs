//! Why a page cannot be shown.

use std::sync::Arc;

use axum::http::StatusCode;
use domain::Edicion;
use domain::consulta::FallaConsulta;

use crate::consulta::MalEscrita;

/// Why a page cannot be shown.
#[derive(Debug)]
pub(crate) enum Fallo {
    /// There is nothing at that address.
    NoHay,
    /// The address asks for what cannot be given; what to do is said.
    Mala(MalEscrita),
    /// The table of a file that cannot be answered.
    SinTabla(Box<FallaConsulta>),
    /// A year that has no edition is asked for; which have one is said. Where the year is a part of the path, nothing is there.
    SinAnio(MalEscrita, StatusCode),
    /// The edition was withdrawn.
    Retirada(Box<Edicion>),
    /// The edition is of a format that is not served.
    DeOtroFormato,
    /// What is published cannot be reached now, and may be in a moment.
    SinBase,
    /// Nothing has been published yet.
    SinEdiciones,
    /// It is the server's fault, which is noted.
    Interno,
}

impl Fallo {
    /// The status of its page.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoHay => StatusCode::NOT_FOUND,
            Self::Mala(_) | Self::SinTabla(_) => StatusCode::BAD_REQUEST,
            Self::SinAnio(_, status) => *status,
            Self::Retirada(_) | Self::DeOtroFormato => StatusCode::GONE,
            Self::SinBase | Self::SinEdiciones => StatusCode::SERVICE_UNAVAILABLE,
            Self::Interno => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Fallo {
    /// Its code, as the API has it.
    pub(crate) fn codigo(&self) -> &'static str {
        match self {
            Self::NoHay => "RUTA_DESCONOCIDA",
            Self::Mala(_) => "VALOR_INVALIDO",
            Self::SinTabla(falla) => falla.codigo(),
            Self::SinAnio(..) => "ANIO_SIN_EDICION",
            Self::Retirada(_) => "EDICION_RETIRADA",
            Self::DeOtroFormato => "EDICION_DE_OTRO_FORMATO",
            Self::SinBase => "SIN_BASE",
            Self::SinEdiciones => "SIN_EDICIONES",
            Self::Interno => "ERROR_INTERNO",
        }
    }
}

/// What the store says.
fn of_store(error: &persistence::Error) -> Fallo {
    match error {
        persistence::Error::SinPublicaciones => Fallo::SinEdiciones,
        // Whoever keeps watch over the store has noted it.
        error if error.passes() => Fallo::SinBase,
        error => note(error),
    }
}

/// The operator reads what happened; whoever asks does not.
fn note(error: &dyn std::fmt::Display) -> Fallo {
    tracing::error!(%error, "no se pudo hacer una página");
    Fallo::Interno
}

impl From<persistence::Error> for Fallo {
    fn from(error: persistence::Error) -> Self {
        of_store(&error)
    }
}

impl From<Arc<persistence::Error>> for Fallo {
    fn from(error: Arc<persistence::Error>) -> Self {
        of_store(&error)
    }
}

impl From<askama::Error> for Fallo {
    fn from(error: askama::Error) -> Self {
        note(&error)
    }
}

impl From<rust_xlsxwriter::XlsxError> for Fallo {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        note(&error)
    }
}

impl From<zip::result::ZipError> for Fallo {
    fn from(error: zip::result::ZipError) -> Self {
        note(&error)
    }
}

impl From<std::io::Error> for Fallo {
    fn from(error: std::io::Error) -> Self {
        note(&error)
    }
}

impl From<serde_json::Error> for Fallo {
    fn from(error: serde_json::Error) -> Self {
        note(&error)
    }
}
