//! The routes of the public server.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use serde::Serialize;
use servidor::limits::RETRY;
use servidor::{Origin, Site};

use super::lectores::Reader;
use super::rechazo::{json, refuse};
use super::shared::{Comun, Shared};
use super::{archivos, claves, explorador, graphql, tabla};
use crate::Error;

/// The routes, the explorer among them unless only questions by name are answered.
pub(super) fn router(shared: Arc<Shared>, paginas: Option<Arc<dyn Site>>) -> Router {
    let mut rutas = Router::new()
        .route("/graphql", get(graphql::by_get).post(graphql::by_post))
        .route("/graphql/consultas", get(explorador::known))
        .route("/.well-known/pacto-claves.json", get(claves::get))
        .route("/graphql/consultas/{nombre}", get(graphql::by_name))
        .route("/ediciones/{nombre}", get(archivos::get))
        .route("/ediciones/{hash}/tabla.csv", get(tabla::get))
        .route("/salud/vivo", get(alive))
        .route("/salud/listo", get(ready));
    if !shared.consultas.solo_estas {
        rutas = rutas.merge(explorador::router());
    }
    let rutas = rutas.method_not_allowed_fallback(method_not_allowed);
    let rutas = match paginas {
        None => rutas.fallback(not_found),
        Some(paginas) => rutas.fallback(move |origin: Extension<Origin>, request: Request| {
            page(paginas, origin, request)
        }),
    };
    rutas.with_state(shared)
}

/// A page or a file, at an address that is not of the API. What is refused among pages is told in a page to whoever does not ask for
/// JSON; what is refused of a file or missing elsewhere is told in JSON to whoever does not read pages.
async fn page(
    paginas: Arc<dyn Site>,
    Extension(origin): Extension<Origin>,
    request: Request,
) -> Response {
    let among_pages = paginas.is_page(request.uri().path());
    let reader = Reader::of(request.headers());
    let answer = paginas.answer(origin, request).await;
    reader.of_pages(answer, among_pages)
}

async fn method_not_allowed() -> Response {
    refuse(Error::metodo())
}

async fn not_found() -> Response {
    refuse(Error::ruta_desconocida())
}

/// How the server is.
#[derive(Serialize)]
struct Salud {
    estado: &'static str,
    /// What is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    espera: Option<&'static str>,
}

impl Salud {
    fn new(estado: &'static str) -> Self {
        Self {
            estado,
            espera: None,
        }
    }
}

async fn alive() -> Response {
    json(StatusCode::OK, &Salud::new("vivo"))
}

/// Whether what is published can be read now, and else what is waited for. Whoever asks often is answered soon: within a second.
async fn ready(State(shared): Comun) -> Response {
    let error = match shared.sala.publicaciones().ready().await {
        Ok(()) => return json(StatusCode::OK, &Salud::new("listo")),
        Err(error) => error,
    };
    let espera = match &error {
        persistence::Error::SinPublicaciones => "la primera edición",
        error if error.passes() => "la base de datos",
        error => {
            tracing::warn!(%error, "las publicaciones no responden");
            "que se puedan leer las publicaciones"
        }
    };
    let salud = Salud {
        estado: "no listo",
        espera: Some(espera),
    };
    let mut respuesta = json(StatusCode::SERVICE_UNAVAILABLE, &salud);
    respuesta
        .headers_mut()
        .insert(header::RETRY_AFTER, RETRY.into());
    respuesta
}
