//! The instancia, its municipality and its agencias; terms and validity.

use super::super::escrito::{Escrito, Fecha, registros};
use super::dato::DatoEscrito;
use super::palabras::{Region, TipoAgencia};

impl Vigencia {
    /// A member without limits of validity is written without them.
    pub(super) fn open(&self) -> bool {
        self.desde.is_none() && self.hasta.is_none()
    }
}

impl Default for Vigencia {
    fn default() -> Self {
        Self::write(&crate::Vigencia::default())
    }
}

registros! {
    Vigencia: crate::Vigencia {
        desde: Option<Fecha>,
        hasta: Option<Fecha>,
    }
    Mandato: crate::Mandato {
        desde: DatoEscrito<String>,
        hasta: DatoEscrito<String>,
    }
    Municipio: crate::Municipio {
        clave: String,
        nombre: String,
        distrito: String,
        region: Region,
    }
    Titular: crate::Titular {
        nombre: String,
        cargo: String,
        mandato: Mandato,
    }
    Instancia: crate::Instancia {
        nombre: String,
        siglas: Option<String>,
        municipio: Municipio,
        titulares: Vec<Titular>,
    }
    Agencia: crate::Agencia {
        clave: String,
        nombre: String,
        alias: Vec<String>,
        tipo: DatoEscrito<TipoAgencia>,
        fuente_tipo: DatoEscrito<String>,
        vigencia: Vigencia,
    }
}
