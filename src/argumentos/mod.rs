//! The command line. What clap would say in English is said here in Spanish.

#![expect(
    clippy::doc_markdown,
    rustdoc::broken_intra_doc_links,
    reason = "clap shows these comments as they are"
)]

mod hojas;
mod inicio;
mod orden;
mod persona;
mod publicacion;
mod servicio;
mod sitio;
mod tablas;
mod valores;

use clap::{ArgAction, Parser, ValueEnum};

pub(crate) use hojas::{AliasOrden, ImportarOrden, PlanOrden, Tipo};
pub(crate) use inicio::IniciarOrden;
pub(crate) use orden::Orden;
pub(crate) use persona::{CancelarOrden, DeEseDia, PersonaOrden, Quien, RectificarOrden};
pub(crate) use publicacion::{
    ClavesOrden, Confirmacion, PublicarOrden, QuitarOrden, ReabrirOrden, RetirarOrden,
    VerificarOrden,
};
pub(crate) use servicio::Servicio;
pub(crate) use sitio::{Almacenes, Llavero, Publico, REGISTRO_URL, Sitio};
pub(crate) use tablas::{Auditar, Proteger};
pub(crate) use valores::{Verificable, alias_name};

const PLANTILLA: &str = "{about}\n\nUso: {usage}\n\n{all-args}{after-help}";

/// El registro de una instancia municipal de la mujer y la publicación de sus estadísticas.
#[derive(Debug, Parser)]
#[command(
    name = "pacto",
    version,
    help_template = PLANTILLA,
    override_usage = "pacto <ORDEN> [OPCIONES]",
    subcommand_help_heading = "Órdenes",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    after_help = "Las opciones también se toman del entorno: --datos de PACTO_DATOS, --direccion de PACTO_DIRECCION, etc.\n«pacto <ORDEN> --help» explica cada orden."
)]
pub(crate) struct Argumentos {
    #[command(subcommand)]
    pub(crate) orden: Orden,

    /// Formato de los mensajes del sistema: texto (si no se indica) o json [PACTO_LOG_FORMATO]
    #[arg(
        long,
        global = true,
        env = "PACTO_LOG_FORMATO",
        default_value = "texto",
        value_name = "FORMATO",
        help_heading = "Opciones"
    )]
    #[arg(
        hide_env = true,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) log_formato: LogFormato,

    /// Qué mensajes del sistema se muestran: error, warn, info (si no se indica), debug o trace [PACTO_LOG_NIVEL]
    #[arg(
        long,
        global = true,
        env = "PACTO_LOG_NIVEL",
        default_value = "info,sqlx=error",
        value_name = "NIVEL",
        help_heading = "Opciones"
    )]
    #[arg(hide_env = true, hide_default_value = true)]
    pub(crate) log_nivel: String,

    /// Muestra esta ayuda
    #[arg(short = 'h', long = "help", global = true, action = ArgAction::Help, help_heading = "Opciones")]
    help: Option<bool>,

    /// Muestra la versión
    #[arg(short = 'V', long = "version", action = ArgAction::Version, help_heading = "Opciones")]
    version: Option<bool>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormato {
    Texto,
    Json,
}
