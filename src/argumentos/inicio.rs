//! Starting an instancia.

use clap::Args;
use domain::Region;
use oficina::iniciar::Naturaleza;

use super::valores::parse_region;

#[derive(Debug, Args)]
pub(crate) struct IniciarOrden {
    /// Nombre oficial de la instancia, si no es el habitual
    #[arg(long, help_heading = "Opciones")]
    pub(crate) nombre: Option<String>,
    /// Nombre del municipio, si no es de los Valles Centrales
    #[arg(long, value_name = "NOMBRE", help_heading = "Opciones")]
    pub(crate) municipio: Option<String>,
    /// Su región, si es de Oaxaca: canada, costa, istmo, mixteca, papaloapan, sierra-norte o sierra-sur
    #[arg(long, value_parser = parse_region, help_heading = "Opciones")]
    pub(crate) region: Option<Region>,
    /// Su distrito, si es de Oaxaca
    #[arg(long, help_heading = "Opciones")]
    pub(crate) distrito: Option<String>,
    /// Todo lo que se registre será inventado, y cada edición lo dirá
    #[arg(long, help_heading = "Opciones")]
    pub(crate) sintetica: bool,
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
