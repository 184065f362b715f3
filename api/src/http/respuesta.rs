//! Answers as bytes, ready to be sent as often as they are asked for.

use std::io::Write;
use std::net::IpAddr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::limites::servidor::{PACKED, UNCOUNTED};
use super::negociacion::{Codigo, Medio};
use super::servicio::DE_TODAS;
use super::turnos::Turnos;
use super::visitas::{Visita, Visitas};
use crate::Error;
use crate::presupuesto::RESPUESTA;

/// How long the caches in between keep an answer: what is published anew is seen after that.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=60");
const NO_GUARDAR: HeaderValue = HeaderValue::from_static("no-store");
const VARIA: HeaderValue = HeaderValue::from_static("Accept, Accept-Encoding");

/// What every answer begins with.
static BASE: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut base = DE_TODAS.clone();
    base.insert(header::VARY, VARIA);
    base.insert(header::CACHE_CONTROL, NO_GUARDAR);
    base.insert(header::CONTENT_TYPE, Medio::Json.tipo());
    base
});

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suerte {
    /// There are data, perhaps with errors of some fields.
    Datos,
    /// The question could not be asked.
    Mala,
    /// It is the server's fault.
    Interna,
}

/// An answer.
pub(super) struct Lista {
    pub(super) suerte: Suerte,
    /// Of the document that asks.
    pub(super) documento: u64,
    bytes: Bytes,
    /// Of the bytes as they are, quoted but for its end.
    etiqueta: String,
    empacadas: [OnceCell<Bytes>; Codigo::TODOS.len()],
    /// What is counted of it while it is being sent, to however many.
    cuenta: Mutex<Weak<Visita>>,
}

/// What an answer is written on, as long as there is room.
#[derive(Default)]
struct Hoja(Vec<u8>);

impl Write for Hoja {
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

/// Bytes that are being sent, with what is counted of them.
struct Enviada {
    bytes: Bytes,
    _cuenta: Arc<Visita>,
}

impl AsRef<[u8]> for Enviada {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The same bytes, counted until they have been sent.
pub(super) fn counted(bytes: Bytes, cuenta: Option<Arc<Visita>>) -> Bytes {
    match cuenta {
        Some(cuenta) => Bytes::from_owner(Enviada {
            bytes,
            _cuenta: cuenta,
        }),
        None => bytes,
    }
}

#[derive(Serialize)]
struct Cuerpo<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a async_graphql::Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [async_graphql::ServerError],
}

impl Lista {
    /// An answer with these data; none where the question could not be asked.
    pub(super) fn new(
        suerte: Suerte,
        datos: Option<&async_graphql::Value>,
        errores: &[async_graphql::ServerError],
    ) -> Self {
        let cuerpo = Cuerpo {
            data: datos,
            errors: errores,
        };
        let mut hoja = Hoja::default();
        // Values of GraphQL are always JSON: what fails is that there is no more room.
        if serde_json::to_writer(&mut hoja, &cuerpo).is_err() {
            let error = Error::respuesta_grande("bytes", RESPUESTA, hoja.0.len());
            return Self::refusal(error);
        }
        let bytes = hoja.0;
        let suma = Sha256::digest(&bytes);
        let cabo = suma[..12]
            .iter()
            .fold(0, |cabo, byte| cabo << 8 | u128::from(*byte));
        Self {
            suerte,
            documento: 0,
            bytes: bytes.into(),
            etiqueta: format!("\"{cabo:024x}"),
            empacadas: Default::default(),
            cuenta: Mutex::default(),
        }
    }

    /// A refusal: one error and no data.
    pub(super) fn refusal(error: Error) -> Self {
        let mut error =
            async_graphql::Error::from(error).into_server_error(async_graphql::Pos::default());
        error.locations.clear();
        Self::new(Suerte::Mala, None, &[error])
    }

    /// What it weighs in memory, about, once it has been packed in each way.
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
    pub(super) fn count(
        &self,
        salidas: &Arc<Visitas>,
        cliente: IpAddr,
    ) -> Result<Arc<Visita>, Error> {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut cuenta = self.cuenta.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(otra) = cuenta.upgrade() {
            return Ok(otra);
        }
        let nueva = Visitas::take(salidas, cliente, self.bytes.len());
        let nueva = Arc::new(nueva.ok_or_else(Error::ocupado)?);
        *cuenta = Arc::downgrade(&nueva);
        Ok(nueva)
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
        codigo: Codigo,
        larga: Option<&(Arc<Visita>, &Arc<Turnos>, IpAddr)>,
    ) -> Bytes {
        let posicion = Codigo::TODOS.iter().position(|c| *c == codigo).unwrap_or(0);
        let empacada = self.empacadas[posicion].get_or_init(|| async {
            let bytes = self.bytes.clone();
            let Some((_, turnos, cliente)) = larga else {
                return pack(codigo, &bytes);
            };
            let turno = Turnos::take(turnos, *cliente).await;
            // It goes on if nobody waits for it any more: its turn too.
            let aparte = tokio::task::spawn_blocking(move || {
                let empacada = pack(codigo, &bytes);
                drop(turno);
                empacada
            });
            aparte.await.unwrap_or_default()
        });
        empacada.await.clone()
    }

    /// The status: of those who only know JSON, most do not look at it.
    fn status(&self, medio: Medio) -> StatusCode {
        match (self.suerte, medio) {
            (Suerte::Datos, _) | (Suerte::Mala, Medio::Json) => StatusCode::OK,
            (Suerte::Mala, Medio::Graphql) => StatusCode::BAD_REQUEST,
            (Suerte::Interna, _) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// As it is sent. Only answers to GET are kept by others.
    pub(super) async fn send(
        &self,
        medio: Medio,
        codigo: Option<Codigo>,
        es_get: bool,
        cabeceras: &HeaderMap,
        larga: Option<(Arc<Visita>, &Arc<Turnos>, IpAddr)>,
    ) -> Response {
        let codigo = codigo.filter(|_| self.bytes.len() >= PACKED);
        let mut respuesta = Response::new(Body::empty());
        let otras = respuesta.headers_mut();
        // A copy has the places that each insertion would look for.
        otras.clone_from(&BASE);
        if es_get && self.suerte == Suerte::Datos {
            let fin = codigo.map_or("", Codigo::nombre);
            let etiqueta = format!("{}{fin}\"", self.etiqueta);
            let tiene = cabeceras
                .get(header::IF_NONE_MATCH)
                .and_then(|lista| lista.to_str().ok())
                .is_some_and(|lista| {
                    let mut suyas = lista.split(',').map(str::trim);
                    suyas.any(|una| una == "*" || una.trim_start_matches("W/") == etiqueta)
                });
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
        let bytes = match codigo {
            None => self.bytes.clone(),
            Some(codigo) => {
                let nombre = HeaderValue::from_static(codigo.nombre());
                otras.insert(header::CONTENT_ENCODING, nombre);
                self.packed(codigo, larga.as_ref()).await
            }
        };
        *respuesta.status_mut() = self.status(medio);
        *respuesta.body_mut() = Body::from(counted(bytes, larga.map(|(cuenta, ..)| cuenta)));
        respuesta
    }
}

fn pack(codigo: Codigo, bytes: &[u8]) -> Bytes {
    // Writing to memory cannot fail.
    let empacados = match codigo {
        Codigo::Gzip => {
            let nivel = flate2::Compression::new(6);
            let mut salida = flate2::write::GzEncoder::new(Vec::new(), nivel);
            salida.write_all(bytes).and_then(|()| salida.finish())
        }
        Codigo::Brotli => {
            let mut salida = Vec::new();
            let mut escritor = brotli::CompressorWriter::new(&mut salida, 1 << 15, 5, 20);
            let escrito = escritor.write_all(bytes).and_then(|()| escritor.flush());
            drop(escritor);
            escrito.map(|()| salida)
        }
        Codigo::Zstd => zstd::encode_all(bytes, 6),
    };
    empacados.unwrap_or_default().into()
}
