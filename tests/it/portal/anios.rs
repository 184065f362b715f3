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
    assert_eq!(
        html.matches("text-anchor=\"middle\">").count() > 0,
        html.contains("class=\"columnas\"")
    );
    let abierta = get(&servidor, "/explorar?medida=SERVICIOS&filas=SERVICIO");
    assert_eq!(abierta.estado, 400);
    assert!(plain(abierta.text()).contains("2017 aún no termina: se publica cuando termine"));
    page(&servidor, "/explorar?medida=SERVICIOS&filas=MES");
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

fn what_is_superseded_says_so(servidor: &Servidor, version: &str) {
    let html = page(servidor, "/");
    assert_eq!(
        plain(between(&html, "<h1>", "</h1>")[0]),
        "En 2017 el Instituto atendió a 3,771 mujeres"
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
