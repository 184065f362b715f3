//! Bytes under a tag, whole or by ranges (RFC 9110, §13 and §14).

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use servidor::{Share, counted, is_known};

/// Why bytes are not sent.
pub(super) enum Refused {
    /// There is too much being sent.
    Busy,
    /// There are so many bytes, and not those.
    Range(usize),
}

/// Bytes under a tag: whole, a part, or nothing to whoever has them.
///
/// # Errors
/// That they are not there.
pub(super) fn bytes(
    cabeceras: &HeaderMap,
    todos: Bytes,
    cuenta: Option<Arc<Share>>,
    tipo: HeaderValue,
    etiqueta: &str,
) -> Result<Response, Refused> {
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
        Some(None) => return Err(Refused::Range(largo)),
        Some(Some((desde, hasta))) => {
            let parte = counted(todos.slice(desde..=hasta), cuenta);
            let mut respuesta = (StatusCode::PARTIAL_CONTENT, Body::from(parte)).into_response();
            let cual = format!("bytes {desde}-{hasta}/{largo}");
            put(&mut respuesta, header::CONTENT_RANGE, &cual);
            respuesta
        }
    };
    respuesta.headers_mut().insert(header::CONTENT_TYPE, tipo);
    put(&mut respuesta, header::ETAG, etiqueta);
    put(&mut respuesta, header::ACCEPT_RANGES, "bytes");
    Ok(respuesta)
}

pub(super) fn put(respuesta: &mut Response, nombre: header::HeaderName, valor: &str) {
    if let Ok(valor) = HeaderValue::try_from(valor) {
        respuesta.headers_mut().insert(nombre, valor);
    }
}

/// First and last byte of a single range (RFC 9110, §14): none if it is another kind, which is then ignored;
/// an inner none if the bytes are not there.
#[expect(clippy::option_option, reason = "ignored, or not satisfiable")]
fn range(texto: &str, largo: usize) -> Option<Option<(usize, usize)>> {
    let (unidad, rango) = texto.split_once('=')?;
    let (desde, hasta) = rango.split_once('-')?;
    let digits = |texto: &str| texto.bytes().all(|b| b.is_ascii_digit());
    if !unidad.eq_ignore_ascii_case("bytes") || !digits(desde) || !digits(hasta) {
        return None;
    }
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
        assert_eq!(range("Bytes=0-4", 10), Some(Some((0, 4))));
        assert_eq!(range("bytes=+0-+4", 10), None);
    }
}
