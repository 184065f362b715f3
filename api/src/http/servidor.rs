//! The server itself: connections, with a time for everything and a cap on how many.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use futures_util::future::BoxFuture;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use persistence::Publicaciones;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

use super::metricas::{self, Abierta};
use super::reloj::Reloj;
use super::servicio::{Origen, Servicio, Trato};
use super::tasa::{Visita, Visitas};

/// For the head of a request to come, also of the next one on a connection.
const CABECERA: Duration = Duration::from_secs(5);
/// For a client to take some of the answer.
pub(super) const ENTREGA: Duration = Duration::from_secs(20);
/// For requests in flight to end when the server is told to.
const DESPEDIDA: Duration = Duration::from_secs(15);
/// Between two accepts that failed because the system has no more to give.
const RESPIRO: Duration = Duration::from_millis(50);

/// How the server is run.
#[derive(Debug)]
pub struct Ajustes {
    /// Connections at once; one client has at most half of them.
    pub conexiones: usize,
    /// How requests are answered.
    pub trato: Trato,
    /// Where the metrics are served, if they are: not to the public.
    pub metricas: Option<TcpListener>,
}

/// Serves what is published until `stop` is done, and finishes the requests in flight.
///
/// In a box, so that all of the server is compiled with this crate, once.
///
/// # Errors
/// Those of the listener.
pub fn serve(
    escucha: TcpListener,
    publicaciones: Publicaciones,
    ajustes: Ajustes,
    stop: BoxFuture<'static, ()>,
) -> BoxFuture<'static, std::io::Result<()>> {
    Box::pin(run(escucha, publicaciones, ajustes, stop))
}

async fn run(
    escucha: TcpListener,
    publicaciones: Publicaciones,
    ajustes: Ajustes,
    mut stop: BoxFuture<'static, ()>,
) -> std::io::Result<()> {
    let detras_de_proxy = ajustes.trato.proxies.clone();
    let servicio = Servicio::new(publicaciones, ajustes.trato);
    let estado = servicio.estado.clone();
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
    let lugares = Arc::new(Semaphore::new(ajustes.conexiones));
    let visitas = Arc::new(Visitas::new(ajustes.conexiones));
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
            _plaza: Some(Arc::new(plaza)),
        };
        let atendida = attend(conexion, origen, servicio.clone());
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
pub(super) struct Plaza {
    _visita: Visita,
    _lugar: OwnedSemaphorePermit,
    _abierta: Abierta,
}

type Hilo = TokioIo<std::pin::Pin<Box<TimeoutStream<TcpStream>>>>;

/// Answers a connection with these routes until it ends; when the server does, what it is answering.
async fn attend(conexion: TcpStream, origen: Origen, servicio: Servicio) -> hyper::Result<()> {
    // Answers are written whole: waiting for more would only delay them.
    let _ = conexion.set_nodelay(true);
    let mut conexion = TimeoutStream::new(conexion);
    conexion.set_write_timeout(Some(ENTREGA));
    let hilo: Hilo = TokioIo::new(Box::pin(conexion));
    let mut fin = servicio.estado.fin.subscribe();
    let atender = hyper::service::service_fn(move |peticion: hyper::Request<Incoming>| {
        let (servicio, origen) = (servicio.clone(), origen.clone());
        async move { Ok::<_, Infallible>(servicio.guard(origen, peticion.map(Body::new)).await) }
    });
    let conexion = hyper::server::conn::http1::Builder::new()
        .timer(Reloj::new())
        .header_read_timeout(CABECERA)
        .serve_connection(hilo, atender)
        .with_upgrades();
    let mut conexion = std::pin::pin!(conexion);
    tokio::select! {
        biased;
        hecha = conexion.as_mut() => return hecha,
        _ = fin.wait_for(|termina| *termina) => conexion.as_mut().graceful_shutdown(),
    }
    conexion.await
}
