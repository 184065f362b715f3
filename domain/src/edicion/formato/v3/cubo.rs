//! Counts, protected, and how they were.

use std::collections::{BTreeMap, BTreeSet};

use super::super::escrito::{Escrito, elecciones, registros};
use super::palabras::{Medida, Nivel};
use super::territorio::Vigencia;
use crate::Error;
use crate::cubo::{CrucePublicado as Cruce, Ejes};
use crate::proteccion::{ObligadoProtegido as Obligado, PruebaPublicada as Prueba};

elecciones! {
    Celda: crate::Celda {
        { Protegida = "protegida", NoDisponible = "no_disponible" }
        { Publicada(u64) = "publicada" }
    }
}

registros! {
    Miembro: crate::cubo::Miembro {
        nivel: Nivel,
        codigo: String,
        nombre: String,
        padre: Option<u16>,
        #[serde(default, skip_serializing_if = "Vigencia::open")]
        vigencia: Vigencia,
    }
    CrucePublicado: Cruce {
        clave: String,
        nombre: String,
        medidas: BTreeSet<Medida>,
        niveles: Vec<Nivel>,
    }
    CuboProtegido: crate::CuboProtegido {
        ejes: Vec<Vec<Miembro>>,
        cruces: Vec<CrucePublicado>,
        celdas: BTreeMap<Medida, Vec<([u16; 10], Celda)>>,
    }
    Utilidad: crate::proteccion::Utilidad {
        publicadas: u64,
        no_cero: u64,
    }
    TotalObligado: crate::TotalObligado {
        medida: Medida,
        nivel: Nivel,
        codigo: String,
    }
    ObligadoProtegido: Obligado {
        medida: Medida,
        nivel: Nivel,
        codigo: String,
        motivo: String,
    }
    PruebaPublicada: Prueba {
        nombre: String,
    }
    ResumenProteccion: crate::proteccion::ResumenProteccion {
        umbral: u64,
        ancho: u64,
        celdas: u64,
        total: Utilidad,
        por_medida: BTreeMap<Medida, Utilidad>,
        por_nivel: Vec<Utilidad>,
        pruebas: Vec<PruebaPublicada>,
        obligados: Vec<TotalObligado>,
        obligados_protegidos: Vec<ObligadoProtegido>,
    }
}

impl Escrito<Ejes> for Vec<Vec<Miembro>> {
    fn write(ejes: &Ejes) -> Self {
        Escrito::write(&ejes.0)
    }

    fn read(self) -> Result<Ejes, Error> {
        Ok(Ejes(self.read()?))
    }
}
