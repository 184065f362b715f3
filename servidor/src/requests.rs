//! Notes of requests: each request has an id, which what is logged of it carries, and its answer too if there may be something
//! to look for. Nothing is noted of who asks, and of what is asked only a digest.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::HttpBody;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::response::Response;
use tracing::Span;

/// Where an answer carries the id.
const ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: a mark of this run of the server, and a number.
#[derive(Clone, Copy)]
pub struct RequestId(u64);

/// The ids of the requests of a run.
pub(crate) struct RequestIds {
    run: u64,
    count: AtomicU32,
}

impl Default for RequestIds {
    fn default() -> Self {
        Self {
            // A new state has keys of its own, from chance.
            run: RandomState::new().hash_one(()) << 32,
            count: AtomicU32::default(),
        }
    }
}

impl RequestIds {
    pub(crate) fn next(&self) -> RequestId {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        RequestId(self.run | u64::from(number))
    }
}

impl RequestId {
    /// The span in which what goes wrong with a request is logged.
    pub fn span(self) -> Span {
        tracing::error_span!("peticion", id = self.text())
    }

    /// As it is written.
    pub fn text(self) -> String {
        format!("{:016x}", self.0)
    }

    /// Marks an answer.
    pub(crate) fn mark(self, headers: &mut HeaderMap) {
        // Digits are always a value of a header.
        if let Ok(value) = HeaderValue::try_from(self.text()) {
            headers.insert(ID, value);
        }
    }
}

/// The digest of what was asked, on the answer to it.
#[derive(Clone, Copy)]
pub struct Fingerprint(/** The digest. */ pub u64);

/// Notes an operation of a conversation, within the span of its request.
pub fn note_operation(fingerprint: u64) {
    let documento = format!("{fingerprint:016x}");
    tracing::info!(target: "acceso", documento, "operación");
}

/// The name of a method: whatever a client makes up is another one.
fn name(method: &Method) -> &'static str {
    const KNOWN: [Method; 9] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::OPTIONS,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::TRACE,
        Method::CONNECT,
    ];
    const NAMES: [&str; 9] = [
        "GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT",
    ];
    let known = KNOWN.iter().position(|known| known == method);
    known.map_or("otro", |i| NAMES[i])
}

/// Notes an answer.
pub(crate) fn note(id: RequestId, group: &str, method: &Method, answer: &Response, took: Duration) {
    let documento = answer.extensions().get::<Fingerprint>();
    let documento = documento.map(|Fingerprint(digest)| format!("{digest:016x}"));
    tracing::info!(
        target: "acceso",
        id = format!("{:016x}", id.0),
        metodo = name(method),
        consulta = group,
        documento,
        codigo = answer.status().as_u16(),
        // Of a stream it is not known.
        bytes = answer.body().size_hint().exact(),
        microsegundos = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "petición"
    );
}
