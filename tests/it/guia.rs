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
