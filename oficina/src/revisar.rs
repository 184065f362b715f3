//! Looking over the register: what is in it, and what it lacks.

use async_recursion::async_recursion as boxed;
use captura::institucional::Clase;
use domain::{Catalogo, Clave, Entrada, Institucional, Marco};
pub use persistence::{Repetida, Revision};

use crate::{Error, Lugares};

/// What an instancia has registered, of a year or of all.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn review(
    lugares: &Lugares,
    clave: &Clave,
    anio: Option<i32>,
) -> Result<Revision, Error> {
    Ok(lugares.to_read().await?.review(clave, anio).await?)
}

/// A record: its key as `pacto quitar` takes it, and what it is called.
pub type Registrado = (String, String);

/// What is registered of a kind.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn registered(
    lugares: &Lugares,
    clave: &Clave,
    tipo: Clase,
) -> Result<Vec<Registrado>, Error> {
    let registro = lugares.to_read().await?;
    let todo = registro.institucional(clave).await?;
    if let Some(suyos) = of_councils(tipo, &todo) {
        return Ok(suyos);
    }
    let marco = registro.marco(clave).await?;
    Ok(entries(tipo, &marco).unwrap_or_else(|| records(tipo, &todo)))
}

/// Each with its key and its name.
fn each<T>(
    lista: &[T],
    clave: impl Fn(&T) -> &str,
    nombre: impl Fn(&T) -> String,
) -> Vec<Registrado> {
    let todos = lista.iter();
    todos
        .map(|uno| (clave(uno).to_owned(), nombre(uno)))
        .collect()
}

/// The records of a kind, if councils have them.
fn of_councils(tipo: Clase, todo: &Institucional) -> Option<Vec<Registrado>> {
    let mut suyos = vec![];
    for consejo in &todo.consejos {
        let de = &consejo.consejo.clave;
        let mut put = |clave: String, nombre: String| suyos.push((format!("{de}/{clave}"), nombre));
        match tipo {
            Clase::Consejo => {
                for quien in &consejo.integrantes {
                    put(quien.clave.clone(), quien.nombre.clone());
                }
            }
            Clase::Sesiones => {
                for sesion in &consejo.sesiones {
                    let dia = sesion.fecha.valor();
                    let dia = dia.map_or_else(|| "sin fecha".to_owned(), ToString::to_string);
                    put(sesion.clave.clone(), dia);
                }
            }
            Clase::Acuerdos => {
                for sesion in &consejo.sesiones {
                    for acuerdo in &sesion.acuerdos {
                        let escrita = format!("{}/{}", sesion.clave, acuerdo.clave);
                        put(escrita, acuerdo.texto.clone());
                    }
                }
            }
            Clase::Calendario => {
                for calendario in &consejo.calendarios {
                    put(calendario.anio.to_string(), "calendario".to_owned());
                }
            }
            _ => return None,
        }
    }
    let de_consejo = [
        Clase::Consejo,
        Clase::Sesiones,
        Clase::Acuerdos,
        Clase::Calendario,
    ];
    de_consejo.contains(&tipo).then_some(suyos)
}

/// The entries of a kind, if it is of a catalogue.
fn entries(tipo: Clase, marco: &Marco) -> Option<Vec<Registrado>> {
    fn all<T: AsRef<Entrada>>(catalogo: &Catalogo<T>) -> Vec<Registrado> {
        let entradas = catalogo.entradas().iter().map(AsRef::as_ref);
        entradas
            .map(|e| (e.clave.clone(), e.nombre.clone()))
            .collect()
    }
    let propios = &marco.catalogos.propios;
    Some(match tipo {
        Clase::Areas => all(&marco.catalogos.areas),
        Clase::Grupos => all(&marco.catalogos.grupos),
        Clase::Servicios => all(&marco.catalogos.servicios),
        Clase::TiposConsejo => all(&marco.catalogos.tipos_consejo),
        Clase::TiposActividad => all(&propios.tipos_actividad),
        Clase::Publicos => all(&propios.publicos),
        Clase::Temas => all(&propios.temas),
        Clase::Efemerides => all(&propios.efemerides),
        _ => return None,
    })
}

/// The other records.
fn records(tipo: Clase, todo: &Institucional) -> Vec<Registrado> {
    match tipo {
        Clase::Actividades => each(&todo.actividades, |a| &a.clave, |a| a.nombre.clone()),
        Clase::Convenios => each(
            &todo.convenios,
            |c| &c.clave,
            |c| {
                let objeto = c.objeto.valor().cloned();
                objeto.unwrap_or_else(|| c.periodo.to_string())
            },
        ),
        Clase::Proyectos => each(&todo.proyectos, |p| &p.clave, |p| p.nombre.clone()),
        Clase::Unidades => each(&todo.unidades, |u| &u.clave, |u| u.nombre.clone()),
        Clase::Pactos => each(&todo.pactos, |p| &p.clave, |p| p.nombre.clone()),
        Clase::Agencias => each(&todo.agencias, |a| &a.clave, |a| a.nombre.clone()),
        Clase::Informes => each(&todo.informes, |i| &i.clave, |i| i.titulo.clone()),
        Clase::Cifras => {
            let informes = todo.informes.iter();
            let todas = informes.flat_map(|informe| {
                informe.cifras.iter().map(|cifra| {
                    let escrita = format!("{}/{}", informe.clave, cifra.clave);
                    (escrita, format!("{}: {}", cifra.nombre, cifra.valor))
                })
            });
            todas.collect()
        }
        Clase::Consejos => {
            let consejos = todo.consejos.iter().map(|c| &c.consejo);
            consejos
                .map(|c| (c.clave.clone(), c.nombre.clone()))
                .collect()
        }
        Clase::Titulares => {
            let titulares = todo.instancia.titulares.iter();
            let desde = |titular: &domain::Titular| {
                let desde = titular.mandato.desde.valor();
                desde.map_or_else(|| "-".to_owned(), ToString::to_string)
            };
            titulares.map(|t| (desde(t), t.nombre.clone())).collect()
        }
        _ => vec![(
            todo.instancia.clave().to_string(),
            todo.instancia.nombre.clone(),
        )],
    }
}
