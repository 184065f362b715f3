//! The explorer: a page of this server, with nothing of others, to ask and to read what can be asked.

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use servidor::COMMON;

/// It runs its own script and asks its own server; nothing else.
const POLITICA: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                        form-action 'none'; frame-ancestors 'none'";

/// Its routes.
pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let pagina = || async {
        send(
            "text/html; charset=utf-8",
            include_str!("../../explorador/index.html"),
        )
    };
    let estilo = || async {
        send(
            "text/css; charset=utf-8",
            include_str!("../../explorador/estilo.css"),
        )
    };
    let guion = || async {
        send(
            "text/javascript; charset=utf-8",
            include_str!("../../explorador/explorador.js"),
        )
    };
    Router::new()
        .route("/explorador", get(pagina))
        .route("/explorador/estilo.css", get(estilo))
        .route("/explorador/explorador.js", get(guion))
}

fn send(tipo: &'static str, texto: &'static str) -> Response {
    let mut respuesta = texto.into_response();
    let cabeceras = respuesta.headers_mut();
    cabeceras.extend(COMMON.clone());
    for (nombre, valor) in [
        (header::CONTENT_SECURITY_POLICY, POLITICA),
        (header::CONTENT_TYPE, tipo),
        // It changes with the server.
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        cabeceras.insert(nombre, HeaderValue::from_static(valor));
    }
    respuesta
}
