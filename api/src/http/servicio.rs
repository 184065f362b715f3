//! The public server: the site that the crate `servidor` serves, and how it is run.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, header};
use axum::response::Response;
use futures_util::future::BoxFuture;
use persistence::Publicaciones;
use prometheus_client::registry::Registry;
use sala::{Licencia, Sala};
use servidor::limits::STREAMS;
use servidor::{IpNet, Origin, Policy, Refusal, Resources, Service, Settings, Site, route};
use tokio::net::TcpListener;
use tracing::Instrument;

use super::consultas::Consultas;
use super::lectores::{Reader, takes};
use super::limites::memoria;
use super::rechazo::refuse;
use super::shared::Shared;
use super::{graphql, rutas, websocket};

/// Makes what answers the addresses that are not of the API, from what all requests share.
type Hacer = Box<dyn FnOnce(Arc<Sala>, Arc<Resources>) -> Arc<dyn Site> + Send>;

/// What answers the addresses that are not of the API: pages, if there are any.
#[derive(Default)]
pub struct Paginas(Option<Hacer>);

impl Paginas {
    /// The site that this makes over the reading room and the resources of the server.
    pub fn new(
        hacer: impl FnOnce(Arc<Sala>, Arc<Resources>) -> Arc<dyn Site> + Send + 'static,
    ) -> Self {
        Self(Some(Box::new(hacer)))
    }
}

impl std::fmt::Debug for Paginas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Paginas").field(&self.0.is_some()).finish()
    }
}

/// How requests are answered.
#[derive(Debug)]
pub struct Trato {
    /// Requests of a client per second, four times as many at once; none is no limit.
    pub por_segundo: Option<NonZeroU32>,
    /// Proxies that are believed when they say who asks.
    pub proxies: Vec<IpNet>,
    /// Questions known by name.
    pub consultas: Consultas,
    /// Whether each request is noted in the log.
    pub accesos: bool,
    /// Streams of events and connections of WebSocket at once; one client has at most an eighth of them.
    pub corrientes: usize,
    /// Mebibytes of answers and of what they are made of that are remembered; [`MEBIBYTES`] at least.
    pub memoria: u32,
    /// Pages beside the API.
    pub paginas: Paginas,
    /// Licences of instancias, by their keys, where they are not the usual one.
    pub licencias: BTreeMap<String, Licencia>,
}

/// Mebibytes that are remembered unless it is said otherwise: what one municipality needs.
pub const MEBIBYTES: u32 = memoria::MEBIBYTES;

impl Default for Trato {
    fn default() -> Self {
        Self {
            por_segundo: None,
            proxies: vec![],
            consultas: Consultas::default(),
            accesos: false,
            corrientes: STREAMS,
            memoria: MEBIBYTES,
            paginas: Paginas::default(),
            licencias: BTreeMap::new(),
        }
    }
}

/// How the server is run.
#[derive(Debug)]
pub struct Ajustes {
    /// Connections at once; one client has at most half of them.
    pub conexiones: usize,
    /// How requests are answered.
    pub trato: Trato,
    /// Where the metrics are served, if they are: not to the public.
    pub metricas: Option<TcpListener>,
}

/// Answers requests about what is published.
#[derive(Clone)]
pub struct Servicio {
    service: Service,
    shared: Arc<Shared>,
}

impl Servicio {
    /// A service of what is published.
    pub fn new(publicaciones: Publicaciones, trato: Trato) -> Self {
        let resources = Resources::new(Policy {
            rate: trato.por_segundo,
            proxies: trato.proxies,
            streams: trato.corrientes,
            log: trato.accesos,
        });
        let mut registry = Registry::with_prefix("pacto");
        let shared = Arc::new(Shared::new(
            publicaciones,
            trato.consultas,
            resources.clone(),
            &mut registry,
            trato.memoria.max(MEBIBYTES),
            (trato.licencias, trato.paginas.0.is_some()),
        ));
        let paginas = trato.paginas.0;
        let paginas = paginas.map(|hacer| hacer(shared.sala.clone(), resources.clone()));
        let site = PublicSite {
            nombres: shared.consultas.por_nombre.keys().cloned().collect(),
            rutas: rutas::router(shared.clone(), paginas.clone()),
            shared: shared.clone(),
            paginas,
        };
        Self {
            service: Service::new(Arc::new(site), resources, registry),
            shared,
        }
    }

    /// The answer to a request of a client, without a network between.
    pub fn answer(&self, quien: IpAddr, peticion: Request) -> BoxFuture<'_, Response> {
        self.service.answer(quien, peticion)
    }
}

/// Serves what is published until `stop` is done, and finishes the requests in flight.
///
/// # Errors
/// Those of the listener.
pub fn serve(
    escucha: TcpListener,
    publicaciones: Publicaciones,
    ajustes: Ajustes,
    stop: BoxFuture<'static, ()>,
) -> BoxFuture<'static, std::io::Result<()>> {
    let Servicio { service, shared } = Servicio::new(publicaciones, ajustes.trato);
    let settings = Settings {
        connections: ajustes.conexiones,
        metrics: ajustes.metricas,
    };
    Box::pin(async move {
        let watch = async move { shared.novedades.watch(shared.sala.publicaciones()).await };
        let watch = tokio::spawn(watch);
        let served = servidor::serve(escucha, service, settings, stop).await;
        watch.abort();
        served
    })
}

/// What the public is served.
struct PublicSite {
    shared: Arc<Shared>,
    /// Names of the known questions, in order.
    nombres: Vec<String>,
    rutas: Router,
    /// What answers what the routes do not.
    paginas: Option<Arc<dyn Site>>,
}

/// The groups under which requests are counted, before those of questions by name.
const GRUPOS: [&str; 5] = ["graphql", "ediciones", "explorador", "salud", "otra"];

impl Site for PublicSite {
    fn groups(&self) -> Vec<String> {
        let nombres = self.nombres.iter().map(String::as_str);
        GRUPOS
            .into_iter()
            .chain(nombres)
            .map(str::to_owned)
            .chain(self.paginas.iter().flat_map(|paginas| paginas.groups()))
            .collect()
    }

    fn group(&self, path: &str) -> usize {
        let nombre = path.strip_prefix("/graphql/consultas/");
        match nombre.and_then(|n| {
            self.nombres
                .binary_search_by(|otro| otro.as_str().cmp(n))
                .ok()
        }) {
            Some(posicion) => GRUPOS.len() + posicion,
            None if path == "/graphql" => 0,
            None if path.starts_with("/ediciones/") => 1,
            None if path.starts_with("/explorador") => 2,
            None if path.starts_with("/salud/") => 3,
            None => match &self.paginas {
                // What is of neither is counted as such.
                Some(paginas) => match paginas.group(path) {
                    grupo if grupo < paginas.groups().len() => {
                        GRUPOS.len() + self.nombres.len() + grupo
                    }
                    _ => 4,
                },
                None => 4,
            },
        }
    }

    fn is_exempt(&self, path: &str) -> bool {
        path.starts_with("/salud/")
    }

    fn answer(&self, origin: Origin, request: Request) -> BoxFuture<'_, Response> {
        if request.uri().path() != "/graphql" {
            let of_a_file = request.uri().path().starts_with("/ediciones/");
            let paginas = self.paginas.clone().filter(|_| of_a_file);
            let path = request.uri().path().to_owned();
            let read = paginas.map(|paginas| (Reader::of(request.headers()), paginas));
            let client = origin.client;
            let answer = route(self.rutas.clone(), origin, request);
            return match read {
                None => Box::pin(answer),
                Some((reader, paginas)) => Box::pin(async move {
                    let asked = (client, path.as_str());
                    reader.of_files(answer.await, asked, &*paginas).await
                }),
            };
        }
        // Most requests are questions in a body: they need no routing.
        if request.method() == Method::POST {
            return Box::pin(async move {
                let (head, body) = request.into_parts();
                graphql::post(&self.shared, &origin, &head.headers, body).await
            });
        }
        let upgrade = request.headers().get(header::UPGRADE);
        if upgrade.is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket")) {
            let span = origin.id.span();
            let opened = websocket::upgrade(self.shared.clone(), origin, request);
            return Box::pin(opened.instrument(span));
        }
        Box::pin(route(self.rutas.clone(), origin, request))
    }

    fn refuse(&self, refusal: Refusal) -> Response {
        refuse(refusal.into())
    }

    fn refuse_to(&self, refusal: Refusal, request: &Request) -> Response {
        match &self.paginas {
            Some(paginas) if takes(request.headers(), "text/html") => paginas.refuse(refusal),
            _ => self.refuse(refusal),
        }
    }

    fn measure(&self) -> BoxFuture<'_, ()> {
        Box::pin(
            self.shared
                .metricas
                .measure(self.shared.sala.publicaciones()),
        )
    }
}
