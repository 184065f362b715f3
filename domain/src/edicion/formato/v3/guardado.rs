//! What the register keeps beside its rows, private: its plan, and what editions have counted.

use serde::{Deserialize, Serialize};

use super::super::escrito::{Escrito, Fecha, registros};
use super::actividad::Actividad;
use super::cubo::{Miembro, TotalObligado};
use super::palabras::{Medida, Nivel};
use crate::Error;
use crate::proteccion::{ActosCerrados as Actos, Congelado as Conteos};

/// A cell, its count, and whether it was published.
type CuentaGuardada = ([u16; 10], u64, bool);

registros! {
    Cruce: crate::Cruce {
        clave: String,
        nombre: String,
        medidas: std::collections::BTreeSet<Medida>,
        niveles: Vec<Nivel>,
    }
    Plan: crate::Plan {
        umbral: u64,
        ancho: u64,
        cruces: Vec<Cruce>,
        obligados: Vec<TotalObligado>,
        #[serde(default)]
        repeticiones: bool,
    }
    ActosCerrados: Actos {
        lista: Vec<Actividad>,
        completos: bool,
    }
}

registros! {
    @ doc = "What was kept before version 3 also had the tests of the auditor, which nothing reads any more.";
    Congelado: Conteos {
        corte: Fecha,
        umbral: u64,
        ancho: u64,
        ejes: Vec<Vec<Miembro>>,
        hojas: Vec<([u16; 10], HojaEscrita)>,
        servicios: Vec<CuentaGuardada>,
        personas: Vec<CuentaGuardada>,
        #[serde(default)]
        actos: ActosCerrados,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        de_todas: Option<Vec<Vec<Nivel>>>,
    }
}

/// What was kept before acts were has none.
impl Default for ActosCerrados {
    fn default() -> Self {
        Self {
            lista: vec![],
            completos: false,
        }
    }
}

/// Services of a leaf. Who they were is not kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::edicion::formato) struct HojaEscrita {
    servicios: u64,
    anonimas: u64,
    personas: u64,
}

impl Escrito<crate::cubo::Hoja> for HojaEscrita {
    fn write(hoja: &crate::cubo::Hoja) -> Self {
        Self {
            servicios: hoja.servicios,
            anonimas: hoja.anonimas,
            personas: hoja.personas,
        }
    }

    fn read(self) -> Result<crate::cubo::Hoja, Error> {
        Ok(crate::cubo::Hoja {
            servicios: self.servicios,
            anonimas: self.anonimas,
            personas: self.personas,
            quienes: vec![],
        })
    }
}
