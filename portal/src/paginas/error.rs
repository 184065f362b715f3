//! The pages of what cannot be shown: what happened, why, what to do.

use std::fmt::Write as _;

use askama::Template;
use axum::http::StatusCode;
use domain::Edicion;

use super::{Marco, with_status};
use crate::fallo::Fallo;
use crate::formato::mayuscula;
use crate::lectura::Casa;
use crate::palabras;
use crate::respuesta::{Hecha, Plazo, tipo};

#[derive(Template)]
#[template(path = "error.html")]
struct PaginaError {
    marco: Marco,
    titulo: String,
    texto: String,
    /// Years that have an edition, where one is asked for that has none, and where they are.
    anios: Vec<(i32, String)>,
}

/// The page of a failure, with the menu of an instancia where one is known.
pub(crate) fn page(casa: Option<&Casa>, fallo: &Fallo, peticion: Option<&str>) -> Hecha {
    let (titulo, texto) = words(casa, fallo, peticion);
    let dicho = match fallo {
        // It is told whole.
        Fallo::Retirada(_) => texto.clone(),
        // Programs know levels and measures by their keys.
        Fallo::SinTabla(motivo) => {
            let motivo = motivo.to_string();
            format!("{titulo}. {}.", mayuscula(motivo.trim_end_matches('.')))
        }
        _ => format!("{titulo}. {texto}"),
    };
    let anios = match (fallo, casa) {
        (Fallo::SinAnio(..), Some(casa)) => years(casa),
        _ => vec![],
    };
    said(casa, fallo.status(), (titulo, texto), anios).told(fallo.codigo(), dicho)
}

/// The page of what is refused with a few words: the first of them are its title.
pub(crate) fn brief(casa: Option<&Casa>, status: StatusCode, texto: &str) -> Hecha {
    let titulo = texto.split_once(". ").map_or(texto, |(primera, _)| primera);
    let titulo = titulo.trim_end_matches('.').to_owned();
    said(casa, status, (titulo, texto.to_owned()), vec![])
}

/// The years that have an edition, and where each begins.
fn years(casa: &Casa) -> Vec<(i32, String)> {
    let address = |anio: i32| (anio, format!("{}/?anio={anio}", casa.prefijo));
    casa.years().into_iter().map(address).collect()
}

fn said(
    casa: Option<&Casa>,
    status: StatusCode,
    (titulo, texto): (String, String),
    anios: Vec<(i32, String)>,
) -> Hecha {
    let marco = match casa {
        Some(casa) => Marco::of(casa, &titulo, None),
        None => Marco::bare(&titulo),
    };
    // The title is said once.
    let texto = match texto.strip_prefix(&titulo) {
        Some(resto) => resto.trim_start_matches(['.', ' ']).to_owned(),
        None => texto,
    };
    let pagina = PaginaError {
        marco,
        titulo,
        texto,
        anios,
    };
    let hecha = with_status(status, &pagina);
    // Whoever asked may have written what the title says.
    let sin_pagina = "Algo falló de nuestro lado.".to_owned();
    hecha.unwrap_or_else(|_| Hecha::new(status, tipo::HTML, Plazo::Nada, sin_pagina))
}

fn words(casa: Option<&Casa>, fallo: &Fallo, peticion: Option<&str>) -> (String, String) {
    match fallo {
        Fallo::NoHay => (
            "Aquí no hay nada".to_owned(),
            "La dirección no está bien escrita, o la página se movió.".to_owned(),
        ),
        Fallo::Mala(mala) | Fallo::SinAnio(mala, _) => (mala.titulo.clone(), mala.texto.clone()),
        Fallo::Retirada(edicion) => withdrawn(casa, edicion),
        Fallo::DeOtroFormato => (
            "Esta edición ya no se sirve".to_owned(),
            "Está escrita en un formato anterior. Pida la vigente del mismo año.".to_owned(),
        ),
        Fallo::SinTabla(motivo) => (
            "La tabla no se publica".to_owned(),
            format!(
                "{}.",
                palabras::en_palabras(motivo.to_string().trim_end_matches('.'))
            ),
        ),
        Fallo::SinEdiciones => (
            "Todavía no hay nada publicado".to_owned(),
            "Aquí estarán las cifras cuando se publique la primera edición.".to_owned(),
        ),
        Fallo::SinBase => (
            "Por ahora no se puede leer lo publicado".to_owned(),
            match peticion {
                Some(id) => format!("Vuelva a intentarlo en unos segundos; si sigue, cite {id}."),
                None => "Vuelva a intentarlo en unos segundos.".to_owned(),
            },
        ),
        Fallo::Interno => (
            "Algo falló de nuestro lado".to_owned(),
            match peticion {
                Some(id) => format!("Vuelva a intentarlo; si sigue, cite {id}."),
                None => "Vuelva a intentarlo; si sigue, avise y cite la hora.".to_owned(),
            },
        ),
    }
}

fn withdrawn(casa: Option<&Casa>, edicion: &Edicion) -> (String, String) {
    let titulo = format!("La edición {} se retiró", edicion.numero);
    let motivo = palabras::motivo(edicion).unwrap_or_default();
    let mut texto = format!("{titulo}. Motivo: «{motivo}». Lo que decía ya no se sirve.");
    let vigente = casa.and_then(|casa| casa.ediciones.vigente(edicion.corte.year()));
    if let Some(vigente) = vigente {
        let _ = write!(
            texto,
            " La vigente de {} es la edición {}.",
            edicion.corte.year(),
            vigente.numero
        );
    }
    (titulo, texto)
}
