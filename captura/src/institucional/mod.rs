//! Sheets of the institutional records: acts, agreements, projects, councils.

mod actividades;
mod celdas;
mod compromisos;
mod consejo;
mod sesiones;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use domain::{Enmienda, Marco};
use strum::EnumIter;
use time::Date;

use crate::Error;
use crate::celda::Fila;
use crate::defecto::Defecto;
use crate::forma::Forma;
use crate::lectura::Fuente;

/// The kind of record that a sheet is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
pub enum Clase {
    /// Group acts, a row for each public.
    Actividades,
    /// Agreements with others.
    Convenios,
    /// Projects.
    Proyectos,
    /// Units of the institute.
    Unidades,
    /// Councils.
    Consejos,
    /// Members of councils.
    Consejo,
    /// Sessions of councils.
    Sesiones,
    /// Agreements of sessions.
    Acuerdos,
}

impl Clase {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// Its layout.
    pub fn forma(self) -> &'static Forma {
        match self {
            Self::Actividades => &actividades::FORMA,
            Self::Convenios => &compromisos::CONVENIOS,
            Self::Proyectos => &compromisos::PROYECTOS,
            Self::Unidades => &compromisos::UNIDADES,
            Self::Consejos => &consejo::CONSEJOS,
            Self::Consejo => &consejo::INTEGRANTES,
            Self::Sesiones => &sesiones::SESIONES,
            Self::Acuerdos => &sesiones::ACUERDOS,
        }
    }

    fn read(self, fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
        match self {
            Self::Actividades => actividades::read(fila, contexto).map(Enmienda::Actividad),
            Self::Convenios => compromisos::agreement(fila, contexto).map(Enmienda::Convenio),
            Self::Proyectos => compromisos::project(fila, contexto).map(Enmienda::Proyecto),
            Self::Unidades => compromisos::unit(fila, contexto).map(Enmienda::Unidad),
            Self::Consejos => consejo::council(fila, contexto).map(Enmienda::Consejo),
            Self::Consejo => consejo::member(fila, contexto),
            Self::Sesiones => sesiones::session(fila, contexto),
            Self::Acuerdos => sesiones::resolution(fila, contexto),
        }
    }

    /// The options of each column with a list.
    pub(crate) fn lists(self, marco: &Marco, hoy: Date) -> Vec<(usize, Vec<String>)> {
        match self {
            Self::Actividades => actividades::lists(marco, hoy),
            Self::Convenios | Self::Unidades => vec![],
            Self::Proyectos => compromisos::lists(),
            Self::Consejos => consejo::council_lists(marco),
            Self::Consejo => consejo::councils(marco),
            Self::Sesiones => sesiones::session_lists(marco),
            Self::Acuerdos => sesiones::resolution_lists(marco),
        }
    }
}

/// The instancia and the day that rows are read against.
pub(crate) struct Context<'a> {
    marco: &'a Marco,
    hoy: Date,
}

/// The records of a sheet.
#[derive(Default)]
pub struct Leido {
    /// Records.
    pub enmiendas: Vec<Enmienda>,
    /// Defects, by row.
    pub malos: BTreeMap<u32, Vec<Defecto>>,
    /// Rows.
    pub renglones: u64,
    /// Parts of the records that the sheet says nothing of.
    pub calladas: Vec<&'static str>,
    /// The row of each record, by its key; of several, the first.
    pub numeros: BTreeMap<String, u32>,
}

/// Reads all rows.
///
/// # Errors
/// When the file cannot be read.
pub fn read(clase: Clase, fuente: &Fuente, marco: &Marco, hoy: Date) -> Result<Leido, Error> {
    let contexto = Context { marco, hoy };
    let fichas = clase.forma().fichas.iter().enumerate();
    let calladas = fichas.filter(|(columna, _)| fuente.lacks(*columna));
    let mut leido = Leido {
        calladas: calladas.filter_map(|(_, ficha)| ficha.parte).collect(),
        ..Leido::default()
    };
    let mut vistas: BTreeMap<String, (u32, usize)> = BTreeMap::new();
    let mut malas: BTreeSet<String> = BTreeSet::new();
    fuente.rows(&mut |renglon| {
        leido.renglones += 1;
        let mut fila = Fila::new(&renglon.propias);
        fila.defectos.extend(renglon.defectos);
        let enmienda = clase.read(&mut fila, &contexto);
        if let Some(enmienda) = enmienda.filter(|_| fila.defectos.is_empty()) {
            match vistas.get(&key(&enmienda)) {
                None => {
                    vistas.insert(key(&enmienda), (renglon.numero, leido.enmiendas.len()));
                    leido.enmiendas.push(enmienda);
                }
                // Another public of the same act.
                Some((_, posicion))
                    if actividades::join(&mut leido.enmiendas[*posicion], &enmienda) => {}
                Some((antes, _)) => fila.defectos.push(Defecto::of_row(format!(
                    "su clave ya está en el renglón {antes}"
                ))),
            }
        }
        if !fila.defectos.is_empty() {
            if let Some(columna) = clase.forma().find("Clave") {
                malas.insert(fila.texto(columna));
            }
            leido.malos.insert(renglon.numero, fila.defectos);
        }
        Ok(())
    })?;
    if clase == Clase::Actividades {
        // With one public less an act would be another.
        let (enteras, partes): (Vec<_>, Vec<_>) = leido
            .enmiendas
            .into_iter()
            .partition(|enmienda| !malas.contains(&key(enmienda)));
        leido.enmiendas = enteras;
        for parte in partes {
            if let Some((numero, _)) = vistas.get(&key(&parte)) {
                let regla = "otro renglón del mismo acto tiene errores";
                let suyos = leido.malos.entry(*numero).or_default();
                suyos.push(Defecto::of_row(regla));
            }
        }
    }
    leido.numeros = vistas
        .into_iter()
        .map(|(clave, (numero, _))| (clave, numero))
        .collect();
    Ok(leido)
}

fn key(enmienda: &Enmienda) -> String {
    match enmienda {
        Enmienda::Actividad(actividad) => actividad.clave.clone(),
        Enmienda::Convenio(convenio) => convenio.clave.clone(),
        Enmienda::Proyecto(proyecto) => proyecto.clave.clone(),
        Enmienda::Unidad(unidad) => unidad.clave.clone(),
        Enmienda::Consejo(consejo) => consejo.clave.clone(),
        Enmienda::Integrante(consejo, integrante) => format!("{consejo}/{}", integrante.clave),
        Enmienda::Sesion(consejo, sesion) => format!("{consejo}/{}", sesion.clave),
        Enmienda::Acuerdo(consejo, sesion, acuerdo) => {
            format!("{consejo}/{sesion}/{}", acuerdo.clave)
        }
    }
}

/// The entries of a cell, separated by semicolons or by lines.
fn list(texto: &str) -> Vec<String> {
    let partes = texto.split([';', '\n']).map(str::trim);
    let partes = partes.filter(|parte| !parte.is_empty());
    partes.map(str::to_owned).collect()
}

/// The entries of a cell, each once.
fn set(texto: &str) -> BTreeSet<String> {
    list(texto).into_iter().collect()
}
