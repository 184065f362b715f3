//! Version 2: what it says of protection; all else is as in version 3. It is read, and not written any more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(super) use self::ResumenSinObligados as ResumenProteccion;
use super::escrito::Escrito;
pub(super) use super::v3::{
    Actividad, ActosCerrados, Acuerdo, Agencia, Calendario, CifraPublicada, Congelado, Consejo,
    Convenio, CuboProtegido, Informe, Instancia, Integrante, PactoRegional, Plan, Proyecto, Sesion,
    Unidad,
};
use super::v3::{Medida, Utilidad};
use crate::Error;
use crate::proteccion::{PruebaPublicada, ResumenProteccion as Hoy};

/// A test, and how many cases it looked at: with it, how many withheld cells are small.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PruebaContada {
    nombre: String,
    casos: u64,
}

/// How the counts were protected, without the headline totals of the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResumenSinObligados {
    umbral: u64,
    ancho: u64,
    celdas: u64,
    total: Utilidad,
    por_medida: BTreeMap<Medida, Utilidad>,
    por_nivel: Vec<Utilidad>,
    pruebas: Vec<PruebaContada>,
}

impl ResumenSinObligados {
    /// What it says today: how many cases there were is not said any more.
    pub(super) fn read(self) -> Result<Hoy, Error> {
        let pruebas = self.pruebas.into_iter();
        let pruebas = pruebas.map(|PruebaContada { nombre, .. }| PruebaPublicada { nombre });
        Ok(Hoy {
            umbral: self.umbral.read()?,
            ancho: self.ancho,
            celdas: self.celdas,
            total: self.total.read()?,
            por_medida: self.por_medida.read()?,
            por_nivel: self.por_nivel.read()?,
            pruebas: pruebas.collect(),
            obligados: vec![],
            obligados_protegidos: vec![],
        })
    }
}
