//! What the operator watches, in the text that Prometheus reads, on an address of its own. Labels are of few values:
//! whatever a client makes up is none.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use persistence::Publicaciones;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounds of the times of answers, in seconds: from what memory answers to what is given up.
const SEGUNDOS: [f64; 9] = [0.000_1, 0.000_5, 0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DePeticion {
    /// Of the questions by name, the name; of others, what they are of.
    consulta: String,
    codigo: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeConsulta {
    consulta: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeMemoria {
    resultado: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeRechazo {
    causa: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeInstancia {
    instancia: String,
}

/// Counts since the start.
pub(super) struct Metricas {
    registro: Registry,
    peticiones: Family<DePeticion, Counter>,
    duracion: Family<DeConsulta, Histogram, fn() -> Histogram>,
    aciertos: Counter,
    fallos: Counter,
    rechazos: Family<DeRechazo, Counter>,
    conexiones: Gauge,
    suscripciones: Gauge,
    publicada: Family<DeInstancia, Gauge<f64, AtomicU64>>,
}

impl Default for Metricas {
    fn default() -> Self {
        let times: fn() -> Histogram = || Histogram::new(SEGUNDOS);
        let memoria = Family::<DeMemoria, Counter>::default();
        let de = |resultado| memoria.get_or_create(&DeMemoria { resultado }).clone();
        let mut metricas = Self {
            registro: Registry::with_prefix("pacto"),
            peticiones: Family::default(),
            duracion: Family::new_with_constructor(times),
            aciertos: de("acierto"),
            fallos: de("fallo"),
            rechazos: Family::default(),
            conexiones: Gauge::default(),
            suscripciones: Gauge::default(),
            publicada: Family::default(),
        };
        let registro = &mut metricas.registro;
        registro.register(
            "peticiones",
            "Peticiones por consulta y código",
            metricas.peticiones.clone(),
        );
        registro.register(
            "duracion_segundos",
            "Cuánto tardan las respuestas",
            metricas.duracion.clone(),
        );
        registro.register(
            "memoria",
            "Consultas contestadas de memoria, o hechas",
            memoria.clone(),
        );
        registro.register(
            "rechazos",
            "Consultas que no se hicieron, por causa",
            metricas.rechazos.clone(),
        );
        registro.register(
            "conexiones",
            "Conexiones abiertas",
            metricas.conexiones.clone(),
        );
        registro.register(
            "suscripciones",
            "Suscripciones abiertas",
            metricas.suscripciones.clone(),
        );
        registro.register(
            "edicion_instante_segundos",
            "Cuándo se publicó la última edición de cada instancia, en segundos desde 1970",
            metricas.publicada.clone(),
        );
        metricas
    }
}

/// The counts of a known question, or of a part of the server: looked up once.
pub(super) struct Cuenta {
    consulta: String,
    duracion: Histogram,
    bien: Counter,
}

impl Metricas {
    /// Those of what is called so.
    pub(super) fn of(&self, consulta: &str) -> Cuenta {
        let consulta = consulta.to_owned();
        let de_esta = DeConsulta {
            consulta: consulta.clone(),
        };
        let bien = DePeticion {
            consulta: consulta.clone(),
            codigo: 200,
        };
        Cuenta {
            duracion: self.duracion.get_or_create(&de_esta).clone(),
            bien: self.peticiones.get_or_create(&bien).clone(),
            consulta,
        }
    }

    pub(super) fn answered(&self, cuenta: &Cuenta, codigo: u16, tardo: Duration) {
        cuenta.duracion.observe(tardo.as_secs_f64());
        if codigo == 200 {
            cuenta.bien.inc();
        } else {
            let consulta = cuenta.consulta.clone();
            self.peticiones
                .get_or_create(&DePeticion { consulta, codigo })
                .inc();
        }
    }

    /// A question was answered from memory, or not.
    pub(super) fn remembered(&self, acierto: bool) {
        let cuenta = if acierto {
            &self.aciertos
        } else {
            &self.fallos
        };
        cuenta.inc();
    }

    /// A question was refused, with that code of error.
    pub(super) fn refused(&self, causa: &str) {
        let causa = causa.to_owned();
        self.rechazos.get_or_create(&DeRechazo { causa }).inc();
    }

    /// A connection, until what is returned is dropped.
    pub(super) fn connected(&self) -> Abierta {
        Abierta::new(&self.conexiones)
    }

    /// A subscription, likewise.
    pub(super) fn subscribed(&self) -> Abierta {
        Abierta::new(&self.suscripciones)
    }
}

/// Something open.
pub(super) struct Abierta(Gauge);

impl Abierta {
    fn new(cuantas: &Gauge) -> Self {
        cuantas.inc();
        Self(cuantas.clone())
    }
}

/// Those of all that there is.
pub(super) struct Cuentas {
    por_nombre: BTreeMap<String, Cuenta>,
    graphql: Cuenta,
    ediciones: Cuenta,
    explorador: Cuenta,
    salud: Cuenta,
    otra: Cuenta,
}

impl Cuentas {
    /// `nombres`: of the known questions.
    pub(super) fn new<'a>(metricas: &Metricas, nombres: impl Iterator<Item = &'a String>) -> Self {
        Self {
            por_nombre: nombres.map(|n| (n.clone(), metricas.of(n))).collect(),
            graphql: metricas.of("graphql"),
            ediciones: metricas.of("ediciones"),
            explorador: metricas.of("explorador"),
            salud: metricas.of("salud"),
            otra: metricas.of("otra"),
        }
    }

    /// That of an address.
    pub(super) fn of(&self, ruta: &str) -> &Cuenta {
        if ruta == "/graphql" {
            return &self.graphql;
        }
        let nombrada = ruta.strip_prefix("/graphql/consultas/");
        match nombrada.and_then(|nombre| self.por_nombre.get(nombre)) {
            Some(nombrada) => nombrada,
            None if ruta.starts_with("/explorador") => &self.explorador,
            None if ruta.starts_with("/ediciones/") => &self.ediciones,
            None if ruta.starts_with("/salud/") => &self.salud,
            None => &self.otra,
        }
    }
}

impl Cuenta {
    /// What it is of.
    pub(super) fn consulta(&self) -> &str {
        &self.consulta
    }
}

impl Drop for Abierta {
    fn drop(&mut self) {
        self.0.dec();
    }
}

type Fuente = (Arc<Metricas>, Arc<Publicaciones>);

/// The route that Prometheus reads.
pub(super) fn router(metricas: Arc<Metricas>, publicaciones: Arc<Publicaciones>) -> Router {
    Router::new()
        .route("/metrics", get(read))
        .with_state((metricas, publicaciones))
}

async fn read(State((metricas, publicaciones)): State<Fuente>) -> Response {
    match publicaciones.instancias(None).await {
        Ok(instancias) => {
            let claves: Vec<String> = instancias.iter().map(|i| i.clave().to_string()).collect();
            for (instancia, ediciones) in publicaciones.ediciones(&claves).await.unwrap_or_default()
            {
                if let Some(ultima) = ediciones
                    .all()
                    .iter()
                    .map(|e| e.instante.unix_timestamp())
                    .max()
                {
                    let instante = f64::from(u32::try_from(ultima).unwrap_or_default());
                    metricas
                        .publicada
                        .get_or_create(&DeInstancia { instancia })
                        .set(instante);
                }
            }
        }
        Err(error) => tracing::warn!(%error, "las publicaciones no responden"),
    }
    let mut texto = String::new();
    // Writing to a String cannot fail.
    let _ = encode(&mut texto, &metricas.registro);
    let tipo = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, tipo)], texto).into_response()
}
