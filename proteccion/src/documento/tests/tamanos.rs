//! Large documents, and short ones that ask for much.

use std::fmt::Write;
use std::time::{Duration, Instant};

use super::{ENTRADA, Entrada, PROTEGIDA, Protegida};
use crate::tabla::{Cruce, Dimension, Reticula};

const MUCHAS: usize = 20_000;

fn timely<T>(que: impl FnOnce() -> T) -> T {
    let inicio = Instant::now();
    let respuesta = que();
    assert!(
        inicio.elapsed() < Duration::from_secs(2),
        "{:?}",
        inicio.elapsed()
    );
    respuesta
}

fn relation(padre: String, hijos: &[String]) -> (String, Vec<String>) {
    (padre, hijos.to_vec())
}

#[test]
fn many_leaves_or_relations_are_read_at_once() {
    let hojas: Vec<String> = (0..MUCHAS).map(|i| format!("h{i}")).collect();
    let plana = [relation("r".into(), &hojas)];
    timely(|| Dimension::new("d", "r", &plana, &hojas)).unwrap();
    timely(|| Dimension::from_jerarquia("d", "r", &plana)).unwrap();
    // A chain, its end first and its end last.
    let mut cadena: Vec<_> = (0..MUCHAS)
        .map(|i| relation(format!("n{i}"), &[format!("n{}", i + 1)]))
        .collect();
    timely(|| Dimension::from_jerarquia("d", "n0", &cadena)).unwrap();
    cadena.reverse();
    timely(|| Dimension::from_jerarquia("d", "n0", &cadena)).unwrap();
    // The same, closed.
    cadena.push(relation(format!("n{MUCHAS}"), &["n7".to_owned()]));
    cadena.push(relation("n8".into(), &["h".to_owned()]));
    let error = timely(|| Dimension::from_jerarquia("d", "n0", &cadena)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "relations[0]: «n19999» es parte de sí mismo"
    );
}

#[test]
fn nodes_that_repeat_too_many_leaves_are_refused() {
    let cadena: Vec<_> = (0..MUCHAS)
        .map(|i| relation(format!("n{i}"), &[format!("n{}", i + 1), format!("h{i}")]))
        .collect();
    let error = timely(|| Dimension::from_jerarquia("d", "n0", &cadena)).unwrap_err();
    assert!(
        error
            .motivo
            .ends_with("y los nodos anteriores suman más de 4000000 hojas"),
        "{error}"
    );
}

#[test]
fn cross_tabulations_too_large_are_refused_before_they_are_made() {
    let dimension = |nombre: &str| {
        let hojas: Vec<String> = (0..3000).map(|i| i.to_string()).collect();
        Dimension::from_jerarquia(nombre, "r", &[relation("r".into(), &hojas)]).unwrap()
    };
    let cuatro = || ["a", "b", "c", "d"].map(dimension).to_vec();
    let error = timely(|| Reticula::full(cuatro())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "crosstabs[0]: pide más de 4000000 celdas"
    );
    let todos: Vec<usize> = (0..3001).collect();
    let vacio = Cruce(vec![todos.clone(), todos.clone(), todos, vec![]]);
    assert_eq!(
        timely(|| Reticula::new(cuatro(), vec![vacio]))
            .unwrap()
            .celdas(),
        0
    );
    let cinco = [cuatro(), cuatro()].concat();
    let error = timely(|| Reticula::full(cinco)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "dimensions: son demasiadas dimensiones o códigos"
    );
}

#[test]
fn short_documents_that_ask_for_much_are_refused() {
    let mut hojas = "\"0\"".to_owned();
    (1..5000).for_each(|i| write!(hojas, ", \"{i}\"").unwrap());
    let cruces = vec!["{\"d\": \"all\"}"; MUCHAS].join(", ");
    let texto = format!(
        r#"{{"threshold": 1, "dimensions": [{{"name": "d", "root": "r", "relations": [["r", [{hojas}]]],
        "leaves": [{hojas}]}}], "crosstabs": [{cruces}], "inner": []}}"#
    );
    let error = timely(|| Entrada::from_json(texto.as_bytes())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "crosstabs[799]: pide más de 4000000 celdas"
    );
    let dimension = |i| format!(r#"{{"name": "{i}", "root": "r", "hierarchy": []}}"#);
    let dimensiones: Vec<String> = (0..65).map(dimension).collect();
    let texto = format!(
        r#"{{"measure": "", "threshold": 1, "required_width": 1, "zeros": "unknown", "cells": [],
        "dimensions": [{}]}}"#,
        dimensiones.join(",")
    );
    let error = Protegida::from_json(texto.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "dimensions: hay más de 64 dimensiones");
}

#[test]
fn counts_add_up_to_a_limit() {
    let dos_mil: Vec<String> = (0..2000).map(|i| i.to_string()).collect();
    let hojas = serde_json::to_string(&dos_mil).unwrap();
    let filas: Vec<String> = (0..2000).map(|i| format!("[{i}, 1000000000000]")).collect();
    let documento = |cuantas: usize| {
        let filas = filas[..cuantas].join(", ");
        format!(
            r#"{{"threshold": 1, "dimensions": [{{"name": "d", "root": "r", "relations": [["r", {hojas}]],
            "leaves": {hojas}}}], "crosstabs": "full", "inner": [{filas}]}}"#
        )
    };
    assert_eq!(
        Entrada::from_json(documento(1000).as_bytes())
            .unwrap()
            .ocupadas
            .len(),
        1000
    );
    let error = Entrada::from_json(documento(1001).as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "inner: las cuentas suman más de 1000000000000000"
    );
}

#[test]
fn editions_inside_editions_are_no_deeper_than_the_parser_allows() {
    let nest = |veces: usize| {
        let base = PROTEGIDA.split("\"editions\"").next().unwrap();
        let abre = format!("{base}\"edition_link\": \"none\", \"editions\": [");
        let solo = base.trim_end().trim_end_matches(',');
        abre.repeat(veces) + solo + "}" + &"]}".repeat(veces)
    };
    let sesenta = Protegida::from_json(nest(60).as_bytes()).unwrap();
    assert_eq!(
        Protegida::from_json(sesenta.to_json().as_bytes()).unwrap(),
        sesenta
    );
    let error = Protegida::from_json(nest(100_000).as_bytes()).unwrap_err();
    assert_eq!(error.motivo, "hay demasiados niveles, uno dentro de otro");
    let error = Entrada::from_json(&[b'['].repeat(100_000)).unwrap_err();
    assert_eq!(error.motivo, "hay demasiados niveles, uno dentro de otro");
    let conocido = ENTRADA.replace("[1.5]", &("[".repeat(1000) + &"]".repeat(1000)));
    assert!(Entrada::from_json(conocido.as_bytes()).is_err());
}
