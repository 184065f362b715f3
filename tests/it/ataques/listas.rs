//! What an answer holds costs as much: lists, tables, documents of subscriptions.

use serde_json::json;

use super::enchufe::bystander;
#[cfg(target_os = "linux")]
use super::memoria::stays_small;
use crate::casa::Casa;

#[test]
fn a_table_costs_what_it_is_large() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let edicion = |campos: &str| {
        let consulta =
            format!(r#"{{ instancia(clave: "20067") {{ edicion(numero: 1) {{ {campos} }} }} }}"#);
        servidor.codes(&consulta)
    };
    let tabla = |campos: &str| {
        format!("tabla(medida: SERVICIOS, filas: [AGENCIA], columnas: [SERVICIO]) {{ {campos} }}")
    };
    let grande = tabla("celdas { fila columna valor estado }");
    let compacta = tabla("valores protegidas");
    let many = |n: usize, tabla: &str| {
        let alias: Vec<String> = (0..n).map(|i| format!("t{i}: {tabla}")).collect();
        alias.join(" ")
    };
    // Some tables as objects, many more compact; too many of either are refused before they are looked up.
    assert_eq!(edicion(&many(20, &grande)), [""; 0]);
    assert_eq!(edicion(&many(40, &grande)), ["LIMITE_EXCEDIDO"]);
    assert_eq!(edicion(&many(50, &compacta)), [""; 0]);
    let cruzada = "tabla(medida: SERVICIOS, filas: [MES, AGENCIA, SERVICIO, UNIDAD], columnas: [GRUPO_EDAD]) { valores estados }";
    assert_eq!(edicion(cruzada), ["LIMITE_EXCEDIDO"]);
    // A filter makes it small: then what is not published is what is said.
    let filtrada = cruzada.replace("columnas: [GRUPO_EDAD]", r#"filtros: [{ nivel: AGENCIA, codigos: ["candiani"] }, { nivel: MES, codigos: ["2017-01"] }]"#);
    assert_ne!(edicion(&filtrada), ["LIMITE_EXCEDIDO"]);
    // Each is small, but there are many of all that can be asked for.
    let cruces = "cruces { dimensiones { miembros { codigo nombre nivel padre nivelPadre total dimension } } }";
    assert_eq!(edicion(&many(4, cruces)), [""; 0]);
    assert_eq!(edicion(&many(10, cruces)), ["LIMITE_EXCEDIDO"]);
}

#[cfg(target_os = "linux")]
#[test]
fn lists_cost_what_they_hold_and_others_are_answered_meanwhile() {
    let casa = Casa::folder();
    casa.demo().multiply(600);
    let servidor = casa.serve();
    let socias = include_str!("../../../datos/consultas/socias.graphql");
    let anchas = socias.replace("PERSONAS_ATENDIDAS", "SERVICIOS");
    let anchas = anchas.replace(
        "codigo celda",
        "medida unidad poblacion nivel nombre codigo celda",
    );
    let todo = "{ instancias { ediciones { agencias { nombre clave id alias ferias { nombre clave id } } } } }";
    stays_small(&servidor, || {
        std::thread::scope(|hilos| {
            for i in 0..20 {
                let (servidor, anchas) = (&servidor, anchas.as_str());
                hilos.spawn(move || {
                    for consulta in [anchas, todo] {
                        let codigos = servidor.codes(&format!("{consulta} #{i}"));
                        let dichos = [["LIMITE_EXCEDIDO"], ["TARDADA"]];
                        assert!(dichos.iter().any(|d| codigos == *d), "{codigos:?}");
                    }
                });
            }
            for _ in 0..5 {
                bystander(&servidor);
            }
        });
    });
    // What there is too much of can be had in pages.
    let mut claves = std::collections::BTreeSet::new();
    let mut despues = serde_json::Value::Null;
    let pagina = "query ($d: String) { instancias(first: 100, despuesDe: $d) { clave } }";
    loop {
        let datos = servidor.ask(pagina, &json!({ "d": despues }));
        let nuevas = datos["data"]["instancias"].as_array().unwrap().clone();
        let Some(ultima) = nuevas.last() else { break };
        despues = ultima["clave"].clone();
        claves.extend(
            nuevas
                .iter()
                .map(|i| i["clave"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(claves.len(), 600);
    let veinte = servidor.ask(socias, &json!({ "first": 20, "despuesDe": "30100" }));
    assert_eq!(veinte["data"]["instancias"][19]["clave"], "30120");
    // All of them, of which little is asked.
    let todas = servidor.data("{ instancias { clave nombre } }");
    assert_eq!(todas["instancias"].as_array().unwrap().len(), 600);
    for (argumentos, codigo) in [
        ("first: 0", "PAGINA_INVALIDA"),
        ("first: 101", "PAGINA_INVALIDA"),
        ("despuesDe: \"x\"", "VALOR_INVALIDO"),
    ] {
        let codigos = servidor.codes(&format!("{{ instancias({argumentos}) {{ clave }} }}"));
        assert_eq!(codigos, [codigo], "{argumentos}");
    }
    let edicion = servidor.data(r#"{ instancia(clave: "20067") { ediciones { cursor } } }"#);
    let cursor = &edicion["instancia"]["ediciones"][0]["cursor"];
    let siguen = servidor.data(&format!(
        r#"{{ instancia(clave: "20067") {{ ediciones(first: 1, despuesDe: {cursor}) {{ numero }} }} }}"#
    ));
    assert_eq!(siguen["instancia"]["ediciones"], json!([]));
}

#[test]
fn subscriptions_count_by_their_documents() {
    use crate::suscripciones::{connect, hear, subscribe};
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut hilo = connect(&servidor);
    let campos = "numero ".repeat(480);
    let larga = format!("subscription {{ edicionPublicada {{ {campos} }} }}");
    for i in 0..20 {
        subscribe(&mut hilo, &i.to_string(), &larga);
    }
    subscribe(&mut hilo, "pregunta", "{ instancias { clave } }");
    let mut negadas = 0;
    loop {
        let dicho = hear(&mut hilo);
        if dicho["type"] == "next" {
            break;
        }
        let codigo = &dicho["payload"][0]["extensions"]["code"];
        assert_eq!(codigo, "DEMASIADAS_PETICIONES", "{dicho}");
        negadas += 1;
    }
    assert!((5..20).contains(&negadas), "{negadas}");
    bystander(&servidor);
}
