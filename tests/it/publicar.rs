//! Publishing: numbered, superseded, never changed; the same thing twice is one edition.

use std::collections::BTreeSet;
use std::fs;

use crate::casa::{Casa, agent, on_both, publishing, text};

const EDICIONES: &str =
    r#"{ instancia(clave: "20067") { ediciones { numero corte hash sustituidaPor { numero } } } }"#;

fn hash(salida: &str) -> String {
    salida
        .split("contenido ")
        .nth(1)
        .unwrap()
        .split('.')
        .next()
        .unwrap()
        .to_owned()
}

fn the_same_thing_twice_is_one_edition(casa: &Casa) {
    casa.demo();
    let otra_vez = casa.publish("2017-12-31");
    assert!(
        otra_vez.contains("Ya estaba publicado lo mismo: edición 1"),
        "{otra_vez}"
    );
    let datos = casa.serve().data(EDICIONES);
    assert_eq!(datos["instancia"]["ediciones"].as_array().unwrap().len(), 1);
    assert_eq!(datos["instancia"]["ediciones"][0]["hash"], hash(&otra_vez));
}

fn editions_are_numbered_and_superseded(casa: &Casa) {
    casa.demo();
    let junio = casa.publish("2017-06-30");
    assert!(junio.contains("Se publicó la edición 2"), "{junio}");
    let servidor = casa.serve();
    let datos = servidor.data(EDICIONES);
    let ediciones = &datos["instancia"]["ediciones"];
    // The current edition of a year is that of its latest cut-off, not the last one published.
    assert!(ediciones[0]["sustituidaPor"].is_null());
    assert_eq!(ediciones[1]["sustituidaPor"]["numero"], 1);
    // By year, the latest cut-off in it, not the latest number.
    let datos = servidor.data(
            r#"{ instancia(clave: "20067") { anio: edicion(anio: 2017) { numero corte periodo { desde hasta codigo } informe { titulo } }
                 junio: edicion(numero: 2) { numero corte periodo { hasta codigo } informe { titulo } convenios { clave } cifras { clave }
                   totales(medida: MUJERES_ATENDIDAS) { celda { valor } }
                   serie(medida: MUJERES_ATENDIDAS, nivel: TRIMESTRE) { puntos { periodo celda { valor } } } } } }"#,
        );
    let (anio, junio) = (&datos["instancia"]["anio"], &datos["instancia"]["junio"]);
    assert_eq!(
        (&anio["numero"], &anio["corte"]),
        (&1.into(), &"2017-12-31".into())
    );
    assert_eq!(anio["periodo"]["codigo"], "2017");
    // The report and the undated acts of the year are not of its first half.
    assert!(junio["informe"].is_null() && junio["periodo"]["codigo"].is_null());
    assert_eq!(
        (&junio["convenios"], &junio["cifras"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    // The year has not ended: it has no totals, only those of the periods that have.
    assert_eq!(junio["totales"], serde_json::json!([]));
    let trimestres: Vec<&str> = junio["serie"]["puntos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|punto| punto["periodo"].as_str().unwrap())
        .collect();
    assert_eq!(trimestres, ["2017-T1", "2017-T2"]);
}

fn a_running_server_sees_new_editions(casa: &Casa) {
    let servidor = casa.demo().serve();
    let numero = |servidor: &crate::casa::Servidor| {
        servidor.data(r#"{ instancia(clave: "20067") { ediciones { numero } } }"#)["instancia"]["ediciones"]
                .as_array().unwrap().len()
    };
    assert_eq!(numero(&servidor), 1);
    casa.publish("2017-03-31");
    assert_eq!(numero(&servidor), 2);
}

fn the_pieces_of_an_edition_make_up_its_hash(casa: &Casa) {
    casa.demo().publish("2017-09-30");
    let ediciones = crate::muertes::verify(casa);
    assert_eq!(ediciones, 2);
}

fn two_at_once_number_one_after_the_other(casa: &Casa) {
    casa.demo();
    let cortes = ["2017-01-31", "2017-02-28", "2017-03-31", "2017-04-30"];
    let procesos: Vec<_> = cortes
        .iter()
        .map(|corte| {
            casa.command(&publishing(corte))
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for proceso in procesos {
        let salida = proceso.wait_with_output().unwrap();
        assert!(salida.status.success(), "{}", text(&salida.stderr));
    }
    let datos = casa.serve().data(EDICIONES);
    let ediciones = datos["instancia"]["ediciones"].as_array().unwrap();
    let numeros: Vec<u64> = ediciones
        .iter()
        .map(|e| e["numero"].as_u64().unwrap())
        .collect();
    let publicados: BTreeSet<&str> = ediciones
        .iter()
        .map(|e| e["corte"].as_str().unwrap())
        .collect();
    assert_eq!(numeros, [1, 2, 3, 4, 5]);
    assert!(cortes.iter().all(|corte| publicados.contains(corte)));
}

on_both!(
    the_same_thing_twice_is_one_edition,
    editions_are_numbered_and_superseded,
    a_running_server_sees_new_editions,
    the_pieces_of_an_edition_make_up_its_hash,
    two_at_once_number_one_after_the_other
);

#[test]
fn both_kinds_of_store_publish_the_same_bytes() {
    let Some(postgres) = Casa::postgres() else {
        return;
    };
    let carpeta = Casa::folder();
    let casas = [carpeta.demo(), postgres.demo()];
    for corte in ["2017-12-31", "2017-08-15"] {
        let hashes = casas.map(|casa| hash(&casa.publish(corte)));
        assert_eq!(hashes[0], hashes[1]);
    }
}

#[test]
fn what_a_killed_press_left_behind_is_swept() {
    let casa = Casa::folder();
    casa.demo();
    let restos = casa.ruta().join("publico/publicaciones.nueva");
    fs::write(&restos, "half an edition").unwrap();
    fs::write(restos.with_extension("nueva-journal"), "and its journal").unwrap();
    let salida = casa.publish("2017-06-30");
    assert!(salida.contains("Se publicó la edición 2"), "{salida}");
    assert!(!restos.exists() && !restos.with_extension("nueva-journal").exists());
    assert_eq!(crate::muertes::verify(&casa), 2);
}

#[test]
fn a_page_of_activities_follows_another() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let (mut vistas, mut cursor) = (Vec::new(), String::from("null"));
    loop {
        let datos = servidor.data(&format!(
            r#"{{ instancia(clave: "20067") {{ edicion {{ actividades(first: 30, after: {cursor}) {{
                 totalCount pageInfo {{ hasNextPage hasPreviousPage endCursor }} edges {{ cursor node {{ id clave fecha {{ valor }} }} }} }} }} }} }}"#
        ));
        let pagina = &datos["instancia"]["edicion"]["actividades"];
        assert_eq!(pagina["totalCount"], 111);
        assert_eq!(pagina["pageInfo"]["hasPreviousPage"], cursor != "null");
        let nodos = pagina["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["node"].clone());
        vistas.extend(nodos);
        if pagina["pageInfo"]["hasNextPage"] == false {
            break;
        }
        cursor = pagina["pageInfo"]["endCursor"].to_string();
    }
    let claves: BTreeSet<&str> = vistas
        .iter()
        .map(|nodo| nodo["clave"].as_str().unwrap())
        .collect();
    assert_eq!((vistas.len(), claves.len()), (111, 111));
    // By date; those without one, last.
    let fechas: Vec<_> = vistas
        .iter()
        .map(|nodo| nodo["fecha"]["valor"].as_str().unwrap_or("9999"))
        .collect();
    assert!(fechas.is_sorted());
    // Each can be asked for again by its id.
    let id = &vistas[0]["id"];
    let datos = servidor.data(&format!(
        "{{ node(id: {id}) {{ id ... on Actividad {{ clave }} }} }}"
    ));
    assert_eq!(datos["node"]["clave"], vistas[0]["clave"]);
}

#[test]
fn activities_are_filtered() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let cuantas = |filtro: &str| {
        let datos = servidor.data(&format!(
            r#"{{ instancia(clave: "20067") {{ edicion {{ actividades(filtro: {filtro}) {{ totalCount }} }} }} }}"#
        ));
        datos["instancia"]["edicion"]["actividades"]["totalCount"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(cuantas("{ tipo: CONMEMORACION }"), 12);
    assert_eq!(cuantas("{ tipo: FERIA, agencia: \"donaji\" }"), 1);
    assert_eq!(cuantas("{ tipo: CONMEMORACION, tema: ARTISTICA }"), 4);
    assert_eq!(
        cuantas("{ tipo: CONMEMORACION, desde: \"2017-03-25\", hasta: \"2017-05-25\" }"),
        3
    );
    assert_eq!(cuantas("{ tipo: FERIA, desde: \"2017-01-01\" }"), 0);
    // As tables call it; and what is no agencia is told, with those that there are.
    assert_eq!(cuantas("{ tipo: FERIA, agencia: \"agencia:donaji\" }"), 1);
    for (filtro, dicho) in [
        (
            "{ agencia: \"\" }",
            "«filtro.agencia»: No es la clave de una agencia. Hay: candiani, ",
        ),
        (
            "{ agencia: \"cabecera\" }",
            "«filtro.agencia»: No es la clave de una agencia. Hay: candiani, ",
        ),
        (
            "{ desde: \"2017-12-01\", hasta: \"2017-01-01\" }",
            "«filtro.desde»: «desde» es posterior a «hasta»",
        ),
    ] {
        let error = servidor.ask(
            &format!(r#"{{ instancia(clave: "20067") {{ edicion {{ actividades(filtro: {filtro}) {{ totalCount }} }} }} }}"#),
            &serde_json::json!({}),
        );
        let mensaje = error["errors"][0]["message"].as_str().unwrap();
        assert!(mensaje.starts_with(dicho), "{filtro}: {mensaje}");
    }
}

#[test]
fn every_node_is_found_again_by_its_id() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let datos = servidor.data(
        r#"{ instancia(clave: "20067") { id edicion { id agencias { id ferias { id } } convenios { id } proyectos { id }
             unidades { id } pacto { id suscritoEn { valor { id } } } consejo { id integrantes { id } sesiones { id } } } } }"#,
    );
    let mut ids = Vec::new();
    collect_ids(&datos, &mut ids);
    assert_eq!(ids.len(), 2 + 13 * 2 + 4 + 1 + 1 + 2 + 3);
    for id in ids {
        let nodo = servidor.data(&format!("{{ node(id: \"{id}\") {{ id }} }}"));
        assert_eq!(nodo["node"]["id"], id);
    }
}

fn collect_ids(valor: &serde_json::Value, ids: &mut Vec<String>) {
    match valor {
        serde_json::Value::Object(campos) => {
            ids.extend(
                campos
                    .get("id")
                    .and_then(|id| id.as_str())
                    .map(str::to_owned),
            );
            campos.values().for_each(|campo| collect_ids(campo, ids));
        }
        serde_json::Value::Array(elementos) => elementos
            .iter()
            .for_each(|elemento| collect_ids(elemento, ids)),
        _ => {}
    }
}

#[test]
fn a_query_can_come_by_get() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut respuesta = agent()
        .get(servidor.url("/graphql"))
        .query("query", "query A($c: String!) { instancia(clave: $c) { siglas } } query B { instancias { clave } }")
        .query("operationName", "A")
        .query("variables", r#"{"c":"20067"}"#)
        .call()
        .unwrap();
    let respuesta: serde_json::Value = respuesta.body_mut().read_json().unwrap();
    assert_eq!(
        respuesta,
        serde_json::json!({ "data": { "instancia": { "siglas": "IMM" } } })
    );
}

#[test]
fn what_cannot_be_printed_closes_nothing() {
    let casa = Casa::folder();
    casa.register(|i| i % 95 == 0).plan("minimo");
    // Where the press writes there is something that it cannot take away.
    let estorbo = casa.ruta().join("publico/publicaciones.nueva");
    std::fs::create_dir_all(&estorbo).unwrap();
    let publicar = publishing("2017-12-31");
    let (estado, error) = casa.fail(&publicar);
    assert_eq!((estado, error.lines().count()), (2, 1), "{error}");
    let pendientes = casa.run(&["pendientes", "--instancia", "20067"]);
    assert!(!pendientes.contains("está cerrado"), "{pendientes}");
    assert!(!casa.run(&["bitacora"]).contains("  publicar: "));
    std::fs::remove_dir(&estorbo).unwrap();
    casa.publish("2017-12-31");
    let pendientes = casa.run(&["pendientes", "--instancia", "20067"]);
    assert!(pendientes.contains("2017 está cerrado"), "{pendientes}");
    assert!(casa.run(&["bitacora"]).contains("  publicar: "));
}
