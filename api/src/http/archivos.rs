//! The signed file of an edition, by the hash of what it says: it never changes, so that it is kept for ever, and
//! a pull that was cut off goes on where it was.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use servidor::limits::UNCOUNTED;
use servidor::{Origin, Quota, Share, counted, is_known};

use super::rechazo::{busy, refuse};
use super::shared::Comun;
use crate::Error;
use crate::cargadores::served;

/// A year, and never asked again: an edition under a hash is always the same.
const PARA_SIEMPRE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

pub(super) async fn get(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    Path(nombre): Path<String>,
    cabeceras: HeaderMap,
) -> Response {
    let (hash, firma) = match nombre.strip_suffix(".minisig") {
        Some(hash) => (hash, true),
        None => (nombre.as_str(), false),
    };
    if !is_hash(hash) {
        return refuse(Error::archivo_desconocido());
    }
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
        let etiqueta = format!("\"{hash}.minisig\"");
        return bytes(
            &cabeceras,
            archivo.firma.into_bytes(),
            None,
            tipo,
            &etiqueta,
        );
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
    let mut respuesta = bytes(&cabeceras, archivo.contenido, cuenta, tipo, &etiqueta);
    let descarga = format!(
        "attachment; filename=\"{}-{}.json.gz\"",
        edicion.instancia, edicion.numero
    );
    if let Ok(descarga) = HeaderValue::try_from(descarga) {
        respuesta
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, descarga);
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

/// Immutable bytes: whole, a part, or nothing to whoever has them.
fn bytes(
    cabeceras: &HeaderMap,
    todos: Vec<u8>,
    cuenta: Option<Arc<Share>>,
    tipo: HeaderValue,
    etiqueta: &str,
) -> Response {
    let todos = Bytes::from(todos);
    let text = |nombre| {
        cabeceras
            .get(nombre)
            .and_then(|valor: &HeaderValue| valor.to_str().ok())
    };
    let tiene = is_known(cabeceras, etiqueta);
    let largo = todos.len();
    let rango = text(header::RANGE)
        .filter(|_| text(header::IF_RANGE).is_none_or(|una| una == etiqueta))
        .and_then(|rango| range(rango, largo));
    let mut respuesta = match rango {
        _ if tiene => StatusCode::NOT_MODIFIED.into_response(),
        None => Body::from(counted(todos, cuenta)).into_response(),
        Some(None) => {
            let mut respuesta = refuse(Error::rango_invalido());
            put(
                &mut respuesta,
                header::CONTENT_RANGE,
                &format!("bytes */{largo}"),
            );
            return respuesta;
        }
        Some(Some((desde, hasta))) => {
            let parte = counted(todos.slice(desde..=hasta), cuenta);
            let mut respuesta = (StatusCode::PARTIAL_CONTENT, Body::from(parte)).into_response();
            let cual = format!("bytes {desde}-{hasta}/{largo}");
            put(&mut respuesta, header::CONTENT_RANGE, &cual);
            respuesta
        }
    };
    respuesta.headers_mut().insert(header::CONTENT_TYPE, tipo);
    respuesta
        .headers_mut()
        .insert(header::CACHE_CONTROL, PARA_SIEMPRE);
    put(&mut respuesta, header::ETAG, etiqueta);
    put(&mut respuesta, header::ACCEPT_RANGES, "bytes");
    respuesta
}

fn put(respuesta: &mut Response, nombre: header::HeaderName, valor: &str) {
    if let Ok(valor) = HeaderValue::try_from(valor) {
        respuesta.headers_mut().insert(nombre, valor);
    }
}

/// First and last byte of a single range (RFC 9110, §14): none if it is another kind, which is then ignored;
/// an inner none if the bytes are not there.
#[expect(clippy::option_option, reason = "ignored, or not satisfiable")]
fn range(texto: &str, largo: usize) -> Option<Option<(usize, usize)>> {
    let (desde, hasta) = texto.strip_prefix("bytes=")?.split_once('-')?;
    if desde.is_empty() {
        let ultimos: usize = hasta.parse().ok()?;
        let hay = ultimos > 0 && largo > 0;
        return Some(hay.then(|| (largo.saturating_sub(ultimos), largo - 1)));
    }
    let desde: usize = desde.parse().ok()?;
    let hasta: usize = if hasta.is_empty() {
        usize::MAX
    } else {
        hasta.parse().ok()?
    };
    if hasta < desde {
        return None;
    }
    Some((desde < largo).then(|| (desde, hasta.min(largo - 1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_standard() {
        assert_eq!(range("bytes=0-4", 10), Some(Some((0, 4))));
        assert_eq!(range("bytes=4-", 10), Some(Some((4, 9))));
        assert_eq!(range("bytes=-3", 10), Some(Some((7, 9))));
        assert_eq!(range("bytes=-30", 10), Some(Some((0, 9))));
        assert_eq!(range("bytes=4-99", 10), Some(Some((4, 9))));
        assert_eq!(range("bytes=10-", 10), Some(None));
        assert_eq!(range("bytes=-0", 10), Some(None));
        assert_eq!(range("bytes=5-4", 10), None);
        assert_eq!(range("bytes=0-1,4-5", 10), None);
        assert_eq!(range("lines=0-1", 10), None);
    }
}
