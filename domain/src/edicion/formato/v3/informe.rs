//! The report of the year, and its figures beside what the edition publishes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::escrito::{Escrito, Fecha, registros};
use super::cubo::Celda;
use super::dato::{DatoEscrito, Mencion, Origen};
use super::palabras::{Medida, Nivel, Tema, UnidadMedida};
use crate::Error;

/// What a figure is compared with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::edicion::formato) enum ContraparteEscrita {
    Total {
        medida: Medida,
        nivel: Nivel,
        codigo: String,
    },
    Convenios,
    Proyectos,
    Unidades,
    AgenciasConFeria,
}

impl Escrito<crate::Contraparte> for ContraparteEscrita {
    fn write(contraparte: &crate::Contraparte) -> Self {
        match contraparte {
            crate::Contraparte::Total {
                medida,
                nivel,
                codigo,
            } => Self::Total {
                medida: Escrito::write(medida),
                nivel: Escrito::write(nivel),
                codigo: codigo.clone(),
            },
            crate::Contraparte::Convenios => Self::Convenios,
            crate::Contraparte::Proyectos => Self::Proyectos,
            crate::Contraparte::Unidades => Self::Unidades,
            crate::Contraparte::AgenciasConFeria => Self::AgenciasConFeria,
        }
    }

    fn read(self) -> Result<crate::Contraparte, Error> {
        Ok(match self {
            Self::Total {
                medida,
                nivel,
                codigo,
            } => crate::Contraparte::Total {
                medida: medida.read()?,
                nivel: nivel.read()?,
                codigo,
            },
            Self::Convenios => crate::Contraparte::Convenios,
            Self::Proyectos => crate::Contraparte::Proyectos,
            Self::Unidades => crate::Contraparte::Unidades,
            Self::AgenciasConFeria => crate::Contraparte::AgenciasConFeria,
        })
    }
}

registros! {
    Procedencia: crate::Procedencia {
        literal: String,
        lectura: String,
        alternativas: Vec<u64>,
    }
    Cifra: crate::Cifra {
        clave: String,
        nombre: String,
        valor: u64,
        unidad: UnidadMedida,
        poblacion: String,
        sumable: bool,
        temas: BTreeSet<Tema>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")] temas_propios: Vec<Mencion>,
        procedencia: Procedencia,
        contraparte: Option<ContraparteEscrita>,
    }
    CifraPublicada: crate::CifraPublicada {
        cifra: Cifra,
        calculada: Option<Celda>,
    }
    Informe: crate::Informe {
        clave: String,
        titulo: String,
        periodo: (Fecha, Fecha),
        presentado_en: DatoEscrito<(String, String)>,
        presentado_por: DatoEscrito<String>,
        fuente: String,
        resumen: String,
        cifras: Vec<Cifra>,
        origen: Origen,
    }
}
