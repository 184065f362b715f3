//! The pages of an instancia of which no edition holds: what there was, and why it is there no more.

use askama::Template;
use domain::Edicion;

use super::{Marco, accesibilidad, ok};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::fecha_corta;
use crate::lectura::{Casa, Sitio};
use crate::palabras;
use crate::respuesta::Hecha;

struct FilaRetirada {
    numero: u32,
    corte: String,
    publicada: String,
    motivo: String,
}

#[derive(Template)]
#[template(path = "vacia.html")]
struct PaginaVacia {
    marco: Marco,
    titulo: &'static str,
    entrada: String,
    filas: Vec<FilaRetirada>,
}

/// The page, if there is one without an edition: what is about one edition alone is gone with it.
pub(super) fn page(
    sitio: &Sitio<'_>,
    casa: &Casa,
    pagina: &Donde,
    direccion: &str,
) -> Option<Result<Hecha, Fallo>> {
    let marco = |titulo: &str| {
        let mut marco = Marco::of(casa, titulo, Some(pagina));
        marco.canonica = Some(format!("{}{direccion}", sitio.base));
        marco
    };
    match pagina {
        Donde::Accesibilidad => Some(accesibilidad::page(marco(accesibilidad::TITULO), casa)),
        Donde::Portada
        | Donde::Explorar
        | Donde::Consejo
        | Donde::Datos
        | Donde::Region
        | Donde::Metodologia => {
            let titulo = "Ahora no hay ninguna edición vigente";
            let ediciones = casa.ediciones.all().iter().rev();
            Some(ok(&PaginaVacia {
                marco: marco(&in_tab(pagina, titulo)).described(
                    "Lo que se había publicado se retiró: de cada edición queda el motivo.",
                ),
                titulo,
                entrada: format!(
                    "Lo que {} había publicado se retiró y ya no se sirve. Cuando publique otra edición, estará aquí.",
                    palabras::el(&casa.instancia.nombre)
                ),
                filas: ediciones.map(|edicion| row(casa, edicion)).collect(),
            }))
        }
        _ => None,
    }
}

/// What tabs say: of six pages, which one is without an edition.
fn in_tab(pagina: &Donde, titulo: &str) -> String {
    let nombre = match pagina {
        Donde::Explorar => "Explorar",
        Donde::Consejo => "Consejo",
        Donde::Datos => "Datos abiertos",
        Donde::Region => "Región",
        Donde::Metodologia => "Metodología",
        _ => return titulo.to_owned(),
    };
    format!("{nombre}: sin edición vigente")
}

fn row(casa: &Casa, edicion: &Edicion) -> FilaRetirada {
    FilaRetirada {
        numero: edicion.numero,
        corte: fecha_corta(edicion.corte),
        publicada: fecha_corta(casa.dia(edicion.instante)),
        motivo: match palabras::motivo(edicion) {
            Some(motivo) => format!("Se retiró. Motivo: «{motivo}»."),
            None => "Está en un formato que ya no se sirve.".to_owned(),
        },
    }
}
