//! The site: which answer is of which address, and who may have it.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use futures_util::future::BoxFuture;
use persistence::{EstadoPublico, Sello};
use sala::{Clave, Fuentes, Sala};
use servidor::limits::{ADDRESS, BODY, HEAD};
use servidor::ranges::Refused;
use servidor::{Origin, Refusal, Resources, Site, Turns};
use time::OffsetDateTime;

use crate::ajustes::Casas;
use crate::direccion::{self, Ruta};
use crate::fallo::Fallo;
use crate::lectura::{Casa, Sitio};
use crate::memoria::{Making, Memoria, day, key};
use crate::paginas;
use crate::respuesta::{self, Hecha};

/// The portal: pages and files of what is published.
pub struct Portal {
    sala: Arc<Sala>,
    resources: Arc<Resources>,
    casas: Casas,
    memoria: Memoria,
    /// The instancia at the root as it was when a page was last made: whoever is refused in a hurry reads its line of help.
    raiz: Mutex<Option<(Sello, Arc<Casa>)>>,
    /// Whether anything was ever read of what is published.
    leido: AtomicBool,
    ahora: fn() -> OffsetDateTime,
}

/// What is asked: headers, and the path.
type Asked<'a> = (&'a HeaderMap, &'a str);

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
            raiz: Mutex::default(),
            leido: AtomicBool::default(),
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

    async fn respond(&self, origin: &Origin, uri: Uri, headers: HeaderMap) -> Response {
        let (path, query) = (uri.path(), uri.query().unwrap_or_default());
        let headers = &headers;
        let ruta = match Ruta::of(path) {
            Some(Ruta::Estilo) => {
                return self
                    .send((headers, path), origin, &respuesta::sheet())
                    .await;
            }
            Some(Ruta::Guion) => {
                return self
                    .send((headers, path), origin, &respuesta::script())
                    .await;
            }
            Some(Ruta::Icono) => {
                return self.send((headers, path), origin, &respuesta::icon()).await;
            }
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
            // It is told under which number the operator finds what happened.
            Ok(hecha) if hecha.status == StatusCode::INTERNAL_SERVER_ERROR => {
                let (casa, id) = (self.casa_of(origin.client, path).await, origin.id.text());
                let hecha = paginas::error::page(casa.as_deref(), &Fallo::Interno, Some(&id));
                self.send((headers, path), origin, &hecha).await
            }
            Ok(hecha) => self.send((headers, path), origin, &hecha).await,
            Err(error) => {
                let fallo = match error.into() {
                    // What was read once was published, and is away now.
                    Fallo::SinEdiciones if self.leido.load(Ordering::Relaxed) => Fallo::SinBase,
                    otro => otro,
                };
                self.fail((headers, path), origin, &fallo).await
            }
        }
    }

    async fn fail(&self, asked: Asked<'_>, origin: &Origin, fallo: &Fallo) -> Response {
        let (casa, id) = (self.last_root(), origin.id.text());
        let hecha = paginas::error::page(casa.as_deref(), fallo, Some(&id));
        self.send(asked, origin, &hecha).await
    }

    /// The instancia at the root, as it was.
    fn last_root(&self) -> Option<Arc<Casa>> {
        let raiz = self.raiz.lock().unwrap_or_else(PoisonError::into_inner);
        raiz.as_ref().map(|(_, casa)| casa.clone())
    }

    /// Keeps the instancia at the root for whoever is refused, if what is published is not what it was.
    async fn keep_root(&self, estado: &EstadoPublico, ahora: OffsetDateTime) {
        let sello = estado.todo();
        let es = {
            let raiz = self.raiz.lock().unwrap_or_else(PoisonError::into_inner);
            raiz.as_ref().is_some_and(|(otro, _)| *otro == sello)
        };
        if es {
            return;
        }
        let fuentes = Fuentes::default();
        let sitio = self.site((estado, &fuentes), ahora, "");
        let casa = sitio.casa(None).await.ok().flatten();
        let mut raiz = self.raiz.lock().unwrap_or_else(PoisonError::into_inner);
        *raiz = casa.map(|casa| (sello, Arc::new(casa)));
    }

    fn site<'a>(
        &'a self,
        (estado, fuentes): (&'a EstadoPublico, &'a Fuentes),
        ahora: OffsetDateTime,
        base: &'a str,
    ) -> Sitio<'a> {
        Sitio {
            sala: &self.sala,
            casas: &self.casas,
            estado,
            fuentes,
            ahora,
            base,
        }
    }

    /// The instancia that a path is of: that of its edition, or the one at the root. It is read of the store, and whoever is refused
    /// waits for a turn as whoever is answered does.
    async fn casa_of(&self, client: IpAddr, path: &str) -> Option<Arc<Casa>> {
        let _turn = Turns::take(&self.resources.turns, client).await;
        let estado = self.sala.publicaciones().estado().await.ok()?;
        let fuentes = Fuentes::default();
        let sitio = self.site((&estado, &fuentes), (self.ahora)(), "");
        let hallada = match direccion::hash_in(path) {
            Some(hash) => sitio.by_hash(hash).await.ok().flatten(),
            None => None,
        };
        if let Some((casa, _)) = hallada {
            return Some(Arc::new(casa));
        }
        if let Some(Ruta::De(Some(clave), _)) = Ruta::of(path)
            && let Some(suya) = sitio.casa(Some(&clave)).await.ok().flatten()
        {
            return Some(Arc::new(suya));
        }
        let raiz = sitio.casa(None).await.ok().flatten();
        raiz.map(Arc::new)
    }

    /// The page that says why what is at a path is refused.
    async fn refusal(
        &self,
        (client, path): (IpAddr, &str),
        status: StatusCode,
        texto: &str,
    ) -> Hecha {
        let casa = self.casa_of(client, path).await;
        paginas::error::brief(casa.as_deref(), status, texto)
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
                let sitio = self.site((&estado, &fuentes), ahora, base);
                let hecha = paginas::answer(&sitio, ruta, path, query).await;
                self.leido.store(true, Ordering::Relaxed);
                self.keep_root(&estado, ahora).await;
                (hecha, fuentes.since(&estado))
            })
        };
        self.memoria.get(&self.sala, clave, make).await
    }

    async fn send(&self, (headers, path): Asked<'_>, origin: &Origin, hecha: &Hecha) -> Response {
        match hecha.send(headers, &self.resources, origin.client).await {
            Ok(answer) => answer,
            Err(Refused::Busy) => Refusal::Busy.dress(self.refuse(Refusal::Busy)),
            Err(Refused::Range(length)) => {
                let texto = "El archivo no tiene esos bytes.";
                let status = StatusCode::RANGE_NOT_SATISFIABLE;
                let hecha = self.refusal((origin.client, path), status, texto).await;
                let rango = format!("bytes */{length}");
                let hecha = hecha.told("RANGO_INVALIDO", texto.to_owned());
                hecha.with(header::CONTENT_RANGE, &rango).whole()
            }
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
            Some(Ruta::De(_, donde)) if donde.is_file() => 1,
            Some(Ruta::Estilo | Ruta::Guion | Ruta::Icono) => 2,
            Some(_) => 0,
            // Whatever a client makes up is in none of them.
            None => GRUPOS.len(),
        }
    }

    fn is_page(&self, path: &str) -> bool {
        self.group(path) == 0 && !matches!(Ruta::of(path), Some(Ruta::Mapa | Ruta::Robots))
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
                let (headers, path) = (request.headers().clone(), request.uri().path().to_owned());
                let asked = (origin.client, path.as_str());
                let hecha = self.refusal(asked, status, texto).await;
                let hecha = hecha
                    .with(header::ALLOW, "GET, HEAD")
                    .told(codigo, texto.to_owned());
                return self.send((&headers, &path), &origin, &hecha).await;
            }
            let (parts, _) = request.into_parts();
            self.respond(&origin, parts.uri, parts.headers).await
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
            Refusal::LongAddress => (
                StatusCode::URI_TOO_LONG,
                format!(
                    "La dirección pasa de {} KiB. Pida menos códigos.",
                    ADDRESS / 1024
                ),
            ),
            Refusal::LargeHead => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                format!(
                    "Las cabeceras de la petición pasan de {} KiB. Borre las cookies de este sitio: no usa ninguna.",
                    HEAD / 1024
                ),
            ),
            Refusal::LargeBody => (
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("La petición pasa de {} KiB.", BODY / 1024),
            ),
            Refusal::Changed => (
                StatusCode::PRECONDITION_FAILED,
                "Lo que hay aquí ya no es lo que se pide.".to_owned(),
            ),
            Refusal::Late => (
                StatusCode::REQUEST_TIMEOUT,
                "La petición tardó demasiado. Vuelva a intentarlo.".to_owned(),
            ),
            Refusal::Malformed | Refusal::BadAddress => (
                StatusCode::BAD_REQUEST,
                "La dirección no está bien escrita.".to_owned(),
            ),
        };
        paginas::error::brief(self.last_root().as_deref(), status, &texto).whole()
    }

    fn tell<'a>(
        &'a self,
        client: IpAddr,
        path: &'a str,
        status: StatusCode,
        text: &'a str,
    ) -> BoxFuture<'a, Option<Response>> {
        Box::pin(async move {
            let hecha = self.refusal((client, path), status, text).await;
            Some(hecha.whole())
        })
    }

    fn measure(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}
