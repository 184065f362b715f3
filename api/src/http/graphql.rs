//! GraphQL over HTTP: POST with JSON, GET with parameters, questions by name.

use async_graphql::parser::types::OperationType;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use serde::Deserialize;
use servidor::{Fingerprint, Origin, Refusal, accepts_events, coding, read_body};
use tracing::Instrument;

use super::medio::{self, Medio};
use super::peticion::{Parametros, Peticion};
use super::rechazo::{busy, decline, refuse, refuse_as};
use super::respuesta::{Answer, Outcome};
use super::shared::{Comun, Shared};
use super::{ejecucion, seguimiento, sse};
use crate::Error;

pub(super) async fn by_post(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    cabeceras: HeaderMap,
    cuerpo: Body,
) -> Response {
    post(&shared, &origin, &cabeceras, cuerpo).await
}

/// The answer to a question in a body.
pub(super) async fn post(
    shared: &Shared,
    origin: &Origin,
    cabeceras: &HeaderMap,
    cuerpo: Body,
) -> Response {
    if !is_json(cabeceras) || is_packed(cabeceras) {
        let mut respuesta = refuse(Error::tipo_de_contenido());
        let otras = respuesta.headers_mut();
        otras.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        otras.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        return respuesta;
    }
    // The share of the body is held until it is answered.
    let read = read_body(&shared.resources.bodies, origin.client, cuerpo).await;
    let (cuerpo, _share) = match read {
        Ok(whole) => whole,
        Err(Refusal::Busy) => return busy(shared),
        Err(refusal) => return refuse(refusal.into()),
    };
    if let Some(medio) = medio::media(cabeceras)
        && let Some(answer) = shared.memoria.known(&cuerpo).await
    {
        shared.metricas.remembered(true);
        return send(shared, origin, &answer, medio, &Method::POST, cabeceras).await;
    }
    let leida = Peticion::from_json(&cuerpo);
    let respuesta = respond(
        shared,
        origin,
        &Method::POST,
        cabeceras,
        leida,
        Some(cuerpo),
    );
    Box::pin(respuesta.instrument(origin.id.span())).await
}

/// JSON in UTF-8, said so: what a page of another site can send without asking is not.
fn is_json(cabeceras: &HeaderMap) -> bool {
    let Some(tipo) = cabeceras.get(header::CONTENT_TYPE) else {
        return false;
    };
    if tipo == "application/json" {
        return true;
    }
    let tipo = tipo.to_str().unwrap_or_default();
    let mut partes = tipo.split(';').map(str::trim);
    partes
        .next()
        .is_some_and(|t| t.eq_ignore_ascii_case("application/json"))
        && partes.all(|parte| match parte.split_once('=') {
            Some((clave, valor)) if clave.trim().eq_ignore_ascii_case("charset") => {
                let valor = valor.trim().trim_matches('"');
                ["utf-8", "utf8"]
                    .iter()
                    .any(|uno| valor.eq_ignore_ascii_case(uno))
            }
            _ => true,
        })
}

/// Whether a body comes otherwise than as it is.
fn is_packed(cabeceras: &HeaderMap) -> bool {
    let mut codings = cabeceras.get_all(header::CONTENT_ENCODING).iter();
    codings.any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

pub(super) async fn by_get(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    metodo: Method,
    cabeceras: HeaderMap,
    parametros: Result<Query<Parametros>, QueryRejection>,
) -> Response {
    let leida = match parametros {
        Ok(Query(parametros)) => Peticion::from_parameters(parametros),
        Err(_) => Err(Error::peticion_invalida()),
    };
    // There are no mutations yet; the rule is of the protocol.
    if let Ok(peticion) = &leida
        && ejecucion::asks_for(&shared, peticion, OperationType::Mutation)
    {
        let mut respuesta = refuse(Error::metodo());
        let solo = HeaderValue::from_static("POST");
        respuesta.headers_mut().insert(header::ALLOW, solo);
        return respuesta;
    }
    respond(&shared, &origin, &metodo, &cabeceras, leida, None).await
}

#[derive(Deserialize)]
pub(super) struct DeNombre {
    #[serde(flatten)]
    parametros: Parametros,
}

pub(super) async fn by_name(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    Path(nombre): Path<String>,
    metodo: Method,
    cabeceras: HeaderMap,
    parametros: Result<Query<DeNombre>, QueryRejection>,
) -> Response {
    let por_nombre = &shared.consultas.por_nombre;
    let leida = match (por_nombre.get(&nombre), parametros) {
        (None, _) => {
            let nombres: Vec<&str> = por_nombre.keys().map(String::as_str).collect();
            Err(Error::consulta_desconocida(&nombres.join(", ")))
        }
        (Some(documento), Ok(Query(DeNombre { mut parametros }))) => {
            parametros.query = Some(documento.clone());
            Peticion::from_parameters(parametros)
        }
        (_, Err(_)) => Err(Error::peticion_invalida()),
    };
    respond(&shared, &origin, &metodo, &cabeceras, leida, None).await
}

/// The answer to a question, or to what is none.
async fn respond(
    shared: &Shared,
    origin: &Origin,
    metodo: &Method,
    cabeceras: &HeaderMap,
    leida: Result<Peticion, Error>,
    cuerpo: Option<Bytes>,
) -> Response {
    let pedido = medio::media(cabeceras);
    let events = accepts_events(cabeceras);
    if pedido.is_none() && !events {
        return refuse(Error::no_aceptable());
    }
    // What is not asked, or may not be, is told as it is to those who look at the status.
    let medio = pedido.unwrap_or(Medio::Graphql);
    let peticion = match leida {
        Ok(peticion) => peticion,
        Err(error) => return refuse_as(medio, error),
    };
    if !shared.consultas.allows(&peticion.documento) {
        let error = Error::consulta_no_permitida();
        shared.metricas.refused(error.codigo().nombre());
        return refuse_as(medio, error);
    }
    if events && ejecucion::asks_for(shared, &peticion, OperationType::Subscription) {
        // Clients of graphql-sse ask by POST and take no event without a name; browsers by GET.
        let tells_start = metodo != Method::POST;
        return subscribe(shared, origin, cabeceras, &peticion, tells_start).await;
    }
    let answer = match ejecucion::ask(shared, origin.client, &peticion, cuerpo).await {
        Ok(answer) => answer,
        Err(error) => return refuse_as(medio, error),
    };
    if pedido.is_none() && matches!(answer.outcome, Outcome::Data | Outcome::Refused) {
        return match answer.count(&shared.resources.answers, origin.client) {
            Ok(share) => sse::once(&answer, share),
            Err(_) => busy(shared),
        };
    }
    send(shared, origin, &answer, medio, metodo, cabeceras).await
}

/// A subscription, as a stream of events. `tells_start`: whether where it begins is told by an event without a name.
async fn subscribe(
    shared: &Shared,
    origin: &Origin,
    cabeceras: &HeaderMap,
    peticion: &Peticion,
    tells_start: bool,
) -> Response {
    let desde = sse::last_event(cabeceras);
    match seguimiento::follow(shared, origin.client, peticion, desde).await {
        Ok(subscription) => sse::follow(subscription, tells_start),
        Err(error) if error.is_busy() => decline(Refusal::TooManyStreams),
        Err(error) => sse::refuse(error),
    }
}

/// An answer, as the client takes it.
async fn send(
    shared: &Shared,
    origin: &Origin,
    answer: &Answer,
    medio: Medio,
    metodo: &Method,
    cabeceras: &HeaderMap,
) -> Response {
    let coding = coding(cabeceras);
    let is_get = metodo != Method::POST;
    let mut respuesta = if answer.is_short() {
        answer.send(medio, coding, is_get, cabeceras, None).await
    } else {
        let Ok(share) = answer.count(&shared.resources.answers, origin.client) else {
            return busy(shared);
        };
        let long = (share, &shared.resources.turns, origin.client);
        answer
            .send(medio, coding, is_get, cabeceras, Some(long))
            .await
    };
    if shared.resources.log {
        respuesta
            .extensions_mut()
            .insert(Fingerprint(answer.documento));
    }
    respuesta
}
