//! The routes of the public server.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;

use super::rechazo::{json, refuse};
use super::shared::{Comun, Shared};
use super::{archivos, claves, explorador, graphql, tabla};
use crate::Error;

/// The routes, the explorer among them unless only questions by name are answered.
pub(super) fn router(shared: Arc<Shared>) -> Router {
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
    rutas
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        .with_state(shared)
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
}

async fn alive() -> Response {
    json(StatusCode::OK, &Salud { estado: "vivo" })
}

async fn ready(State(shared): Comun) -> Response {
    match shared.sala.publicaciones().check().await {
        Ok(()) => json(StatusCode::OK, &Salud { estado: "listo" }),
        Err(error) => {
            tracing::warn!(%error, "las publicaciones no responden");
            json(
                StatusCode::SERVICE_UNAVAILABLE,
                &Salud { estado: "no listo" },
            )
        }
    }
}
