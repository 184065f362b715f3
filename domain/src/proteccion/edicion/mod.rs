//! Protecting all the counts of an edition together: services over an additive lattice, and distinct persons
//! of the same cells and others.
//!
//! - *Services* are one table of the engine, with the persons behind each cell, and earlier editions of the
//!   year as what is known already.
//! - *Persons* of a cell are withheld with its services. Beyond that they follow the rules of [`distintas`],
//!   and over sex and age the engine's.
//!
//! What comes out is audited before anyone sees it.

mod congelado;
mod distintas;
mod personas;
mod prueba;
mod servicios;
#[cfg(test)]
mod tests;
mod trabajo;

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;
use time::Date;

pub use congelado::{Congelado, Contada};

use super::auditoria::{self, Auditoria};
use super::{Avance, Rechazo, ResumenProteccion};
use crate::cubo::{Coordenadas, Cubo, Eje, Ejes, Rejilla, of_year};
use crate::{Celda, CuboProtegido, Medida, Plan};
use trabajo::{Logro, Trabajo};

/// How many of the numbers that nobody may know are hidden by registers that were found: for the operator, and never
/// published. What bounds give away is withheld in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Demostracion {
    /// Numbers that nobody may know.
    pub numeros: usize,
    /// Those that two registers hide.
    pub demostrados: usize,
    /// Those that bounds give away, because of zeros or of what earlier editions of the year have said.
    pub acotadas: usize,
}

/// Protected counts of attentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protegido {
    /// Every declared cell of each measure, in order.
    pub celdas: BTreeMap<Medida, Vec<(Coordenadas, Celda)>>,
    /// What later editions of the year must know; private.
    pub congelado: Congelado,
    /// Whether that is more than earlier editions have said.
    pub nuevo: bool,
    /// What is proven of them; private.
    pub demostracion: Demostracion,
}

/// Why the counts of an edition cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RechazoEdicion {
    /// The engine refuses the table of a measure.
    #[error("{0}: {1}")]
    Tabla(&'static str, Rechazo),
    /// What must be published would give small counts away: which cells, and the crossings that these counts are of.
    #[error(
        "lo que es obligado publicar, {}, dejaría sin protección cuentas pequeñas de: {}",
        .celdas.join(", "), .cruces.join("; ")
    )]
    Obligados {
        /// Cells that must be published.
        celdas: Vec<String>,
        /// Names of crossings.
        cruces: Vec<String>,
    },
    /// The auditor refuses the result.
    #[error("{0}: la auditoría encuentra {1}")]
    Auditoria(&'static str, String),
    /// What earlier editions counted cannot be found.
    #[error(transparent)]
    Dominio(#[from] crate::Error),
}

/// Protects the counts of the attentions of an edition, all of them together with what is known already: what
/// earlier editions of the year said, and what the instancia has stated itself (`declaradas`, where it is what the
/// register counts). Deterministic.
///
/// # Errors
/// Those of [`RechazoEdicion`]: nothing must then be published.
pub fn protect_cubo(
    plan: &Plan,
    rejilla: &Rejilla,
    mut cubo: Cubo,
    corte: Date,
    previa: Option<&Congelado>,
    declaradas: &[(Medida, Coordenadas, u64)],
    avance: &mut dyn FnMut(Avance),
) -> Result<Protegido, RechazoEdicion> {
    let ejes = &rejilla.ejes;
    let previa = previa
        .map(|previa| previa.moved(rejilla, corte))
        .transpose()?;
    if let Some(previa) = &previa {
        if (previa.umbral, previa.ancho) != (plan.umbral, plan.ancho) {
            let fijado = crate::Error::UmbralFijado(previa.umbral.valor(), previa.ancho);
            return Err(fijado.into());
        }
        // What is new must be known to later editions, and those of later cut-offs are there already.
        if previa.corte > corte && !covers(previa, rejilla) {
            return Err(crate::Error::CorteAnterior(previa.corte).into());
        }
    }
    let ya_dicho = previa.as_ref().filter(|previa| covers(previa, rejilla));
    let logro = if let Some(previa) = ya_dicho {
        cubo.hojas = previa.hojas.iter().cloned().collect();
        Logro {
            servicios: states(&previa.servicios),
            personas: states(&previa.personas),
            demostracion: Demostracion::default(),
        }
    } else {
        if let Some(previa) = &previa {
            previa.impose(&mut cubo);
            previa.settle(rejilla, &mut cubo);
        }
        let trabajo = Trabajo {
            plan,
            rejilla,
            cubo: &cubo,
            previa: previa.as_ref(),
            obligados: headlines(plan, rejilla),
            declaradas,
            cerradas: previa
                .as_ref()
                .map_or_else(Estados::new, |previa| states(&previa.personas)),
        };
        trabajo.run(avance)?
    };
    let Logro {
        servicios,
        personas,
        demostracion,
    } = logro;
    let publicadas = |medida, todas: &Estados| {
        let celdas = rejilla.celdas(medida);
        let celdas = celdas.into_iter().map(|celda| match todas[&celda] {
            (cuenta, true) => (celda, Celda::Publicada(cuenta)),
            (_, false) => (celda, Celda::Protegida),
        });
        (medida, celdas.collect::<Vec<_>>())
    };
    let celdas = BTreeMap::from([
        publicadas(Medida::Servicios, &servicios),
        publicadas(Medida::PersonasAtendidas, &personas),
    ]);
    let contadas = |todas: &Estados| {
        todas
            .iter()
            .map(|(celda, (n, p))| (*celda, *n, *p))
            .collect()
    };
    Ok(Protegido {
        nuevo: ya_dicho.is_none(),
        demostracion,
        congelado: Congelado {
            corte,
            umbral: plan.umbral,
            ancho: plan.ancho,
            ejes: ejes.clone(),
            hojas: cubo.hojas.into_iter().collect(),
            servicios: contadas(&servicios),
            personas: contadas(&personas),
            actos: previa.map(|previa| previa.actos).unwrap_or_default(),
        },
        celdas,
    })
}

/// A true count, and whether it is published.
type Estados = BTreeMap<Coordenadas, (u64, bool)>;

fn states(contadas: &[Contada]) -> Estados {
    contadas
        .iter()
        .map(|(celda, cuenta, publicada)| (*celda, (*cuenta, *publicada)))
        .collect()
}

/// Whether earlier editions of the year have counted all that is declared.
fn covers(previa: &Congelado, rejilla: &Rejilla) -> bool {
    let all = |medida, contadas: &[Contada]| {
        let contadas: BTreeSet<&Coordenadas> = contadas.iter().map(|(celda, ..)| celda).collect();
        let celdas = rejilla.celdas(medida);
        celdas.iter().all(|celda| contadas.contains(celda))
    };
    all(Medida::Servicios, &previa.servicios) && all(Medida::PersonasAtendidas, &previa.personas)
}

/// Audits an edition with what it says and no more, as anybody can. Nothing if what it says is no table.
pub fn audit_published(cubo: &CuboProtegido, resumen: &ResumenProteccion) -> Option<Auditoria> {
    let published = |medida| -> BTreeMap<Coordenadas, Option<u64>> {
        let celdas = cubo.celdas(medida).iter();
        celdas.map(|(celda, c)| (*celda, c.valor())).collect()
    };
    let (servicios, personas) = (
        published(Medida::Servicios),
        published(Medida::PersonasAtendidas),
    );
    let umbral = resumen.umbral.valor();
    let mut auditoria = auditoria::personas_publicadas(cubo.ejes(), umbral, &personas, &servicios);
    if servicios.is_empty() {
        return Some(auditoria);
    }
    let contadas: Vec<Contada> = servicios
        .into_iter()
        .map(|(celda, valor)| (celda, valor.unwrap_or(0), valor.is_some()))
        .collect();
    let cerrado = contadas.iter().any(|(celda, ..)| celda[0] == 0);
    let tabla = servicios::table_of(umbral, resumen.ancho, cubo.ejes(), cerrado, &contadas).ok()?;
    let de_servicios = auditoria::auditar(&tabla, None, None);
    auditoria.pruebas.extend(de_servicios.pruebas);
    auditoria.hallazgos.extend(de_servicios.hallazgos);
    Some(auditoria)
}

/// The cells of the headline totals of a year that has ended.
fn headlines(plan: &Plan, rejilla: &Rejilla) -> BTreeSet<(Medida, Coordenadas)> {
    let cell = |total: &crate::TotalObligado| {
        of_year(&rejilla.ejes, total.medida, total.nivel, &total.codigo)
    };
    let todas = plan.obligados.iter().filter_map(cell);
    todas.filter(|_| rejilla.anio_cerrado).collect()
}

/// Whether the auditor finds nothing in a table.
fn passes(medida: Medida, auditoria: &Auditoria) -> Result<(), RechazoEdicion> {
    let Some(hallazgo) = auditoria.hallazgos.first() else {
        return Ok(());
    };
    let cuantos = auditoria.hallazgos.len();
    let texto = format!("{cuantos} hallazgos, como este: {hallazgo}");
    Err(RechazoEdicion::Auditoria(medida.clave(), texto))
}

/// A cell in words, for the operator.
fn name(ejes: &Ejes, celda: &Coordenadas) -> String {
    let partes: Vec<&str> = Eje::iter()
        .zip(celda)
        .filter(|(eje, miembro)| **miembro > 0 || *eje == Eje::Tiempo)
        .map(|(eje, miembro)| ejes.miembro(eje, *miembro).nombre.as_str())
        .collect();
    format!("({})", partes.join(", "))
}
