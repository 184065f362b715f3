//! What a source says or does not, and where a record comes from.

use serde::{Deserialize, Serialize};

use super::super::escrito::{Escrito, elecciones, registros};
use crate::Error;

/// `{"consta": …}` or `"no_consta"`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::edicion::formato) enum DatoEscrito<E> {
    #[serde(rename = "consta")]
    Consta(E),
    #[serde(rename = "no_consta")]
    NoConsta,
}

impl<E: Escrito<V>, V> Escrito<crate::Dato<V>> for DatoEscrito<E> {
    fn write(dato: &crate::Dato<V>) -> Self {
        match dato {
            crate::Dato::Consta(valor) => Self::Consta(E::write(valor)),
            crate::Dato::NoConsta => Self::NoConsta,
        }
    }

    fn read(self) -> Result<crate::Dato<V>, Error> {
        Ok(match self {
            Self::Consta(valor) => crate::Dato::Consta(valor.read()?),
            Self::NoConsta => crate::Dato::NoConsta,
        })
    }
}

registros! {
    Mencion: crate::Mencion {
        clave: String,
        nombre: String,
    }
}

elecciones! {
    Origen: crate::Origen {
        { Registro = "registro", Sintetico = "sintetico" }
        { Nota(String) = "nota" }
    }
}
