//! Names of agencias, services and acts are whatever a sheet brought: on pages, in feeds and in files they are text.

use std::collections::BTreeSet;

use time::macros::datetime;

use super::lector::{between, get, links};
use super::pliego::{contents_with, publish};
use crate::casa::Casa;

/// What ends an element, an attribute, a section of XML, and begins a formula.
const MALO: &str = r#"</title></script><script>alert(1)</script>\"'&]]>"#;
const FORMULA: &str = "@SUM(1+1)<img src=x onerror=alert(2)>";

fn strange(json: &str) -> String {
    let json = json.replace("Donají", MALO);
    let json = json.replace("\"Orientación\"", &format!("\"{FORMULA}\""));
    // Keys that pages might use for themselves.
    json.replace("\"dia_naranja\"", "\"cap-1\"")
        .replace("\"instancias_encuentro\"", "\"cap-1-t\"")
}

#[test]
fn whatever_names_say_is_text() {
    let casa = Casa::folder();
    let contenido = contents_with(|json| strange(&json));
    publish(&casa, &contenido, datetime!(2018-02-01 18:00 UTC), false);
    let servidor = casa.serve();
    let mut porver = vec![
        "/".to_owned(),
        "/novedades.xml".to_owned(),
        "/catalogo.jsonld".to_owned(),
        "/consejo.ics".to_owned(),
    ];
    let mut vistas = BTreeSet::new();
    let (mut dichos, mut formulas) = (0, 0);
    while let Some(camino) = porver.pop() {
        if !vistas.insert(camino.clone()) || vistas.len() > 150 {
            continue;
        }
        let respuesta = get(&servidor, &camino);
        assert!(respuesta.estado < 400, "{camino}: {}", respuesta.estado);
        let tipo = respuesta.header("Content-Type").to_owned();
        if tipo.starts_with("text/html") {
            let html = respuesta.text();
            assert!(
                !html.contains("<script>alert") && !html.contains("<img"),
                "{camino}"
            );
            dichos += html.matches("&#60;script&#62;alert").count();
            let ids = between(html, " id=\"", "\"");
            let distintos: BTreeSet<_> = ids.iter().collect();
            assert_eq!(ids.len(), distintos.len(), "{camino}: an id twice");
            porver.extend(
                links(html, "/")
                    .into_iter()
                    .map(|enlace| {
                        let (camino, _) = enlace.split_once('#').unwrap_or((&enlace, ""));
                        camino.to_owned()
                    })
                    .filter(|camino| !camino.starts_with("/graphql") && camino != "/explorador"),
            );
        } else if tipo.starts_with("text/csv") {
            let csv = respuesta.text();
            assert!(
                !csv.contains(",@SUM") && !csv.contains(",\"@SUM"),
                "{camino}"
            );
            formulas += csv.matches("'@SUM").count();
        } else if tipo.contains("xml") && !tipo.contains("openxml") {
            assert!(!respuesta.text().contains("<script"), "{camino}");
        }
    }
    assert!(dichos > 10 && formulas > 10, "{dichos}, {formulas}");
}
