//! The site: which answer is of which address, and who may have it.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use futures_util::future::BoxFuture;
use persistence::EstadoPublico;
use sala::{Clave, Fuentes, Sala};
use servidor::{Origin, Refusal, Resources, Site, Turns};
use time::OffsetDateTime;

use crate::ajustes::Casas;
use crate::direccion::Ruta;
use crate::lectura::Sitio;
use crate::memoria::{Making, Memoria, day, key};
use crate::paginas;
use crate::respuesta::{self, Hecha, plain};

/// The portal: pages and files of what is published.
pub struct Portal {
    sala: Arc<Sala>,
    resources: Arc<Resources>,
    casas: Casas,
    memoria: Memoria,
    ahora: fn() -> OffsetDateTime,
}

/// The groups under which its requests are counted.
const GRUPOS: [&str; 3] = ["paginas", "archivos", "estatico"];

impl Portal {
    /// A portal over what is published. What requests share is that of the server; `ahora` tells what time it is, because the
    /// next session of a council is one that has not been held.
    pub fn new(
        sala: Arc<Sala>,
        resources: Arc<Resources>,
        casas: Casas,
        ahora: fn() -> OffsetDateTime,
    ) -> Self {
        Self {
            ahora,
            sala,
            resources,
            casas,
            memoria: Memoria::default(),
        }
    }

    /// The address of this server for whoever reads pages elsewhere: what the operator says, or what the client asked.
    fn base(&self, headers: &HeaderMap) -> String {
        if let Some(sitio) = &self.casas.sitio {
            return sitio.clone();
        }
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let es = |host: &&str| {
            let letra =
                |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']');
            host.len() <= 255 && host.bytes().all(letra)
        };
        format!("http://{}", host.filter(es).unwrap_or("localhost"))
    }

    async fn respond(&self, origin: &Origin, request: Request) -> Response {
        let (path, query) = (
            request.uri().path(),
            request.uri().query().unwrap_or_default(),
        );
        let headers = request.headers();
        let ruta = match Ruta::of(path) {
            Some(Ruta::Estilo) => return self.send(headers, origin, &respuesta::sheet()).await,
            Some(Ruta::Guion) => return self.send(headers, origin, &respuesta::script()).await,
            Some(Ruta::Icono) => return self.send(headers, origin, &respuesta::icon()).await,
            otra => otra,
        };
        let base = match &ruta {
            Some(ruta) if ruta.names_the_site() => self.base(headers),
            // What does not say how the site is called is made once, whatever name it is asked for under.
            _ => self.casas.sitio.clone().unwrap_or_default(),
        };
        let ahora = (self.ahora)();
        let clave = key(day(ahora), format!("{base}{path}?{query}"));
        match self
            .find(origin, clave, (&base, ahora), (ruta, path, query))
            .await
        {
            Ok(hecha) => self.send(headers, origin, &hecha).await,
            Err(error) => {
                let hecha = paginas::error::page(None, &error.into());
                self.send(headers, origin, &hecha).await
            }
        }
    }

    /// The answer that is kept, or one that is made now.
    async fn find(
        &self,
        origin: &Origin,
        clave: Clave,
        (base, ahora): (&str, OffsetDateTime),
        (ruta, path, query): (Option<Ruta>, &str, &str),
    ) -> Result<Arc<Hecha>, persistence::Error> {
        let estado = self.sala.publicaciones().estado().await?;
        if let Some(hecha) = self.memoria.known(&clave, &estado) {
            return Ok(hecha);
        }
        let _turn = Turns::take(&self.resources.turns, origin.client).await;
        let make = |estado: Arc<EstadoPublico>| -> Making<'_> {
            let ruta = ruta.clone();
            Box::pin(async move {
                let fuentes = Fuentes::default();
                let sitio = Sitio {
                    sala: &self.sala,
                    casas: &self.casas,
                    estado: &estado,
                    fuentes: &fuentes,
                    ahora,
                    base,
                };
                let hecha = paginas::answer(&sitio, ruta, path, query).await;
                (hecha, fuentes.since(&estado))
            })
        };
        self.memoria.get(&self.sala, clave, make).await
    }

    async fn send(&self, headers: &HeaderMap, origin: &Origin, hecha: &Hecha) -> Response {
        match hecha.send(headers, &self.resources, origin.client).await {
            Some(answer) => answer,
            None => Refusal::Busy.dress(self.refuse(Refusal::Busy)),
        }
    }
}

impl Site for Portal {
    fn groups(&self) -> Vec<String> {
        GRUPOS.map(str::to_owned).to_vec()
    }

    fn group(&self, path: &str) -> usize {
        match Ruta::of(path) {
            Some(Ruta::Archivo(..)) => 1,
            Some(Ruta::Estilo | Ruta::Guion | Ruta::Icono) => 2,
            Some(_) => 0,
            // Whatever a client makes up is in none of them.
            None => GRUPOS.len(),
        }
    }

    fn is_exempt(&self, _path: &str) -> bool {
        false
    }

    fn answer(&self, origin: Origin, mut request: Request) -> BoxFuture<'_, Response> {
        Box::pin(async move {
            // Ranges are for GET (RFC 9110, §14.2).
            if *request.method() == Method::HEAD {
                request.headers_mut().remove(header::RANGE);
            }
            if !matches!(*request.method(), Method::GET | Method::HEAD) {
                let status = match Ruta::of(request.uri().path()) {
                    Some(_) => StatusCode::METHOD_NOT_ALLOWED,
                    None => StatusCode::NOT_FOUND,
                };
                let (codigo, texto) = match status {
                    StatusCode::NOT_FOUND => ("RUTA_DESCONOCIDA", "No hay nada en esta dirección."),
                    _ => (
                        "METODO_NO_PERMITIDO",
                        "Las páginas se leen: sólo se piden con GET.",
                    ),
                };
                let hecha = plain(status, texto)
                    .with(header::ALLOW, "GET, HEAD")
                    .told(codigo, texto.to_owned());
                return self.send(request.headers(), &origin, &hecha).await;
            }
            self.respond(&origin, request).await
        })
    }

    fn refuse(&self, refusal: Refusal) -> Response {
        let (status, texto) = match refusal {
            Refusal::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Hay demasiadas peticiones a la vez. Espere unos segundos.".to_owned(),
            ),
            Refusal::TooOften { seconds } => (
                StatusCode::TOO_MANY_REQUESTS,
                match seconds {
                    1 => "Demasiadas peticiones seguidas. Espere un segundo.".to_owned(),
                    n => format!("Demasiadas peticiones seguidas. Espere {n} segundos."),
                },
            ),
            Refusal::TooManyStreams => (
                StatusCode::TOO_MANY_REQUESTS,
                "Demasiadas peticiones seguidas. Espere unos segundos.".to_owned(),
            ),
            _ => (
                StatusCode::BAD_REQUEST,
                "La dirección no está bien escrita.".to_owned(),
            ),
        };
        plain(status, &texto).whole()
    }

    fn tell(&self, status: StatusCode, text: &str) -> Option<Response> {
        Some(plain(status, text).whole())
    }

    fn measure(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}
