//! The server itself: connections with a time for everything, a cap on how many, and the headers of every answer.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use ipnet::IpNet;
use persistence::Publicaciones;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::metricas::{self, Abierta};
use super::tasa::Tasa;
use super::websocket;
use super::{CUERPO, Consultas, Estado, post, refuse, router};
use crate::Error;

/// For the head of a request to come, also of the next one on a connection.
const CABECERA: Duration = Duration::from_secs(5);
/// For its body to come and its answer to be made.
pub(super) const PETICION: Duration = Duration::from_secs(10);
/// For a client to take some of the answer.
const ENTREGA: Duration = Duration::from_secs(20);
/// For requests in flight to end when the server is told to.
const DESPEDIDA: Duration = Duration::from_secs(15);
/// Between two accepts that failed because the system has no more to give.
const RESPIRO: Duration = Duration::from_millis(50);
/// Bytes of an address at most.
const DIRECCION: usize = 16 * 1024;

/// How the server is run.
#[derive(Debug)]
pub struct Ajustes {
    /// Connections at once; one client has at most half of them.
    pub conexiones: usize,
    /// Requests of a client per second, four times as many at once; none is no limit.
    pub por_segundo: Option<NonZeroU32>,
    /// Proxies that are believed when they say who asks.
    pub proxies: Vec<IpNet>,
    /// Questions known by name.
    pub consultas: Consultas,
    /// Where the metrics are served, if they are: not to the public.
    pub metricas: Option<TcpListener>,
}

/// Serves what is published until `stop` is done, and finishes the requests in flight.
///
/// # Errors
/// Those of the listener.
pub async fn serve(
    escucha: TcpListener,
    publicaciones: Publicaciones,
    ajustes: Ajustes,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let detras_de_proxy = ajustes.proxies.clone();
    let tasa = Tasa::new(ajustes.por_segundo, ajustes.proxies);
    let estado = Arc::new(Estado::new(publicaciones, ajustes.consultas, tasa));
    let vigia = ajustes.metricas.map(|escucha| {
        let rutas = metricas::router(estado.metricas.clone(), estado.publicaciones.clone());
        tokio::spawn(axum::serve(escucha, rutas).into_future())
    });
    let limpieza = tokio::spawn({
        let estado = estado.clone();
        async move {
            loop {
                tokio::time::sleep(Duration::from_mins(1)).await;
                estado.tasa.forget();
            }
        }
    });
    let aviso = tokio::spawn({
        let estado = estado.clone();
        async move { estado.novedades.watch(&estado.publicaciones).await }
    });
    let rutas = router(estado.clone());
    let lugares = Arc::new(Semaphore::new(ajustes.conexiones));
    let visitas = Arc::new(Visitas::default());
    let mut stop = std::pin::pin!(stop);
    loop {
        // Those who wait have the queue of the system; those who are idle are sent away meanwhile.
        let entra = async {
            let lugar = lugares.clone().acquire_owned().await;
            (lugar, escucha.accept().await)
        };
        let (lugar, (conexion, quien)) = tokio::select! {
            () = &mut stop => break,
            nueva = entra => match nueva {
                (Ok(lugar), Ok(nueva)) => (lugar, nueva),
                (_, Err(error)) => {
                    tracing::warn!(%error, "no se pudo aceptar una conexión");
                    tokio::time::sleep(RESPIRO).await;
                    continue;
                }
                (Err(_), _) => break,
            },
        };
        let quien = quien.ip().to_canonical();
        let es_proxy = detras_de_proxy.iter().any(|red| red.contains(&quien));
        let maximo = if es_proxy {
            ajustes.conexiones
        } else {
            ajustes.conexiones.div_ceil(2)
        };
        let Some(visita) = Visitas::enter(&visitas, quien, maximo) else {
            continue;
        };
        let plaza = Plaza {
            _visita: visita,
            _lugar: lugar,
            _abierta: estado.metricas.connected(),
        };
        let origen = Origen {
            quien,
            _plaza: Arc::new(plaza),
        };
        let atendida = attend(conexion, origen, estado.clone(), rutas.clone());
        tokio::spawn(async move {
            if let Err(error) = atendida.await {
                tracing::debug!(%error, "terminó una conexión");
            }
        });
    }
    drop(escucha);
    limpieza.abort();
    aviso.abort();
    estado.fin.send_replace(true);
    if let Some(vigia) = vigia {
        vigia.abort();
    }
    let todas = u32::try_from(ajustes.conexiones).unwrap_or(u32::MAX);
    // Each has its place until it ends.
    let despedida = lugares.acquire_many(todas);
    if tokio::time::timeout(DESPEDIDA, despedida).await.is_err() {
        tracing::warn!("se cortaron conexiones que no terminaban");
    }
    Ok(())
}

/// What a connection takes up, while it is open.
struct Plaza {
    _visita: Visita,
    _lugar: OwnedSemaphorePermit,
    _abierta: Abierta,
}

/// Where a request comes from: who is at the other end, of a connection that is counted as long as this is kept.
#[derive(Clone)]
pub(super) struct Origen {
    pub(super) quien: IpAddr,
    _plaza: Arc<Plaza>,
}

type Hilo = TokioIo<std::pin::Pin<Box<TimeoutStream<TcpStream>>>>;

/// Answers a connection with these routes until it ends; when the server does, what it is answering.
async fn attend(
    conexion: TcpStream,
    origen: Origen,
    estado: Arc<Estado>,
    rutas: axum::Router,
) -> hyper::Result<()> {
    // Answers are written whole: waiting for more would only delay them.
    let _ = conexion.set_nodelay(true);
    let mut conexion = TimeoutStream::new(conexion);
    conexion.set_write_timeout(Some(ENTREGA));
    let hilo: Hilo = TokioIo::new(Box::pin(conexion));
    let mut fin = estado.fin.subscribe();
    let atender = hyper::service::service_fn(move |peticion: hyper::Request<Incoming>| {
        let (estado, rutas, origen) = (estado.clone(), rutas.clone(), origen.clone());
        async move { Ok::<_, Infallible>(guard(&estado, rutas, origen, peticion.map(Body::new)).await) }
    });
    let conexion = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(CABECERA)
        .serve_connection(hilo, atender)
        .with_upgrades();
    let mut conexion = std::pin::pin!(conexion);
    tokio::select! {
        hecha = conexion.as_mut() => return hecha,
        _ = fin.wait_for(|termina| *termina) => conexion.as_mut().graceful_shutdown(),
    }
    conexion.await
}

/// Connections by client.
#[derive(Default)]
struct Visitas(Mutex<HashMap<IpAddr, usize>>);

/// A connection that is counted until it ends.
struct Visita(Arc<Visitas>, IpAddr);

impl Visitas {
    fn enter(visitas: &Arc<Self>, quien: IpAddr, maximo: usize) -> Option<Visita> {
        let mut cuentas = visitas.0.lock().unwrap_or_else(PoisonError::into_inner);
        let suyas = cuentas.entry(quien).or_default();
        if *suyas >= maximo {
            return None;
        }
        *suyas += 1;
        Some(Visita(visitas.clone(), quien))
    }
}

impl Drop for Visita {
    fn drop(&mut self) {
        let mut cuentas = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(suyas) = cuentas.get_mut(&self.1) {
            *suyas -= 1;
            if *suyas == 0 {
                cuentas.remove(&self.1);
            }
        }
    }
}

/// Headers of every answer: the data are public and may be read from anywhere; nothing of it is a page to be run.
const DE_TODAS: [(HeaderName, HeaderValue); 6] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    ),
    (
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    ),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, Retry-After"),
    ),
];

/// Around every request: who asks too much, what takes too long, and what every answer says.
async fn guard(
    estado: &Arc<Estado>,
    rutas: axum::Router,
    origen: Origen,
    peticion: Request,
) -> Response {
    let empieza = Instant::now();
    let consulta = name(estado, peticion.uri().path());
    let salud = peticion.uri().path().starts_with("/salud/");
    let permitida = if salud {
        Ok(())
    } else {
        estado.tasa.check(origen.quien, peticion.headers())
    };
    let larga = peticion
        .uri()
        .path_and_query()
        .map_or(0, |uri| uri.as_str().len())
        > DIRECCION;
    let mut respuesta = match permitida {
        Err(segundos) => {
            let error = Error::demasiadas(segundos);
            let mut respuesta = refuse(StatusCode::TOO_MANY_REQUESTS, error);
            respuesta
                .headers_mut()
                .insert(header::RETRY_AFTER, segundos.into());
            respuesta
        }
        Ok(()) if larga => refuse(StatusCode::URI_TOO_LONG, Error::direccion_larga(DIRECCION)),
        Ok(()) if too_much(&peticion) => closing(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            Error::cuerpo_grande(CUERPO),
        )),
        Ok(()) if peticion.method() == Method::OPTIONS => preflight(),
        Ok(()) => {
            let hecha =
                tokio::time::timeout(PETICION, dispatch(estado, rutas, origen, peticion)).await;
            hecha.unwrap_or_else(|_| closing(refuse(StatusCode::REQUEST_TIMEOUT, Error::tardada())))
        }
    };
    for (nombre, valor) in DE_TODAS {
        respuesta.headers_mut().insert(nombre, valor);
    }
    let codigo = respuesta.status().as_u16();
    estado
        .metricas
        .answered(consulta, codigo, empieza.elapsed());
    respuesta
}

/// What a request is of: a known question, by its name, or a part of the server.
fn name<'a>(estado: &'a Estado, ruta: &str) -> &'a str {
    let nombrada = ruta
        .strip_prefix("/graphql/consultas/")
        .and_then(|nombre| estado.consultas.por_nombre.get_key_value(nombre));
    match nombrada {
        Some((nombre, _)) => nombre,
        None if ruta == "/graphql" => "graphql",
        None if ruta.starts_with("/ediciones/") => "ediciones",
        None if ruta.starts_with("/salud/") => "salud",
        None => "otra",
    }
}

/// Most requests are questions in a body: they need no routing.
async fn dispatch(
    estado: &Arc<Estado>,
    rutas: axum::Router,
    origen: Origen,
    peticion: Request,
) -> Response {
    if peticion.method() == Method::POST && peticion.uri().path() == "/graphql" {
        let (cabeza, cuerpo) = peticion.into_parts();
        return post(estado, &cabeza.headers, cuerpo).await;
    }
    let otra = peticion.headers().get(header::UPGRADE);
    if otra.is_some_and(|otra| otra.as_bytes().eq_ignore_ascii_case(b"websocket"))
        && peticion.uri().path() == "/graphql"
    {
        return websocket::upgrade(estado.clone(), origen, peticion).await;
    }
    rutas.oneshot(peticion).await.into_response()
}

/// Whether the body says that it is far too long: then it is not even waited for. Whoever goes a little over the limit is
/// read to it, and hears of it instead of a connection that breaks.
fn too_much(peticion: &Request) -> bool {
    let largo = peticion.headers().get(header::CONTENT_LENGTH);
    let largo = largo.and_then(|largo| largo.to_str().ok()?.parse().ok());
    largo.is_some_and(|largo: u64| usize::try_from(largo).map_or(true, |largo| largo > 4 * CUERPO))
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
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Accept"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, cabeceras).into_response()
}
