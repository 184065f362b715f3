//! A plan that counts women by themselves: what it answers and what it does not. Each of its counts is made again in
//! `recuento`.

use serde_json::json;

use super::coleccion::{Coleccion, edition};
use crate::casa::{Casa, Servidor};

#[test]
fn women_are_counted_by_all_that_is_asked_of_them_and_nobody_else() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let coleccion = Coleccion::collect(&servidor, 1);
    // Of everybody, the services of the year and nothing else.
    assert!(coleccion.of("PERSONAS_ATENDIDAS").count() < 30);
    assert!(coleccion.of("MUJERES_ATENDIDAS").count() > 500);
    let datos = edition(
        &servidor,
        1,
        "serie(medida: MUJERES_ATENDIDAS, nivel: MES) { puntos { celda { valor } } }
         cifra(medida: MUJERES_ATENDIDAS) { celda { valor } }
         agencias: tabla(medida: MUJERES_ATENDIDAS, filas: [AGENCIA], columnas: [TRIMESTRE]) { sumable valores }
         edades: tabla(medida: MUJERES_ATENDIDAS, filas: [GRUPO_EDAD]) { sumable valores }
         violencia: tabla(medida: MUJERES_ATENDIDAS, filas: [TIPO_VIOLENCIA], columnas: [AGENCIA]) { valores }
         visita: tabla(medida: MUJERES_ATENDIDAS, filas: [VISITA], columnas: [MES]) { valores }
         totales(medida: MUJERES_ATENDIDAS) { celda { valor } }",
    );
    let meses = datos["serie"]["puntos"].as_array().unwrap();
    assert_eq!(meses.len(), 12);
    let todas = datos["cifra"]["celda"]["valor"].as_u64().unwrap();
    let de_mes = |mes: &serde_json::Value| mes["celda"]["valor"].as_u64();
    assert!(
        meses
            .iter()
            .filter_map(de_mes)
            .all(|mes| mes > 0 && mes < todas)
    );
    // The whole comes first, and the ages of women add up to it.
    assert_eq!(datos["edades"]["valores"][0], json!(todas));
    assert_eq!(datos["edades"]["sumable"], json!(true));
    assert_eq!(datos["agencias"]["sumable"], json!(false));
    assert_eq!(datos["totales"][0]["celda"]["valor"], json!(todas));
    who_is_not_counted_is_not_answered(&servidor);
}

fn who_is_not_counted_is_not_answered(servidor: &Servidor) {
    for campos in [
        "tabla(medida: PERSONAS_ATENDIDAS, filas: [MES]) { valores }",
        "tabla(medida: MUJERES_ATENDIDAS, filas: [SEXO]) { valores }",
        "tabla(medida: MUJERES_ATENDIDAS, filas: [GRUPO_EDAD], columnas: [MES]) { valores }",
        "cifra(medida: PERSONAS_ATENDIDAS, filtros: [{ nivel: SEXO, codigos: [\"HOMBRE\"] }]) { celda { valor } }",
    ] {
        let consulta = format!(r#"{{ instancia(clave: "20067") {{ edicion {{ {campos} }} }} }}"#);
        let respuesta = servidor.ask(&consulta, &json!({}));
        let codigo = &respuesta["errors"][0]["extensions"]["code"];
        assert_eq!(codigo, "FUERA_DE_PLAN", "{campos}");
    }
    // Who asks for everybody is told of women.
    let error = servidor.ask(
        r#"{ instancia(clave: "20067") { edicion { serie(medida: PERSONAS_ATENDIDAS, nivel: MES) { unidad } } } }"#,
        &json!({}),
    );
    assert_eq!(
        error["errors"][0]["message"],
        "PERSONAS_ATENDIDAS no se publica por MES. Así se publica MUJERES_ATENDIDAS."
    );
}

/// What the demonstration must answer, with the plan of whoever chooses none.
#[test]
fn the_margins_of_women_are_whole() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for nivel in [
        "MES",
        "TRIMESTRE",
        "AGENCIA",
        "SERVICIO",
        "GRUPO",
        "VISITA",
        "UNIDAD",
        "TIPO_VIOLENCIA",
        "GRUPO_EDAD",
    ] {
        let campos = format!("tabla(medida: MUJERES_ATENDIDAS, filas: [{nivel}]) {{ valores }}");
        let datos = edition(&servidor, 1, &campos);
        let valores = datos["tabla"]["valores"].as_array().unwrap();
        assert!(valores.iter().all(serde_json::Value::is_u64), "{nivel}");
    }
    for [filas, columnas] in [
        ["MES", "SERVICIO"],
        ["AGENCIA", "SERVICIO"],
        ["AGENCIA", "TRIMESTRE"],
        ["TIPO_VIOLENCIA", "TRIMESTRE"],
        ["TIPO_VIOLENCIA", "AGENCIA"],
        ["TIPO_VIOLENCIA", "GRUPO"],
        ["TIPO_VIOLENCIA", "SERVICIO"],
        ["VISITA", "MES"],
    ] {
        let campos = format!(
            "tabla(medida: MUJERES_ATENDIDAS, filas: [{filas}], columnas: [{columnas}]) {{ valores }}"
        );
        let datos = edition(&servidor, 1, &campos);
        let valores = datos["tabla"]["valores"].as_array().unwrap();
        let publicadas = valores.iter().filter(|valor| valor.is_u64()).count();
        assert!(publicadas * 10 > valores.len() * 7, "{filas} × {columnas}");
    }
}

/// How much each plan publishes of parts of the demonstration.
#[expect(clippy::print_stdout, reason = "a report, for whoever asks for it")]
#[test]
#[ignore = "es un informe: se pide a mano"]
fn parts_of_the_demonstration() {
    for cada in [95, 63, 38, 19, 9] {
        let casa = Casa::folder();
        casa.register(|i| i % cada == 0);
        let proponer = [
            "plan",
            "--proponer",
            "--corte",
            "2017-12-31",
            "--instancia",
            "20067",
        ];
        println!("una de cada {cada}\n{}", casa.run(&proponer));
    }
}
