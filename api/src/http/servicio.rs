//! What answers requests, however they come: who may ask, for how long, what every answer says, what is noted of it.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock};
use std::task::Poll;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use ipnet::IpNet;
use persistence::Publicaciones;
use tokio::time::Instant;
use tower::ServiceExt;
use tracing::Instrument;

use super::accesos::{self, Id};
use super::limites::servidor::{ADDRESS, BODY, HEAD, REQUEST_TIME, STREAMS};
use super::plazas::Plaza;
use super::visitas::{Visita, Visitas};
use super::{Consultas, Estado, Vecino, post, refuse, router, websocket};
use crate::Error;

/// How requests are answered.
#[derive(Debug)]
pub struct Trato {
    /// Requests of a client per second, four times as many at once; none is no limit.
    pub por_segundo: Option<NonZeroU32>,
    /// Proxies that are believed when they say who asks.
    pub proxies: Vec<IpNet>,
    /// Questions known by name.
    pub consultas: Consultas,
    /// Whether each request is noted in the log.
    pub accesos: bool,
    /// Streams of events and connections of WebSocket at once; one client has at most an eighth of them.
    pub corrientes: usize,
}

impl Default for Trato {
    fn default() -> Self {
        Self {
            por_segundo: None,
            proxies: vec![],
            consultas: Consultas::default(),
            accesos: false,
            corrientes: STREAMS,
        }
    }
}

/// Answers requests about what is published.
#[derive(Clone)]
pub struct Servicio {
    pub(super) estado: Arc<Estado>,
    rutas: axum::Router,
}

/// Where a request comes from: who is at the other end, of a connection that is counted as long as this is kept.
#[derive(Clone)]
pub(super) struct Origen {
    pub(super) quien: IpAddr,
    pub(super) plaza: Option<Arc<Plaza>>,
}

/// Headers of every answer: the data are public and may be read from anywhere; nothing of it is a page to be run.
pub(super) static DE_TODAS: LazyLock<HeaderMap> = LazyLock::new(|| {
    let todas = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "ETag, Retry-After, X-Request-Id",
        ),
    ];
    todas
        .map(|(nombre, valor)| (nombre, HeaderValue::from_static(valor)))
        .into_iter()
        .collect()
});

impl Servicio {
    /// A service of what is published.
    pub fn new(publicaciones: Publicaciones, trato: Trato) -> Self {
        let estado = Arc::new(Estado::new(publicaciones, trato));
        Self {
            rutas: router(estado.clone()),
            estado,
        }
    }

    /// The answer to a request of a client, without a network between. In a box, like [`crate::serve`].
    pub fn answer(&self, quien: IpAddr, peticion: Request) -> BoxFuture<'_, Response> {
        Box::pin(self.guard(Origen { quien, plaza: None }, peticion))
    }

    /// Around every request: who asks too much, what takes too long, what every answer says.
    pub(super) async fn guard(&self, origen: Origen, peticion: Request) -> Response {
        let empieza = Instant::now();
        let estado = &self.estado;
        let cuenta = estado.cuentas.of(peticion.uri().path());
        let metodo = estado.accesos.then(|| peticion.method().clone());
        let id = estado.ids.next();
        let mut respuesta = self.admit(origen, peticion, id).await;
        let codigo = respuesta.status();
        let tipo = respuesta.headers().get(header::CONTENT_TYPE);
        if codigo.is_client_error() && tipo.is_some_and(|t| t.as_bytes().starts_with(b"text/plain"))
        {
            // The framework refuses some addresses by itself, in its words.
            respuesta = refuse(Error::direccion_invalida());
            *respuesta.status_mut() = codigo;
        }
        let cabeceras = respuesta.headers_mut();
        // Answers that are kept have them already.
        if !cabeceras.contains_key(header::CONTENT_SECURITY_POLICY) {
            cabeceras.extend(DE_TODAS.clone());
        }
        if estado.accesos || !codigo.is_success() {
            id.mark(cabeceras);
        }
        let tardo = empieza.elapsed();
        estado.metricas.answered(cuenta, codigo.as_u16(), tardo);
        if let Some(metodo) = metodo {
            accesos::note(id, cuenta.consulta(), &metodo, &respuesta, tardo);
        }
        respuesta
    }

    /// Those who may ask, what may be asked, for as long as it may take.
    async fn admit(&self, origen: Origen, peticion: Request, id: Id) -> Response {
        let uri = peticion.uri();
        // Whoever watches the server is not to be told to wait.
        let salud = uri.path().starts_with("/salud/");
        if !salud && let Err(segundos) = self.estado.tasa.check(origen.quien, peticion.headers()) {
            let mut respuesta = refuse(Error::demasiadas(segundos));
            let cabeceras = respuesta.headers_mut();
            cabeceras.insert(header::RETRY_AFTER, segundos.into());
            return respuesta;
        }
        if uri.path_and_query().map_or(0, |uri| uri.as_str().len()) > ADDRESS {
            return refuse(Error::direccion_larga(ADDRESS));
        }
        if head(&peticion) > HEAD {
            return closing(refuse(Error::cabeza_grande(HEAD)));
        }
        if too_much(&peticion) {
            return closing(refuse(Error::cuerpo_grande(BODY)));
        }
        if peticion.method() == Method::OPTIONS {
            return preflight();
        }
        let mut respuesta = std::pin::pin!(self.dispatch(origen, peticion, id));
        // Most answers are there at once: no time need be taken for them.
        if let Poll::Ready(lista) = futures_util::poll!(respuesta.as_mut()) {
            return lista;
        }
        let hecha = tokio::time::timeout(REQUEST_TIME, respuesta).await;
        hecha.unwrap_or_else(|_| closing(refuse(Error::tardada())))
    }

    /// Most requests are questions in a body: they need no routing.
    async fn dispatch(&self, origen: Origen, mut peticion: Request, id: Id) -> Response {
        let estado = &self.estado;
        if peticion.method() == Method::POST && peticion.uri().path() == "/graphql" {
            let (cabeza, cuerpo) = peticion.into_parts();
            let respuesta = post(estado, Vecino(origen.quien), id, &cabeza.headers, cuerpo).await;
            return self.hold(respuesta, || {
                estado.tasa.client(origen.quien, &cabeza.headers)
            });
        }
        let cliente = estado.tasa.client(origen.quien, peticion.headers());
        let otra = peticion.headers().get(header::UPGRADE);
        if otra.is_some_and(|otra| otra.as_bytes().eq_ignore_ascii_case(b"websocket"))
            && peticion.uri().path() == "/graphql"
        {
            let Some(visita) = self.enter(cliente) else {
                return too_many(Error::demasiadas_corrientes());
            };
            let abierta = websocket::upgrade(estado.clone(), cliente, origen, visita, peticion);
            return Box::pin(abierta.instrument(id.span())).await;
        }
        peticion.extensions_mut().insert(Vecino(origen.quien));
        let respuesta = Box::pin(self.rutas.clone().oneshot(peticion));
        let respuesta = respuesta.instrument(id.span()).await.into_response();
        self.hold(respuesta, || cliente)
    }

    /// Counts a stream of a client, if it may have one more.
    fn enter(&self, cliente: IpAddr) -> Option<Visita> {
        Visitas::take(&self.estado.corrientes, cliente, 1)
    }

    /// The same answer; if it is a stream of events, counted until it ends.
    fn hold(&self, respuesta: Response, cliente: impl FnOnce() -> IpAddr) -> Response {
        let tipo = respuesta.headers().get(header::CONTENT_TYPE);
        if tipo.is_none_or(|tipo| tipo != "text/event-stream") {
            return respuesta;
        }
        let Some(visita) = self.enter(cliente()) else {
            return too_many(Error::demasiadas_corrientes());
        };
        respuesta.map(|cuerpo| {
            let contada = cuerpo.into_data_stream().inspect(move |_| {
                let _ = &visita;
            });
            Body::from_stream(contada)
        })
    }
}

/// Whoever has as much open as there may be.
pub(super) fn too_many(error: Error) -> Response {
    let mut respuesta = refuse(error);
    let cabeceras = respuesta.headers_mut();
    cabeceras.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    respuesta
}

/// Of all clients there is as much under way as there may be.
pub(super) fn busy(estado: &Estado) -> Response {
    let error = Error::ocupado();
    estado.metricas.refused(error.codigo().nombre());
    let mut respuesta = closing(refuse(error));
    let cabeceras = respuesta.headers_mut();
    cabeceras.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    respuesta
}

/// Bytes of the head of a request, as it came.
fn head(peticion: &Request) -> usize {
    let cabeceras = peticion.headers().iter();
    let cabeceras: usize = cabeceras.map(|(n, v)| n.as_str().len() + v.len() + 4).sum();
    let direccion = peticion.uri().path_and_query();
    direccion.map_or(0, |uri| uri.as_str().len()) + cabeceras
}

/// Whether the body says that it is far too long: then it is not even waited for. Whoever goes a little over the limit is
/// read to it, and hears of it instead of a connection that breaks.
fn too_much(peticion: &Request) -> bool {
    let largo = peticion.headers().get(header::CONTENT_LENGTH);
    let largo = largo.and_then(|largo| largo.to_str().ok()?.parse().ok());
    largo.is_some_and(|largo: u64| usize::try_from(largo).map_or(true, |largo| largo > 4 * BODY))
}

/// The same, as the last of its connection.
fn closing(mut respuesta: Response) -> Response {
    let cierra = HeaderValue::from_static("close");
    respuesta.headers_mut().insert(header::CONNECTION, cierra);
    respuesta
}

/// What a browser asks before it asks from another site.
fn preflight() -> Response {
    let cabeceras = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Content-Type, Accept, Last-Event-ID",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, cabeceras).into_response()
}
