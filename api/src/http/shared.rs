//! What all requests share.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use persistence::Publicaciones;
use prometheus_client::registry::Registry;
use sala::{Licencia, Sala};
use servidor::{Quota, Resources};

use super::consultas::Consultas;
use super::fijos::Fijos;
use super::limites::memoria::share_out;
use super::limites::suscripciones::ABIERTAS;
use super::memoria::Memoria;
use super::metricas::Metricas;
use crate::esquema::{self, Esquema};
use crate::novedades::Novedades;

/// What is shared, as handlers take it.
pub(super) type Comun = State<Arc<Shared>>;

/// What all requests share.
pub(super) struct Shared {
    pub(super) esquema: Esquema,
    pub(super) sala: Arc<Sala>,
    pub(super) memoria: Memoria,
    /// Texts that do not change.
    pub(super) fijos: Fijos,
    pub(super) consultas: Consultas,
    pub(super) resources: Arc<Resources>,
    /// Bytes of the questions that go on.
    pub(super) abiertas: Arc<Quota>,
    pub(super) metricas: Arc<Metricas>,
    pub(super) novedades: Novedades,
    /// Licences of instancias that say another than the usual one.
    pub(super) licencias: BTreeMap<String, Licencia>,
    /// Whether pages and their files are served beside the API.
    pub(super) con_paginas: bool,
}

impl Shared {
    /// What the requests of a server share, which remembers so much; its metrics go into the registry.
    pub(super) fn new(
        publicaciones: Publicaciones,
        consultas: Consultas,
        resources: Arc<Resources>,
        registry: &mut Registry,
        mebibytes: u32,
        (licencias, con_paginas): (BTreeMap<String, Licencia>, bool),
    ) -> Self {
        let (sizes, of_room) = share_out(mebibytes);
        let sala = Arc::new(Sala::new(publicaciones, of_room));
        Self {
            esquema: esquema::build(),
            memoria: Memoria::new(sala.clone(), sizes),
            sala,
            fijos: Fijos::new(consultas.listed(), con_paginas),
            consultas,
            resources,
            abiertas: Quota::new(ABIERTAS),
            metricas: Arc::new(Metricas::new(registry)),
            novedades: Novedades::default(),
            licencias,
            con_paginas,
        }
    }

    /// The licence of what an instancia publishes.
    pub(super) fn licence(&self, instancia: &str) -> Licencia {
        self.licencias.get(instancia).cloned().unwrap_or_default()
    }
}
