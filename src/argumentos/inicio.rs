//! Starting an instancia.

use clap::Args;
use domain::Region;
use oficina::iniciar::Naturaleza;

use super::valores::{parse_motivo, parse_region};

#[derive(Debug, Args)]
pub(crate) struct IniciarOrden {
    /// Nombre oficial de la instancia, si no es el habitual
    #[arg(long, value_parser = parse_motivo, help_heading = "Opciones")]
    pub(crate) nombre: Option<String>,
    /// Nombre del municipio, si no es el que el INEGI le da a la clave
    #[arg(long, value_name = "NOMBRE", value_parser = parse_motivo, help_heading = "Opciones")]
    pub(crate) municipio: Option<String>,
    /// Su región, si es de Oaxaca: canada, costa, istmo, mixteca, papaloapan, sierra-norte o sierra-sur
    #[arg(long, value_parser = parse_region, help_heading = "Opciones")]
    pub(crate) region: Option<Region>,
    /// Su distrito, si es de Oaxaca
    #[arg(long, value_parser = parse_motivo, help_heading = "Opciones")]
    pub(crate) distrito: Option<String>,
    /// Todo lo que se registre será inventado, y cada edición lo dirá
    #[arg(long, help_heading = "Opciones")]
    pub(crate) sintetica: bool,
    /// Corrige el nombre, la región o el distrito del municipio de una instancia que ya se inició; el de la instancia se corrige con su hoja, de tipo instancia
    #[arg(long, conflicts_with = "sintetica", help_heading = "Opciones")]
    pub(crate) corregir: bool,
    /// No pregunta: ni por un nombre que no es el del INEGI, ni antes de corregir
    #[arg(long, help_heading = "Opciones")]
    pub(crate) si: bool,
}

impl IniciarOrden {
    /// Whether what will be registered is invented.
    pub(crate) fn naturaleza(&self) -> Naturaleza {
        if self.sintetica {
            Naturaleza::Sintetica
        } else {
            Naturaleza::Real
        }
    }
}
