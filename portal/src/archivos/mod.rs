//! The files that anybody takes: tables and whole editions in other forms, feeds, catalogues. One code for what is protected in
//! every form.

mod abierto;
mod calendario;
mod catalogo;
mod descripcion;
mod hojas;
mod jsonstat;
mod libro;
mod mapa;
mod novedades;
mod paquete;
mod pliego;
mod sdmx;
mod vinculos;

use domain::Medida;
use domain::consulta::{Pregunta, Tabla};
use domain::cubo::{Eje, Nivel};

use crate::lectura::Lectura;

pub(crate) use abierto::open_workbook;
pub(crate) use calendario::{calendar, releases};
pub(crate) use catalogo::{catalog, weights};
pub(crate) use descripcion::metadata;
pub(crate) use jsonstat::json_stat;
pub(crate) use libro::{table_workbook, workbook};
pub(crate) use mapa::{robots, sitemap};
pub(crate) use novedades::feed;
pub(crate) use paquete::zipped;
pub(crate) use pliego::printed;
pub(crate) use sdmx::sdmx;
pub(crate) use vinculos::evergreen;

/// A table that an edition declares: one of its crossings, of one measure.
pub(crate) struct Declarada {
    /// Name of its file, without an extension.
    pub(crate) clave: String,
    /// Title.
    pub(crate) titulo: String,
    pub(crate) pregunta: Pregunta,
    pub(crate) tabla: Tabla,
}

/// All tables that an edition declares, in the order of its plan.
pub(crate) fn tables(lectura: &Lectura<'_>) -> Vec<Declarada> {
    let Some(indice) = &lectura.indice else {
        return vec![];
    };
    let mut todas = vec![];
    for cruce in indice.cubo().cruces() {
        let mut niveles: Vec<Nivel> = cruce
            .niveles
            .iter()
            .copied()
            .filter(|nivel| *nivel != Nivel::Anio)
            .collect();
        niveles.sort_by_key(|nivel| nivel.eje() == Some(Eje::Tiempo));
        for medida in &cruce.medidas {
            todas.extend(declared(lectura, &cruce.clave, *medida, &niveles));
        }
        // Women are persons of a sex: where a crossing has sex, it has women by what else it crosses.
        let sin_sexo: Vec<Nivel> = niveles
            .iter()
            .copied()
            .filter(|nivel| nivel.eje() != Some(Eje::Sexo))
            .collect();
        if cruce.medidas.contains(&Medida::PersonasAtendidas) && sin_sexo.len() < niveles.len() {
            todas.extend(declared(
                lectura,
                &cruce.clave,
                Medida::MujeresAtendidas,
                &sin_sexo,
            ));
        }
    }
    todas
}

fn declared(
    lectura: &Lectura<'_>,
    cruce: &str,
    medida: Medida,
    niveles: &[Nivel],
) -> Option<Declarada> {
    let (filas, columnas) = niveles.split_at(niveles.len().min(1));
    let indice = lectura.indice.as_ref()?;
    let (pregunta, tabla) = lectura.table(medida, filas, columnas)?;
    Some(Declarada {
        clave: format!("{cruce}_{}", medida.clave().to_lowercase()),
        titulo: crate::paginas::table_title(indice, &pregunta, lectura.anio()),
        pregunta,
        tabla,
    })
}
