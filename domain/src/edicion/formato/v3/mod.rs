//! Version 3: canonical bytes are JSON in UTF-8 without spaces, with these fields in this order.

mod actividad;
mod compromiso;
mod consejo;
mod cubo;
mod dato;
mod guardado;
mod informe;
mod palabras;
mod territorio;

pub(super) use actividad::Actividad;
pub(super) use compromiso::{Convenio, PactoRegional, Proyecto, Unidad};
pub(super) use consejo::{Acuerdo, Calendario, Consejo, ContenidoConsejo, Integrante, Sesion};
pub(super) use cubo::{CuboProtegido, ResumenProteccion, Utilidad};
pub(super) use guardado::{ActosCerrados, Congelado, Plan};
pub(super) use informe::{CifraPublicada, Informe};
pub(super) use palabras::Medida;
pub(super) use territorio::{Agencia, Instancia};

use serde::{Deserialize, Serialize};

use super::escrito::{Escrito, Fecha, registros};
use crate::Error;

registros! {
    Institucional: crate::Institucional {
        instancia: Instancia,
        agencias: Vec<Agencia>,
        consejos: Vec<ContenidoConsejo>,
        convenios: Vec<Convenio>,
        proyectos: Vec<Proyecto>,
        unidades: Vec<Unidad>,
        pactos: Vec<PactoRegional>,
        actividades: Vec<Actividad>,
        informes: Vec<Informe>,
    }
}

/// All that an edition says. Version 2 differs in its summary of protection.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContenidoEscrito<R = ResumenProteccion> {
    formato: u32,
    corte: Fecha,
    sintetica: bool,
    proteccion: R,
    institucional: Institucional,
    informe: Option<Informe>,
    cifras: Vec<CifraPublicada>,
    cubo: CuboProtegido,
}

impl<R> ContenidoEscrito<R> {
    /// What it says today.
    pub(super) fn read(
        self,
        proteccion: impl FnOnce(R) -> Result<crate::proteccion::ResumenProteccion, Error>,
    ) -> Result<crate::Contenido, Error> {
        Ok(crate::Contenido {
            formato: self.formato,
            corte: self.corte.read()?,
            sintetica: self.sintetica,
            proteccion: proteccion(self.proteccion)?,
            institucional: self.institucional.read()?,
            informe: self.informe.read()?,
            cifras: self.cifras.read()?,
            cubo: self.cubo.read()?,
        })
    }
}

impl ContenidoEscrito {
    pub(super) fn write(contenido: &crate::Contenido) -> Self {
        Self {
            formato: contenido.formato,
            corte: Escrito::write(&contenido.corte),
            sintetica: contenido.sintetica,
            proteccion: Escrito::write(&contenido.proteccion),
            institucional: Escrito::write(&contenido.institucional),
            informe: Escrito::write(&contenido.informe),
            cifras: Escrito::write(&contenido.cifras),
            cubo: Escrito::write(&contenido.cubo),
        }
    }
}
