//! Answers as bytes, ready to be sent as often as they are asked for.

use std::io::Write;
use std::net::IpAddr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use servidor::limits::{PACKED, RETRY, UNCOUNTED};
use servidor::{COMMON, Coding, MINUTE, Quota, Share, Turns, counted, is_known, pack};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::medio::Medio;
use crate::Error;
use crate::presupuesto::RESPUESTA;

const CACHE: HeaderValue = HeaderValue::from_static(MINUTE);
const NO_GUARDAR: HeaderValue = HeaderValue::from_static("no-store");
const VARIA: HeaderValue = HeaderValue::from_static("Accept, Accept-Encoding");

/// What every answer begins with.
static BASE: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut base = COMMON.clone();
    base.insert(header::VARY, VARIA);
    base.insert(header::CACHE_CONTROL, NO_GUARDAR);
    base.insert(header::CONTENT_TYPE, Medio::Json.tipo());
    base
});

/// How a question went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There are data, perhaps with errors of some fields.
    Data,
    /// The question could not be asked.
    Refused,
    /// It is the server's fault.
    Internal,
    /// What is published cannot be reached now.
    Away,
}

/// An answer.
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    /// Of the document that asks.
    pub(super) documento: u64,
    /// Whether there are errors: that there was nothing may be over soon, and nobody in between is to keep it.
    con_errores: bool,
    bytes: Bytes,
    /// Of the bytes as they are, quoted but for its end.
    etiqueta: String,
    packed_in: [OnceCell<Bytes>; Coding::ALL.len()],
    /// Its share of what is being sent, to however many.
    share: Mutex<Weak<Share>>,
}

/// A buffer that an answer is written into, as long as there is room.
#[derive(Default)]
struct Limited(Vec<u8>);

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > RESPUESTA {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[derive(Serialize)]
struct AnswerBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a async_graphql::Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [async_graphql::ServerError],
}

impl Answer {
    /// An answer with these data; none where the question could not be asked.
    pub(super) fn new(
        outcome: Outcome,
        datos: Option<&async_graphql::Value>,
        errores: &[async_graphql::ServerError],
    ) -> Self {
        let cuerpo = AnswerBody {
            data: datos,
            errors: errores,
        };
        let mut buffer = Limited::default();
        // Values of GraphQL are always JSON: what fails is that there is no more room.
        if serde_json::to_writer(&mut buffer, &cuerpo).is_err() {
            let error = Error::respuesta_grande("bytes", RESPUESTA, buffer.0.len());
            return Self::refusal(error);
        }
        let bytes = buffer.0;
        let suma = Sha256::digest(&bytes);
        let cabo = suma[..12]
            .iter()
            .fold(0, |cabo, byte| cabo << 8 | u128::from(*byte));
        Self {
            outcome,
            documento: 0,
            con_errores: !errores.is_empty(),
            bytes: bytes.into(),
            etiqueta: format!("\"{cabo:024x}"),
            packed_in: Default::default(),
            share: Mutex::default(),
        }
    }

    /// A refusal: one error and no data.
    pub(super) fn refusal(error: Error) -> Self {
        Self::new(Outcome::Refused, None, &[error.alone()])
    }

    /// Its weight in memory, about, once it has been packed in each way.
    pub(super) fn weight(&self) -> u32 {
        u32::try_from(self.bytes.len() * 7 / 4 + 1000).unwrap_or(u32::MAX)
    }

    /// Whether it is not worth the while to count it, nor to pack it where others do not wait for it.
    pub(super) fn is_short(&self) -> bool {
        self.bytes.len() < UNCOUNTED
    }

    /// Counts it among those that are being sent, to a client who asked for it, unless it is being sent to others too.
    ///
    /// # Errors
    /// That there are too many.
    pub(super) fn count(&self, answers: &Arc<Quota>, client: IpAddr) -> Result<Arc<Share>, Error> {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut share = self.share.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = share.upgrade() {
            return Ok(other);
        }
        let new = Quota::take(answers, client, self.bytes.len());
        let new = Arc::new(new.ok_or_else(Error::ocupado)?);
        *share = Arc::downgrade(&new);
        Ok(new)
    }

    /// The answer as text.
    pub(super) fn text(&self) -> &str {
        // JSON is written in UTF-8.
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// The list of errors of an answer without data.
    pub(super) fn errors(&self) -> &str {
        let lista = self.text().strip_prefix("{\"errors\":");
        lista
            .and_then(|lista| lista.strip_suffix('}'))
            .unwrap_or("[]")
    }

    async fn packed(
        &self,
        coding: Coding,
        long: Option<&(Arc<Share>, &Arc<Turns>, IpAddr)>,
    ) -> Bytes {
        let posicion = Coding::ALL.iter().position(|c| *c == coding).unwrap_or(0);
        let packed = self.packed_in[posicion].get_or_init(|| async {
            let bytes = self.bytes.clone();
            let Some((_, turns, client)) = long else {
                return pack(coding, &bytes);
            };
            let turn = Turns::take(turns, *client).await;
            // It goes on if nobody waits for it any more: its turn too.
            let apart = tokio::task::spawn_blocking(move || {
                let packed = pack(coding, &bytes);
                drop(turn);
                packed
            });
            apart.await.unwrap_or_default()
        });
        packed.await.clone()
    }

    /// The status: of those who only know JSON, most do not look at it.
    fn status(&self, medio: Medio) -> StatusCode {
        match (self.outcome, medio) {
            (Outcome::Data, _) | (Outcome::Refused, Medio::Json) => StatusCode::OK,
            (Outcome::Refused, Medio::Graphql) => StatusCode::BAD_REQUEST,
            (Outcome::Internal, _) => StatusCode::INTERNAL_SERVER_ERROR,
            (Outcome::Away, _) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// As it is sent. Only answers to GET are kept by others.
    pub(super) async fn send(
        &self,
        medio: Medio,
        coding: Option<Coding>,
        is_get: bool,
        cabeceras: &HeaderMap,
        long: Option<(Arc<Share>, &Arc<Turns>, IpAddr)>,
    ) -> Response {
        let coding = coding.filter(|_| self.bytes.len() >= PACKED);
        let mut respuesta = Response::new(Body::empty());
        let otras = respuesta.headers_mut();
        // A copy has the places that each insertion would look for.
        otras.clone_from(&BASE);
        if is_get && self.outcome == Outcome::Data && !self.con_errores {
            let fin = coding.map_or("", Coding::name);
            let etiqueta = format!("{}{fin}\"", self.etiqueta);
            let tiene = is_known(cabeceras, &etiqueta);
            otras.insert(header::CACHE_CONTROL, CACHE);
            if let Ok(etiqueta) = HeaderValue::try_from(etiqueta) {
                otras.insert(header::ETAG, etiqueta);
            }
            if tiene {
                otras.remove(header::CONTENT_TYPE);
                *respuesta.status_mut() = StatusCode::NOT_MODIFIED;
                return respuesta;
            }
        }
        if medio != Medio::Json {
            otras.insert(header::CONTENT_TYPE, medio.tipo());
        }
        if self.outcome == Outcome::Away {
            otras.insert(header::RETRY_AFTER, RETRY.into());
        }
        let bytes = match coding {
            None => self.bytes.clone(),
            Some(coding) => {
                let nombre = HeaderValue::from_static(coding.name());
                otras.insert(header::CONTENT_ENCODING, nombre);
                self.packed(coding, long.as_ref()).await
            }
        };
        *respuesta.status_mut() = self.status(medio);
        *respuesta.body_mut() = Body::from(counted(bytes, long.map(|(share, ..)| share)));
        respuesta
    }
}
