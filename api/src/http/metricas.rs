//! Metrics of questions and editions, beside those of the server. Labels are of few values: whatever a client makes up is none.

use std::sync::atomic::AtomicU64;

use persistence::Publicaciones;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use servidor::Opened;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeMemoria {
    resultado: &'static str,
}

impl DeMemoria {
    const HIT: Self = Self {
        resultado: "acierto",
    };
    const MISS: Self = Self { resultado: "fallo" };
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeRechazo {
    causa: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EtiquetaInstancia {
    instancia: String,
}

/// Counts since the start.
pub(super) struct Metricas {
    hits: Counter,
    misses: Counter,
    rechazos: Family<DeRechazo, Counter>,
    suscripciones: Gauge,
    publicada: Family<EtiquetaInstancia, Gauge<f64, AtomicU64>>,
}

impl Metricas {
    /// Metrics that the registry knows.
    pub(super) fn new(registry: &mut Registry) -> Self {
        let memoria = Family::<DeMemoria, Counter>::default();
        // One statement each: until it ends, a look-up holds the lock of the family.
        let hits = memoria.get_or_create(&DeMemoria::HIT).clone();
        let misses = memoria.get_or_create(&DeMemoria::MISS).clone();
        let metricas = Self {
            hits,
            misses,
            rechazos: Family::default(),
            suscripciones: Gauge::default(),
            publicada: Family::default(),
        };
        registry.register(
            "memoria",
            "Consultas contestadas de memoria, o hechas",
            memoria,
        );
        registry.register(
            "rechazos",
            "Consultas que no se hicieron, por causa",
            metricas.rechazos.clone(),
        );
        registry.register(
            "suscripciones",
            "Suscripciones abiertas",
            metricas.suscripciones.clone(),
        );
        registry.register(
            "edicion_instante_segundos",
            "Cuándo se publicó la última edición de cada instancia, en segundos desde 1970",
            metricas.publicada.clone(),
        );
        metricas
    }

    /// Counts a question that was answered from memory, or not.
    pub(super) fn remembered(&self, hit: bool) {
        let count = if hit { &self.hits } else { &self.misses };
        count.inc();
    }

    /// Counts a question that was refused, with that code of error.
    pub(super) fn refused(&self, causa: &str) {
        let causa = causa.to_owned();
        self.rechazos.get_or_create(&DeRechazo { causa }).inc();
    }

    /// Counts a subscription, until the result is dropped.
    pub(super) fn subscribed(&self) -> Opened {
        Opened::new(&self.suscripciones)
    }

    /// Notes when the last edition of each instancia was published: it is known with the state of what is.
    pub(super) async fn measure(&self, publicaciones: &Publicaciones) {
        let estado = match publicaciones.estado().await {
            Ok(estado) => estado,
            Err(error) => {
                tracing::warn!(%error, "las publicaciones no responden");
                return;
            }
        };
        for (instancia, cuando) in estado.published() {
            let instancia = instancia.to_owned();
            let instante = f64::from(u32::try_from(cuando).unwrap_or_default());
            self.publicada
                .get_or_create(&EtiquetaInstancia { instancia })
                .set(instante);
        }
    }
}
