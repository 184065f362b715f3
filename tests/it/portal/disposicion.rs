//! How pages lie on screens and on paper: nothing is cut off, nothing moves sideways but tables, no two landmarks are one.

use std::collections::BTreeSet;

use super::lector::{asked, between, cells, get, links, page, plain, tables};
use crate::casa::{Casa, Servidor, withdrawing};

/// A table that is as wide as all places of the year.
const ANCHA: &str = "/explorar?medida=SERVICIOS&filas=SERVICIO&columnas=AGENCIA";
/// One wider than any sheet.
const DEMASIADO: &str = "/explorar?medida=MUJERES_ATENDIDAS&columnas=AGENCIA,TRIMESTRE";
/// What a phone says before a table that it moves sideways.
const PISTA: &str = "<p class=\"pista-rodillo\">La tabla sigue a la derecha: deslícela.</p>";

/// Pages with all kinds of tables.
const PAGINAS: [&str; 12] = [
    "/",
    "/explorar",
    "/explorar?medida=PERSONAS_CAPACITADAS&filas=PUBLICO",
    ANCHA,
    DEMASIADO,
    "/informe/2017",
    "/consejo",
    "/datos",
    "/region",
    "/metodologia",
    "/instancias",
    "/agencias/candiani",
];

fn sheet(servidor: &Servidor) -> String {
    let hoja = links(&page(servidor, "/"), "/estatico/").remove(0);
    get(servidor, &hoja).text().to_owned()
}

#[test]
fn what_is_wide_is_printed_lying_and_what_is_wider_in_parts() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hoja = sheet(&servidor);
    assert!(hoja.contains("@page apaisada { size: letter landscape; }"));
    assert!(hoja.contains("body:has(.apaisada) { page: apaisada; }"));
    let lies = |html: &str| html.contains("class=\"rodillo apaisada\"");
    let de_pie = "/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO";
    assert!(!lies(&page(&servidor, de_pie)));
    let ancha = page(&servidor, ANCHA);
    assert!(lies(&ancha));
    assert_eq!(tables(&ancha).len(), 1);
    // All columns are there, in their order, each in one of the tables, which say of which they are.
    let html = page(&servidor, DEMASIADO);
    assert!(lies(&html));
    let partes = tables(&html);
    assert!(partes.len() > 2, "{}", partes.len());
    let dichas = asked(&servidor, DEMASIADO);
    let celdas = partes.iter().flat_map(|tabla| cells(tabla).concat());
    let celdas: Vec<String> = celdas.map(|celda| plain(&format!("<td{celda}"))).collect();
    assert_eq!(celdas, dichas);
    let mut siguiente = 1;
    for parte in partes {
        let suyas = between(parte, ": columnas ", "\"")[0];
        let (suyas, todas) = suyas.split_once(" de ").unwrap();
        let (desde, hasta) = suyas.split_once(" a ").unwrap();
        assert_eq!(
            (desde, todas),
            (
                siguiente.to_string().as_str(),
                dichas.len().to_string().as_str()
            )
        );
        assert_eq!(
            parte.matches("<th scope=\"col\"").count(),
            2 + hasta.parse::<usize>().unwrap() - siguiente
        );
        siguiente = hasta.parse::<usize>().unwrap() + 1;
    }
    assert_eq!(siguiente, dichas.len() + 1);
}

/// A table that its page is too narrow for, because letters are large, moves by itself; one that a phone is too narrow for says so.
#[test]
fn tables_move_and_pages_do_not() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut con_pista = 0;
    for camino in PAGINAS {
        con_pista += moves(&page(&servidor, camino), camino);
    }
    assert!(con_pista > 8, "{con_pista}");
    casa.run(&withdrawing("1", "El corte no era ese"));
    assert_eq!(moves(&page(&servidor, "/"), "/"), 1);
    // Words of seals and states give way too.
    let hoja = sheet(&servidor);
    assert!(hoja.contains(".sello dt { flex: none; }"));
    assert!(!hoja.contains("\n.estado { white-space: nowrap; }"));
}

/// How many tables of a page say that they go on to the right.
fn moves(html: &str, camino: &str) -> usize {
    let mut antes = String::new();
    let mut con_pista = 0;
    for trozo in html
        .split_inclusive("<table")
        .filter(|t| t.ends_with("<table"))
    {
        antes.push_str(trozo);
        let (fuera, rodillo) = antes
            .rsplit_once("<div class=\"rodillo")
            .unwrap_or((&antes, ""));
        let suelta = rodillo.is_empty() || rodillo.contains("</div>");
        let muestra = html[antes.len()..].starts_with(" class=\"muestra\"");
        assert!(
            !suelta || muestra,
            "{camino}: {}",
            &html[antes.len()..][..200]
        );
        if rodillo.contains("tabindex=\"0\"") && !rodillo.contains("</table>") {
            let pista = fuera.trim_end().ends_with(PISTA);
            assert!(
                pista || rodillo.contains("Tabla de integrantes"),
                "{camino}: {rodillo}"
            );
            con_pista += usize::from(pista);
        }
    }
    con_pista
}

#[test]
fn landmarks_have_names_of_their_own() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let todas: usize = PAGINAS
        .map(|camino| landmarks(&page(&servidor, camino), camino))
        .iter()
        .sum();
    assert!(todas > 60, "{todas}");
    casa.run(&withdrawing("1", "El corte no era ese"));
    assert!(landmarks(&page(&servidor, "/"), "/") > 3);
}

/// How many landmarks a page has, of which no two of one kind have one name.
fn landmarks(html: &str, camino: &str) -> usize {
    let mut vistas = BTreeSet::new();
    let named = |id: &str| {
        let texto = html.split_once(&format!(" id=\"{id}\"")).unwrap().1;
        plain(
            texto
                .split_once('>')
                .unwrap()
                .1
                .split("</h")
                .next()
                .unwrap(),
        )
    };
    for etiqueta in between(html, "<", ">") {
        let clase = etiqueta.split(' ').next().unwrap();
        let region = clase == "section" || etiqueta.contains("role=\"region\"");
        if !region && !["nav", "aside"].contains(&clase) {
            continue;
        }
        let dicho = between(etiqueta, "aria-label=\"", "\"").into_iter().next();
        let titulo = between(etiqueta, "aria-labelledby=\"", "\"");
        let nombre = dicho.map_or_else(|| named(titulo[0]), str::to_owned);
        let clase = if region { "region" } else { clase };
        assert!(vistas.insert((clase, nombre.clone())), "{camino}: {nombre}");
    }
    vistas.len()
}
