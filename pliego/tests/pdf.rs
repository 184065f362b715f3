//! The report of a signed edition as a PDF, made as it is when an edition is published.

#![cfg(feature = "pdf")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::Read;
use std::path::Path;

use domain::{Contenido, Edicion};
use portal::Impreso;
use time::macros::datetime;

const CLAVE: &str = "RWRvo+kksT7S2aGIL+xcKc8fB/MmMctpd0JzDoQtDVwGnCSrcv6Puduc";

fn contents() -> Contenido {
    let archivo = include_bytes!("../../tests/fixtures/formato-3/edicion.json.gz").as_slice();
    let mut bytes = vec![];
    flate2::read::GzDecoder::new(archivo)
        .read_to_end(&mut bytes)
        .unwrap();
    domain::formato::read(3, &bytes).unwrap()
}

fn edition(contenido: &Contenido) -> Edicion {
    Edicion {
        instancia: contenido.institucional.instancia.clave().clone(),
        numero: 1,
        corte: contenido.corte,
        instante: datetime!(2018-02-01 18:00 UTC),
        hash: "29884799cf10".repeat(6)[..64].to_owned(),
        sintetica: contenido.sintetica,
        umbral: contenido.proteccion.umbral,
        formato: contenido.formato,
        retiro: None,
        orden: 1,
    }
}

fn set(contenido: &Contenido, edicion: &Edicion) -> Vec<u8> {
    let impreso = Impreso::of(contenido, edicion, CLAVE).unwrap();
    pliego::compose(&impreso, edicion.instante).unwrap()
}

fn has(pdf: &[u8], texto: &str) -> bool {
    pdf.windows(texto.len())
        .any(|parte| parte == texto.as_bytes())
}

/// Others judge the file too: `.ci/pliego.py` reads it from where it is left here.
#[test]
fn a_report_is_tagged_has_a_language_and_is_always_the_same() {
    let contenido = contents();
    let edicion = edition(&contenido);
    let pdf = set(&contenido, &edicion);
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(pdf.len() < 400_000, "{}", pdf.len());
    // What says of itself how it is tagged, in which language, and by what rule is not compressed.
    for marca in [
        "/StructTreeRoot",
        "/MarkInfo",
        "<</Marked true",
        "es-MX",
        "<pdfuaid:part>1</pdfuaid:part>",
    ] {
        assert!(has(&pdf, marca), "{marca}");
    }
    assert!(
        has(&pdf, "2018-02-01T18:00:00"),
        "it is of when its edition was published"
    );
    assert_eq!(pdf, set(&contenido, &edicion), "the same says the same");
    let otra = Edicion {
        numero: 2,
        ..edicion.clone()
    };
    assert_ne!(pdf, set(&contenido, &otra));
    let carpeta = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(carpeta.join("informe.pdf"), &pdf).unwrap();
    let impreso = Impreso::of(&contenido, &edicion, CLAVE).unwrap();
    let dicho = serde_json::to_vec(&impreso).unwrap();
    std::fs::write(carpeta.join("informe.json"), dicho).unwrap();
}

/// A page of a proof is not taken for what was published.
#[test]
fn a_proof_says_that_it_is_one() {
    let contenido = contents();
    let edicion = edition(&contenido);
    let prueba = Impreso::of(&contenido, &edicion, CLAVE)
        .unwrap()
        .unpublished();
    let pdf = pliego::compose(&prueba, edicion.instante).unwrap();
    // Its title is not compressed.
    assert!(has(&pdf, "(Prueba: no se ha publicado)"));
    assert!(!has(&set(&contenido, &edicion), "Prueba: no se"));
}

/// Sheets bring whatever was pasted in them.
#[test]
fn what_no_font_draws_stands_as_another_character() {
    let mut contenido = contents();
    let edicion = edition(&contenido);
    let pegado = "Vida \u{1F49C}\u{FE0F} digna \u{F0B7}\u{7}\ta\u{301}\u{200D}\u{A0}\u{AD}ꞌ 漢 ع, n\u{331}\u{1D7D8}";
    contenido.informe.as_mut().unwrap().titulo = pegado.to_owned();
    for publicada in &mut contenido.cifras {
        publicada.cifra.nombre = pegado.to_owned();
        publicada.cifra.procedencia.literal = pegado.to_owned();
    }
    assert!(set(&contenido, &edicion).starts_with(b"%PDF-1.7"));
}

#[test]
fn an_edition_without_a_report_has_none() {
    let contenido = Contenido {
        informe: None,
        ..contents()
    };
    assert!(Impreso::of(&contenido, &edition(&contenido), CLAVE).is_none());
}
