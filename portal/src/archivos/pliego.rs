//! The printed report of an edition, and its signature: made when it was published, and sent as they are. Where what was withdrawn
//! is published again, they are other bytes under the same address: whoever kept them asks whether they are still the same.

use axum::http::{StatusCode, header};
use persistence::{EdicionId, Pliego};
use sala::nombres;

use crate::direccion::Archivo;
use crate::fallo::Fallo;
use crate::lectura::Lectura;
use crate::respuesta::{Hecha, Plazo, tipo};

/// The file; that there is none where the edition was published without.
pub(crate) async fn printed(lectura: &Lectura<'_>, archivo: Archivo) -> Result<Hecha, Fallo> {
    let publicaciones = lectura.sitio.sala.publicaciones();
    let hallado = publicaciones
        .pliego(&EdicionId::from(&lectura.edicion))
        .await?;
    let Pliego { contenido, firma } = hallado.ok_or(Fallo::NoHay)?;
    let hecha = match archivo {
        Archivo::InformeFirma => Hecha::new(StatusCode::OK, tipo::TEXTO, Plazo::Pregunta, firma),
        _ => Hecha::new(StatusCode::OK, tipo::PDF, Plazo::Pregunta, contenido),
    };
    // Readers show it where they can; whoever keeps it keeps a name that says of which edition it is.
    let nombre = nombres::edition(&lectura.edicion, archivo.nombre());
    let hecha = hecha.with(
        header::CONTENT_DISPOSITION,
        &format!("inline; filename=\"{nombre}\""),
    );
    Ok(hecha.with(header::LINK, &links(lectura)))
}

fn links(lectura: &Lectura<'_>) -> String {
    let camino = lectura.at(&format!("/informe/{}", lectura.anio()));
    let fija = format!("{camino}?version={}", &lectura.edicion.hash[..12]);
    let licencia = &lectura.casa.ajustes.licencia.direccion;
    [
        format!("<{licencia}>; rel=\"license\""),
        format!("<{fija}>; rel=\"describedby\"; type=\"text/html\""),
        format!("<{fija}>; rel=\"alternate\"; type=\"text/html\""),
        format!("<{camino}.pdf>; rel=\"latest-version\""),
    ]
    .join(", ")
}
