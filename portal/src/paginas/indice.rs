//! The index of all instancias of the store.

use askama::Template;

use super::{Marco, ok};
use crate::fallo::Fallo;
use crate::lectura::Sitio;
use crate::respuesta::Hecha;

struct FilaDeCasa {
    nombre: String,
    municipio: String,
    region: String,
    enlace: String,
}

#[derive(Template)]
#[template(path = "indice.html")]
struct PaginaIndice {
    marco: Marco,
    titulo: String,
    filas: Vec<FilaDeCasa>,
}

/// The page.
pub(super) async fn page(sitio: &Sitio<'_>) -> Result<Hecha, Fallo> {
    let todas = sitio.instancias().await?;
    sitio.note_all();
    let raiz = sitio.root(&todas);
    let filas = todas.iter().map(|instancia| {
        let clave = instancia.clave().as_str();
        FilaDeCasa {
            nombre: instancia.nombre.clone(),
            municipio: instancia.municipio.nombre.clone(),
            region: instancia.municipio.comarca().to_owned(),
            enlace: if raiz == Some(clave) {
                "/".to_owned()
            } else {
                format!("/{clave}/")
            },
        }
    });
    let filas: Vec<FilaDeCasa> = filas.collect();
    let titulo = match filas.len() {
        0 => "Todavía no hay nada publicado".to_owned(),
        1 => "Una instancia publica aquí sus cifras".to_owned(),
        n => format!("{n} instancias publican aquí sus cifras"),
    };
    ok(&PaginaIndice {
        marco: Marco::bare(&titulo),
        titulo,
        filas,
    })
}
