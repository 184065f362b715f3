//! Counts, protected, and how they were.

use std::collections::{BTreeMap, BTreeSet};

use super::super::escrito::{Escrito, elecciones, registros};
use super::palabras::{Medida, Nivel};
use super::territorio::Vigencia;
use crate::cubo::{CrucePublicado as Cruce, Ejes};
use crate::proteccion::{ObligadoProtegido as Obligado, PruebaPublicada as Prueba};
use crate::{Error, Periodo};

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

/// A quarter, as versions 2 and 3 sign it: «1.º trimestre de 2017». Its name of today is said to whoever reads it.
fn signed(trimestre: Periodo) -> Option<String> {
    match trimestre {
        Periodo::Trimestre(anio, n) => Some(format!("{n}.º trimestre de {anio}")),
        Periodo::Anio(_) | Periodo::Mes(..) => None,
    }
}

/// The names of quarters: those that are signed for those of today, or these for those. Others stay as they are.
fn rename(ejes: &mut [Vec<Miembro>], firmado: bool) {
    let hay = ejes.iter_mut().flatten();
    for miembro in hay.filter(|miembro| miembro.nivel == Nivel::Trimestre) {
        let Ok(periodo) = miembro.codigo.parse::<Periodo>() else {
            continue;
        };
        let (este, otro) = match signed(periodo) {
            Some(de_entonces) if firmado => (periodo.nombre(), de_entonces),
            Some(de_entonces) => (de_entonces, periodo.nombre()),
            None => continue,
        };
        if miembro.nombre == este {
            miembro.nombre = otro;
        }
    }
}

impl Escrito<Ejes> for Vec<Vec<Miembro>> {
    fn write(ejes: &Ejes) -> Self {
        let mut escritos: Self = Escrito::write(&ejes.0);
        rename(&mut escritos, true);
        escritos
    }

    fn read(mut self) -> Result<Ejes, Error> {
        rename(&mut self, false);
        Ok(Ejes(Escrito::read(self)?))
    }
}
