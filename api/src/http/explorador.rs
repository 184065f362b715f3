//! What does not change while the server runs: the explorer, a page of this server with nothing of others, to ask and to read
//! what can be asked; the schema; the questions that are known by name.

use axum::Extension;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use axum::routing::get;
use servidor::{COMMON, Origin};
use std::sync::Arc;

use super::rechazo::withhold;
use super::shared::{Comun, Shared};

/// It runs its own script and asks its own server; nothing else.
const POLITICA: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                        form-action 'none'; frame-ancestors 'none'";

/// It changes with the server.
const GUARDA: &str = "no-cache";

macro_rules! page {
    ($campo:ident, $tipo:literal) => {
        |State(shared): Comun,
         Extension(origin): Extension<Origin>,
         metodo: Method,
         cabeceras: HeaderMap| async move {
            let que = ($tipo, GUARDA);
            let fijo = &shared.fijos.$campo;
            let hecha = fijo
                .send(&shared.resources, origin.client, &metodo, &cabeceras, que)
                .await;
            dress(hecha.unwrap_or_else(|refused| withhold(&shared, &refused)))
        }
    };
}

/// The routes of the explorer, and of the schema that it shows.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route(
            "/explorador",
            get(page!(pagina, "text/html; charset=utf-8")),
        )
        .route(
            "/explorador/estilo.css",
            get(page!(estilo, "text/css; charset=utf-8")),
        )
        .route(
            "/explorador/explorador.js",
            get(page!(guion, "text/javascript; charset=utf-8")),
        )
        .route(
            "/schema.graphql",
            get(page!(esquema, "application/graphql; charset=utf-8")),
        )
}

/// The questions that are known by name.
pub(super) async fn known(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    metodo: Method,
    cabeceras: HeaderMap,
) -> Response {
    let que = ("application/json; charset=utf-8", GUARDA);
    let fijo = &shared.fijos.consultas;
    let hecha = fijo
        .send(&shared.resources, origin.client, &metodo, &cabeceras, que)
        .await;
    hecha.unwrap_or_else(|refused| withhold(&shared, &refused))
}

fn dress(mut respuesta: Response) -> Response {
    let cabeceras = respuesta.headers_mut();
    cabeceras.extend(COMMON.clone());
    let politica = HeaderValue::from_static(POLITICA);
    cabeceras.insert(header::CONTENT_SECURITY_POLICY, politica);
    respuesta
}
