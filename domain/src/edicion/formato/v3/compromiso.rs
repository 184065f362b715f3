//! What the instancia signed or created.

use super::super::escrito::{Escrito, Fecha, registros};
use super::dato::{DatoEscrito, Mencion, Origen};
use super::palabras::{Region, Tema};

registros! {
    Convenio: crate::Convenio {
        clave: String,
        partes: DatoEscrito<Vec<String>>,
        objeto: DatoEscrito<String>,
        fecha: DatoEscrito<Fecha>,
        periodo: String,
        origen: Origen,
    }
    Proyecto: crate::Proyecto {
        clave: String,
        nombre: String,
        tema: Tema,
        #[serde(default, skip_serializing_if = "Option::is_none")] tema_propio: Option<Mencion>,
        fecha: DatoEscrito<Fecha>,
        periodo: String,
        origen: Origen,
    }
    Unidad: crate::Unidad {
        clave: String,
        nombre: String,
        nombre_corto: String,
        fecha: DatoEscrito<Fecha>,
        periodo: String,
        origen: Origen,
    }
    PactoRegional: crate::PactoRegional {
        clave: String,
        nombre: String,
        region: Region,
        suscrito_en: DatoEscrito<String>,
        fecha: DatoEscrito<Fecha>,
        periodo: String,
        numero_signatarias: DatoEscrito<u32>,
        signatarias: DatoEscrito<Vec<String>>,
        origen: Origen,
    }
}
