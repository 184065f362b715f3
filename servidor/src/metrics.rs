//! Metrics, in the text that Prometheus reads, on an address of their own. Labels are of few values: whatever a client makes
//! up is none.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::opened::Opened;
use crate::site::Site;

/// Bounds of the times of answers, in seconds: from what memory answers to what is given up.
const SECONDS: [f64; 9] = [0.000_1, 0.000_5, 0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0];

/// Labels of a request; their names are those that the operator sees.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    consulta: String,
    codigo: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct GroupLabels {
    consulta: String,
}

/// Counts since the start.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    groups: Vec<Group>,
    connections: Gauge,
}

/// The counts of a group of requests, looked up once.
struct Group {
    name: String,
    duration: Histogram,
    well: Counter,
}

impl Metrics {
    /// Metrics of a site, beside those that its registry has already.
    pub(crate) fn new(mut registry: Registry, groups: Vec<String>) -> Self {
        let requests = Family::<RequestLabels, Counter>::default();
        let times: fn() -> Histogram = || Histogram::new(SECONDS);
        let durations = Family::<GroupLabels, Histogram, _>::new_with_constructor(times);
        let connections = Gauge::default();
        registry.register(
            "peticiones",
            "Peticiones por consulta y código",
            requests.clone(),
        );
        registry.register(
            "duracion_segundos",
            "Cuánto tardan las respuestas",
            durations.clone(),
        );
        registry.register("conexiones", "Conexiones abiertas", connections.clone());
        let groups = groups.into_iter().map(|name| {
            let labels = GroupLabels {
                consulta: name.clone(),
            };
            let well = RequestLabels {
                consulta: name.clone(),
                codigo: 200,
            };
            Group {
                duration: durations.get_or_create(&labels).clone(),
                well: requests.get_or_create(&well).clone(),
                name,
            }
        });
        Self {
            groups: groups.collect(),
            registry,
            requests,
            connections,
        }
    }

    /// Counts an answer.
    pub(crate) fn answered(&self, group: usize, code: u16, took: Duration) {
        let group = &self.groups[group];
        group.duration.observe(took.as_secs_f64());
        if code == 200 {
            group.well.inc();
        } else {
            let labels = RequestLabels {
                consulta: group.name.clone(),
                codigo: code,
            };
            self.requests.get_or_create(&labels).inc();
        }
    }

    /// The name of a group.
    pub(crate) fn name(&self, group: usize) -> &str {
        &self.groups[group].name
    }

    /// Counts a connection, until the result is dropped.
    pub(crate) fn connected(&self) -> Opened {
        Opened::new(&self.connections)
    }
}

/// The route that Prometheus reads.
pub(crate) fn router(site: Arc<dyn Site>, metrics: Arc<Metrics>) -> Router {
    Router::new()
        .route("/metrics", get(read))
        .with_state((site, metrics))
}

async fn read(State((site, metrics)): State<(Arc<dyn Site>, Arc<Metrics>)>) -> Response {
    site.measure().await;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = encode(&mut text, &metrics.registry);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
