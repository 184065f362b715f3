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
mod puente;
mod servicios;
mod supresion;
#[cfg(test)]
mod tests;
mod trabajo;
mod traslado;

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

pub use congelado::{Congelado, Contada};

use ::proteccion::auditoria::{self, Auditoria};
use ::proteccion::{Avance, Rechazo};

use super::ResumenProteccion;
use super::lector;
use crate::cubo::{Coordenadas, Cubo, Eje, Ejes, Rejilla, Rejillas, of_year};
use crate::{Celda, CuboProtegido, Medida, Periodo, Plan};
use puente::{Puente, Puentes};
use trabajo::{Logro, Trabajo};
use traslado::Traslado;

/// How many of the numbers that nobody may know are hidden by registers that were found: for the operator, and never
/// published. What bounds give away is withheld in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Demostracion {
    /// Numbers that nobody may know.
    pub numeros: usize,
    /// Those that two registers hide.
    pub demostrados: usize,
    /// Those that bounds or programs give away, because of zeros or of what earlier editions of the year have said.
    pub acotadas: usize,
    /// Those of which it is not known: there was too much to ask.
    pub sin_ver: usize,
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
    /// A plan begins in the middle of a year to count by crossings of which what was said of it already leaves too little to be
    /// known: which crossings.
    #[error(
        "de los periodos que ya se publicaron, lo que el plan cuenta desde ahora por {} quedaría acotado por lo que ya se dijo",
        .0.join(", ")
    )]
    PlanTardio(Vec<String>),
    /// What must be published would give small counts away: which cells, and the crossings that these counts are of.
    #[error(
        "lo que es obligado publicar, {}, dejaría sin protección cuentas pequeñas{}",
        .celdas.join(", "), of_crossings(.cruces)
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

/// Of which crossings, where they are known.
fn of_crossings(cruces: &[String]) -> String {
    if cruces.is_empty() {
        return String::new();
    }
    format!(" de: {}", cruces.join("; "))
}

/// Protects the counts of the attentions of an edition, all of them together with what is known already: what
/// earlier editions of the year said, and what the instancia has stated itself (`declaradas`, in the year's
/// coordinates, where it is what the register counts). What is counted are the cells of the year, of the periods that
/// have ended. Deterministic.
///
/// Before its year ends, an edition is protected as if the year ended with nothing more: what it publishes leaves room
/// for all that will have to be protected then.
///
/// # Errors
/// Those of [`RechazoEdicion`]: nothing must then be published.
pub fn protect_cubo(
    plan: &Plan,
    rejillas: &Rejillas,
    mut cubo: Cubo,
    corte: Date,
    previa: Option<&Congelado>,
    declaradas: &[(Medida, Coordenadas, u64)],
    avance: &mut dyn FnMut(Avance),
) -> Result<Protegido, RechazoEdicion> {
    let Rejillas { dicha, anual } = rejillas;
    if let Some(previa) = previa
        && let Some(repetido) = said_before(plan, dicha, corte, previa)?
    {
        return Ok(repetido);
    }
    let previa = previa
        .map(|previa| previa.moved(anual, Periodo::Anio(corte.year()).hasta()))
        .transpose()?;
    let nuevas = in_year(rejillas)?;
    let dichas = all_said(&nuevas, previa.as_ref());
    if let Some(previa) = &previa {
        previa.impose(&mut cubo);
        previa.settle(anual, &mut cubo);
    }
    let puentes = Puentes::new(&anual.ejes);
    let puentes = puentes
        .map_err(|lugar| RechazoEdicion::Tabla(Medida::Servicios.nombre(), Rechazo::from(lugar)))?;
    let trabajo = Trabajo {
        plan,
        rejilla: anual,
        puentes: &puentes,
        cubo: &cubo,
        previa: previa.as_ref(),
        dichas: &dichas,
        obligados: headlines(plan, anual, dicha.anio_cerrado),
        declaradas: if dicha.anio_cerrado { declaradas } else { &[] },
        cerradas: previa
            .as_ref()
            .map_or_else(Estados::new, |previa| states(&previa.personas)),
    };
    let logro = protect(&trabajo, dicha, avance)?;
    let antes = previa.as_ref().and_then(|previa| previa.de_todas.clone());
    let personas = counted(&dichas, Medida::PersonasAtendidas, &logro.personas);
    // Who has read of nobody has nothing to subtract.
    let de_todas = if personas.is_empty() {
        antes
    } else {
        plan.of_everybody(antes.as_deref())
    };
    Ok(Protegido {
        nuevo: true,
        demostracion: logro.demostracion,
        celdas: says(&nuevas, &logro),
        congelado: Congelado {
            corte,
            umbral: plan.umbral,
            ancho: plan.ancho,
            ejes: anual.ejes.clone(),
            servicios: counted(&dichas, Medida::Servicios, &logro.servicios),
            personas,
            hojas: cubo.hojas.into_iter().collect(),
            de_todas,
            // Without an earlier edition no act is closed.
            actos: previa.map(|previa| previa.actos).unwrap_or_default(),
        },
    })
}

/// A cell that an edition says: its measure, itself, and the same cell in the coordinates of the year.
type Nueva = (Medida, Coordenadas, Coordenadas);

/// The cells that an edition says, with their states.
fn says(nuevas: &[Nueva], logro: &Logro) -> BTreeMap<Medida, Vec<(Coordenadas, Celda)>> {
    let said = |medida, estados: &Estados| {
        let suyas = nuevas.iter().filter(|(suya, ..)| *suya == medida);
        let celdas = suyas.map(|(_, celda, en_el_anio)| (*celda, state(estados[en_el_anio])));
        (medida, celdas.collect())
    };
    BTreeMap::from([
        said(Medida::Servicios, &logro.servicios),
        said(Medida::PersonasAtendidas, &logro.personas),
    ])
}

/// The counts behind what was said of a measure, for later editions.
fn counted(
    dichas: &BTreeSet<(Medida, Coordenadas)>,
    medida: Medida,
    estados: &Estados,
) -> Vec<Contada> {
    let suyas = estados.iter();
    let suyas = suyas.filter(|(celda, _)| dichas.contains(&(medida, **celda)));
    suyas
        .map(|(celda, (cuenta, publicada))| (*celda, *cuenta, *publicada))
        .collect()
}

/// Protects what the edition of a year says, with room for the end of the year. Where earlier editions left it none, this one
/// need not wait for that.
fn protect(
    trabajo: &Trabajo,
    dicha: &Rejilla,
    avance: &mut dyn FnMut(Avance),
) -> Result<Logro, RechazoEdicion> {
    let hecho = trabajo.run(avance);
    if hecho.is_ok() || dicha.anio_cerrado {
        return hecho;
    }
    let sin_el_cierre = Trabajo {
        rejilla: &trabajo.rejilla.until(dicha),
        obligados: BTreeSet::new(),
        cerradas: trabajo.cerradas.clone(),
        ..*trabajo
    };
    sin_el_cierre.run(avance)
}

/// What an edition says that earlier ones have said already; nothing if it says more.
fn said_before(
    plan: &Plan,
    dicha: &Rejilla,
    corte: Date,
    previa: &Congelado,
) -> Result<Option<Protegido>, crate::Error> {
    let servicios = previa.moved_counts(&previa.servicios, dicha, corte)?;
    let personas = previa.moved_counts(&previa.personas, dicha, corte)?;
    if (previa.umbral, previa.ancho) != (plan.umbral, plan.ancho) {
        let fijado = crate::Error::UmbralFijado(previa.umbral.valor(), previa.ancho);
        return Err(fijado);
    }
    if !covers(&servicios, &personas, dicha) {
        // What is new must be known to later editions, and those of later cut-offs are there already.
        let tarde = previa.corte > corte;
        let error = crate::Error::CorteAnterior(previa.corte);
        return if tarde { Err(error) } else { Ok(None) };
    }
    let said = |medida, contadas: &[Contada]| {
        let estados = states(contadas);
        let celdas = dicha.celdas(medida).into_iter();
        let celdas = celdas.map(|celda| (celda, state(estados[&celda])));
        (medida, celdas.collect())
    };
    Ok(Some(Protegido {
        nuevo: false,
        demostracion: Demostracion::default(),
        celdas: BTreeMap::from([
            said(Medida::Servicios, &servicios),
            said(Medida::PersonasAtendidas, &personas),
        ]),
        congelado: previa.clone(),
    }))
}

/// What an edition and those before it say, in the coordinates of the year.
fn all_said(nuevas: &[Nueva], previa: Option<&Congelado>) -> BTreeSet<(Medida, Coordenadas)> {
    let mut dichas: BTreeSet<(Medida, Coordenadas)> = nuevas
        .iter()
        .map(|(medida, _, celda)| (*medida, *celda))
        .collect();
    if let Some(previa) = previa {
        for (medida, contadas) in [
            (Medida::Servicios, &previa.servicios),
            (Medida::PersonasAtendidas, &previa.personas),
        ] {
            dichas.extend(contadas.iter().map(|(celda, ..)| (medida, *celda)));
        }
    }
    dichas
}

/// The cells of attentions of an edition, each with where it stands in the year.
fn in_year(Rejillas { dicha, anual }: &Rejillas) -> Result<Vec<Nueva>, crate::Error> {
    let traslado = Traslado::new(&dicha.ejes, &anual.ejes);
    let mut todas = Vec::new();
    for medida in [Medida::Servicios, Medida::PersonasAtendidas] {
        for celda in dicha.celdas(medida) {
            let falta = |(eje, miembro)| crate::Error::EntradaDesconocida {
                catalogo: "catálogos del año",
                clave: dicha.ejes.miembro(eje, miembro).codigo.clone(),
            };
            todas.push((medida, celda, traslado.cell(&celda).map_err(falta)?));
        }
    }
    Ok(todas)
}

/// What an edition says of a cell.
fn state((cuenta, publicada): (u64, bool)) -> Celda {
    if publicada {
        Celda::Publicada(cuenta)
    } else {
        Celda::Protegida
    }
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
fn covers(servicios: &[Contada], personas: &[Contada], rejilla: &Rejilla) -> bool {
    let all = |medida, contadas: &[Contada]| {
        let contadas: BTreeSet<&Coordenadas> = contadas.iter().map(|(celda, ..)| celda).collect();
        let celdas = rejilla.celdas(medida);
        celdas.iter().all(|celda| contadas.contains(celda))
    };
    all(Medida::Servicios, servicios) && all(Medida::PersonasAtendidas, personas)
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
    let mut auditoria = lector::personas_publicadas(cubo.ejes(), umbral, &personas, &servicios);
    if servicios.is_empty() {
        return Some(auditoria);
    }
    let contadas: Vec<Contada> = servicios
        .into_iter()
        // A table that is published says nothing of the count of what it withholds.
        .map(|(celda, valor)| (celda, valor.unwrap_or(0), valor.is_some()))
        .collect();
    let puente = Puente::new(cubo.ejes(), &servicios::EJES).ok()?;
    let tabla = servicios::table_of(umbral, resumen.ancho, &puente, &contadas);
    let de_servicios = auditoria::auditar(&tabla, None, None);
    auditoria.pruebas.extend(de_servicios.pruebas);
    auditoria.hallazgos.extend(de_servicios.hallazgos);
    Some(auditoria)
}

/// The cells of the headline totals of a year, once it has ended.
fn headlines(
    plan: &Plan,
    rejilla: &Rejilla,
    anio_cerrado: bool,
) -> BTreeSet<(Medida, Coordenadas)> {
    let cell = |total: &crate::TotalObligado| {
        of_year(&rejilla.ejes, total.medida, total.nivel, &total.codigo)
    };
    let todas = plan.obligados.iter().filter_map(cell);
    todas.filter(|_| anio_cerrado).collect()
}

/// Whether the auditor finds nothing in a table.
fn passes(medida: Medida, auditoria: &Auditoria) -> Result<(), RechazoEdicion> {
    let Some(hallazgo) = auditoria.hallazgos.first() else {
        return Ok(());
    };
    let cuantos = auditoria.hallazgos.len();
    let texto = format!("{cuantos} hallazgos, como este: {hallazgo}");
    Err(RechazoEdicion::Auditoria(medida.nombre(), texto))
}

/// A cell in words, for the operator.
pub(crate) fn name(ejes: &Ejes, celda: &Coordenadas) -> String {
    let partes: Vec<&str> = celda
        .iter()
        .filter(|(eje, miembro)| *miembro > 0 || *eje == Eje::Tiempo)
        .map(|(eje, miembro)| ejes.miembro(eje, miembro).nombre.as_str())
        .collect();
    format!("({})", partes.join(", "))
}
