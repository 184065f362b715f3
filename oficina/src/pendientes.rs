//! What waits to be published besides attentions: acts, sessions, agreements and the like that no edition has yet.

use async_recursion::async_recursion as boxed;
use std::collections::BTreeSet;

use domain::{Clave, ContenidoConsejo, Institucional};
pub use persistence::{MesPendiente, Pendientes};
use persistence::{Publicaciones, Registro};

use time::Date;

use crate::{Error, Lugares};

/// Records of a kind that no edition that holds has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SinPublicar {
    /// What one is called, and several.
    pub nombres: (&'static str, &'static str),
    /// How many.
    pub cuantos: u64,
    /// Of how many of them the day is still to come: an edition has them whose cut-off reaches it.
    pub por_venir: u64,
}

/// What each kind of record is called.
const CLASES: [(&str, &str); 9] = [
    ("actividad", "actividades"),
    ("sesión", "sesiones"),
    ("acuerdo", "acuerdos"),
    ("integrante de consejo", "integrantes de consejos"),
    ("convenio", "convenios"),
    ("proyecto", "proyectos"),
    ("unidad", "unidades"),
    ("pacto", "pactos"),
    ("informe", "informes"),
];

/// What waits to be published.
pub struct PorPublicar {
    /// Attentions, by month, and the months that are closed.
    pub atenciones: Pendientes,
    /// Everything else, by kind.
    pub actos: Vec<SinPublicar>,
}

/// What waits to be published of an instancia.
///
/// # Errors
/// Those of the stores.
#[boxed]
pub async fn pending(lugares: &Lugares, clave: &Clave, hoy: Date) -> Result<PorPublicar, Error> {
    let registro = lugares.to_read().await?;
    Ok(PorPublicar {
        atenciones: registro.pending(clave).await?,
        actos: unpublished(&registro, lugares, clave, hoy).await?,
    })
}

/// How many records of each kind the register has that no edition that holds has. What an edition says otherwise of one that it
/// has is told where it is registered.
async fn unpublished(
    registro: &Registro,
    lugares: &Lugares,
    clave: &Clave,
    hoy: Date,
) -> Result<Vec<SinPublicar>, Error> {
    let todo = registro.institucional(clave).await?;
    let mut faltan = keys(&todo);
    let futuras = still_to_come(&todo, hoy);
    for publicado in published(lugares, clave).await? {
        let esta = keys(&publicado);
        faltan.retain(|clave| !esta.contains(clave));
    }
    let count = |clase: usize, cuentan: &dyn Fn(&(usize, String)) -> bool| {
        let suyas = faltan.iter().filter(|una| una.0 == clase && cuentan(una));
        u64::try_from(suyas.count()).unwrap_or(u64::MAX)
    };
    let clases = CLASES.into_iter().enumerate();
    let todas = clases.map(|(clase, nombres)| SinPublicar {
        nombres,
        cuantos: count(clase, &|_| true),
        por_venir: count(clase, &|una| futuras.contains(una)),
    });
    Ok(todas.filter(|clase| clase.cuantos > 0).collect())
}

/// What the editions that hold say of an instancia.
async fn published(lugares: &Lugares, clave: &Clave) -> Result<Vec<Institucional>, Error> {
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(vec![]),
        abiertas => abiertas?,
    };
    let ediciones = publicaciones.ediciones(&[clave.to_string()]).await?;
    let Some(suyas) = ediciones.get(clave.as_str()) else {
        return Ok(vec![]);
    };
    let anios: BTreeSet<i32> = suyas.all().iter().map(|e| e.corte.year()).collect();
    let mut dicen = vec![];
    for vigente in anios.into_iter().filter_map(|anio| suyas.vigente(anio)) {
        let leidas = publicaciones
            .verify(Some(clave.as_str()), Some(vigente.numero))
            .await?;
        for contenido in leidas.into_iter().filter_map(|leida| leida.contenido) {
            let mut dice = contenido.institucional;
            dice.informes.extend(contenido.informe);
            dicen.push(dice);
        }
    }
    Ok(dicen)
}

/// The keys of the sessions that were called for a day that is still to come.
fn still_to_come(todo: &Institucional, hoy: Date) -> BTreeSet<(usize, String)> {
    let de = |consejo: &ContenidoConsejo| {
        let suyo = consejo.consejo.clave.clone();
        let sesiones = consejo.sesiones.iter();
        let futuras = sesiones.filter(move |s| s.fecha.valor().is_some_and(|dia| *dia > hoy));
        let claves = futuras.map(move |sesion| (1, format!("{suyo}/{}", sesion.clave)));
        claves.collect::<Vec<_>>()
    };
    todo.consejos.iter().flat_map(de).collect()
}

/// The keys of records, by the position of their kind.
fn keys(todo: &Institucional) -> BTreeSet<(usize, String)> {
    let mut claves = BTreeSet::new();
    claves.extend(todo.actividades.iter().map(|a| (0, a.clave.clone())));
    for consejo in &todo.consejos {
        let suyo = &consejo.consejo.clave;
        for sesion in &consejo.sesiones {
            let sesion_suya = format!("{suyo}/{}", sesion.clave);
            let acuerdos = sesion.acuerdos.iter();
            claves.extend(acuerdos.map(|a| (2, format!("{sesion_suya}/{}", a.clave))));
            claves.insert((1, sesion_suya));
        }
        let integrantes = consejo.integrantes.iter();
        claves.extend(integrantes.map(|i| (3, format!("{suyo}/{}", i.clave))));
    }
    claves.extend(todo.convenios.iter().map(|c| (4, c.clave.clone())));
    claves.extend(todo.proyectos.iter().map(|p| (5, p.clave.clone())));
    claves.extend(todo.unidades.iter().map(|u| (6, u.clave.clone())));
    claves.extend(todo.pactos.iter().map(|p| (7, p.clave.clone())));
    claves.extend(todo.informes.iter().map(|i| (8, i.clave.clone())));
    claves
}
