//! Where stores and keys are.

use std::path::PathBuf;

use clap::Args;
use domain::Clave;

use super::valores::parse_clave;

/// Where both stores are, and of which instancia is spoken.
#[derive(Debug, Args)]
pub(crate) struct Sitio {
    #[command(flatten)]
    pub(crate) almacenes: Almacenes,
    /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
    #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
    pub(crate) instancia: Clave,
}

/// Where both stores are: a folder, or two databases.
#[derive(Debug, Args)]
pub(crate) struct Almacenes {
    /// Base PostgreSQL del registro, en lugar de la carpeta: postgres://usuario@servidor/base [PACTO_REGISTRO_URL]
    #[arg(long, env = REGISTRO_URL, value_name = "URL", hide_env = true, help_heading = "Opciones")]
    pub(crate) registro_url: Option<String>,
    #[command(flatten)]
    pub(crate) publico: Publico,
    #[command(flatten)]
    pub(crate) llavero: Llavero,
}

/// Where the keys are.
#[derive(Debug, Args)]
pub(crate) struct Llavero {
    /// Carpeta de las claves; si no se indica, claves en la carpeta de datos [PACTO_CLAVES]
    #[arg(
        long,
        env = "PACTO_CLAVES",
        value_name = "CARPETA",
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) claves: Option<PathBuf>,
}

/// The variable that the public server must not know.
pub(crate) const REGISTRO_URL: &str = "PACTO_REGISTRO_URL";

/// Where the public store is: in a folder, or a database.
#[derive(Debug, Args)]
pub(crate) struct Publico {
    /// Carpeta de datos; si no se indica, pacto-datos en la carpeta actual [PACTO_DATOS]
    #[arg(
        long,
        env = "PACTO_DATOS",
        value_name = "CARPETA",
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) datos: Option<PathBuf>,
    /// Base PostgreSQL de las publicaciones, en lugar de la carpeta [PACTO_PUBLICACIONES_URL]
    #[arg(
        long,
        env = "PACTO_PUBLICACIONES_URL",
        value_name = "URL",
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) publicaciones_url: Option<String>,
}
