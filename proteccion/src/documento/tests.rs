//! Documents that are read and written, and documents that are not.

mod azar;
mod errores;
mod tamanos;

use super::{Certificado, Entrada, Protegida, Testigo, Vinculo};
use crate::tabla::{Ceros, Dimension};

const ENTRADA: &str = r#"{
 "name": "personas", "source": "inventada", "note": "", "known": {"a": [1.5]}, "total": 9,
 "threshold": 3,
 "dimensions": [
  {"name": "zona", "root": "total", "relations": [["norte", ["a", "b"]], ["total", ["norte", "c"]]],
   "leaves": ["c", "a", "b"]},
  {"name": "sexo", "root": "todas", "relations": [["todas", ["m", "h"]]], "leaves": ["m", "h"]}],
 "crosstabs": [{"zona": "all"}, {"zona": ["total", "c"], "sexo": "all"}],
 "inner": [[0, 0, 7], [1, 0, 2], [2, 1, 0]],
 "contributors": [7, 1, 0],
 "sensitive": ["sexo"],
 "primary_fixed": [["c", "m"]],
 "forced": [["total", "todas"]]
}"#;

const PROTEGIDA: &str = r#"{
 "measure": "personas \"ñ\"",
 "threshold": 3,
 "required_width": 4,
 "zeros": "unknown",
 "dimensions": [
  {"name": "zona", "root": "total", "hierarchy": [
   ["total", ["a", "b"]],
   ["b", ["b1", "b2"]]
  ]},
  {"name": "año", "root": "2017", "hierarchy": []}
 ],
 "cells": [
  {"coords": ["total", "2017"], "value": 9},
  {"coords": ["b1", "2017"], "value": null}
 ],
 "editions": [
  {
   "measure": "",
   "threshold": 0,
   "required_width": 1,
   "zeros": "published",
   "dimensions": [
    {"name": "zona", "root": "total", "hierarchy": []}
   ],
   "cells": [
    {"coords": ["total"], "value": 0}
   ]
  }
 ],
 "edition_link": "additions"
}
"#;

const CERTIFICADO: &str = r#"{
 "tables": [
  {"leaves": [
   ["a", "2017", 3],
   ["b1", "2017", 0]
  ], "added": [
   ["b2", "2017", 1]
  ]},
  {"leaves": []}
 ],
 "witnesses": [
  {"coords": ["b1", "2017"], "low": 0, "high": 1}
 ]
}
"#;

#[test]
fn an_input_is_read() {
    let entrada = Entrada::from_json(ENTRADA.as_bytes()).unwrap();
    assert_eq!(
        (entrada.nombre.as_str(), entrada.umbral, entrada.ancho),
        ("personas", 3, 3)
    );
    assert_eq!(
        (entrada.ceros, entrada.vinculo),
        (Ceros::Publicados, Vinculo::Ninguno)
    );
    assert_eq!(entrada.ocupadas, [(vec![0, 0], 7, 7), (vec![1, 0], 2, 1)]);
    assert_eq!((entrada.sensibles, entrada.ediciones), (vec![1], vec![]));
    let reticula = &entrada.reticula;
    assert_eq!((reticula.celdas(), reticula.cruces().len()), (9, 2));
    assert_eq!(
        entrada
            .primarias
            .iter()
            .map(|c| reticula.nombres(*c))
            .collect::<Vec<_>>(),
        [["c", "m"]]
    );
    assert_eq!(
        entrada
            .forzadas
            .iter()
            .map(|c| reticula.nombres(*c))
            .collect::<Vec<_>>(),
        [["total", "todas"]]
    );
}

#[test]
fn without_a_threshold_nothing_is_primary_by_count_and_the_width_is_one() {
    let entrada = ENTRADA.replace("\"threshold\": 3", "\"threshold\": 0");
    let entrada = Entrada::from_json(entrada.as_bytes()).unwrap();
    assert_eq!((entrada.umbral, entrada.ancho), (0, 1));
}

#[test]
fn an_input_may_have_earlier_editions() {
    let ediciones =
        format!("\"editions\": [{PROTEGIDA}], \"edition_link\": \"frozen\", \"threshold\"");
    let entrada =
        Entrada::from_json(ENTRADA.replace("\"threshold\"", &ediciones).as_bytes()).unwrap();
    assert_eq!(entrada.vinculo, Vinculo::Congelado);
    assert_eq!(
        entrada.ediciones,
        [Protegida::from_json(PROTEGIDA.as_bytes()).unwrap()]
    );
    let ninguna = ENTRADA.replace(
        "\"threshold\"",
        "\"editions\": [], \"edition_link\": \"none\", \"threshold\"",
    );
    assert_eq!(
        Entrada::from_json(ninguna.as_bytes()).unwrap().vinculo,
        Vinculo::Ninguno
    );
}

#[test]
fn a_protected_table_is_written_as_it_was_read() {
    let protegida = Protegida::from_json(PROTEGIDA.as_bytes()).unwrap();
    assert_eq!(
        protegida.celdas,
        [(vec![0, 0], Some(9)), (vec![3, 0], None)]
    );
    assert_eq!(
        (protegida.vinculo, protegida.ediciones.len()),
        (Vinculo::Adiciones, 1)
    );
    assert_eq!(protegida.to_json(), PROTEGIDA);
}

#[test]
fn a_certificate_is_written_as_it_was_read() {
    let dimensiones = Protegida::from_json(PROTEGIDA.as_bytes())
        .unwrap()
        .dimensiones;
    let certificado = Certificado::from_json(CERTIFICADO.as_bytes(), &dimensiones).unwrap();
    let tablas = [
        Testigo {
            hojas: vec![(vec![1, 0], 3), (vec![3, 0], 0)],
            agregadas: vec![(vec![4, 0], 1)],
        },
        Testigo {
            hojas: vec![],
            agregadas: vec![],
        },
    ];
    assert_eq!(
        (certificado.tablas.as_slice(), certificado.pares.as_slice()),
        (&tablas[..], &[(vec![3, 0], 0, 1)][..])
    );
    assert_eq!(certificado.to_json(&dimensiones), CERTIFICADO);
}

#[test]
fn a_published_dimension_is_the_one_that_its_reader_makes() {
    let entrada = Entrada::from_json(ENTRADA.as_bytes()).unwrap();
    let dimensiones = entrada.published_dimensions();
    assert_ne!(dimensiones, entrada.reticula.dimensiones());
    let protegida = Protegida {
        medida: entrada.nombre,
        umbral: 3,
        ancho: 3,
        ceros: entrada.ceros,
        celdas: (0..9)
            .map(|celda| (entrada.reticula.coordenadas(celda), None))
            .collect(),
        dimensiones,
        ediciones: vec![],
        vinculo: Vinculo::Ninguno,
    };
    assert_eq!(
        Protegida::from_json(protegida.to_json().as_bytes()).unwrap(),
        protegida
    );
    // A dimension of one leaf, and a node above it.
    let sola = ("p".to_owned(), vec!["r".to_owned()]);
    let sola = Dimension::new("d", "r", &[sola], &["r".to_owned()]).unwrap();
    assert_eq!(sola.published(), sola);
    assert_eq!([sola.is_hoja(0), sola.is_hoja(1)], [true, false]);
}
