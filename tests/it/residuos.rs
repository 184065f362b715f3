//! What published cells leave of a published one, through files.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::casa::text;
use crate::mesa::{Mesa, publish};

/// Whatever of a table is published, with the value of each cell.
fn values(protegida: &Value) -> BTreeMap<String, Option<u64>> {
    let celdas = protegida["cells"].as_array().unwrap().iter();
    celdas
        .map(|celda| (celda["coords"].to_string(), celda["value"].as_u64()))
        .collect()
}

#[test]
fn twelve_services_of_one_woman_cannot_be_computed_across_two_levels() {
    let mesa = Mesa::with("tests/fixtures/tablas/dos-niveles.json");
    let mut protegida = mesa.protect();
    let celdas = values(&protegida);
    for trimestre in ["2017", "T2"] {
        let of = |servicio: &str| celdas[&json!([servicio, trimestre]).to_string()];
        let resta = of("Todos").zip(of("Apoyo psicológico"));
        assert_eq!(resta, None, "{trimestre}");
    }
    let con_verdad = ["auditar", "cambiada.json", "--verdad", "tabla.json"];
    mesa.write("cambiada.json", &protegida);
    mesa.good(&con_verdad);

    // Everything between both is withheld.
    for celda in protegida["cells"].as_array_mut().unwrap() {
        let servicio = celda["coords"][0].as_str().unwrap();
        if !["Todos", "Apoyo psicológico"].contains(&servicio) && celda["value"] != 0 {
            celda["value"] = Value::Null;
        }
    }
    for (servicio, conteos) in [
        ("Todos", [52, 10, 22, 10, 10]),
        ("Apoyo psicológico", [40, 10, 10, 10, 10]),
    ] {
        for (trimestre, conteo) in ["2017", "T1", "T2", "T3", "T4"].iter().zip(conteos) {
            publish(&mut protegida, &json!([servicio, trimestre]), conteo);
        }
    }
    mesa.write("cambiada.json", &protegida);
    let salida = mesa.run(&con_verdad);
    assert_eq!(salida.status.code(), Some(1));
    let informe = text(&salida.stdout);
    // The second quarter leaves the same ones.
    let resta = "suma implícita: (Todos, 2017) = 12; es lo que queda sin (Apoyo psicológico, 2017)";
    assert!(informe.contains(resta), "{informe}");
}
