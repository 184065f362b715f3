//! The signed file of an edition, by the hash of what it says: it never changes, but may be withdrawn, so that it is kept for an
//! hour and then asked for again by its tag. A pull that was cut off goes on where it was.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use domain::Edicion;
use servidor::limits::UNCOUNTED;
use servidor::{Origin, Quota, Turns};

use super::rechazo::{busy, refuse, withhold};
use super::shared::{Comun, Shared};
use crate::Error;
use crate::cargadores::served;
use servidor::ranges::{bytes, put};

/// An edition does not change; one that is withdrawn must not go on being served by whoever stands between.
const UNA_HORA: HeaderValue = HeaderValue::from_static("public, max-age=3600, must-revalidate");

pub(super) async fn get(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    Path(nombre): Path<String>,
    metodo: Method,
    mut cabeceras: HeaderMap,
) -> Response {
    // Ranges are for GET (RFC 9110, §14.2).
    if metodo == Method::HEAD {
        cabeceras.remove(header::RANGE);
    }
    let (hash, firma) = match nombre.strip_suffix(".minisig") {
        Some(hash) => (hash, true),
        None => (nombre.as_str(), false),
    };
    if !is_hash(hash) {
        return in_small_letters(&nombre);
    }
    let _turn = Turns::take(&shared.resources.turns, origin.client).await;
    let edicion = match shared.sala.publicaciones().edicion_by_hash(hash).await {
        Ok(Some(hallada)) => hallada,
        Ok(None) => return refuse(Error::archivo_desconocido()),
        Err(error) => return refuse(error.into()),
    };
    if let Err(error) = served(&edicion) {
        return refuse(error);
    }
    let archivo = match shared
        .sala
        .publicaciones()
        .archivo(&(&edicion).into())
        .await
    {
        Ok(Some(hallado)) => hallado,
        Ok(None) => return refuse(Error::archivo_desconocido()),
        Err(error) => return refuse(error.into()),
    };
    if firma {
        let tipo = HeaderValue::from_static("text/plain; charset=utf-8");
        // What was published again is signed again.
        let etiqueta = format!("\"{hash}-{}.minisig\"", edicion.numero);
        let firma = archivo.firma.into_bytes().into();
        let hecha = bytes(&cabeceras, firma, None, tipo, &etiqueta);
        let mut hecha = hecha.unwrap_or_else(|refused| withhold(&shared, &refused));
        // By another key, if there is one meanwhile: whoever keeps the old one asks.
        put(&mut hecha, header::CACHE_CONTROL, "no-cache");
        put_name(&edicion, ".minisig", &mut hecha);
        return hecha;
    }
    let tipo = HeaderValue::from_static("application/gzip");
    let etiqueta = format!("\"{hash}\"");
    let mut cuenta = None;
    if archivo.contenido.len() > UNCOUNTED {
        let answers = &shared.resources.answers;
        let Some(contada) = Quota::take(answers, origin.client, archivo.contenido.len()) else {
            return busy(&shared);
        };
        cuenta = Some(Arc::new(contada));
    }
    let contenido = archivo.contenido.into();
    let hecha = bytes(&cabeceras, contenido, cuenta, tipo, &etiqueta);
    let mut respuesta = for_an_hour(hecha.unwrap_or_else(|refused| withhold(&shared, &refused)));
    put_name(&edicion, "", &mut respuesta);
    put(&mut respuesta, header::LINK, &links(&shared, &edicion));
    respuesta
}

/// The name under which a file is kept, beside others of its edition; a refusal is no file.
fn put_name(edicion: &Edicion, fin: &str, respuesta: &mut Response) {
    if respuesta.status().is_client_error() || respuesta.status().is_server_error() {
        return;
    }
    let Edicion {
        instancia, numero, ..
    } = edicion;
    let nombre = format!("attachment; filename=\"{instancia}-{numero}.json.gz{fin}\"");
    put(respuesta, header::CONTENT_DISPOSITION, &nombre);
}

/// That the same is at another address, as files of pages have it.
pub(super) fn elsewhere(adonde: &str) -> Response {
    let mut respuesta = Response::new(axum::body::Body::empty());
    *respuesta.status_mut() = StatusCode::SEE_OTHER;
    put(&mut respuesta, header::LOCATION, adonde);
    put(&mut respuesta, header::CACHE_CONTROL, servidor::MINUTE);
    respuesta
}

/// That a hash in capitals says the same in small letters, or that it is none.
fn in_small_letters(nombre: &str) -> Response {
    let llano = nombre.to_ascii_lowercase();
    if is_hash(llano.strip_suffix(".minisig").unwrap_or(&llano)) {
        elsewhere(&format!("/ediciones/{llano}"))
    } else {
        refuse(Error::archivo_desconocido())
    }
}

/// What an edition links to (RFC 8288), as the files of pages do: its licence and, where there are pages, the one that says how it
/// is verified, and its other forms.
fn links(shared: &Shared, edicion: &Edicion) -> String {
    let mut todos = vec![licence_link(shared, edicion)];
    if shared.con_paginas {
        let (casa, hash) = (&edicion.instancia, &edicion.hash);
        let version = &hash[..12];
        todos.push(format!(
            "</{casa}/datos?version={version}>; rel=\"describedby\"; type=\"text/html\""
        ));
        let otras = ["edicion.xlsx", "edicion.ods", "tablas.zip"];
        todos.extend(otras.map(|otra| format!("</ediciones/{hash}/{otra}>; rel=\"alternate\"")));
    }
    todos.join(", ")
}

/// The link to the licence of what an edition says.
pub(super) fn licence_link(shared: &Shared, edicion: &Edicion) -> String {
    let licencia = shared.licence(edicion.instancia.as_str());
    format!("<{}>; rel=\"license\"", licencia.direccion)
}

/// The same answer, kept for an hour if it is one.
fn for_an_hour(mut respuesta: Response) -> Response {
    if !respuesta.status().is_client_error() && !respuesta.status().is_server_error() {
        respuesta
            .headers_mut()
            .insert(header::CACHE_CONTROL, UNA_HORA);
    }
    respuesta
}

/// SHA-256 in hexadecimal, as editions write it.
pub(super) fn is_hash(texto: &str) -> bool {
    texto.len() == 64
        && texto
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
