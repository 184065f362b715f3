//! docs/api.md: every example runs on the demonstration.

use serde_json::{Value, json};

use crate::casa::{Casa, read};

/// The blocks of code of a language.
fn blocks(pagina: &str, lengua: &str) -> Vec<String> {
    let cerca = format!("```{lengua}\n");
    let mut partes = pagina.split(&cerca);
    partes.next();
    partes
        .map(|parte| parte.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_example_of_the_guide_runs() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let pagina = read("docs/api.md");
    let ejemplos = blocks(&pagina, "graphql");
    assert!(ejemplos.len() >= 6);
    for ejemplo in &ejemplos {
        let respuesta = servidor.ask(ejemplo, &json!({}));
        if ejemplo.contains("query Falla") {
            assert_eq!(
                respuesta["data"]["instancia"]["edicion"],
                json!({ "numero": 1, "cifra": null })
            );
            let error = &respuesta["errors"][0];
            assert_eq!(error["path"], json!(["instancia", "edicion", "cifra"]));
            continue;
        }
        assert_eq!(respuesta.get("errors"), None, "{ejemplo}\n{respuesta}");
        assert_ne!(respuesta["data"], Value::Null, "{ejemplo}");
    }
    // The panel asks one question, and shows what it answers.
    let panel = &blocks(&pagina, "html")[0];
    let pregunta = panel.split('`').nth(1).unwrap();
    let respuesta = servidor.ask(pregunta, &json!({ "clave": "20067" }));
    assert_eq!(respuesta.get("errors"), None, "{respuesta}");
    let edicion = &respuesta["data"]["instancia"]["edicion"];
    assert_eq!(edicion["servicios"]["celda"]["valor"], 7508);
    // Addresses of tables.
    let hash =
        servidor.data("{ ediciones { nodes { hash } } }")["ediciones"]["nodes"][0]["hash"].clone();
    let direcciones = pagina.split("`/ediciones/HASH/tabla.csv").skip(1);
    let direcciones: Vec<&str> = direcciones
        .map(|resto| resto.split('`').next().unwrap())
        .collect();
    assert!(!direcciones.is_empty());
    for cola in direcciones {
        let ruta = format!("/ediciones/{}/tabla.csv{cola}", hash.as_str().unwrap());
        let respuesta = crate::casa::agent()
            .get(servidor.url(&ruta))
            .call()
            .unwrap();
        assert_eq!(respuesta.status(), 200, "{ruta}");
    }
    // What is called by its name is there, with the fields that the page names.
    let consultas = crate::casa::agent()
        .get(servidor.url("/graphql/consultas"))
        .call()
        .unwrap();
    let consultas = consultas.into_body().read_to_string().unwrap();
    for direccion in pagina.split("/graphql/consultas/").skip(1) {
        let nombre: String = direccion
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        assert!(
            consultas.contains(&format!("\"nombre\":\"{nombre}\"")),
            "{nombre}"
        );
    }
}
