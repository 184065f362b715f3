//! Answers as bytes, ready to be sent as often as they are asked for, and the headers that pages have.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use servidor::limits::{PACKED, RETRY, UNCOUNTED};
use servidor::ranges::{self, Refused, put};
use servidor::{
    COMMON, Coding, MINUTE, Quota, Resources, Share, Told, Turns, coding, counted, is_known, pack,
    put_digest,
};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

/// What pages may do: show themselves with the sheet and the script of their own site, ask their own site by forms, and read
/// it, which readers of a page do from within it (whether it may be listed, in `robots.txt`). No page is in a frame, nothing
/// is of others or goes to others.
const POLITICA: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'",
);

/// Headers that scripts of other sites may read.
const EXPUESTAS: HeaderValue = HeaderValue::from_static(
    "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Link, Repr-Digest, Retry-After, X-Request-Id",
);

const ESTILO: &str = include_str!("../estatico/estilo.css");
const GUION: &str = include_str!("../estatico/copiar.js");
const ICONO: &str = include_str!("../estatico/icono.svg");

/// The sheet as it is sent: without what is written for those who design it.
static HOJA: LazyLock<String> = LazyLock::new(|| slim(ESTILO));

/// A sheet without comments, indentation and empty lines.
fn slim(hoja: &str) -> String {
    let trozos = hoja.split("/*").enumerate().map(|(i, trozo)| match i {
        0 => trozo,
        _ => trozo.split_once("*/").map_or("", |(_, resto)| resto),
    });
    let entera: String = trozos.collect();
    let lineas = entera.lines().map(str::trim).filter(|l| !l.is_empty());
    lineas.flat_map(|linea| [linea, "\n"]).collect()
}

/// Names of what does not change under its name: they say what is in it.
static NOMBRES: LazyLock<[String; 2]> = LazyLock::new(|| {
    let nombre = |nombre: &str, texto: &str, fin: &str| {
        let suma = Sha256::digest(texto);
        format!(
            "{nombre}-{:02x}{:02x}{:02x}{:02x}.{fin}",
            suma[0], suma[1], suma[2], suma[3]
        )
    };
    [
        nombre("estilo", &HOJA, "css"),
        nombre("copiar", GUION, "js"),
    ]
});

/// The name of the sheet of style.
pub(crate) fn estilo() -> &'static str {
    &NOMBRES[0]
}

/// The name of the script.
pub(crate) fn guion() -> &'static str {
    &NOMBRES[1]
}

/// Types of what is answered.
pub(crate) mod tipo {
    pub(crate) const HTML: &str = "text/html; charset=utf-8";
    pub(crate) const XML: &str = "application/xml; charset=utf-8";
    pub(crate) const ATOM: &str = "application/atom+xml; charset=utf-8";
    pub(crate) const ICS: &str = "text/calendar; charset=utf-8";
    pub(crate) const JSON: &str = "application/json; charset=utf-8";
    pub(crate) const JSONLD: &str = "application/ld+json; charset=utf-8";
    pub(crate) const CSVM: &str = "application/csvm+json; charset=utf-8";
    pub(crate) const TEXTO: &str = "text/plain; charset=utf-8";
    pub(crate) const XLSX: &str =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    pub(crate) const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
    pub(crate) const SDMX: &str =
        "application/vnd.sdmx.data+csv; version=2.0.0; labels=id; charset=utf-8";
    pub(crate) const PDF: &str = "application/pdf";
    pub(crate) const ZIP: &str = "application/zip";
    pub(crate) const CSS: &str = "text/css; charset=utf-8";
    pub(crate) const JS: &str = "text/javascript; charset=utf-8";
    pub(crate) const SVG: &str = "image/svg+xml";
}

/// How long caches in between keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plazo {
    /// What is published anew is seen after a minute.
    Minuto,
    /// What is kept with a signature of its own: asked for again each time, so that both are of one making.
    Pregunta,
    /// What is under a name that says what is in it.
    Siempre,
    /// Errors.
    Nada,
}

impl Plazo {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Minuto => MINUTE,
            Self::Pregunta => "public, no-cache",
            Self::Siempre => "public, max-age=31536000, immutable",
            Self::Nada => "no-store",
        })
    }
}

/// An answer that was made.
pub(crate) struct Hecha {
    pub(crate) status: StatusCode,
    tipo: &'static str,
    plazo: Plazo,
    bytes: Bytes,
    otras: Vec<(HeaderName, HeaderValue)>,
    /// What it tells whoever reads no pages, if it refuses.
    dicho: Option<Told>,
    /// Quoted but for its end.
    etiqueta: String,
    /// SHA-256 of its bytes as they are.
    suma: [u8; 32],
    packed_in: [OnceCell<Bytes>; Coding::ALL.len()],
    share: Mutex<Weak<Share>>,
}

impl Hecha {
    /// An answer with a body of a type.
    pub(crate) fn new(
        status: StatusCode,
        tipo: &'static str,
        plazo: Plazo,
        bytes: impl Into<Bytes>,
    ) -> Self {
        let bytes = bytes.into();
        let suma = Sha256::digest(&bytes);
        let cabo = suma[..12]
            .iter()
            .fold(0, |cabo, byte| cabo << 8 | u128::from(*byte));
        Self {
            status,
            tipo,
            plazo,
            bytes,
            otras: vec![],
            dicho: None,
            etiqueta: format!("\"{cabo:024x}"),
            suma: suma.into(),
            packed_in: Default::default(),
            share: Mutex::default(),
        }
    }

    /// The same with another header; one that cannot be written is left out.
    #[must_use]
    pub(crate) fn with(mut self, nombre: HeaderName, valor: &str) -> Self {
        if let Ok(valor) = HeaderValue::try_from(valor) {
            self.otras.push((nombre, valor));
        }
        self
    }

    /// The same, which refuses for a reason that has a code and a sentence.
    #[must_use]
    pub(crate) fn told(mut self, code: &'static str, text: String) -> Self {
        self.dicho = Some(Told { code, text });
        self
    }

    /// The same, to be kept under a name by whoever downloads it.
    #[must_use]
    pub(crate) fn named(self, nombre: &str) -> Self {
        self.with(
            header::CONTENT_DISPOSITION,
            &format!("attachment; filename=\"{nombre}\""),
        )
    }

    /// Somewhere else, for good or until what is published changes.
    pub(crate) fn elsewhere(adonde: &str) -> Self {
        Self::new(
            StatusCode::SEE_OTHER,
            tipo::TEXTO,
            Plazo::Minuto,
            Bytes::new(),
        )
        .with(header::LOCATION, adonde)
    }

    /// Its weight in memory, about, once it has been packed in each way.
    pub(crate) fn weight(&self) -> u32 {
        u32::try_from(self.bytes.len() * 7 / 4 + 1000).unwrap_or(u32::MAX)
    }

    /// Counts it among those that are being sent, unless it is being sent to others too; nothing if there are too many.
    fn count(&self, answers: &Arc<Quota>, client: IpAddr) -> Option<Arc<Share>> {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut share = self.share.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = share.upgrade() {
            return Some(other);
        }
        let new = Arc::new(Quota::take(answers, client, self.bytes.len())?);
        *share = Arc::downgrade(&new);
        Some(new)
    }

    async fn packed(&self, coding: Coding, turns: &Arc<Turns>, client: IpAddr) -> Bytes {
        let posicion = Coding::ALL.iter().position(|c| *c == coding).unwrap_or(0);
        let packed = self.packed_in[posicion].get_or_init(|| async {
            let bytes = self.bytes.clone();
            let turn = Turns::take(turns, client).await;
            let apart = tokio::task::spawn_blocking(move || {
                let packed = pack(coding, &bytes);
                drop(turn);
                packed
            });
            apart.await.unwrap_or_default()
        });
        packed.await.clone()
    }

    /// What is packed already is not packed again.
    fn is_packed(&self) -> bool {
        matches!(self.tipo, tipo::XLSX | tipo::ODS | tipo::ZIP | tipo::PDF)
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = COMMON.clone();
        headers.insert(header::CONTENT_SECURITY_POLICY, POLITICA);
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(header::CACHE_CONTROL, self.plazo.header());
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.tipo));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPUESTAS);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, RETRY.into());
        }
        for (nombre, valor) in &self.otras {
            headers.insert(nombre.clone(), valor.clone());
        }
        headers
    }

    /// Says in the answer why it refuses, for whoever reads no pages.
    fn tell(&self, answer: &mut Response) {
        if let Some(dicho) = &self.dicho {
            answer.extensions_mut().insert(dicho.clone());
        }
    }

    /// As it is, of a few words: neither packed nor counted.
    pub(crate) fn whole(&self) -> Response {
        let mut answer = Response::new(Body::from(self.bytes.clone()));
        *answer.headers_mut() = self.headers();
        *answer.status_mut() = self.status;
        self.tell(&mut answer);
        answer
    }

    /// As it is sent.
    ///
    /// # Errors
    /// That all clients have as much under way as they may, or that a part is asked for that is not there.
    pub(crate) async fn send(
        &self,
        asked: &HeaderMap,
        resources: &Arc<Resources>,
        client: IpAddr,
    ) -> Result<Response, Refused> {
        // Parts are of the bytes as they are (RFC 9110, §14.2).
        let is_part = |tag: String| ranges::is_part(asked, self.bytes.len(), &tag);
        let whole = !asked.contains_key(header::RANGE) || !self.tag(None).is_some_and(is_part);
        let coding =
            coding(asked).filter(|_| whole && self.bytes.len() >= PACKED && !self.is_packed());
        let tag = self.tag(coding);
        if tag.as_deref().is_some_and(|tag| is_known(asked, tag)) {
            let mut answer = StatusCode::NOT_MODIFIED.into_response();
            *answer.headers_mut() = self.headers();
            answer.headers_mut().remove(header::CONTENT_TYPE);
            put(
                &mut answer,
                header::ETAG,
                tag.as_deref().unwrap_or_default(),
            );
            return Ok(answer);
        }
        let share = match self.bytes.len() {
            0..=UNCOUNTED => None,
            _ => Some(
                self.count(&resources.answers, client)
                    .ok_or(Refused::Busy)?,
            ),
        };
        let bytes = match coding {
            None => self.bytes.clone(),
            Some(coding) => self.packed(coding, &resources.turns, client).await,
        };
        let mut answer = match tag {
            None => (self.status, Body::from(counted(bytes, share))).into_response(),
            Some(tag) => {
                let tipo = HeaderValue::from_static(self.tipo);
                ranges::bytes(asked, bytes, share, tipo, &tag)?
            }
        };
        answer.headers_mut().extend(self.headers());
        self.tell(&mut answer);
        match coding {
            Some(coding) => put(&mut answer, header::CONTENT_ENCODING, coding.name()),
            // The sum is of the bytes as they are; pages are read, and not checked.
            None if self.tipo != tipo::HTML && self.status == StatusCode::OK => {
                put_digest(&mut answer, &self.suma);
            }
            None => {}
        }
        Ok(answer)
    }

    /// What tells these bytes apart, in a coding, from any others; nothing of what is not kept.
    fn tag(&self, coding: Option<Coding>) -> Option<String> {
        let kept = self.plazo != Plazo::Nada && self.status == StatusCode::OK;
        kept.then(|| format!("{}{}\"", self.etiqueta, coding.map_or("", Coding::name)))
    }
}

/// The sheet of style, which is kept for ever under its name.
pub(crate) fn sheet() -> Hecha {
    Hecha::new(StatusCode::OK, tipo::CSS, Plazo::Siempre, HOJA.as_str())
}

/// The script, likewise.
pub(crate) fn script() -> Hecha {
    Hecha::new(StatusCode::OK, tipo::JS, Plazo::Siempre, GUION)
}

/// The icon.
pub(crate) fn icon() -> Hecha {
    Hecha::new(StatusCode::OK, tipo::SVG, Plazo::Minuto, ICONO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_sent_without_what_is_said_of_it() {
        let hoja =
            "/* de qué\n   es */\na {\n  b: c;   /* por qué */\n\n  d: url(\"data:x//y\");\n}\n";
        assert_eq!(slim(hoja), "a {\nb: c;\nd: url(\"data:x//y\");\n}\n");
        let llaves = |texto: &str| texto.matches(['{', '}']).count();
        assert_eq!(llaves(&HOJA), llaves(ESTILO));
    }
}
