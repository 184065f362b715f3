//! Accessibility: can I use it?

use askama::Template;

use super::{Marco, ok};
use crate::fallo::Fallo;
use crate::formato::mayuscula;
use crate::lectura::Casa;
use crate::palabras;
use crate::respuesta::Hecha;

/// Its title.
pub(super) const TITULO: &str = "Accesibilidad";

#[derive(Template)]
#[template(path = "accesibilidad.html")]
struct PaginaAccesibilidad {
    marco: Marco,
    sujeto: String,
    correo: Option<String>,
}

/// The page, which is of no edition.
pub(super) fn page(marco: Marco, casa: &Casa) -> Result<Hecha, Fallo> {
    let descripcion =
        "Con qué se hicieron estas páginas para que cualquiera las pueda usar, y qué falta.";
    ok(&PaginaAccesibilidad {
        marco: marco.described(descripcion),
        sujeto: mayuscula(&palabras::el(&casa.instancia.nombre)),
        correo: casa.ajustes.correo.clone(),
    })
}
