//! How a command ends when it cannot do what it was asked: one clear line, and an exit status that
//! says what is to blame: the configuration, a table, or something else.

use std::process::ExitCode;

use domain::proteccion::RechazoEdicion;
use oficina::publicar::reparos::Reparo;
use persistence::Error as Almacen;

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

    #[expect(clippy::print_stderr, reason = "the last word of the program")]
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Configuracion(mensaje) => {
                eprintln!("pacto: {mensaje}");
                ExitCode::from(CONFIGURACION)
            }
            Self::Insegura(mensaje) => {
                eprintln!("pacto: {mensaje}");
                ExitCode::from(INSEGURA)
            }
            Self::Otro(error) => {
                eprintln!("pacto: {error}");
                ExitCode::FAILURE
            }
        }
    }
}

impl From<oficina::Error> for Fallo {
    fn from(error: oficina::Error) -> Self {
        use oficina::Error as Uso;
        match error {
            Uso::Dominio(regla) => regla.into(),
            Uso::Almacen(almacen) => almacen.into(),
            Uso::Clave(clave) => clave.into(),
            Uso::Datos(datos) => datos.into(),
            Uso::Captura(hoja) => hoja.into(),
            Uso::Insegura(rechazo) => Self::Insegura(format!(
                "la edición no se publica: {rechazo}. {}",
                advice(&rechazo)
            )),
            Uso::Reparo(reparo) => {
                Self::Configuracion(format!("no se publicó nada: {reparo}. {}", insist(&reparo)))
            }
            Uso::Identificadas
            | Uso::Futuro(_)
            | Uso::MuchosErrores(_)
            | Uso::Renglones(_)
            | Uso::Rechazada(_) => Self::Configuracion(error.to_string()),
            Uso::Interrumpida => Self::Otro(error.into()),
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
    }
}

/// What the operator can change so that an edition can be published.
fn advice(rechazo: &RechazoEdicion) -> &'static str {
    match rechazo {
        RechazoEdicion::Obligados { .. } => {
            "Quite esos totales de los obligados del plan, o declare cruces más gruesos"
        }
        _ => "Declare en el plan menos cruces, o más gruesos",
    }
}

impl From<Almacen> for Fallo {
    fn from(error: Almacen) -> Self {
        match error {
            Almacen::Dominio(regla) => regla.into(),
            Almacen::Clave(clave) => clave.into(),
            Almacen::SinConexion(_)
            | Almacen::OtraVersion
            | Almacen::Archivo { .. }
            | Almacen::Enmiendas(_)
            | Almacen::DireccionInvalida(_)
            | Almacen::SinCitus
            | Almacen::Mezcla { .. }
            | Almacen::InstanciaDesconocida(_)
            | Almacen::SinRegistro
            | Almacen::SinPublicaciones
            | Almacen::SinIdentidad
            | Almacen::OtraIdentidad
            | Almacen::FolioDesconocido
            | Almacen::PersonaDesconocida
            | Almacen::Ocupada
            | Almacen::Turno
            | Almacen::Respaldo(_)
            | Almacen::Retirada(_)
            | Almacen::SinCierre(_)
            | Almacen::CierreContado(_)
            | Almacen::Servidas(_)
            | Almacen::NoRetirada(_)
            | Almacen::RetiroFirme(_)
            | Almacen::Reabierta(_)
            | Almacen::EdicionDesconocida(_) => Self::Configuracion(error.to_string()),
            Almacen::Base(_) | Almacen::Ilegible(_) | Almacen::Cambio => Self::Otro(error.into()),
        }
    }
}

impl From<domain::Error> for Fallo {
    fn from(regla: domain::Error) -> Self {
        match regla {
            domain::Error::EntradaDesconocida { .. }
            | domain::Error::CorteAnterior(_)
            | domain::Error::UmbralFijado(..) => Self::Configuracion(regla.to_string()),
            _ => Self::Otro(regla.into()),
        }
    }
}

impl From<claves::Error> for Fallo {
    fn from(error: claves::Error) -> Self {
        Self::Configuracion(error.to_string())
    }
}

impl From<datos::Error> for Fallo {
    fn from(error: datos::Error) -> Self {
        match error {
            datos::Error::Dominio(regla) => regla.into(),
            datos::Error::Plan(_) => Self::Configuracion(error.to_string()),
            datos::Error::Incluidos(_) => Self::Otro(error.into()),
        }
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
