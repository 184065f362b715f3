//! The pages: one file for each, which reads what it needs and says it by rule.

mod accesibilidad;
mod agencia;
mod consejo;
mod datos;
pub(crate) mod error;
mod explorar;
mod indice;
mod informe;
mod marco;
mod metodologia;
mod portada;
mod region;
mod vacia;

use askama::Template;
use axum::http::StatusCode;

use crate::archivos;
use crate::consulta::{
    Consulta, DE_CSV_VIGENTE, DE_EXPLORAR, DE_INFORME, DE_NADA, DE_PAGINA, DE_TABLA,
    DE_TABLA_VIGENTE, DE_VIGENTE, MalEscrita, Nombres,
};
use crate::direccion::{Archivo, Donde, Ruta};
use crate::fallo::Fallo;
use crate::lectura::{Casa, Lectura, Sitio};
use crate::respuesta::{Hecha, Plazo, tipo};

pub(crate) use consejo::agenda;
pub(crate) use explorar::table_title;
pub(crate) use marco::Marco;

/// The answer at an address.
pub(crate) async fn answer(
    sitio: &Sitio<'_>,
    ruta: Option<Ruta>,
    path: &str,
    query: &str,
) -> Hecha {
    // In a box: each page is another future.
    let hecha = match ruta {
        Some(Ruta::De(clave, pagina)) => Box::pin(of_casa(sitio, clave, pagina, path, query)).await,
        Some(Ruta::Archivo(hash, archivo)) => {
            Box::pin(of_edition(sitio, &hash, archivo, path, query)).await
        }
        Some(Ruta::Instancias) => all_of_them(sitio, path, query)
            .await
            .map_err(|fallo| (None, fallo)),
        Some(Ruta::Mapa) => archivos::sitemap(sitio)
            .await
            .map_err(|fallo| (None, fallo)),
        Some(Ruta::Robots) => Ok(archivos::robots(sitio)),
        None => match Ruta::meant(path, !sitio.casas.solo_consultas) {
            Some(camino) => Ok(Hecha::elsewhere(&address_as_asked(&camino, query))),
            None => Err((None, Fallo::NoHay)),
        },
        // What never changes is sent before anything is made.
        Some(Ruta::Icono | Ruta::Estilo | Ruta::Guion) => Err((None, Fallo::NoHay)),
    };
    match hecha {
        Ok(hecha) => hecha,
        Err((casa, fallo)) => {
            let casa = match casa {
                Some(casa) => Some(*casa),
                // Even then the page has the menu of the instancia at the root, if there is one.
                None => sitio.casa(None).await.ok().flatten(),
            };
            error::page(casa.as_ref(), &fallo, None)
        }
    }
}

/// The list of instancias, which asks nothing.
async fn all_of_them(sitio: &Sitio<'_>, path: &str, query: &str) -> Result<Hecha, Fallo> {
    let (_, leida) = Consulta::read(query, DE_NADA);
    leida.map_err(Fallo::Mala)?;
    if query.is_empty() {
        indice::page(sitio).await
    } else {
        Ok(Hecha::elsewhere(path))
    }
}

/// Why there is no answer, and of which instancia it would have been.
type SinHacer = (Option<Box<Casa>>, Fallo);

/// Parameters that a page understands.
fn names(pagina: &Donde) -> Nombres {
    match pagina {
        Donde::Explorar => DE_EXPLORAR,
        Donde::Informe(_) => DE_INFORME,
        Donde::Portada
        | Donde::Consejo
        | Donde::Agencia(_)
        | Donde::Datos
        | Donde::Metodologia
        | Donde::Accesibilidad
        | Donde::Region => DE_PAGINA,
        Donde::Vigente(Archivo::TablaCsv) => DE_CSV_VIGENTE,
        Donde::Vigente(archivo) if archivo.de_tabla() => DE_TABLA_VIGENTE,
        Donde::Vigente(_) => DE_VIGENTE,
        Donde::Novedades
        | Donde::Calendario
        | Donde::Publicaciones
        | Donde::Catalogo
        | Donde::Impreso(_) => DE_NADA,
    }
}

/// The address that is kept.
fn address(camino: &str, consulta: &Consulta) -> String {
    match consulta.canonical() {
        vacia if vacia.is_empty() => camino.to_owned(),
        texto => format!("{camino}?{texto}"),
    }
}

/// Whether a front page is asked for of a year or a version, which a list of instancias has none of.
fn asks_an_edition(query: &str) -> bool {
    let (consulta, leida) = Consulta::read(query, DE_PAGINA);
    leida.is_ok() && consulta != Consulta::default()
}

async fn of_casa(
    sitio: &Sitio<'_>,
    clave: Option<String>,
    pagina: Donde,
    path: &str,
    query: &str,
) -> Result<Hecha, SinHacer> {
    let sin_casa = |fallo| (None, fallo);
    let casa = match sitio.casa(clave.as_deref()).await.map_err(sin_casa)? {
        Some(casa) => casa,
        None if clave.is_none() && pagina == Donde::Portada && !asks_an_edition(query) => {
            return all_of_them(sitio, path, query).await.map_err(sin_casa);
        }
        // What the root led to while there was one instancia goes on leading there.
        None if clave.is_none() => match sitio.first().await.map_err(sin_casa)? {
            Some(primera) => {
                let adonde = format!("/{primera}{}", address_as_asked(path, query));
                return Ok(Hecha::elsewhere(&adonde));
            }
            None => return Err(sin_casa(Fallo::NoHay)),
        },
        None => return Err(sin_casa(Fallo::NoHay)),
    };
    let (consulta, leida) = Consulta::read(query, names(&pagina));
    // Pages of the instancia at the root are there and nowhere else, and «/20067» is «/20067/».
    let camino = match clave {
        None => path.to_owned(),
        Some(clave) => {
            let resto = path
                .trim_start_matches('/')
                .strip_prefix(&clave)
                .unwrap_or_default();
            format!(
                "{}{}",
                casa.prefijo,
                if resto.is_empty() { "/" } else { resto }
            )
        }
    };
    if let Err(mala) = leida {
        if pagina == Donde::Explorar {
            return explorar::page_with(sitio, casa, &consulta, Some(mala), &camino).await;
        }
        return Err((Some(Box::new(casa)), Fallo::Mala(mala)));
    }
    let consulta = casa.in_short(consulta);
    let direccion = address(&camino, &consulta);
    if direccion != address_as_asked(path, query) {
        return Ok(Hecha::elsewhere(&direccion));
    }
    if matches!(&pagina, Donde::Vigente(archivo) if archivo.de_tabla()) && consulta.medida.is_none()
    {
        return Err((
            Some(Box::new(casa)),
            Fallo::Mala(MalEscrita::without_measure()),
        ));
    }
    let canonica = address(&camino, &casa.canonical(&consulta));
    show(sitio, casa, pagina, &consulta, &canonica).await
}

fn address_as_asked(path: &str, query: &str) -> String {
    match query {
        "" => path.to_owned(),
        _ => format!("{path}?{query}"),
    }
}

/// What is of an instancia, whatever edition it is about: its feeds, and its pages where no edition holds.
async fn of_no_edition(
    sitio: &Sitio<'_>,
    casa: &Casa,
    pagina: &Donde,
    consulta: &Consulta,
    direccion: &str,
) -> Option<Result<Hecha, Fallo>> {
    match pagina {
        Donde::Novedades => Some(archivos::feed(sitio, casa)),
        Donde::Publicaciones => Some(Ok(archivos::releases(sitio, casa))),
        Donde::Catalogo => Some(archivos::catalog(sitio, casa).await),
        // A page that asks for a version, a year or a table is of an edition that is gone.
        _ if *consulta == Consulta::default() && casa.years().is_empty() => {
            vacia::page(sitio, casa, pagina, direccion)
        }
        _ => None,
    }
}

/// The address of a file of the edition that holds now.
fn pinned(casa: &Casa, archivo: Archivo, consulta: &Consulta) -> Result<Hecha, Fallo> {
    let edicion = casa.edicion(consulta)?;
    let camino = format!("/ediciones/{}/{}", edicion.hash, archivo.nombre());
    let pregunta = Consulta {
        anio: None,
        ..consulta.clone()
    };
    Ok(Hecha::elsewhere(&address(&camino, &pregunta)))
}

/// A page of an instancia at the address that is kept.
async fn show(
    sitio: &Sitio<'_>,
    casa: Casa,
    pagina: Donde,
    consulta: &Consulta,
    direccion: &str,
) -> Result<Hecha, SinHacer> {
    let sin_edicion = of_no_edition(sitio, &casa, &pagina, consulta, direccion).await;
    if let Some(hecha) = sin_edicion {
        return hecha.map_err(|fallo| (Some(Box::new(casa)), fallo));
    }
    match pagina {
        Donde::Explorar => {
            return explorar::page_with(sitio, casa, consulta, None, direccion).await;
        }
        Donde::Impreso(anio) => {
            let del_anio = Consulta {
                anio: Some(anio),
                ..Consulta::default()
            };
            // A year in a path is a part of where something is.
            let hecha = pinned(&casa, Archivo::InformePdf, &del_anio);
            return hecha.map_err(|_| {
                let fallo = casa.without_edition(anio, StatusCode::NOT_FOUND);
                (Some(Box::new(casa)), fallo)
            });
        }
        Donde::Vigente(archivo) => {
            let hecha = pinned(&casa, archivo, consulta);
            return hecha.map_err(|fallo| (Some(Box::new(casa)), fallo));
        }
        _ => {}
    }
    let consulta = match pagina {
        Donde::Informe(anio) if consulta.version.is_none() => Consulta {
            anio: Some(anio),
            ..consulta.clone()
        },
        _ => consulta.clone(),
    };
    let edicion = match (casa.edicion(&consulta), &pagina) {
        (Ok(edicion), Donde::Informe(anio)) if edicion.corte.year() != *anio => Err(Fallo::NoHay),
        // A year in a path is a part of where something is.
        (Err(Fallo::SinAnio(..)), Donde::Informe(anio)) => {
            Err(casa.without_edition(*anio, StatusCode::NOT_FOUND))
        }
        (otra, _) => otra,
    };
    let edicion = match edicion {
        Ok(edicion) => edicion,
        Err(fallo) => return Err((Some(Box::new(casa)), fallo)),
    };
    let otra_vez = casa.instancia.clone();
    let lectura = match sitio.read(casa, edicion).await {
        Ok(lectura) => lectura,
        Err(fallo) => {
            let casa = sitio
                .casa(Some(otra_vez.clave().as_str()))
                .await
                .ok()
                .flatten();
            return Err((casa.map(Box::new), fallo));
        }
    };
    let hecha = about(&lectura, &pagina, consulta.imprimir, direccion).await;
    hecha.map_err(|fallo| (Some(Box::new(lectura.casa)), fallo))
}

/// A page about an edition.
async fn about(
    lectura: &Lectura<'_>,
    pagina: &Donde,
    abierta: bool,
    direccion: &str,
) -> Result<Hecha, Fallo> {
    match pagina {
        Donde::Portada => portada::page(lectura, direccion, abierta).await,
        Donde::Informe(_) => informe::page(lectura, direccion).await,
        Donde::Consejo => consejo::page(lectura, direccion).await,
        Donde::Agencia(clave) => agencia::page(lectura, clave, direccion).await,
        Donde::Datos => datos::page(lectura, direccion, abierta).await,
        Donde::Region => region::page(lectura, direccion).await,
        Donde::Metodologia => metodologia::page(lectura, direccion).await,
        Donde::Calendario => archivos::calendar(lectura).await,
        _ => accesibilidad::page(
            Marco::about(
                lectura,
                accesibilidad::TITULO,
                &Donde::Accesibilidad,
                direccion,
            ),
            &lectura.casa,
        ),
    }
}

async fn of_edition(
    sitio: &Sitio<'_>,
    hash: &str,
    archivo: Archivo,
    path: &str,
    query: &str,
) -> Result<Hecha, SinHacer> {
    let hallada = sitio.by_hash(hash).await.map_err(|fallo| (None, fallo))?;
    let (casa, edicion) = hallada.ok_or((None, Fallo::NoHay))?;
    let nombres = if archivo.de_tabla() {
        DE_TABLA
    } else {
        DE_NADA
    };
    let (consulta, leida) = Consulta::read(query, nombres);
    let fail = |casa: Casa, fallo| (Some(Box::new(casa)), fallo);
    if let Err(mala) = leida {
        return Err(fail(casa, Fallo::Mala(mala)));
    }
    let direccion = address(path, &consulta);
    if direccion != address_as_asked(path, query) {
        return Ok(Hecha::elsewhere(&direccion));
    }
    let clave = edicion.instancia.to_string();
    let lectura = match sitio.read(casa, edicion).await {
        Ok(lectura) => lectura,
        Err(fallo) => {
            let casa = sitio.casa(Some(&clave)).await.ok().flatten();
            return Err((casa.map(Box::new), fallo));
        }
    };
    let hecha = match archivo {
        Archivo::TablaCsv => Err(Fallo::NoHay),
        Archivo::TablaXlsx => archivos::table_workbook(&lectura, &consulta),
        Archivo::TablaJson => archivos::json_stat(&lectura, &consulta),
        Archivo::TablaSdmx => archivos::sdmx(&lectura, &consulta),
        Archivo::TablaMetadatos => archivos::metadata(&lectura, &consulta),
        Archivo::EdicionXlsx => archivos::workbook(&lectura),
        Archivo::EdicionOds => archivos::open_workbook(&lectura),
        Archivo::TablasZip => archivos::zipped(&lectura),
        Archivo::InformePdf | Archivo::InformeFirma => archivos::printed(&lectura, archivo).await,
    };
    hecha.map_err(|fallo| fail(lectura.casa, fallo))
}

/// A page that went well.
fn ok(pagina: &impl Template) -> Result<Hecha, Fallo> {
    with_status(StatusCode::OK, pagina)
}

fn with_status(status: StatusCode, pagina: &impl Template) -> Result<Hecha, Fallo> {
    let plazo = if status == StatusCode::OK {
        Plazo::Minuto
    } else {
        Plazo::Nada
    };
    Ok(Hecha::new(status, tipo::HTML, plazo, pagina.render()?))
}
