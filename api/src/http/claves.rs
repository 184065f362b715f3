//! The keys that editions are signed with, at one fixed address, so that whoever verifies need not ask in GraphQL.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::Serialize;
use servidor::{MINUTE, Origin, Turns};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::estable::Estable;
use super::rechazo::{refuse, withhold};
use super::shared::{Comun, Shared};
use crate::Error;

#[derive(Serialize)]
struct Claves {
    instancias: Vec<ClavesInstancia>,
}

/// The keys of an instancia, the first one first.
#[derive(Serialize)]
struct ClavesInstancia {
    clave: String,
    nombre: String,
    claves: Vec<Publica>,
}

/// A key: since when it signs, and what the one before says of it.
#[derive(Serialize)]
struct Publica {
    clave: String,
    desde: String,
    anterior: Option<String>,
    aval: Option<String>,
}

pub(super) async fn get(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    metodo: Method,
    cabeceras: HeaderMap,
) -> Response {
    let listed = {
        let _turn = Turns::take(&shared.resources.turns, origin.client).await;
        list(&shared).await
    };
    match listed {
        Ok(estable) => {
            let que = ("application/json; charset=utf-8", MINUTE);
            let hecha = estable
                .send(&shared.resources, origin.client, &metodo, &cabeceras, que)
                .await;
            hecha.unwrap_or_else(|refused| withhold(&shared, &refused))
        }
        Err(error) => refuse(error),
    }
}

async fn list(shared: &Shared) -> Result<Estable, Error> {
    let publicaciones = shared.sala.publicaciones();
    let mut instancias = vec![];
    for instancia in publicaciones.instancias(None).await? {
        let claves = publicaciones.claves(instancia.clave().as_str()).await?;
        let publica = |una: persistence::ClaveFirma| Publica {
            desde: written(una.desde),
            clave: una.clave,
            anterior: una.anterior,
            aval: una.firma,
        };
        instancias.push(ClavesInstancia {
            clave: instancia.clave().to_string(),
            nombre: instancia.nombre,
            claves: claves.into_iter().map(publica).collect(),
        });
    }
    // Maps of texts are always JSON.
    let texto = serde_json::to_vec(&Claves { instancias }).unwrap_or_default();
    Ok(Estable::new(texto))
}

fn written(instante: OffsetDateTime) -> String {
    instante.format(&Rfc3339).unwrap_or_default()
}
