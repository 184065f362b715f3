//! What is noted of requests: each has an id, which what is logged of it carries, and its answer too if there may
//! be something to look for. Nothing of who asks, and
//! of what is asked the digest of the document, without variables.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::HttpBody;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::response::Response;
use tracing::Span;

/// Where an answer carries the id.
const ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: what tells this run of the server from others, and a number.
#[derive(Clone, Copy)]
pub(super) struct Id(u64);

/// Ids of requests.
pub(super) struct Ids {
    inicio: u64,
    cuenta: AtomicU32,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            // A new state has keys of its own, from chance.
            inicio: RandomState::new().hash_one(()) << 32,
            cuenta: AtomicU32::default(),
        }
    }
}

impl Ids {
    pub(super) fn next(&self) -> Id {
        let numero = self.cuenta.fetch_add(1, Ordering::Relaxed);
        Id(self.inicio | u64::from(numero))
    }
}

impl Id {
    /// Where what goes wrong with a request is logged.
    pub(super) fn span(self) -> Span {
        tracing::error_span!("peticion", id = format!("{:016x}", self.0))
    }

    /// Marks an answer.
    pub(super) fn mark(self, cabeceras: &mut HeaderMap) {
        // Digits are always a value of a header.
        if let Ok(valor) = HeaderValue::try_from(format!("{:016x}", self.0)) {
            cabeceras.insert(ID, valor);
        }
    }
}

/// The digest of a document, on the answer to it.
#[derive(Clone, Copy)]
pub(super) struct Huella(pub(super) u64);

/// Notes an operation of a conversation, where its id is said.
pub(super) fn operation(documento: u64) {
    let documento = format!("{documento:016x}");
    tracing::info!(target: "acceso", documento, "operación");
}

/// Notes an answer.
pub(super) fn note(id: Id, consulta: &str, metodo: &Method, respuesta: &Response, tardo: Duration) {
    let documento = respuesta.extensions().get::<Huella>();
    let documento = documento.map(|Huella(huella)| format!("{huella:016x}"));
    tracing::info!(
        target: "acceso",
        id = format!("{:016x}", id.0),
        metodo = metodo.as_str(),
        consulta,
        documento,
        codigo = respuesta.status().as_u16(),
        // Of a stream it is not known.
        bytes = respuesta.body().size_hint().exact(),
        microsegundos = u64::try_from(tardo.as_micros()).unwrap_or(u64::MAX),
        "petición"
    );
}
