//! Server-Sent Events, in the «distinct connections» mode of graphql-sse: `next` for each answer, `complete` at the end.
//! Each event carries its cursor as id, so that a browser that connects again goes on where it was.

use std::convert::Infallible;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};

use super::ejecucion::Seguida;
use super::limites::suscripciones::LATIDO_SSE;
use super::respuesta::{Lista, Suerte};
use super::visitas::Visita;
use crate::esquema::decode_orden;

/// Where the client was when its connection broke, if it says so.
pub(super) fn last_event(cabeceras: &HeaderMap) -> Option<u64> {
    let dicha = cabeceras.get("last-event-id")?.to_str().ok()?;
    decode_orden(dicha).ok()
}

/// The answer to a question, as the only event; counted until it has been sent.
pub(super) fn once(lista: &Lista, cuenta: Arc<Visita>) -> Response {
    let eventos = stream::iter([next(lista), complete()]);
    send(eventos.inspect(move |_| {
        let _ = &cuenta;
    }))
}

/// What a subscription tells, after where it begins: a browser that loses the connection before anything is told goes on
/// from there. If the server ends or fails there is no `complete`: the client connects again.
pub(super) fn follow(seguida: Seguida) -> Response {
    let inicio = seguida.inicio.map(|cursor| Event::default().id(cursor));
    let sucesos = seguida.sucesos.flat_map(|suceso| {
        let evento = next(&suceso.lista);
        let eventos = match suceso.lista.suerte {
            Suerte::Datos => vec![evento.id(suceso.cursor)],
            Suerte::Mala => vec![evento, complete()],
            Suerte::Interna => vec![],
        };
        // What follows is asked for when most of this has been sent.
        let enviada = stream::once(async move {
            drop(suceso.cuenta);
            None
        });
        let eventos = stream::iter(eventos).map(Some).chain(enviada.boxed());
        eventos.filter_map(std::future::ready)
    });
    send(stream::iter(inicio).chain(sucesos))
}

fn next(lista: &Lista) -> Event {
    Event::default().event("next").data(lista.text())
}

fn complete() -> Event {
    Event::default().event("complete").data("")
}

fn send(eventos: impl Stream<Item = Event> + Send + 'static) -> Response {
    let latido = KeepAlive::new().interval(LATIDO_SSE);
    let eventos = Sse::new(eventos.map(Ok::<_, Infallible>)).keep_alive(latido);
    let cabeceras = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::VARY, HeaderValue::from_static("Accept")),
        // Proxies that keep answers until they are whole would keep this one for ever.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    (cabeceras, eventos).into_response()
}
