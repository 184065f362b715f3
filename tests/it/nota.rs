//! Every fact of the press note comes out of the API: `tests/fixtures/nota.toml` lists them.

use serde::Deserialize;
use serde_json::Value;

use crate::casa::{Casa, on_both, read};

#[derive(Deserialize)]
struct Hecho {
    /// The fact, in the words of the note.
    dice: String,
    /// What to ask of the edition of 2017.
    consulta: String,
    /// Where the answer has it, below the edition.
    donde: String,
    /// What it must say.
    es: toml::Value,
}

#[derive(Deserialize)]
struct Hechos {
    hecho: Vec<Hecho>,
}

fn every_fact_of_the_note_comes_out_of_the_api(casa: &Casa) {
    let servidor = casa.demo().serve();
    let hechos: Hechos = toml::from_str(&read("tests/fixtures/nota.toml")).unwrap();
    assert!(hechos.hecho.len() >= 40);
    for hecho in &hechos.hecho {
        let consulta = format!(
            r#"{{ instancia(clave: "20067") {{ edicion(anio: 2017) {{ {} }} }} }}"#,
            hecho.consulta
        );
        let datos = servidor.data(&consulta);
        let respuesta = datos.pointer(&format!("/instancia/edicion{}", hecho.donde));
        let esperado = from_toml(&hecho.es);
        assert_eq!(respuesta, Some(&esperado), "{}", hecho.dice);
    }
}

on_both!(every_fact_of_the_note_comes_out_of_the_api);

/// TOML has no null: the fixture writes it as a word.
fn from_toml(valor: &toml::Value) -> Value {
    match valor {
        toml::Value::String(texto) if texto == "null" => Value::Null,
        toml::Value::Array(valores) => valores.iter().map(from_toml).collect(),
        toml::Value::Table(tabla) => tabla
            .iter()
            .map(|(clave, valor)| (clave.clone(), from_toml(valor)))
            .collect(),
        otro => serde_json::to_value(otro).unwrap(),
    }
}
