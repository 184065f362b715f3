//! What `persona`, `cancelar` and `rectificar` take: who is meant. What is secret is asked for, because arguments are seen by everybody on
//! the machine.

use std::path::PathBuf;

use clap::Args;

use time::Date;

use super::valores::{parse_cambio, parse_cual, parse_fecha};
use super::{Confirmacion, Sitio};

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Quien {
    /// Folio de una de sus atenciones
    #[arg(long, value_name = "FOLIO", help_heading = "Opciones")]
    pub(crate) folio: Option<String>,
    /// Pregunta su CURP en la terminal
    #[arg(long, help_heading = "Opciones")]
    pub(crate) curp: bool,
    /// Pregunta su expediente en la terminal
    #[arg(long, help_heading = "Opciones")]
    pub(crate) expediente: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PersonaOrden {
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    #[command(flatten)]
    pub(crate) quien: Quien,
    /// Hoja que se escribe con sus atenciones, para entregársela: .xlsx o .csv
    #[arg(
        short = 'o',
        long = "salida",
        value_name = "ARCHIVO",
        help_heading = "Opciones"
    )]
    pub(crate) salida: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CancelarOrden {
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    #[command(flatten)]
    pub(crate) quien: Quien,
    /// La saca del registro; sin esto, sólo se dice qué se borraría
    #[arg(long, help_heading = "Opciones")]
    pub(crate) confirmar: bool,
    /// Con --confirmar: la saca sin preguntar, para guiones
    #[arg(long, requires = "confirmar", help_heading = "Opciones")]
    pub(crate) si: bool,
    /// Constancia que se escribe para quien lo pidió: un archivo de texto
    #[arg(
        short = 'o',
        long = "constancia",
        value_name = "ARCHIVO",
        requires = "confirmar",
        help_heading = "Opciones"
    )]
    pub(crate) constancia: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RectificarOrden {
    /// Lo que se corrige: COLUMNA=VALOR; una columna sin valor se pregunta
    #[arg(value_name = "COLUMNA=VALOR", required = true, value_parser = parse_cambio, help_heading = "Argumentos")]
    pub(crate) cambios: Vec<(String, Option<String>)>,
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    #[command(flatten)]
    pub(crate) quien: Quien,
    #[command(flatten)]
    pub(crate) de: DeEseDia,
    /// Con CURP o Expediente: las demás atenciones de quien era antes también son de ella
    #[arg(long, help_heading = "Opciones")]
    pub(crate) todas: bool,
    #[command(flatten)]
    pub(crate) confirmacion: Confirmacion,
}

/// Which attention of somebody, where no folio says it.
#[derive(Debug, Args)]
pub(crate) struct DeEseDia {
    /// De las atenciones de esa CURP o ese expediente, la de este día
    #[arg(long, value_name = "FECHA", value_parser = parse_fecha, help_heading = "Opciones")]
    pub(crate) dia: Option<Date>,
    /// La de este servicio
    #[arg(long, value_name = "NOMBRE", help_heading = "Opciones")]
    pub(crate) servicio: Option<String>,
    /// De las que queden, cuál: 1 es la primera que dice «pacto persona»
    #[arg(long, value_name = "NUMERO", value_parser = parse_cual, help_heading = "Opciones")]
    pub(crate) cual: Option<usize>,
}
