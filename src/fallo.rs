//! How a command ends when it cannot do what it was asked: one clear line, and an exit status that
//! says what is to blame: the configuration, a table, or something else.

use std::process::ExitCode;

use domain::proteccion::RechazoEdicion;
use oficina::publicar::reparos::Reparo;

use crate::uso::print_error;

/// Exit status for what the user can put right in the command or its environment.
const CONFIGURACION: u8 = 2;

/// Exit status for a table that cannot be published without risk.
const INSEGURA: u8 = 3;

#[derive(Debug)]
pub(crate) enum Fallo {
    /// The command line or the environment is wrong.
    Configuracion(String),
    /// A table cannot be published without risk.
    Insegura(String),
    /// Anything else.
    Otro(anyhow::Error),
}

impl Fallo {
    pub(crate) fn configuracion(mensaje: impl Into<String>) -> Self {
        Self::Configuracion(mensaje.into())
    }

    /// All that speaks against something, which ends as the first of it would: there is one at least.
    pub(crate) fn several(todos: Vec<Self>) -> Self {
        let dichos: Vec<String> = todos.iter().map(Self::tell).collect();
        let dichos = dichos.join("\npacto: ");
        match todos.into_iter().next() {
            Some(Self::Configuracion(_)) => Self::Configuracion(dichos),
            Some(Self::Insegura(_)) => Self::Insegura(dichos),
            Some(Self::Otro(_)) | None => Self::Otro(anyhow::anyhow!(dichos)),
        }
    }

    /// Its last word.
    pub(crate) fn tell(&self) -> String {
        match self {
            Self::Configuracion(mensaje) | Self::Insegura(mensaje) => mensaje.clone(),
            Self::Otro(error) => error.to_string(),
        }
    }

    /// The last word of the program, and its exit status.
    pub(crate) fn report(self) -> ExitCode {
        print_error(&format!("pacto: {}", self.tell()));
        match self {
            Self::Configuracion(_) => ExitCode::from(CONFIGURACION),
            Self::Insegura(_) => ExitCode::from(INSEGURA),
            Self::Otro(_) => ExitCode::FAILURE,
        }
    }
}

impl From<oficina::Error> for Fallo {
    fn from(error: oficina::Error) -> Self {
        match error {
            oficina::Error::Insegura(rechazo) => Self::Insegura(format!(
                "la edición no se publica: {rechazo}. {}",
                advice(&rechazo)
            )),
            oficina::Error::Reparo(reparo) => {
                Self::Configuracion(format!("no se publicó nada: {reparo}. {}", insist(&reparo)))
            }
            otro if otro.is_of_the_asker() => Self::Configuracion(otro.to_string()),
            otro => Self::Otro(otro.into()),
        }
    }
}

/// How the operator goes on who is right.
fn insist(reparo: &Reparo) -> &'static str {
    match reparo {
        Reparo::SinAtenciones { .. } => {
            "Revise la fecha de corte y que la hoja se haya importado («pacto pendientes»); si de verdad no hubo, repita con --sin-atenciones"
        }
        Reparo::Reloj(_) => {
            "Corrija la fecha del equipo; si la del equipo es la buena, repita con --reloj-correcto"
        }
        Reparo::Perdido(_) => {
            "Restaure lo publicado de un respaldo. Si se interrumpió al publicarla, repítala con ese corte; si lo publicado se perdió sin remedio, repita con --publicado-perdido"
        }
        Reparo::Llave => {
            "Traiga la carpeta «claves» con que se publicó; si se perdió entera, repita con --otra-clave, y avise de la nueva por donde dio la anterior"
        }
    }
}

/// What the operator can change so that an edition can be published.
fn advice(rechazo: &RechazoEdicion) -> &'static str {
    match rechazo {
        RechazoEdicion::Obligados { .. } => {
            "Quite esos totales de los obligados del plan, o del informe las cifras que los dicen, o declare cruces más gruesos"
        }
        RechazoEdicion::PlanTardio(_) => {
            "Quite esos cruces del plan hasta que termine el año, o vuelva al de antes («pacto plan --usar»)"
        }
        _ => "Declare en el plan menos cruces, o más gruesos",
    }
}

impl From<domain::Error> for Fallo {
    fn from(regla: domain::Error) -> Self {
        oficina::Error::from(regla).into()
    }
}

impl From<claves::Error> for Fallo {
    fn from(error: claves::Error) -> Self {
        Self::Configuracion(error.to_string())
    }
}

impl From<datos::Error> for Fallo {
    fn from(error: datos::Error) -> Self {
        oficina::Error::from(error).into()
    }
}

impl From<captura::Error> for Fallo {
    fn from(error: captura::Error) -> Self {
        Self::Configuracion(error.to_string())
    }
}

impl From<std::io::Error> for Fallo {
    fn from(error: std::io::Error) -> Self {
        tracing::debug!(%error, "falló el sistema");
        Self::Otro(anyhow::anyhow!(
            "el sistema no permitió continuar; --log-nivel debug muestra la causa"
        ))
    }
}
