//! The loop of connections, with a time for everything and a cap on how many.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use futures_util::future::BoxFuture;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_io_timeout::TimeoutStream;

use crate::limits::{ACCEPT_PAUSE, DELIVERY_TIME, FAREWELL_TIME, HEAD, HEAD_TIME};
use crate::metrics;
use crate::rewritten::Rewritten;
use crate::seats::Seats;
use crate::service::{Peer, Service};
use crate::site::given_up;
use crate::timer::Timer;
use crate::words::Words;

/// How a server is run.
#[derive(Debug)]
pub struct Settings {
    /// Connections at once; one client has at most half of them.
    pub connections: usize,
    /// Where the metrics are served, if they are: not to the public.
    pub metrics: Option<TcpListener>,
}

/// Serves until `stop` is done, and finishes the requests in flight.
///
/// In a box, so that all of the server is compiled with this crate, once.
///
/// # Errors
/// Those of the listener.
pub fn serve(
    listener: TcpListener,
    service: Service,
    settings: Settings,
    stop: BoxFuture<'static, ()>,
) -> BoxFuture<'static, std::io::Result<()>> {
    Box::pin(run(listener, service, settings, stop))
}

async fn run(
    listener: TcpListener,
    service: Service,
    settings: Settings,
    stop: BoxFuture<'static, ()>,
) -> std::io::Result<()> {
    let beside = beside(&service, settings.metrics);
    let seats = Seats::new(settings.connections);
    let words = Arc::new(Words::of(&*service.site).await);
    accept(&listener, (&service, &words), &seats, stop).await;
    drop(listener);
    service.resources.stop.send_replace(true);
    for task in beside {
        task.abort();
    }
    let farewell = tokio::time::timeout(FAREWELL_TIME, seats.ended());
    if farewell.await.is_err() {
        tracing::warn!("se cortaron conexiones que no terminaban");
    }
    Ok(())
}

/// Starts what runs beside the connections: forgetting clients, and telling the metrics.
fn beside(service: &Service, metrics: Option<TcpListener>) -> Vec<JoinHandle<()>> {
    let resources = service.resources.clone();
    let forget = async move {
        loop {
            tokio::time::sleep(Duration::from_mins(1)).await;
            resources.forget();
        }
    };
    let mut tasks = vec![tokio::spawn(forget)];
    if let Some(listener) = metrics {
        let routes = metrics::router(service.site.clone(), service.metrics.clone());
        tasks.push(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::warn!(%error, "no se pudo aceptar una conexión");
            }
        }));
    }
    tasks
}

/// Takes connections in until the server is told to stop.
async fn accept(
    listener: &TcpListener,
    (service, words): (&Service, &Arc<Words>),
    seats: &Arc<Seats>,
    mut stop: BoxFuture<'static, ()>,
) {
    loop {
        let (connection, address) = tokio::select! {
            () = &mut stop => return,
            accepted = listener.accept() => match accepted {
                Ok((connection, address)) => (connection, address.ip().to_canonical()),
                Err(error) => {
                    tracing::warn!(%error, "no se pudo aceptar una conexión");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        let is_proxy = service.resources.rate.trusts(address);
        let opened = Some(service.metrics.connected());
        let Some(seat) = Seats::enter(seats, address, is_proxy, opened) else {
            continue;
        };
        let peer = Peer {
            address,
            seat: Some(Arc::new(seat)),
        };
        let attended = attend(connection, peer, (service.clone(), words.clone()));
        tokio::spawn(async move {
            if let Err(error) = attended.await {
                tracing::debug!(%error, "terminó una conexión");
            }
        });
    }
}

type Socket = TokioIo<Rewritten<std::pin::Pin<Box<TimeoutStream<TcpStream>>>>>;

/// Answers the requests of a connection until it ends; when the server does, those that are in flight.
async fn attend(
    connection: TcpStream,
    peer: Peer,
    (service, words): (Service, Arc<Words>),
) -> hyper::Result<()> {
    // Answers are written whole: waiting for more would only delay them.
    let _ = connection.set_nodelay(true);
    let mut connection = TimeoutStream::new(connection);
    connection.set_write_timeout(Some(DELIVERY_TIME));
    let socket: Socket = TokioIo::new(Rewritten::new(Box::pin(connection), words));
    let stopping = service.resources.stopping();
    let seat = peer.seat.clone();
    let answer = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let (service, peer) = (service.clone(), peer.clone());
        async move { Ok::<_, Infallible>(service.guard(peer, request.map(Body::new)).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(Timer::new())
        .header_read_timeout(HEAD_TIME)
        // Some clients look for names of headers letter by letter.
        .title_case_headers(true)
        // A head that is a little too long is read, to be refused with words.
        .max_buf_size(HEAD + HEAD / 4)
        .serve_connection(socket, answer)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        biased;
        done = connection.as_mut() => return done,
        () = given_up(seat.as_deref()) => return Ok(()),
        () = stopping => connection.as_mut().graceful_shutdown(),
    }
    connection.await
}
