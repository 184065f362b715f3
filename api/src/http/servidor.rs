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
use tokio_io_timeout::TimeoutStream;

use super::limites::servidor::{ACCEPT_PAUSE, DELIVERY_TIME, FAREWELL_TIME, HEAD, HEAD_TIME};
use super::metricas;
use super::plazas::{Plaza, Plazas};
use super::reloj::Reloj;
use super::servicio::{Origen, Servicio, Trato};

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
                estado.turnos.forget();
            }
        }
    });
    let aviso = tokio::spawn({
        let estado = estado.clone();
        async move { estado.novedades.watch(&estado.publicaciones).await }
    });
    let plazas = Plazas::new(ajustes.conexiones);
    loop {
        let (conexion, quien) = tokio::select! {
            () = &mut stop => break,
            nueva = escucha.accept() => match nueva {
                Ok(nueva) => nueva,
                Err(error) => {
                    tracing::warn!(%error, "no se pudo aceptar una conexión");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        let quien = quien.ip().to_canonical();
        let es_proxy = detras_de_proxy.iter().any(|red| red.contains(&quien));
        let abierta = Some(estado.metricas.connected());
        let Some(plaza) = Plazas::enter(&plazas, quien, es_proxy, abierta) else {
            continue;
        };
        let origen = Origen {
            quien,
            plaza: Some(Arc::new(plaza)),
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
    let despedida = tokio::time::timeout(FAREWELL_TIME, plazas.ended());
    if despedida.await.is_err() {
        tracing::warn!("se cortaron conexiones que no terminaban");
    }
    Ok(())
}

type Hilo = TokioIo<std::pin::Pin<Box<TimeoutStream<TcpStream>>>>;

/// Answers a connection with these routes until it ends; when the server does, what it is answering.
async fn attend(conexion: TcpStream, origen: Origen, servicio: Servicio) -> hyper::Result<()> {
    // Answers are written whole: waiting for more would only delay them.
    let _ = conexion.set_nodelay(true);
    let mut conexion = TimeoutStream::new(conexion);
    conexion.set_write_timeout(Some(DELIVERY_TIME));
    let hilo: Hilo = TokioIo::new(Box::pin(conexion));
    let mut fin = servicio.estado.fin.subscribe();
    let plaza = origen.plaza.clone();
    let atender = hyper::service::service_fn(move |peticion: hyper::Request<Incoming>| {
        let (servicio, origen) = (servicio.clone(), origen.clone());
        async move { Ok::<_, Infallible>(servicio.guard(origen, peticion.map(Body::new)).await) }
    });
    let conexion = hyper::server::conn::http1::Builder::new()
        .timer(Reloj::new())
        .header_read_timeout(HEAD_TIME)
        // What is a little too long is read, to be refused with words.
        .max_buf_size(HEAD + HEAD / 4)
        .serve_connection(hilo, atender)
        .with_upgrades();
    let mut conexion = std::pin::pin!(conexion);
    tokio::select! {
        biased;
        hecha = conexion.as_mut() => return hecha,
        () = given_up(plaza.as_deref()) => return Ok(()),
        _ = fin.wait_for(|termina| *termina) => conexion.as_mut().graceful_shutdown(),
    }
    conexion.await
}

/// Waits until a connection is to end for another; for ever if it has no place.
pub(super) async fn given_up(plaza: Option<&Plaza>) {
    match plaza {
        Some(plaza) => plaza.given_up().await,
        None => std::future::pending().await,
    }
}
