//! Every fact of the press note comes out of the API: `tests/fixtures/nota.toml` lists them.

use serde::Deserialize;
use serde_json::Value;

use crate::casa::{Casa, on_both, read, repository};

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

const INFORME: &str = r#"{ instancia(clave: "20067") { edicion(anio: 2017) {
  informe { clave titulo fuente resumen periodo { codigo } presentadoPor { valor } presentadoEn { valor { clave } } origen { __typename } }
  cifras { clave nombre valor unidad poblacion sumable temas procedencia { literal lectura alternativas } } } } }"#;

/// The report of 2017 is one like any other: its sheets, such as any office fills them, are published as the demonstration's.
#[test]
fn the_report_of_the_note_is_two_sheets() {
    let casa = Casa::folder();
    casa.run(&["iniciar", "--sintetica", "--instancia", "20067"]);
    let carpeta = tempfile::tempdir().unwrap();
    let consejo = "Clave,Tipo,Nombre\nconsultivo,Consejo Consultivo,Consejo Consultivo\n";
    let sesion = "Clave,Tipo,Estado\nsesion-informe-2017,Ordinaria,Celebrada\n";
    for (tipo, hoja) in [("consejos", consejo), ("sesiones", sesion)] {
        let ruta = carpeta.path().join(format!("{tipo}.csv"));
        std::fs::write(&ruta, hoja).unwrap();
        let ruta = ruta.to_str().unwrap();
        casa.run(&["importar", ruta, "--tipo", tipo, "--instancia", "20067"]);
    }
    for (tipo, nuevos) in [
        ("informes", "1 registro nuevo"),
        ("cifras", "12 registros nuevos"),
    ] {
        let hoja = repository(&format!("datos/informe-2017/{tipo}.csv"));
        let hoja = hoja.to_str().unwrap();
        let dicho = casa.run(&["importar", hoja, "--tipo", tipo, "--instancia", "20067"]);
        assert!(dicho.contains(nuevos), "{dicho}");
    }
    let publicar = [
        "publicar",
        "--si",
        "--sin-atenciones",
        "--corte",
        "2017-12-31",
    ];
    casa.run(&[&publicar[..], &["--instancia", "20067"]].concat());
    let demostracion = Casa::folder();
    assert_eq!(
        casa.serve().data(INFORME),
        demostracion.demo().serve().data(INFORME)
    );
}
