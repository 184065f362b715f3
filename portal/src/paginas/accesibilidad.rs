//! Accessibility: can I use it?

use askama::Template;

use super::{Marco, ok};
use crate::direccion::Pagina as Donde;
use crate::fallo::Fallo;
use crate::lectura::Lectura;
use crate::respuesta::Hecha;

#[derive(Template)]
#[template(path = "accesibilidad.html")]
struct Pagina {
    marco: Marco,
    nombre: String,
    correo: Option<String>,
}

/// The page.
pub(super) fn page(lectura: &Lectura<'_>, direccion: &str) -> Result<Hecha, Fallo> {
    let descripcion =
        "Con qué se hicieron estas páginas para que cualquiera las pueda usar, y qué falta."
            .to_owned();
    ok(&Pagina {
        marco: Marco::about(lectura, "Accesibilidad", &Donde::Accesibilidad, direccion)
            .described(&descripcion),
        nombre: lectura.casa.instancia.nombre.clone(),
        correo: lectura.casa.ajustes.correo.clone(),
    })
}
