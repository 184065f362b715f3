//! The feed of an instancia: its editions and their withdrawals, the last first.

use askama::Template;
use axum::http::StatusCode;
use domain::Edicion;
use time::OffsetDateTime;

use crate::fallo::Fallo;
use crate::formato::{fecha_larga, instante};
use crate::lectura::{Casa, Sitio};
use crate::palabras;
use crate::respuesta::{Hecha, Plazo, tipo};

/// Entries at most.
const ENTRADAS: usize = 50;

struct Entrada {
    id: String,
    titulo: String,
    cuando: OffsetDateTime,
    texto: String,
    enlace: String,
}

impl Entrada {
    fn instante(&self) -> String {
        instante(self.cuando)
    }
}

#[derive(Template)]
#[template(path = "novedades.xml")]
struct Novedades {
    id: String,
    titulo: String,
    autora: String,
    actualizado: String,
    propia: String,
    pagina: String,
    derechos: String,
    entradas: Vec<Entrada>,
}

/// The feed.
pub(crate) fn feed(sitio: &Sitio<'_>, casa: &Casa) -> Result<Hecha, Fallo> {
    let clave = casa.instancia.clave();
    let mut entradas: Vec<Entrada> = casa
        .ediciones
        .all()
        .iter()
        .flat_map(|edicion| entries(sitio, casa, edicion))
        .collect();
    entradas.sort_by_key(|entrada| std::cmp::Reverse(entrada.cuando));
    entradas.truncate(ENTRADAS);
    let actualizado = entradas
        .first()
        .map_or(OffsetDateTime::UNIX_EPOCH, |entrada| entrada.cuando);
    let novedades = Novedades {
        id: format!("urn:pacto:{clave}"),
        titulo: format!("Ediciones: {}", casa.instancia.nombre),
        autora: casa.instancia.nombre.clone(),
        actualizado: instante(actualizado),
        propia: format!("{}{}/novedades.xml", sitio.base, casa.prefijo),
        pagina: format!("{}{}/datos", sitio.base, casa.prefijo),
        derechos: casa.ajustes.licencia.nombre.clone(),
        entradas,
    };
    Ok(Hecha::new(
        StatusCode::OK,
        tipo::ATOM,
        Plazo::Minuto,
        novedades.render()?,
    ))
}

/// The publication of an edition, and its withdrawal.
fn entries(sitio: &Sitio<'_>, casa: &Casa, edicion: &Edicion) -> Vec<Entrada> {
    let clave = &edicion.instancia;
    let pagina = format!("{}{}", sitio.base, casa.prefijo);
    let publicada = Entrada {
        id: format!("urn:pacto:{clave}:{}", edicion.numero),
        titulo: format!(
            "Edición {}, corte al {}",
            edicion.numero,
            fecha_larga(edicion.corte)
        ),
        cuando: edicion.instante,
        texto: format!(
            "Se publicó la edición {}. sha256 {}",
            edicion.numero, edicion.hash
        ),
        enlace: format!("{pagina}/datos?version={}", &edicion.hash[..12]),
    };
    let retiro = edicion.retiro.as_ref().zip(palabras::motivo(edicion));
    let retirada = retiro.map(|(retiro, motivo)| Entrada {
        id: format!("urn:pacto:{clave}:{}:retiro", edicion.numero),
        titulo: format!("Se retiró la edición {}", edicion.numero),
        cuando: retiro.instante,
        texto: format!("Motivo: «{motivo}». Lo que decía ya no se sirve."),
        enlace: format!("{pagina}/datos"),
    });
    std::iter::once(publicada).chain(retirada).collect()
}
