//! The contract.

use std::collections::BTreeSet;

use expect_test::expect_file;
use serde_json::{Value, json};

use crate::casa::{Casa, pacto, repository, text};

#[test]
fn the_committed_schema_is_that_of_the_code() {
    let salida = pacto(&["esquema"]).output().unwrap();
    assert_eq!(text(&salida.stderr), "");
    expect_file![repository("schema.graphql")].assert_eq(&text(&salida.stdout));
}

const INTROSPECCION: &str = "{ __schema { types { kind name description specifiedByURL
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";

/// Scalars of the GraphQL specification itself.
const DE_LA_NORMA: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

#[test]
fn every_type_field_and_argument_is_described_in_spanish() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let datos = servidor.data(INTROSPECCION);
    let mut sin_describir = BTreeSet::new();
    let mut check = |donde: String, cosa: &Value| {
        let descripcion = cosa["description"].as_str().unwrap_or_default();
        let ingles = [" the ", "The ", " of ", "Returns", "list of"]
            .iter()
            .any(|palabra| descripcion.contains(palabra));
        if descripcion.trim().is_empty() || ingles {
            sin_describir.insert(donde);
        }
    };
    for tipo in datos["__schema"]["types"].as_array().unwrap() {
        let nombre = tipo["name"].as_str().unwrap();
        if nombre.starts_with("__") || DE_LA_NORMA.contains(&nombre) {
            continue;
        }
        check(nombre.to_owned(), tipo);
        for lista in ["fields", "inputFields", "enumValues"] {
            for campo in tipo[lista].as_array().into_iter().flatten() {
                let campo_nombre = format!("{nombre}.{}", campo["name"].as_str().unwrap());
                check(campo_nombre.clone(), campo);
                for argumento in campo["args"].as_array().into_iter().flatten() {
                    check(
                        format!("{campo_nombre}({})", argumento["name"].as_str().unwrap()),
                        argumento,
                    );
                }
            }
        }
        if tipo["kind"] == "SCALAR" {
            assert!(
                tipo["specifiedByURL"].is_string(),
                "{nombre} has no @specifiedBy"
            );
        }
    }
    assert_eq!(sin_describir, BTreeSet::new());
}

#[test]
fn the_queries_of_portals_and_partners_stay_valid() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut consultas = 0;
    for entrada in std::fs::read_dir(repository("datos/consultas")).unwrap() {
        let ruta = entrada.unwrap().path();
        let documento = std::fs::read_to_string(&ruta).unwrap();
        if documento.contains("subscription") {
            // `suscripciones` has them.
            continue;
        }
        let respuesta = servidor.ask(&documento, &json!({ "clave": "20067", "anio": 2017 }));
        assert_eq!(respuesta.get("errors"), None, "{}", ruta.display());
        consultas += 1;
    }
    assert!(consultas > 0);
}
