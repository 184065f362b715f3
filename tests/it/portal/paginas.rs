//! What every page has, whatever it says.

use std::collections::BTreeSet;

use super::lector::{between, get, get_with, links, page, plain};
use crate::casa::Casa;
use crate::oficina::{Oficina, csv, many};

/// The pages of the demonstration, with their titles.
const PAGINAS: [(&str, &str); 10] = [
    ("/", "En 2017 el Instituto atendió a 3,771 mujeres"),
    ("/explorar", "Explorar las cifras"),
    (
        "/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO",
        "Explorar las cifras",
    ),
    ("/informe/2017", "Informe de actividades 2017"),
    (
        "/consejo",
        "El Consejo Consultivo recibió el informe de 2017",
    ),
    ("/datos", "Datos abiertos, firmados y con su versión"),
    ("/region", "Valles Centrales: una instancia publica aquí"),
    ("/metodologia", "Ninguna cifra permite reconocer a nadie"),
    ("/accesibilidad", "Accesibilidad"),
    ("/instancias", "Una instancia publica aquí sus cifras"),
];

/// Bytes of a page with its sheet and its script; and of all of them packed.
const CRUDO: usize = 60_000;
const EMPACADO: usize = 15_000;

#[test]
fn each_has_one_title_its_policy_and_little_weight() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let inicio = page(&servidor, "/");
    let hoja = links(&inicio, "/estatico/").remove(0);
    let size = |camino: &str, cabeceras: &[(&str, &str)]| {
        get_with(&servidor, camino, cabeceras).cuerpo.len()
    };
    let hoja_cruda = size(&hoja, &[]);
    assert!(hoja_cruda <= 24_000, "{hoja_cruda}");
    let agencias = between(&inicio, "href=\"/agencias/", "\"");
    assert_eq!(agencias.len(), 13);
    let agencias = agencias.iter().map(|clave| format!("/agencias/{clave}"));
    let todas: Vec<(String, Option<&str>)> = (PAGINAS.iter())
        .map(|(camino, titulo)| ((*camino).to_owned(), Some(*titulo)))
        .chain(agencias.map(|camino| (camino, None)))
        .collect();
    for (camino, titulo) in todas {
        let respuesta = get(&servidor, &camino);
        assert_eq!(respuesta.estado, 200, "{camino}");
        let html = respuesta.text();
        let titulos = between(html, "<h1>", "</h1>");
        assert_eq!(titulos.len(), 1, "{camino}");
        let de_pestania = plain(between(html, "<title>", "</title>")[0]);
        assert!(de_pestania.chars().count() <= 65, "{de_pestania}");
        let h1 = plain(titulos[0]);
        assert!(h1.chars().count() <= 65, "{h1}");
        let secciones = between(html, "<h2", "</h2>").into_iter();
        let secciones: Vec<String> = secciones.map(|h2| plain(&format!("<h2{h2}"))).collect();
        let distintos: BTreeSet<&String> = secciones.iter().collect();
        assert_eq!(secciones.len(), distintos.len(), "{camino}: {secciones:?}");
        if let Some(titulo) = titulo {
            assert_eq!(plain(titulos[0]), titulo);
        }
        assert_eq!(
            respuesta.header("Content-Security-Policy"),
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        );
        assert_eq!(respuesta.header("Set-Cookie"), "");
        assert!(
            html.contains("lang=\"es-MX\"") && html.contains("href=\"#cap:contenido\""),
            "{camino}"
        );
        // Nothing of others, nothing inline.
        for prohibido in [" style=", "onclick=", "<img", "<iframe", "src=\"http"] {
            assert!(!html.contains(prohibido), "{camino}: {prohibido}");
        }
        for recurso in between(html, "<link rel=\"stylesheet\" href=\"", "\"")
            .into_iter()
            .chain(between(html, "<script src=\"", "\""))
        {
            assert!(recurso.starts_with("/estatico/"), "{camino}: {recurso}");
            assert_eq!(
                get(&servidor, recurso).header("Cache-Control"),
                "public, max-age=31536000, immutable"
            );
        }
        let guion = between(html, "<script src=\"", "\"")
            .first()
            .map_or(0, |guion| size(guion, &[]));
        let crudo = html.len() + hoja_cruda + guion;
        assert!(crudo <= CRUDO, "{camino}: {crudo}");
        let como = [("Accept-Encoding", "br")];
        let empacado = size(&camino, &como) + size(&hoja, &como) + guion;
        assert!(empacado <= EMPACADO, "{camino}: {empacado}");
    }
}

/// Every address that a page links to answers, and every anchor is there.
#[test]
fn links_lead_somewhere() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut mirados = BTreeSet::new();
    for (camino, _) in PAGINAS {
        let html = page(&servidor, camino);
        for enlace in links(&html, "/").into_iter().chain(links(&html, "#")) {
            let (destino, ancla) = enlace
                .split_once('#')
                .map_or((enlace.as_str(), None), |(d, a)| (d, Some(a)));
            let destino = if destino.is_empty() { camino } else { destino };
            if !mirados.insert((destino.to_owned(), ancla.map(str::to_owned))) {
                continue;
            }
            // That one is asked in its own way.
            if destino.starts_with("/graphql") {
                continue;
            }
            let respuesta = get(&servidor, destino);
            assert_eq!(respuesta.estado, 200, "{camino}: {enlace}");
            if let Some(ancla) = ancla.filter(|ancla| *ancla != "resultado") {
                assert!(
                    respuesta.text().contains(&format!("id=\"{ancla}\"")),
                    "{camino}: {enlace}"
                );
            }
        }
    }
    assert!(mirados.len() > 100, "{}", mirados.len());
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for camino in ["/", "/consejo.ics", "/catalogo.jsonld"] {
        let como = |etiqueta: &str| {
            get_with(
                &servidor,
                camino,
                &[("If-None-Match", etiqueta), ("Accept-Encoding", "gzip")],
            )
        };
        let primera = como("\"otra\"");
        let etiqueta = primera.header("ETag").to_owned();
        assert!(!etiqueta.is_empty(), "{camino}");
        let segunda = como(&etiqueta);
        assert_eq!((segunda.estado, segunda.cuerpo.len()), (304, 0), "{camino}");
        // The same without packing is told apart.
        let sin = get(&servidor, camino);
        assert!(sin.estado == 200 && sin.header("ETag") != etiqueta || camino == "/consejo.ics");
    }
}

/// Before the first quarter has ended there are months, and no table by quarter: no page leads to one, and none fails.
#[test]
fn an_edition_of_one_month_is_whole() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    casa.publish("2017-01-31");
    let servidor = casa.serve();
    let mut vistos = BTreeSet::new();
    let mut pendientes = vec!["/".to_owned()];
    while let Some(camino) = pendientes.pop() {
        if camino.starts_with("/graphql") || !vistos.insert(camino.clone()) {
            continue;
        }
        let respuesta = get(&servidor, &camino);
        assert_eq!(respuesta.estado, 200, "{camino}");
        if respuesta.header("Content-Type").starts_with("text/html") {
            let enlaces = links(respuesta.text(), "/").into_iter();
            pendientes.extend(enlaces.map(|e| e.split('#').next().unwrap_or_default().to_owned()));
        }
    }
    assert!(vistos.len() > 30, "{}", vistos.len());
    for cruce in ["filas=SERVICIO&columnas=TRIMESTRE", "filas=TRIMESTRE"] {
        let negada = get(
            &servidor,
            &format!("/explorar?medida=MUJERES_ATENDIDAS&{cruce}"),
        );
        assert_eq!(negada.estado, 400);
        let dicho = plain(negada.text());
        assert!(
            dicho.contains("Ningún trimestre había terminado en la fecha de corte"),
            "{dicho}"
        );
    }
}
