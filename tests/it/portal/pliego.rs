//! The printed report: it lies beside its edition, signed with it, and goes with it. What sets it is tested where it is; here it is
//! some bytes.

use std::io::Read;

use claves::{Llave, verifies};
use domain::Contenido;
use flate2::read::GzDecoder;
use persistence::{Imprenta, Tirada};
use time::OffsetDateTime;
use time::macros::datetime;

use super::lector::{get, get_with, page};
use crate::casa::{Casa, Servidor, on_both, wait};

const PDF: &[u8] = b"%PDF-1.7 el informe";

pub(super) fn contents() -> Contenido {
    contents_with(|json| json)
}

/// The same, of which the text is changed.
pub(super) fn contents_with(change: impl Fn(String) -> String) -> Contenido {
    let archivo = include_bytes!("../../fixtures/formato-3/edicion.json.gz").as_slice();
    let mut bytes = vec![];
    GzDecoder::new(archivo).read_to_end(&mut bytes).unwrap();
    let texto = change(String::from_utf8(bytes).unwrap());
    domain::formato::read(3, texto.as_bytes()).unwrap()
}

/// Publishes an edition with a report of its number and key, or without one; the public key.
pub(super) fn publish(
    casa: &Casa,
    contenido: &Contenido,
    cuando: OffsetDateTime,
    con: bool,
) -> String {
    let claves = tempfile::tempdir().unwrap();
    let llave = Llave::create(claves.path()).unwrap();
    let make = |suyo: &Contenido, edicion: &domain::Edicion, clave: &str| {
        assert_eq!((suyo, clave), (contenido, llave.publica().as_str()));
        assert_eq!(edicion.instante, cuando);
        Some([PDF, &[b'0' + u8::try_from(edicion.numero).unwrap()]].concat())
    };
    let tirada = Tirada {
        instante: cuando,
        llave: &llave,
        // Whatever was withdrawn before.
        otra_vez: true,
        componer: if con { Some(&make) } else { None },
    };
    let imprenta = Imprenta::new(&casa.publicaciones());
    let publicada = wait(imprenta.publish(contenido, &tirada, async || Ok(())));
    assert!(publicada.unwrap().nueva);
    llave.publica()
}

fn printed(servidor: &Servidor) -> String {
    let respuesta = get(servidor, "/informe/2017.pdf");
    assert_eq!(respuesta.estado, 303);
    respuesta.header("Location").to_owned()
}

fn a_report_lies_beside_its_edition(casa: &Casa) {
    let contenido = contents();
    let clave = publish(casa, &contenido, datetime!(2018-02-01 18:00 UTC), true);
    let servidor = casa.serve();
    let direccion = printed(&servidor);
    assert!(direccion.ends_with("/informe.pdf"), "{direccion}");
    let hecho = get(&servidor, &direccion);
    assert_eq!(hecho.cuerpo, [PDF, b"1"].concat());
    assert_eq!(hecho.header("Content-Type"), "application/pdf");
    assert_eq!(hecho.header("Cache-Control"), "public, no-cache");
    assert!(
        hecho
            .header("Content-Disposition")
            .contains("20067-2017-1-informe.pdf")
    );
    for vinculo in [
        "rel=\"license\"",
        "rel=\"describedby\"",
        "</informe/2017.pdf>; rel=\"latest-version\"",
    ] {
        assert!(
            hecho.header("Link").contains(vinculo),
            "{}",
            hecho.header("Link")
        );
    }
    let otra_vez = get_with(
        &servidor,
        &direccion,
        &[("If-None-Match", hecho.header("ETag"))],
    );
    assert_eq!(otra_vez.estado, 304);
    let firma = get(&servidor, &format!("{direccion}.minisig"));
    assert!(verifies(&clave, firma.text(), &hecho.cuerpo));
    assert!(!verifies(&clave, firma.text(), PDF));
    for camino in ["/", "/informe/2017", "/datos"] {
        assert!(
            page(&servidor, camino).contains(&format!("href=\"{direccion}\"")),
            "{camino}"
        );
    }
    assert!(
        get(&servidor, "/catalogo.jsonld")
            .text()
            .contains("/informe.pdf")
    );
    let dicho = casa.run(&["verificar"]);
    assert!(dicho.contains("informe en PDF: bien"), "{dicho}");

    // It goes with its edition, and says why.
    let instancia = contenido.institucional.instancia.clave();
    let cuando = datetime!(2018-02-02 18:00 UTC);
    let imprenta = Imprenta::new(&casa.publicaciones());
    wait(imprenta.withdraw(instancia, 1, "El corte no era ese", cuando)).unwrap();
    let ida = get(&servidor, &direccion);
    assert_eq!(ida.estado, 410);
    assert!(ida.text().contains("El corte no era ese"));
    // What led to it goes on leading there.
    assert_eq!(get(&servidor, &printed(&servidor)).estado, 410);
}

/// What is published again has the address of what was withdrawn, and is another file, another dataset, with another signature.
fn what_is_published_again_is_told_apart(casa: &Casa) {
    let contenido = contents();
    publish(casa, &contenido, datetime!(2018-02-01 18:00 UTC), true);
    let servidor = casa.serve();
    let direccion = printed(&servidor);
    let firma = format!("{direccion}.minisig");
    let edicion = direccion.trim_end_matches("/informe.pdf").to_owned();
    let antes = [&direccion, &firma, &format!("{edicion}.minisig")]
        .map(|camino| get(&servidor, camino).header("ETag").to_owned());
    let instancia = contenido.institucional.instancia.clave();
    let imprenta = Imprenta::new(&casa.publicaciones());
    let cuando = datetime!(2018-02-02 18:00 UTC);
    wait(imprenta.withdraw(instancia, 1, "El corte no era ese", cuando)).unwrap();
    let clave = publish(casa, &contenido, datetime!(2018-02-03 18:00 UTC), true);
    assert_eq!(printed(&servidor), direccion);
    for (camino, etiqueta) in [&direccion, &firma, &format!("{edicion}.minisig")]
        .into_iter()
        .zip(antes)
    {
        let otra = get_with(&servidor, camino, &[("If-None-Match", &etiqueta)]);
        assert_eq!(otra.estado, 200, "{camino}");
    }
    let hecho = get(&servidor, &direccion);
    assert_eq!(hecho.cuerpo, [PDF, b"2"].concat());
    assert!(verifies(
        &clave,
        get(&servidor, &firma).text(),
        &hecho.cuerpo
    ));
    let catalogo: serde_json::Value =
        serde_json::from_str(get(&servidor, "/catalogo.jsonld").text()).unwrap();
    let conjuntos = catalogo["dcat:dataset"].as_array().unwrap();
    let ids: std::collections::BTreeSet<_> = conjuntos
        .iter()
        .map(|c| c["@id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 3, "two editions and their series: {ids:?}");
}

fn who_publishes_without_has_a_page_to_print(casa: &Casa) {
    publish(casa, &contents(), datetime!(2018-02-01 18:00 UTC), false);
    let servidor = casa.serve();
    let ninguno = get(&servidor, &printed(&servidor));
    assert_eq!(ninguno.estado, 404);
    for camino in ["/", "/informe/2017", "/datos"] {
        assert!(!page(&servidor, camino).contains(".pdf"), "{camino}");
    }
    assert!(!casa.run(&["verificar"]).contains("PDF"));
}

on_both!(
    a_report_lies_beside_its_edition,
    what_is_published_again_is_told_apart,
    who_publishes_without_has_a_page_to_print
);
