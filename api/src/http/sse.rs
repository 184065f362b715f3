//! Server-Sent Events, in the «distinct connections» mode of graphql-sse: `next` for each answer, `complete` at the end.
//! Each event carries its cursor as id, so that a browser that connects again goes on where it was.

use std::convert::Infallible;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};
use servidor::Share;

use super::limites::suscripciones::LATIDO_SSE;
use super::respuesta::{Answer, Outcome};
use super::seguimiento::Subscription;
use crate::Error;

/// Where the client was when its connection broke, if it says so.
pub(super) fn last_event(cabeceras: &HeaderMap) -> Option<String> {
    // What is no text is no cursor either, and is told so.
    let dicha = cabeceras.get("last-event-id")?.as_bytes();
    let dicha = String::from_utf8_lossy(dicha).into_owned();
    (!dicha.is_empty()).then_some(dicha)
}

/// What is wrong with a question, as the only event: whoever asks for events reads no status.
pub(super) fn refuse(error: Error) -> Response {
    let events = [next(&Answer::refusal(error)), complete()];
    send(stream::iter(events))
}

/// The answer to a question, as the only event; counted until it has been sent.
pub(super) fn once(answer: &Answer, share: Arc<Share>) -> Response {
    let events = stream::iter([next(answer), complete()]);
    send(events.inspect(move |_| {
        let _ = &share;
    }))
}

/// The answers of a subscription, after where it begins, if it is told: a browser that loses the connection before anything else
/// is goes on from there. If the server ends or fails there is no `complete`: the client connects again.
pub(super) fn follow(subscription: Subscription, tells_start: bool) -> Response {
    let start = subscription.start.filter(|_| tells_start);
    let start = start.map(|cursor| Event::default().id(cursor));
    let told = subscription.told.flat_map(|one| {
        let event = next(&one.answer);
        let events = match one.answer.outcome {
            Outcome::Data => vec![event.id(one.cursor)],
            Outcome::Refused => vec![event, complete()],
            Outcome::Internal | Outcome::Away => vec![],
        };
        // What follows is asked for when most of this has been sent.
        let sent = stream::once(async move {
            drop(one.share);
            None
        });
        let events = stream::iter(events).map(Some).chain(sent.boxed());
        events.filter_map(std::future::ready)
    });
    send(stream::iter(start).chain(told))
}

fn next(answer: &Answer) -> Event {
    Event::default().event("next").data(answer.text())
}

/// The end. It has data, because browsers do not hear of an event without any (HTML, §9.2.6); they are JSON, because clients of
/// graphql-sse read them as such, and mean nothing.
fn complete() -> Event {
    Event::default().event("complete").data("{}")
}

fn send(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    let latido = KeepAlive::new().interval(LATIDO_SSE);
    let events = Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(latido);
    let cabeceras = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::VARY, HeaderValue::from_static("Accept")),
        // Proxies that keep answers until they are whole would keep this one for ever.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    (cabeceras, events).into_response()
}
