//! Pages of years that have not ended, of editions that others replace, and of several years.

use super::lector::{between, get, links, page, plain};
use crate::casa::{Casa, Servidor};

#[test]
fn what_has_ended_is_shown_and_years_stand_side_by_side() {
    let casa = Casa::folder();
    let servidor = casa.half_year().serve();
    let html = page(&servidor, "/");
    assert_eq!(
        plain(between(&html, "<h1>", "</h1>")[0]),
        "Las cifras de 2017"
    );
    assert!(html.contains("enero de 2017 al 30 de junio de 2017"));
    headlines_are_of_the_quarter(&html);
    assert_eq!(
        html.matches("text-anchor=\"middle\">").count() > 0,
        html.contains("class=\"columnas\"")
    );
    let abierta = get(&servidor, "/explorar?medida=SERVICIOS&filas=SERVICIO");
    assert_eq!(abierta.estado, 400);
    assert!(plain(abierta.text()).contains(
        "2017 no había terminado al corte, 30 de junio de 2017: se publica con uno posterior"
    ));
    page(&servidor, "/explorar?medida=SERVICIOS&filas=MES");
    the_example_answers(&servidor);
    // No report of a year that has not ended.
    assert!(page(&servidor, "/informe/2017").contains("Informe de 2017: todavía no hay"));
    let junio = links(&page(&servidor, "/datos"), "/explorar?");
    assert!(!junio.is_empty());
    junio
        .iter()
        .for_each(|enlace| drop(page(&servidor, enlace)));
    let version = between(&page(&servidor, "/datos"), "<code>", "</code>")
        .into_iter()
        .find(|codigo| codigo.len() == 64)
        .unwrap()[..12]
        .to_owned();

    casa.publish("2017-12-31");
    what_is_superseded_says_so(&servidor, &version);
    casa.publish("2018-12-31");
    years_stand_side_by_side(&servidor);
}

/// What the page of data gives to be asked is answered, of a year that has not ended too.
fn the_example_answers(servidor: &Servidor) {
    let datos = page(servidor, "/datos");
    let orden = plain(between(&datos, "<pre id=\"a2\"><code>", "</code>")[0]);
    let cuerpo = between(&orden, "-d '", "'")[0];
    let cuerpo: serde_json::Value = serde_json::from_str(cuerpo).unwrap();
    let respuesta = servidor.data(cuerpo["query"].as_str().unwrap());
    let celda = &respuesta["instancia"]["edicion"]["cifra"]["celda"];
    assert_eq!(celda["estado"], "PUBLICADA", "{orden}");
}

/// What is counted of a year that has not ended is of its last quarter, which others came before; a whole that is never given is no
/// headline.
fn headlines_are_of_the_quarter(html: &str) {
    let cifras = between(html, "aria-labelledby=\"s-cifras\"", "</section>")[0];
    let dicho = plain(cifras);
    assert!(
        dicho.contains("El 2.º trimestre de 2017 en") && !dicho.contains("El año en"),
        "{dicho}"
    );
    assert!(
        dicho.contains("que en el 1.er trimestre de 2017"),
        "{dicho}"
    );
    assert!(!dicho.contains("no hay con qué comparar"), "{dicho}");
    assert!(!dicho.contains("no disponible"), "{dicho}");
}

fn what_is_superseded_says_so(servidor: &Servidor, version: &str) {
    let html = page(servidor, "/");
    assert_eq!(
        plain(between(&html, "<h1>", "</h1>")[0]),
        // The register counts others meanwhile: it is said whose figure this is.
        "El informe dice que en 2017 el Instituto atendió a 3,771 mujeres"
    );
    let vieja = page(servidor, &format!("/?version={version}"));
    assert!(
        plain(&vieja)
            .contains("Hay una edición más reciente. Está viendo la 1; la vigente es la 2.")
    );
    // What it links to keeps to it.
    let enlaces = links(&vieja, "/explorar?");
    assert!(
        !enlaces.is_empty()
            && enlaces
                .iter()
                .all(|enlace| enlace.ends_with(&format!("version={version}"))),
        "{enlaces:?}"
    );
    assert!(!plain(&html).contains("Hay una edición más reciente"));
}

fn years_stand_side_by_side(servidor: &Servidor) {
    let html = page(servidor, "/");
    assert!(html.contains("<a href=\"/?anio=2017\">2017</a>"));
    assert!(
        plain(&html).contains("menos que en 2017"),
        "{}",
        plain(&html)
    );
    let anterior = page(servidor, "/?anio=2017");
    assert!(plain(&anterior).contains("Sin periodo anterior publicado."));
    assert!(
        links(&anterior, "/explorar?")
            .iter()
            .all(|enlace| enlace.contains("anio=2017"))
    );
    page(servidor, "/explorar?medida=SERVICIOS&filas=MES&anio=2017");
    assert!(page(servidor, "/informe/2017").contains("3,771"));
    assert!(page(servidor, "/explorar").contains("<select id=\"anio\""));
    let feed = get(servidor, "/novedades.xml");
    assert_eq!(feed.text().matches("<entry>").count(), 3);
}
