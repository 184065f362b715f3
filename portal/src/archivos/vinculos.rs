//! What a file links to in its headers (RFC 8288): its licence, its page, its other forms, and the address that always leads to the
//! last one. Addresses are of the same site, whatever its name: a file says the same to whoever asks for it.

use axum::http::header;
use domain::consulta::Pregunta;

use crate::consulta::Consulta;
use crate::direccion::Archivo;
use crate::lectura::Lectura;
use crate::respuesta::{Hecha, tipo};

/// Bytes of an address with a question up to which headers say its other forms.
const LARGA: usize = 500;

/// The type of a file.
fn kind(archivo: Archivo) -> &'static str {
    match archivo {
        Archivo::TablaCsv => "text/csv",
        Archivo::TablaXlsx | Archivo::EdicionXlsx => tipo::XLSX,
        Archivo::EdicionOds => tipo::ODS,
        Archivo::TablaJson => "application/json",
        Archivo::TablaSdmx => "application/vnd.sdmx.data+csv",
        Archivo::TablaMetadatos => "application/csvm+json",
        Archivo::TablasZip => tipo::ZIP,
        Archivo::InformePdf => tipo::PDF,
        Archivo::InformeFirma => tipo::TEXTO,
    }
}

/// The address that leads to a file of the edition that holds of a year.
pub(crate) fn evergreen(
    lectura: &Lectura<'_>,
    archivo: Archivo,
    pregunta: Option<&Pregunta>,
) -> String {
    let consulta = Consulta {
        anio: Some(lectura.anio()),
        ..pregunta.map(Consulta::of).unwrap_or_default()
    };
    lectura.at(&format!(
        "/datos/{}?{}",
        archivo.nombre(),
        consulta.canonical()
    ))
}

/// The same file with its links.
pub(super) fn linked(
    hecha: Hecha,
    lectura: &Lectura<'_>,
    archivo: Archivo,
    pregunta: Option<&Pregunta>,
) -> Hecha {
    let version = &lectura.edicion.hash[..12];
    let pagina = match pregunta {
        None => lectura.at(&format!("/datos?version={version}")),
        Some(pregunta) => {
            let fija = Consulta {
                version: Some(version.to_owned()),
                ..Consulta::of(pregunta)
            };
            lectura.at(&format!("/explorar?{}", fija.canonical()))
        }
    };
    let otras: &[Archivo] = match pregunta {
        None => &[
            Archivo::EdicionXlsx,
            Archivo::EdicionOds,
            Archivo::TablasZip,
        ],
        Some(_) => &[
            Archivo::TablaCsv,
            Archivo::TablaXlsx,
            Archivo::TablaJson,
            Archivo::TablaSdmx,
        ],
    };
    let mut vinculos = vec![
        format!(
            "<{}>; rel=\"license\"",
            lectura.casa.ajustes.licencia.direccion
        ),
        format!("<{pagina}>; rel=\"describedby\"; type=\"text/html\""),
        format!(
            "<{}>; rel=\"latest-version\"",
            evergreen(lectura, archivo, pregunta)
        ),
    ];
    let propia = match pregunta {
        None => format!("/ediciones/{}/{}", lectura.edicion.hash, archivo.nombre()),
        Some(pregunta) => lectura.archivo(pregunta, archivo.fin()),
    };
    // Proxies take only so much in headers.
    let caben = pagina.len() <= LARGA;
    if caben {
        vinculos.push(format!("<{propia}>; rel=\"canonical\""));
    }
    let suma = pregunta.is_some_and(sala::plana::adds_up);
    let hay = |otra: &Archivo| caben && otra != &archivo && !(suma && *otra == Archivo::TablaSdmx);
    for otra in otras.iter().filter(|otra| hay(otra)) {
        let camino = match pregunta {
            None => format!("/ediciones/{}/{}", lectura.edicion.hash, otra.nombre()),
            Some(pregunta) => lectura.archivo(pregunta, otra.fin()),
        };
        vinculos.push(format!(
            "<{camino}>; rel=\"alternate\"; type=\"{}\"",
            kind(*otra)
        ));
    }
    hecha.with(header::LINK, &vinculos.join(", "))
}
