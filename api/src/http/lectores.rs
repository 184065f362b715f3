//! Refusals as whoever asks reads them: a person in a page, a program in JSON. Both say the same.

use std::net::IpAddr;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::json;
use servidor::{Site, Told, preferences};

use super::rechazo::{self, refuse};
use crate::Error;
use crate::error::Codigo;

/// What a refusal says in headers, however it is worded.
const SE_QUEDAN: [header::HeaderName; 3] =
    [header::ALLOW, header::CONTENT_RANGE, header::RETRY_AFTER];

/// Whether a client says that it takes a type.
pub(super) fn takes(headers: &HeaderMap, kind: &str) -> bool {
    among(
        &preferences(headers, &header::ACCEPT).unwrap_or_default(),
        kind,
    )
}

fn among(accepted: &[(&str, u16)], kind: &str) -> bool {
    let mut accepted = accepted.iter().filter(|(_, weight)| *weight > 0);
    accepted.any(|(what, _)| what.eq_ignore_ascii_case(kind))
}

/// How whoever asks pages, or files beside them, reads.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    /// It says that it takes pages.
    browser: bool,
    /// It says that it takes JSON.
    json: bool,
}

impl Reader {
    /// How the sender of a request reads.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = preferences(headers, &header::ACCEPT).unwrap_or_default();
        Self {
            browser: among(&accepted, "text/html"),
            json: among(&accepted, "application/json"),
        }
    }

    /// Whether it is told in JSON why something is refused, which is among pages or not. Parts are asked for by programs.
    fn in_json(self, status: StatusCode, among_pages: bool) -> bool {
        let only_json = !among_pages || self.json || status == StatusCode::RANGE_NOT_SATISFIABLE;
        !self.browser && only_json
    }

    /// An answer of the pages, which is in JSON if it refuses and whoever asked does not read them.
    pub(super) fn of_pages(self, answer: Response, among_pages: bool) -> Response {
        let status = answer.status();
        let told = answer.extensions().get::<Told>().cloned();
        match told.filter(|_| self.in_json(status, among_pages)) {
            None => answer,
            // Whoever made up an address is told where the API is.
            Some(Told { code, .. }) if code == Codigo::RutaDesconocida.nombre() => {
                refuse(Error::ruta_desconocida())
            }
            Some(Told { code, text }) => {
                let error = json!({ "message": text, "extensions": { "code": code } });
                let words = rechazo::json(status, &json!({ "errors": [error] }));
                keeping(&answer, words)
            }
        }
    }

    /// An answer of the API about a file, which is a page if it refuses and whoever asked reads them.
    pub(super) async fn of_files(
        self,
        answer: Response,
        (client, path): (IpAddr, &str),
        paginas: &dyn Site,
    ) -> Response {
        // A page that says it is what whoever reads pages is given.
        let es_pagina = answer.headers().get(header::CONTENT_TYPE);
        let es_pagina = es_pagina.is_some_and(|tipo| tipo.as_bytes().starts_with(b"text/html"));
        let told = answer.extensions().get::<Told>().cloned();
        let Some(told) = told.filter(|_| self.browser && !es_pagina) else {
            return answer;
        };
        match paginas
            .tell(client, path, answer.status(), &told.text)
            .await
        {
            None => answer,
            Some(words) => keeping(&answer, words),
        }
    }
}

/// These words with what the refusal says in headers.
fn keeping(refused: &Response, mut words: Response) -> Response {
    for nombre in SE_QUEDAN {
        if let Some(valor) = refused.headers().get(&nombre) {
            words.headers_mut().insert(nombre, valor.clone());
        }
    }
    let sin_guardar = header::HeaderValue::from_static("no-store");
    words
        .headers_mut()
        .insert(header::CACHE_CONTROL, sin_guardar);
    words
}
