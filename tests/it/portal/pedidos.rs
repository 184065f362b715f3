//! What is asked, and how: who reads a refusal as what, which addresses are one, what files say of themselves.

use super::lector::{between, get, get_with, page, plain};
use crate::casa::{Casa, Servidor, withdrawing};

fn hash(servidor: &Servidor) -> String {
    between(&page(servidor, "/datos"), "href=\"/ediciones/", "\"")
        .into_iter()
        .find(|e| e.len() == 64)
        .unwrap()
        .to_owned()
}

/// A refusal of a file is for programs unless pages are named; that of a page is a page unless JSON is.
#[test]
fn a_refusal_is_read_by_whoever_asked() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hash = hash(&servidor);
    let kind = |camino: &str, acepta: &str| {
        let agente = ureq::Agent::config_builder().http_status_as_error(false);
        let agente: ureq::Agent = agente.build().into();
        let pedida = agente.get(servidor.url(camino)).header("Accept", acepta);
        let respuesta = pedida.call().unwrap();
        assert!(respuesta.status().is_client_error(), "{camino}");
        let tipo = respuesta.headers()["Content-Type"].to_str().unwrap();
        tipo.split(';').next().unwrap().to_owned()
    };
    let de_edicion = ["tabla.csv", "tabla.json", "tabla.sdmx.csv", "tabla.xlsx"];
    let de_edicion = de_edicion.map(|fin| format!("/ediciones/{hash}/{fin}?medida=X"));
    let otros = [
        "/datos/tabla.csv?medida=X",
        "/novedades.xml?x=1",
        "/informe/2016.pdf",
    ];
    for camino in de_edicion.iter().map(String::as_str).chain(otros) {
        for acepta in ["*/*", "text/csv", "application/json"] {
            assert_eq!(
                kind(camino, acepta),
                "application/json",
                "{camino} {acepta}"
            );
        }
        assert_eq!(kind(camino, "text/html,*/*;q=0.8"), "text/html", "{camino}");
    }
    for camino in ["/explorar?medida=X", "/informe/2016", "/datos?x=1"] {
        assert_eq!(kind(camino, "*/*"), "text/html", "{camino}");
        assert_eq!(
            kind(camino, "application/json"),
            "application/json",
            "{camino}"
        );
    }
}

#[test]
fn what_is_hung_on_links_is_passed_over_and_escapes_say_the_same() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (casi, entera) in [
        ("/datos?ref=x&gad_campaignid=1&_kx=2", "/datos"),
        (
            "/datos?oly_anon_id=1&oly_enc_id=2&vero_id=3&anio=2017",
            "/datos?anio=2017",
        ),
        ("/d%61tos", "/datos"),
        ("/informe/%32017", "/informe/2017"),
    ] {
        let respuesta = get(&servidor, casi);
        assert_eq!(
            (respuesta.estado, respuesta.header("Location")),
            (303, entera),
            "{casi}"
        );
    }
    for nada in ["/d%C3%A1tos", "/datos%2F", "/d%6"] {
        assert_eq!(get(&servidor, nada).estado, 404, "{nada}");
    }
    let robots = get(&servidor, "/robots.txt");
    assert!(
        robots
            .text()
            .contains("Disallow: /ediciones/*/tabla.\nDisallow: /datos/tabla.\n")
    );
}

/// A signed edition and its signature have names beside each other, and it links to what the other files link to.
#[test]
fn a_signed_edition_says_what_it_is() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hash = hash(&servidor);
    let camino = format!("/ediciones/{hash}");
    let edicion = get(&servidor, &camino);
    let nombre = |fin: &str| format!("attachment; filename=\"20067-1.json.gz{fin}\"");
    assert_eq!(edicion.header("Content-Disposition"), nombre(""));
    let firma = get(&servidor, &format!("{camino}.minisig"));
    assert_eq!(firma.header("Content-Disposition"), nombre(".minisig"));
    let fuera = get_with(&servidor, &camino, &[("Range", "bytes=99999999-")]);
    assert_eq!(
        (fuera.estado, fuera.header("Content-Disposition")),
        (416, "")
    );
    let enlaces = edicion.header("Link");
    assert!(enlaces.starts_with('<') && enlaces.contains("rel=\"license\""));
    let suyos = between(enlaces, "</", ">");
    assert_eq!(suyos.len(), 4, "{enlaces}");
    for enlace in suyos {
        let respuesta = get(&servidor, &format!("/{enlace}"));
        // The page has a shorter address at the root.
        assert!([200, 303].contains(&respuesta.estado), "{enlace}");
    }
    let datos = plain(&page(&servidor, "/datos"));
    assert!(datos.contains("Es del JSON, no del .gz"));
    assert!(
        datos.contains(&format!("gzip -dc &lt; {hash} | sha256sum"))
            || datos.contains(&format!("gzip -dc &#60; {hash} | sha256sum")),
        "{datos}"
    );
    let metodologia = plain(&page(&servidor, "/metodologia"));
    assert!(metodologia.contains("pacto auditar 20067-1.json.gz"));
    assert!(metodologia.contains("suma implícita: un total menos sus partes"));
}

/// What cannot be answered is said in words and leads somewhere.
#[test]
fn pages_say_in_words_what_is_wrong() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (pregunta, dicho) in [
        (
            "medida=SERVICIOS&filas=AGENCIA&filtro=AGENCIA:",
            "El filtro de lugar no tiene códigos.",
        ),
        (
            "medida=SERVICIOS&filas=TOTAL",
            "Conjunto no es un nivel de una tabla",
        ),
        (
            "medida=SERVICIOS&filas=AREA&columnas=SERVICIO",
            "Área, en las filas, y servicio, en las columnas, son de la misma dimensión",
        ),
    ] {
        let respuesta = get(&servidor, &format!("/explorar?{pregunta}"));
        let texto = plain(respuesta.text());
        assert!(
            respuesta.estado == 400 && texto.contains(dicho),
            "{pregunta}: {texto}"
        );
    }
    let sin_anio = get(&servidor, "/informe/2016");
    assert!(
        sin_anio
            .text()
            .contains("<a href=\"/?anio=2017\">Las cifras de 2017</a>")
    );
    for ancla in ["/datos#api", "/datos#verificar", "/metodologia#errores"] {
        assert!(
            sin_anio.text().contains(&format!("href=\"{ancla}\"")),
            "{ancla}"
        );
    }
    let sesiones = get(&servidor, "/consejo.ics");
    let sesiones = sesiones.text().replace("\r\n ", "");
    let nombre = "X-WR-CALNAME:Consejo Consultivo del Instituto Municipal de la Mujer\\, Oaxaca de Juárez\r\n";
    assert!(sesiones.contains(nombre), "{sesiones}");
    assert!(!sesiones.contains("METHOD"));
    let descrita = |camino: &str| {
        between(
            &page(&servidor, camino),
            "name=\"description\" content=\"",
            "\"",
        )[0]
        .to_owned()
    };
    assert_ne!(
        descrita("/explorar"),
        descrita("/explorar?medida=SERVICIOS&filas=MES")
    );
}

/// A reason that ends in a full stop has one, and pages without an edition have titles of their own.
#[test]
fn a_withdrawal_is_told_with_one_full_stop() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hash = hash(&servidor);
    casa.run(&withdrawing("1", "Error en los servicios de junio."));
    let mut titulos = std::collections::BTreeSet::new();
    for camino in [
        "/",
        "/explorar",
        "/consejo",
        "/datos",
        "/region",
        "/metodologia",
    ] {
        let html = page(&servidor, camino);
        assert!(
            html.contains("Motivo: «Error en los servicios de junio»."),
            "{camino}"
        );
        titulos.insert(between(&html, "<title>", "</title>")[0].to_owned());
    }
    assert_eq!(titulos.len(), 6, "{titulos:?}");
    for camino in [
        "/novedades.xml".to_owned(),
        format!("/ediciones/{hash}"),
        format!("/ediciones/{hash}/edicion.xlsx"),
    ] {
        let respuesta = get(&servidor, &camino);
        let texto = respuesta.text();
        assert!(
            texto.contains("de junio».") && !texto.contains("junio.»"),
            "{camino}: {texto}"
        );
    }
}

/// The list of instancias asks nothing, wherever it stands.
#[test]
fn a_list_of_instancias_asks_nothing() {
    let casa = Casa::folder();
    casa.demo().multiply(2);
    let servidor = casa.serve();
    for camino in ["/?x=1", "/instancias?x=1"] {
        assert_eq!(get(&servidor, camino).estado, 400, "{camino}");
    }
    // What the root led to while there was one instancia.
    let antes = get(&servidor, "/?anio=2017");
    assert_eq!(
        (antes.estado, antes.header("Location")),
        (303, "/20067/?anio=2017")
    );
}
