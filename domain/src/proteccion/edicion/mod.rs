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
mod servicios;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;
use time::Date;

pub use congelado::{Congelado, Contada};

use super::auditoria::{self, Auditoria};
use super::{Avance, Rechazo, Umbral, proteger};
use crate::cubo::{Coordenadas, Cubo, Eje, Ejes, Rejilla, counted};
use crate::{Celda, Medida, Plan};
use distintas::{Cuenta, Distintas, Suerte};

/// Published cells among those that are not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utilidad {
    /// Not zero and published.
    pub publicadas: u64,
    /// Not zero.
    pub no_cero: u64,
}

impl Utilidad {
    fn count(&mut self, publicada: bool) {
        self.publicadas += u64::from(publicada);
        self.no_cero += 1;
    }
}

/// A test of the auditor that the edition has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PruebaPasada {
    /// What it looks for.
    pub nombre: String,
    /// How many cases it looked at.
    pub casos: u64,
}

/// How the counts of an edition were protected; published with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumenProteccion {
    /// Threshold.
    pub umbral: Umbral,
    /// Width of the feasible interval of what is protected.
    pub ancho: u64,
    /// Declared cells of persons and services.
    pub celdas: u64,
    /// All of them.
    pub total: Utilidad,
    /// By measure.
    pub por_medida: BTreeMap<Medida, Utilidad>,
    /// By number of dimensions beside time that do not stand at their whole.
    pub por_nivel: Vec<Utilidad>,
    /// Tests passed.
    pub pruebas: Vec<PruebaPasada>,
}

/// Protected counts of attentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protegido {
    /// Every declared cell of each measure, in order.
    pub celdas: BTreeMap<Medida, Vec<(Coordenadas, Celda)>>,
    /// How.
    pub resumen: ResumenProteccion,
    /// What later editions of the year must know; private.
    pub congelado: Congelado,
}

/// Why the counts of an edition cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RechazoEdicion {
    /// The engine refuses the table of a measure.
    #[error("{0}: {1}")]
    Tabla(&'static str, Rechazo),
    /// Headline totals, or what earlier editions published, leave these cells without protection.
    #[error("lo que es obligado publicar, o ya se publicó, deja sin protección: {}", .0.join(", "))]
    SinRemedio(Vec<String>),
    /// The auditor refuses the result.
    #[error("{0}: la auditoría encuentra {1}")]
    Auditoria(&'static str, String),
    /// What earlier editions counted cannot be found.
    #[error(transparent)]
    Dominio(#[from] crate::Error),
}

/// Protects the counts of the attentions of an edition. Deterministic.
///
/// # Errors
/// Those of [`RechazoEdicion`]: nothing must then be published.
pub fn protect_cubo(
    plan: &Plan,
    rejilla: &Rejilla,
    mut cubo: Cubo,
    corte: Date,
    previa: Option<&Congelado>,
    avance: &mut dyn FnMut(Avance),
) -> Result<Protegido, RechazoEdicion> {
    let ejes = &rejilla.ejes;
    let previa = previa
        .map(|previa| previa.moved(rejilla, corte))
        .transpose()?;
    let (servicios, personas, pruebas) = match previa.as_ref().filter(|p| covers(p, rejilla)) {
        // Nothing of this has not been said before.
        Some(previa) => {
            let hojas = previa.hojas.iter().cloned();
            cubo.hojas = hojas.collect();
            let (servicios, personas) = (states(&previa.servicios), states(&previa.personas));
            (servicios, personas, previa.pruebas.clone())
        }
        None => protect(plan, rejilla, &mut cubo, previa.as_ref(), avance)?,
    };
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
        resumen: summary(plan, &celdas, &personas, &servicios, pruebas.clone()),
        congelado: Congelado {
            corte,
            ejes: ejes.clone(),
            hojas: cubo.hojas.into_iter().collect(),
            servicios: contadas(&servicios),
            personas: contadas(&personas),
            pruebas,
        },
        celdas,
    })
}

/// A true count, and whether it is published.
type Estados = BTreeMap<Coordenadas, (u64, bool)>;
type Auditorias = Vec<(&'static str, Auditoria)>;

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

/// Protects and audits what no earlier edition has counted, together with what they have.
fn protect(
    plan: &Plan,
    rejilla: &Rejilla,
    cubo: &mut Cubo,
    previa: Option<&Congelado>,
    avance: &mut dyn FnMut(Avance),
) -> Result<(Estados, Estados, Vec<PruebaPasada>), RechazoEdicion> {
    let ejes = &rejilla.ejes;
    if let Some(previa) = previa {
        previa.impose(cubo);
    }
    let mut auditorias = Vec::new();
    let obligados = headlines(plan, rejilla);
    let servicios = services(
        plan,
        rejilla,
        cubo,
        previa,
        &obligados,
        avance,
        &mut auditorias,
    )?;
    let cerradas = previa.map_or_else(Estados::new, |previa| states(&previa.personas));
    let cuentas = persons(plan, rejilla, cubo, &servicios, &cerradas, &obligados);
    let mut distintas = Distintas::new(ejes, plan.umbral, plan.ancho, cuentas);
    let personas = loop {
        let imposibles = distintas.protect();
        if !imposibles.is_empty() {
            let nombres = imposibles.iter().map(|i| name(ejes, distintas.celda(*i)));
            return Err(RechazoEdicion::SinRemedio(nombres.collect()));
        }
        let de_sexo_y_edad = by_sex_and_age(plan, rejilla, cubo, &distintas, &cerradas, avance)?;
        let mut propuesta = distintas.estados();
        for celda in &de_sexo_y_edad.ocultas {
            propuesta
                .entry(*celda)
                .and_modify(|estado| estado.1 = false);
        }
        let (auditoria, fugas) = auditoria::personas(ejes, plan, &propuesta, &servicios);
        // Each round withholds something more, or ends.
        let cede = |celdas: &Vec<Coordenadas>| distintas.yield_to(celdas);
        if fugas
            .iter()
            .map(cede)
            .fold(false, |alguna, cede| alguna | cede)
        {
            continue;
        }
        auditorias.extend(de_sexo_y_edad.auditoria.map(|a| (PERSONAS, a)));
        auditorias.push((PERSONAS, auditoria));
        break propuesta;
    };
    let pruebas = tests(auditorias)?;
    Ok((servicios, personas, pruebas))
}

const PERSONAS: &str = "PERSONAS_ATENDIDAS";

/// The cells of the headline totals of a year that has ended.
fn headlines(plan: &Plan, rejilla: &Rejilla) -> BTreeSet<(Medida, Coordenadas)> {
    let cell = |total: &crate::TotalObligado| {
        let mut celda = [0; Eje::TODOS];
        if let Some(eje) = total.nivel.eje() {
            celda[eje.indice()] = rejilla.ejes.find(eje, total.nivel, &total.codigo)?;
        }
        Some((counted(&rejilla.ejes, total.medida, &mut celda)?, celda))
    };
    let todas = plan.obligados.iter().filter_map(cell);
    todas.filter(|_| rejilla.anio_cerrado).collect()
}

/// Protects services: the count of every cell, and whether it is published.
fn services(
    plan: &Plan,
    rejilla: &Rejilla,
    cubo: &Cubo,
    previa: Option<&Congelado>,
    obligados: &BTreeSet<(Medida, Coordenadas)>,
    avance: &mut dyn FnMut(Avance),
    auditorias: &mut Auditorias,
) -> Result<Estados, RechazoEdicion> {
    let clave = Medida::Servicios.clave();
    let cuentas = servicios::count(rejilla, cubo);
    let mut estados = previa.map_or_else(Estados::new, |previa| states(&previa.servicios));
    if cuentas.is_empty() {
        return Ok(estados);
    }
    // Persons are published with their services or not at all.
    let forzadas: Vec<Coordenadas> = obligados
        .iter()
        .filter(|(_, celda)| {
            let personas = cubo.personas.get(celda);
            personas.is_none_or(|personas| !plan.umbral.primary(*personas))
        })
        .map(|(_, celda)| *celda)
        .filter(|celda| {
            cuentas
                .get(celda)
                .is_some_and(|cuenta| *cuenta >= plan.umbral.valor())
        })
        .collect();
    let rechazo = |rechazo: Rechazo| RechazoEdicion::Tabla(clave, rechazo);
    let entrada = servicios::table(plan, rejilla, cubo, previa, &forzadas)
        .map_err(|lugar| rechazo(lugar.into()))?;
    let resultado = proteger(&entrada, avance).map_err(rechazo)?;
    auditorias.push((
        clave,
        auditoria::auditar(
            &resultado.protegida,
            Some(&entrada),
            Some(&resultado.certificado),
        ),
    ));
    let publicadas: BTreeMap<&Vec<usize>, bool> = resultado
        .protegida
        .celdas
        .iter()
        .map(|(codigos, valor)| (codigos, valor.is_some()))
        .collect();
    let dimensiones = entrada.reticula.dimensiones();
    for (celda, cuenta) in cuentas {
        let codigos: Vec<usize> = servicios::EJES
            .iter()
            .zip(dimensiones)
            .map(|(eje, d)| {
                let miembro = celda[eje.indice()];
                servicios::number(d, &rejilla.ejes, *eje, miembro, rejilla.anio_cerrado)
            })
            .collect();
        let publicada = publicadas.get(&codigos).copied().unwrap_or(false);
        estados.insert(celda, (cuenta, publicada));
    }
    Ok(estados)
}

/// The counts of persons before the rules that they have of their own.
fn persons(
    plan: &Plan,
    rejilla: &Rejilla,
    cubo: &Cubo,
    servicios: &Estados,
    cerradas: &Estados,
    obligados: &BTreeSet<(Medida, Coordenadas)>,
) -> BTreeMap<Coordenadas, Cuenta> {
    let ejes = &rejilla.ejes;
    let mut cuentas = BTreeMap::new();
    let abiertas = cubo
        .personas
        .iter()
        .map(|(celda, personas)| (celda, *personas));
    let antiguas = cerradas
        .iter()
        .map(|(celda, (personas, _))| (celda, *personas));
    for (celda, personas) in abiertas.chain(antiguas) {
        let mut de_servicios = *celda;
        for eje in Eje::iter().filter(|eje| !servicios::EJES.contains(eje)) {
            de_servicios[eje.indice()] = 0;
        }
        let tope = servicios::above(ejes, &de_servicios)
            .iter()
            .filter_map(|celda| servicios.get(celda))
            .filter(|(_, publicada)| *publicada)
            .map(|(cuenta, _)| *cuenta)
            .min();
        let con_servicios = servicios.get(celda).is_none_or(|(_, publicada)| *publicada);
        let obligada = obligados.contains(&(Medida::PersonasAtendidas, *celda));
        let suerte = match cerradas.get(celda) {
            Some((_, true)) => Suerte::Fija,
            Some((_, false)) => Suerte::Oculta,
            None if personas > 0 && !con_servicios => Suerte::Oculta,
            None if obligada && !plan.umbral.primary(personas) => Suerte::Fija,
            None => Suerte::Abierta,
        };
        cuentas.insert(
            *celda,
            Cuenta {
                personas,
                tope,
                suerte,
                delicada: false,
            },
        );
    }
    cuentas
}

/// What must be withheld because sex and age would give it away.
#[derive(Default)]
struct DeSexoYEdad {
    ocultas: Vec<Coordenadas>,
    auditoria: Option<Auditoria>,
}

fn by_sex_and_age(
    plan: &Plan,
    rejilla: &Rejilla,
    cubo: &Cubo,
    distintas: &Distintas,
    cerradas: &Estados,
    avance: &mut dyn FnMut(Avance),
) -> Result<DeSexoYEdad, RechazoEdicion> {
    let rechazo = |rechazo: Rechazo| RechazoEdicion::Tabla(PERSONAS, rechazo);
    let tabla = personas::table(plan, rejilla, cubo, distintas, cerradas);
    let Some(tabla) = tabla.map_err(|lugar| rechazo(lugar.into()))? else {
        return Ok(DeSexoYEdad::default());
    };
    let entrada = &tabla.entrada;
    let resultado = proteger(entrada, avance).map_err(rechazo)?;
    let certificado = Some(&resultado.certificado);
    let auditoria = auditoria::auditar(&resultado.protegida, Some(entrada), certificado);
    let celdas = resultado.protegida.celdas.iter();
    let ocultas = celdas
        .filter(|(_, valor)| valor.is_none())
        .filter_map(|(codigos, _)| Some(tabla.celdas[entrada.reticula.find(codigos)?]));
    Ok(DeSexoYEdad {
        ocultas: ocultas.collect(),
        auditoria: Some(auditoria),
    })
}

/// The tests that all the tables pass, or what the first that fails has found.
fn tests(auditorias: Auditorias) -> Result<Vec<PruebaPasada>, RechazoEdicion> {
    let mut pruebas: BTreeMap<String, u64> = BTreeMap::new();
    for (clave, auditoria) in auditorias {
        if let Some(hallazgo) = auditoria.hallazgos.first() {
            let cuantos = auditoria.hallazgos.len();
            let texto = format!("{cuantos} hallazgos, como este: {hallazgo}");
            return Err(RechazoEdicion::Auditoria(clave, texto));
        }
        for prueba in &auditoria.pruebas {
            *pruebas.entry(prueba.clase.to_string()).or_default() +=
                u64::try_from(prueba.casos).unwrap_or(u64::MAX);
        }
    }
    let pasada = |(nombre, casos)| PruebaPasada { nombre, casos };
    Ok(pruebas.into_iter().map(pasada).collect())
}

fn summary(
    plan: &Plan,
    celdas: &BTreeMap<Medida, Vec<(Coordenadas, Celda)>>,
    personas: &Estados,
    servicios: &Estados,
    pruebas: Vec<PruebaPasada>,
) -> ResumenProteccion {
    let mut resumen = ResumenProteccion {
        umbral: plan.umbral,
        ancho: plan.ancho,
        celdas: 0,
        total: Utilidad::default(),
        por_medida: BTreeMap::new(),
        por_nivel: vec![],
        pruebas,
    };
    for (medida, celdas) in celdas {
        let estados = if *medida == Medida::Servicios {
            servicios
        } else {
            personas
        };
        for (celda, estado) in celdas {
            resumen.celdas += 1;
            if estados[celda].0 == 0 {
                continue;
            }
            let publicada = *estado != Celda::Protegida;
            resumen.total.count(publicada);
            resumen
                .por_medida
                .entry(*medida)
                .or_default()
                .count(publicada);
            let nivel = celda[1..].iter().filter(|miembro| **miembro > 0).count();
            if resumen.por_nivel.len() <= nivel {
                resumen.por_nivel.resize(nivel + 1, Utilidad::default());
            }
            resumen.por_nivel[nivel].count(publicada);
        }
    }
    resumen
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
