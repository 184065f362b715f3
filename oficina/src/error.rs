//! Why an office cannot do what it was asked. Messages are Spanish and meant for the operator.

use std::sync::Arc;

use domain::proteccion::RechazoEdicion;
use time::Date;
use tokio::task::JoinError;

use crate::publicar::reparos::Reparo;

/// A failure of a use case.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A rule of the domain.
    #[error("{0}")]
    Dominio(#[from] domain::Error),
    /// A store.
    #[error("{0}")]
    Almacen(persistence::Error),
    /// A key.
    #[error("{0}")]
    Clave(#[from] claves::Error),
    /// Data that come with the program, or a plan.
    #[error("{0}")]
    Datos(datos::Error),
    /// A sheet.
    #[error("{0}")]
    Captura(#[from] captura::Error),
    /// The counts cannot be published without giving someone away.
    #[error("{0}")]
    Insegura(Arc<RechazoEdicion>),
    /// A cut-off that is still to come.
    #[error("la fecha de corte {corte} todavía no llega: en ese municipio hoy es {hoy}")]
    Futuro {
        /// The cut-off.
        corte: Date,
        /// Today, in the municipality.
        hoy: Date,
    },
    /// A cut-off that is likely a mistake.
    #[error("{0}")]
    Reparo(Reparo),
    /// The register knows people by a key that is not here.
    #[error(
        "falta la clave de identidad, y el registro ya conoce a personas por ella: una nueva no las reconocería, y la misma mujer contaría dos veces. Recupérela de su respaldo; si se perdió sin remedio, «pacto claves --identidad-perdida» dice cómo seguir"
    )]
    Identificadas,
    /// Rows with errors, more than anybody would read.
    #[error(
        "hay más de {0} renglones con errores: no parece una hoja de atenciones; no cambió nada"
    )]
    MuchosErrores(usize),
    /// A change that cannot be made, in words.
    #[error("{0}")]
    Rechazada(String),
    /// The engine was told to stop.
    #[error("se interrumpió: no quedó nada a medias")]
    Interrumpida,
}

impl Error {
    /// Whether others have registered or published meanwhile: what was prepared is prepared again.
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Almacen(persistence::Error::Cambio))
    }

    /// Whether a store that should be empty has something.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Almacen(persistence::Error::Ocupada))
    }

    /// Whether a folder is not a backup, or not whole.
    pub fn is_of_backup(&self) -> bool {
        matches!(self, Self::Almacen(persistence::Error::Respaldo(_)))
    }

    /// Whether it is of how the program was asked, or of what it was given: whoever asked can mend it.
    pub fn is_of_the_asker(&self) -> bool {
        match self {
            Self::Dominio(regla) | Self::Datos(datos::Error::Dominio(regla)) => is_named(regla),
            Self::Almacen(almacen) => is_of_settings(almacen),
            Self::Datos(datos::Error::Incluidos(_)) | Self::Interrumpida => false,
            Self::Datos(datos::Error::Plan(_) | datos::Error::Temporal)
            | Self::Clave(_)
            | Self::Captura(_)
            | Self::Insegura(_)
            | Self::Futuro { .. }
            | Self::Reparo(_)
            | Self::Identificadas
            | Self::MuchosErrores(_)
            | Self::Rechazada(_) => true,
        }
    }

    pub(crate) fn rejected(motivo: impl Into<String>) -> Self {
        Self::Rechazada(motivo.into())
    }
}

/// Whether a rule is broken by what was named on asking.
fn is_named(regla: &domain::Error) -> bool {
    matches!(
        regla,
        domain::Error::EntradaDesconocida { .. }
            | domain::Error::CorteAnterior(_)
            | domain::Error::UmbralFijado(..)
    )
}

/// Whether a store fails by what it was asked, or by where it was looked for.
fn is_of_settings(error: &persistence::Error) -> bool {
    use persistence::Error as Almacen;
    match error {
        Almacen::Dominio(regla) => is_named(regla),
        Almacen::Clave(_)
        | Almacen::SinConexion(_)
        | Almacen::OtraVersion
        | Almacen::Archivo { .. }
        | Almacen::Enmiendas(_)
        | Almacen::DireccionInvalida(_)
        | Almacen::SinCitus
        | Almacen::Mezcla { .. }
        | Almacen::InstanciaDesconocida(..)
        | Almacen::SinRegistro
        | Almacen::PorActualizar
        | Almacen::SinPublicaciones
        | Almacen::SinIdentidad
        | Almacen::OtraIdentidad
        | Almacen::FolioDesconocido
        | Almacen::SinEsaAtencion
        | Almacen::VariasAtenciones(_)
        | Almacen::PersonaDesconocida
        | Almacen::SinEse
        | Almacen::ConSuyos
        | Almacen::ConAtenciones(_)
        | Almacen::YaContada
        | Almacen::AtencionContada
        | Almacen::Ocupada
        | Almacen::CambioVisto
        | Almacen::Turno
        | Almacen::Respaldo(_)
        | Almacen::Retirada(_)
        | Almacen::SinCierre(..)
        | Almacen::CierreContado(_)
        | Almacen::Servidas(_)
        | Almacen::NoRetirada(_)
        | Almacen::RetiroFirme(_)
        | Almacen::Reabierta(_)
        | Almacen::EdicionDesconocida(_) => true,
        Almacen::Base(_) | Almacen::Ilegible(_) | Almacen::Cambio => false,
    }
}

/// What one record says of others is known when all are there.
pub(crate) fn broken(regla: &domain::Error) -> String {
    match regla {
        domain::Error::ReferenciaRota { .. } => {
            "se refiere por su clave a algo que no existe: impórtelo antes".to_owned()
        }
        domain::Error::ClaveRepetida { lista, clave } if lista.contains("uno por año") => {
            format!("ya hay otro informe que termina en {clave}, y hay uno por año")
        }
        otra => otra.to_string(),
    }
}

/// What became of a thread that did not end: its panic goes on here.
pub(crate) fn resume(error: JoinError) -> Error {
    match error.try_into_panic() {
        Ok(panico) => std::panic::resume_unwind(panico),
        Err(_) => Error::Interrumpida,
    }
}

impl From<persistence::Error> for Error {
    fn from(error: persistence::Error) -> Self {
        match error {
            persistence::Error::Dominio(regla) => Self::Dominio(regla),
            persistence::Error::Clave(clave) => Self::Clave(clave),
            otro => Self::Almacen(otro),
        }
    }
}

impl From<datos::Error> for Error {
    fn from(error: datos::Error) -> Self {
        match error {
            datos::Error::Dominio(regla) => Self::Dominio(regla),
            otro => Self::Datos(otro),
        }
    }
}

impl From<RechazoEdicion> for Error {
    fn from(rechazo: RechazoEdicion) -> Self {
        match rechazo {
            RechazoEdicion::Dominio(regla) => Self::Dominio(regla),
            otro => Self::Insegura(Arc::new(otro)),
        }
    }
}
