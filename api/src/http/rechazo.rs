//! Refusals: answers that are nothing but an error, with the status of its code.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use servidor::limits::{ADDRESS, BODY, HEAD, RETRY};
use servidor::{Refusal, Told};

use super::medio::Medio;
use super::shared::Shared;
use crate::Error;
use servidor::ranges::{Refused, put};

/// A response without data.
#[derive(Serialize)]
struct SinDatos {
    errors: [async_graphql::ServerError; 1],
}

/// Refuses in JSON.
pub(super) fn refuse(error: Error) -> Response {
    refuse_as(Medio::Json, error)
}

/// Refuses in the media type that the client takes.
pub(super) fn refuse_as(medio: Medio, error: Error) -> Response {
    let estado = error.codigo().status();
    let dicho = Told {
        code: error.codigo().nombre(),
        text: error.mensaje().to_owned(),
    };
    let errors = [error.alone()];
    let mut respuesta = json(estado, &SinDatos { errors });
    let cabeceras = respuesta.headers_mut();
    cabeceras.insert(header::CONTENT_TYPE, medio.tipo());
    cabeceras.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if estado == StatusCode::SERVICE_UNAVAILABLE {
        cabeceras.insert(header::RETRY_AFTER, RETRY.into());
    }
    respuesta.extensions_mut().insert(dicho);
    respuesta
}

/// Refuses as the server does.
pub(super) fn decline(refusal: Refusal) -> Response {
    refusal.dress(refuse(refusal.into()))
}

/// Refuses because all clients have as much under way as they may, and counts it.
pub(super) fn busy(shared: &Shared) -> Response {
    shared.metricas.refused(Error::ocupado().codigo().nombre());
    decline(Refusal::Busy)
}

/// Refuses bytes that are not there, or that are too many now.
pub(super) fn withhold(shared: &Shared, refused: &Refused) -> Response {
    match refused {
        Refused::Busy => busy(shared),
        Refused::Range(largo) => {
            let mut respuesta = refuse(Error::rango_invalido());
            put(
                &mut respuesta,
                header::CONTENT_RANGE,
                &format!("bytes */{largo}"),
            );
            respuesta
        }
    }
}

/// Answers in JSON.
pub(super) fn json(estado: StatusCode, cuerpo: &impl Serialize) -> Response {
    match serde_json::to_vec(cuerpo) {
        Ok(bytes) => (estado, [(header::CONTENT_TYPE, Medio::Json.tipo())], bytes).into_response(),
        Err(error) => {
            tracing::error!(%error, "no se pudo escribir la respuesta");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooOften { seconds } => Self::demasiadas(seconds),
            Refusal::TooManyStreams => Self::demasiadas_corrientes(),
            Refusal::Busy => Self::ocupado(),
            Refusal::LongAddress => Self::direccion_larga(ADDRESS),
            Refusal::BadAddress => Self::direccion_invalida(),
            Refusal::Malformed => Self::mal_formada(),
            Refusal::LargeHead => Self::cabeza_grande(HEAD),
            Refusal::LargeBody => Self::cuerpo_grande(BODY),
            Refusal::Changed => Self::cambiado(),
            Refusal::Late => Self::tardada(),
        }
    }
}
