//! GraphQL over HTTP: POST with JSON, GET with parameters, questions by name; the files of editions, and whether the
//! server is well.

mod accesos;
mod archivos;
mod consultas;
mod documento;
mod ejecucion;
mod explorador;
mod limites;
mod memoria;
mod metricas;
mod negociacion;
mod peticion;
mod plazas;
mod puerta;
mod reloj;
mod respuesta;
mod servicio;
mod servidor;
mod sse;
mod tabla;
mod tasa;
mod traduccion;
mod turnos;
mod visitas;
mod websocket;

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use futures_util::StreamExt;
use persistence::Publicaciones;
use serde::{Deserialize, Serialize};

pub use consultas::Consultas;
pub use servicio::{Servicio, Trato};
pub use servidor::{Ajustes, serve};
pub use turnos::turns;

use crate::Error;
use crate::esquema::{self, Esquema};
use crate::novedades::Novedades;
use crate::recuerdos::{Cubos, Hallazgos};
use accesos::{Huella, Id, Ids};
#[cfg(test)]
pub(crate) use limites::documento::{
    ALIAS, ANIDAMIENTO, CAMPOS, DIRECTIVAS, LETRAS, PALABRAS, TEXTOS, VALORES,
};
use limites::servidor::{ALL_ANSWERS, ALL_BODIES, BODY, SHARE, UNCOUNTED};
use limites::suscripciones::ABIERTAS;
pub(crate) use limites::suscripciones::CADA;
use memoria::Memoria;
use metricas::{Cuentas, Metricas};
use negociacion::Medio;
use peticion::{Parametros, Peticion};
use respuesta::{Lista, Suerte};
use tasa::Tasa;
use tokio::sync::watch;
use tracing::Instrument;
pub(crate) use turnos::{Turno, Turnos};
use visitas::{Visita, Visitas};

type Comun = State<Arc<Estado>>;

/// What all requests share.
struct Estado {
    esquema: Esquema,
    publicaciones: Arc<Publicaciones>,
    cubos: Arc<Cubos>,
    hallazgos: Arc<Hallazgos>,
    memoria: Memoria,
    consultas: Consultas,
    tasa: Arc<Tasa>,
    /// What is open of streams of events and of WebSocket.
    corrientes: Arc<Visitas>,
    cuerpos: Arc<Visitas>,
    salidas: Arc<Visitas>,
    abiertas: Arc<Visitas>,
    turnos: Arc<Turnos>,
    metricas: Arc<Metricas>,
    cuentas: Cuentas,
    ids: Ids,
    /// Whether each request is noted in the log.
    accesos: bool,
    novedades: Novedades,
    /// Whether the server has been told to stop.
    fin: watch::Sender<bool>,
}

impl Estado {
    fn new(publicaciones: Publicaciones, trato: Trato) -> Self {
        let consultas = trato.consultas;
        let publicaciones = Arc::new(publicaciones);
        let metricas = Arc::<Metricas>::default();
        Self {
            esquema: esquema::build(),
            cubos: Arc::default(),
            hallazgos: Arc::default(),
            memoria: Memoria::new(publicaciones.clone()),
            publicaciones,
            cuentas: Cuentas::new(&metricas, consultas.por_nombre.keys()),
            consultas,
            tasa: Arc::new(Tasa::new(trato.por_segundo, trato.proxies)),
            corrientes: Visitas::limited(
                trato.corrientes,
                trato.corrientes.div_ceil(SHARE).max(2),
                2,
            ),
            cuerpos: Visitas::new(ALL_BODIES),
            salidas: Visitas::new(ALL_ANSWERS),
            abiertas: Visitas::new(ABIERTAS),
            turnos: Arc::default(),
            metricas,
            ids: Ids::default(),
            accesos: trato.accesos,
            novedades: Novedades::default(),
            fin: watch::Sender::default(),
        }
    }
}

/// The routes of the public server.
fn router(estado: Arc<Estado>) -> Router {
    let mut rutas = Router::new()
        .route("/graphql", get(by_get).post(by_post))
        .route("/graphql/consultas", get(known))
        .route("/graphql/consultas/{nombre}", get(by_name))
        .route("/ediciones/{nombre}", get(archivos::get))
        .route("/ediciones/{hash}/tabla.csv", get(tabla::get))
        .route("/salud/vivo", get(alive))
        .route("/salud/listo", get(ready));
    if !estado.consultas.solo_estas {
        rutas = rutas.merge(explorador::router());
    }
    rutas
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        .with_state(estado)
}

/// Who is at the other end, on a request that is routed.
#[derive(Clone, Copy)]
struct Vecino(IpAddr);

async fn by_post(
    State(estado): Comun,
    Extension(vecino): Extension<Vecino>,
    cabeceras: HeaderMap,
    cuerpo: Body,
) -> Response {
    post(&estado, vecino, estado.ids.next(), &cabeceras, cuerpo).await
}

/// The answer to a question in a body.
async fn post(
    estado: &Estado,
    vecino: Vecino,
    id: Id,
    cabeceras: &HeaderMap,
    cuerpo: Body,
) -> Response {
    if !is_json(cabeceras) || cabeceras.contains_key(header::CONTENT_ENCODING) {
        return refuse(Error::tipo_de_contenido());
    }
    // What is counted of it is so until it is answered.
    let (cuerpo, _cuenta) = match whole(estado, vecino, cabeceras, cuerpo).await {
        Ok(entero) => entero,
        Err(respuesta) => return respuesta,
    };
    if let Some(medio) = negociacion::media(cabeceras)
        && let Some(lista) = estado.memoria.known(&cuerpo).await
    {
        estado.metricas.remembered(true);
        return send(estado, &lista, medio, false, vecino, cabeceras).await;
    }
    let leida = Peticion::from_json(&cuerpo);
    let respuesta = respond(
        estado,
        vecino,
        &Method::POST,
        cabeceras,
        leida,
        Some(cuerpo),
    );
    Box::pin(respuesta.instrument(id.span())).await
}

/// All of a body, with what is counted of it if it is long, unless it is too long or breaks off, or there is too much of all
/// clients. Most come in one piece, of which no copy is made.
async fn whole(
    estado: &Estado,
    vecino: Vecino,
    cabeceras: &HeaderMap,
    cuerpo: Body,
) -> Result<(Bytes, Option<Visita>), Response> {
    let largo = || refuse(Error::cuerpo_grande(BODY));
    let mut piezas = cuerpo.into_data_stream();
    let Some(primera) = piezas.next().await else {
        return Ok((Bytes::new(), None));
    };
    let primera = primera.map_err(|_| largo())?;
    if primera.len() > BODY {
        return Err(largo());
    }
    if piezas.is_end_stream() {
        return Ok((primera, None));
    }
    let mut todo = primera.to_vec();
    let mut cuenta: Option<Visita> = None;
    while let Some(pieza) = piezas.next().await {
        let pieza = pieza.map_err(|_| largo())?;
        if todo.len() + pieza.len() > BODY {
            return Err(largo());
        }
        let hay = match &mut cuenta {
            Some(cuenta) => cuenta.grow(pieza.len()),
            None if todo.len() + pieza.len() <= UNCOUNTED => true,
            None => {
                let cliente = estado.tasa.client(vecino.0, cabeceras);
                cuenta = Visitas::take(&estado.cuerpos, cliente, todo.len() + pieza.len());
                cuenta.is_some()
            }
        };
        if !hay {
            return Err(servicio::busy(estado));
        }
        todo.extend_from_slice(&pieza);
    }
    Ok((todo.into(), cuenta))
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
    let es = partes
        .next()
        .is_some_and(|t| t.eq_ignore_ascii_case("application/json"));
    let utf8 = |parte: &str| match parte.split_once('=') {
        Some((clave, valor)) if clave.trim().eq_ignore_ascii_case("charset") => {
            valor.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    es && partes.all(utf8)
}

async fn by_get(
    State(estado): Comun,
    Extension(vecino): Extension<Vecino>,
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
        && ejecucion::asks_for(&estado, peticion, OperationType::Mutation)
    {
        let mut respuesta = refuse(Error::metodo());
        let solo = HeaderValue::from_static("POST");
        respuesta.headers_mut().insert(header::ALLOW, solo);
        return respuesta;
    }
    respond(&estado, vecino, &metodo, &cabeceras, leida, None).await
}

#[derive(Deserialize)]
struct DeNombre {
    #[serde(flatten)]
    parametros: Parametros,
}

/// The questions that are known by name.
#[derive(Serialize)]
struct Conocidas<'a> {
    consultas: Vec<Conocida<'a>>,
}

#[derive(Serialize)]
struct Conocida<'a> {
    nombre: &'a str,
    documento: &'a str,
}

async fn known(State(estado): Comun) -> Response {
    let todas = estado.consultas.por_nombre.iter();
    let consultas = todas
        .map(|(nombre, documento)| Conocida { nombre, documento })
        .collect();
    json(StatusCode::OK, &Conocidas { consultas })
}

async fn by_name(
    State(estado): Comun,
    Extension(vecino): Extension<Vecino>,
    Path(nombre): Path<String>,
    metodo: Method,
    cabeceras: HeaderMap,
    parametros: Result<Query<DeNombre>, QueryRejection>,
) -> Response {
    let leida = match (estado.consultas.por_nombre.get(&nombre), parametros) {
        (None, _) => {
            let nombres: Vec<&str> = estado
                .consultas
                .por_nombre
                .keys()
                .map(String::as_str)
                .collect();
            Err(Error::consulta_desconocida(&nombres.join(", ")))
        }
        (Some(documento), Ok(Query(DeNombre { mut parametros }))) => {
            parametros.query = Some(documento.clone());
            Peticion::from_parameters(parametros)
        }
        (_, Err(_)) => Err(Error::peticion_invalida()),
    };
    respond(&estado, vecino, &metodo, &cabeceras, leida, None).await
}

/// The answer to a question, or to what is none.
async fn respond(
    estado: &Estado,
    vecino: Vecino,
    metodo: &Method,
    cabeceras: &HeaderMap,
    leida: Result<Peticion, Error>,
    cuerpo: Option<Bytes>,
) -> Response {
    let (pedido, sucesos) = (
        negociacion::media(cabeceras),
        negociacion::events(cabeceras),
    );
    if pedido.is_none() && !sucesos {
        return refuse(Error::no_aceptable());
    }
    // What there is no stream of is told as it is to those who look at the status.
    let medio = pedido.unwrap_or(Medio::Graphql);
    let peticion = match leida {
        Ok(peticion) => peticion,
        Err(error) => return refuse_as(medio, error),
    };
    if !estado.consultas.allows(&peticion.documento) {
        let error = Error::consulta_no_permitida();
        estado.metricas.refused(error.codigo().nombre());
        return refuse_as(medio, error);
    }
    if sucesos && ejecucion::asks_for(estado, &peticion, OperationType::Subscription) {
        let cliente = estado.tasa.client(vecino.0, cabeceras);
        let desde = sse::last_event(cabeceras);
        return match ejecucion::follow(estado, cliente, &peticion, desde).await {
            Ok(seguida) => sse::follow(seguida),
            Err(error) if error.is_busy() => servicio::too_many(error),
            Err(error) => refuse_as(medio, error),
        };
    }
    let cliente = || estado.tasa.client(vecino.0, cabeceras);
    let turno = async { Turnos::take(&estado.turnos, cliente()).await };
    let answer = async |sello| ejecucion::answer(estado, &peticion, sello).await;
    let hecha = estado.memoria.get(&peticion, cuerpo, turno, answer);
    let lista = match hecha.await {
        Ok((lista, acierto)) => {
            estado.metricas.remembered(acierto);
            lista
        }
        Err(error) => return refuse_as(medio, error),
    };
    if pedido.is_none() && lista.suerte == Suerte::Datos {
        return match lista.count(&estado.salidas, cliente()) {
            Ok(cuenta) => sse::once(&lista, cuenta),
            Err(_) => servicio::busy(estado),
        };
    }
    let es_get = metodo != Method::POST;
    send(estado, &lista, medio, es_get, vecino, cabeceras).await
}

/// An answer, as the client takes it.
async fn send(
    estado: &Estado,
    lista: &Lista,
    medio: Medio,
    es_get: bool,
    vecino: Vecino,
    cabeceras: &HeaderMap,
) -> Response {
    let codigo = negociacion::coding(cabeceras);
    let mut respuesta = if lista.is_short() {
        lista.send(medio, codigo, es_get, cabeceras, None).await
    } else {
        let cliente = estado.tasa.client(vecino.0, cabeceras);
        let Ok(cuenta) = lista.count(&estado.salidas, cliente) else {
            return servicio::busy(estado);
        };
        let larga = (cuenta, &estado.turnos, cliente);
        lista
            .send(medio, codigo, es_get, cabeceras, Some(larga))
            .await
    };
    if estado.accesos {
        respuesta.extensions_mut().insert(Huella(lista.documento));
    }
    respuesta
}

/// A response without data.
#[derive(Serialize)]
struct SinDatos {
    errors: [async_graphql::ServerError; 1],
}

/// An answer that is nothing but an error, with the status of its code.
fn refuse(error: Error) -> Response {
    refuse_as(Medio::Json, error)
}

fn refuse_as(medio: Medio, error: Error) -> Response {
    let estado = error.codigo().status();
    let mut error =
        async_graphql::Error::from(error).into_server_error(async_graphql::Pos::default());
    error.locations.clear();
    let mut respuesta = json(estado, &SinDatos { errors: [error] });
    let cabeceras = respuesta.headers_mut();
    cabeceras.insert(header::CONTENT_TYPE, medio.tipo());
    cabeceras.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    respuesta
}

fn json(estado: StatusCode, cuerpo: &impl Serialize) -> Response {
    match serde_json::to_vec(cuerpo) {
        Ok(bytes) => (estado, [(header::CONTENT_TYPE, Medio::Json.tipo())], bytes).into_response(),
        Err(error) => {
            tracing::error!(%error, "no se pudo escribir la respuesta");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
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

async fn ready(State(estado): Comun) -> Response {
    match estado.publicaciones.check().await {
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
