//! Every error that a client can cause has a code and a Spanish message, and says nothing internal.

use expect_test::expect;
use serde_json::{Value, json};

use crate::casa::{Casa, agent};

/// What a client can get wrong, and the code it gets.
fn mistakes() -> Vec<(String, &'static str)> {
    let en_edicion =
        |campo: &str| format!(r#"{{ instancia(clave: "20067") {{ edicion {{ {campo} }} }} }}"#);
    vec![
        (
            r#"{ instancia(clave: "20999") { nombre } }"#.to_owned(),
            "INSTANCIA_DESCONOCIDA",
        ),
        (
            r#"{ instancia(clave: "'; DROP TABLE") { nombre } }"#.to_owned(),
            "INSTANCIA_DESCONOCIDA",
        ),
        (
            r#"{ instancia(clave: "20067") { edicion(anio: 2016) { numero } } }"#.to_owned(),
            "ANIO_SIN_EDICION",
        ),
        (
            r#"{ instancia(clave: "20067") { edicion(numero: 9) { numero } } }"#.to_owned(),
            "EDICION_DESCONOCIDA",
        ),
        (
            r#"{ instancia(clave: "20067") { edicion(numero: -1) { numero } } }"#.to_owned(),
            "EDICION_DESCONOCIDA",
        ),
        (
            en_edicion(r#"actividades(after: "x") { totalCount }"#),
            "CURSOR_INVALIDO",
        ),
        (
            en_edicion("actividades(first: -1) { totalCount }"),
            "PAGINA_INVALIDA",
        ),
        (
            en_edicion("actividades(first: 101) { totalCount }"),
            "PAGINA_INVALIDA",
        ),
        (
            en_edicion(r#"actividades(filtro: { desde: "ayer" }) { totalCount }"#),
            "VALOR_INVALIDO",
        ),
        (r#"{ node(id: "x") { id } }"#.to_owned(), "ID_INVALIDO"),
        (
            r#"{ node(id: "QUNUSVZJREFECjIwMDY3CjQwMDAwMDAwMDAKCng") { id } }"#.to_owned(),
            "ID_INVALIDO",
        ),
        (
            r#"{ instancia(clave: "\u0000") { nombre } }"#.to_owned(),
            "INSTANCIA_DESCONOCIDA",
        ),
        (
            en_edicion(r#"actividades(filtro: { agencia: "\u0000" }) { totalCount }"#),
            "VALOR_INVALIDO",
        ),
        (
            en_edicion(r#"actividades(filtro: { desde: "0001-01-01" }) { totalCount }"#),
            "VALOR_INVALIDO",
        ),
        ("{ instancia }".to_owned(), "FALTA_ARGUMENTO"),
        (
            r#"{ instancia(clave: "20067") }"#.to_owned(),
            "CONSULTA_INVALIDA",
        ),
        (
            r#"{ instancia(clave: 20067) { nombre } }"#.to_owned(),
            "VALOR_INVALIDO",
        ),
        (
            r#"{ instancia(clave: "20067") { nmbre } }"#.to_owned(),
            "CAMPO_DESCONOCIDO",
        ),
        (
            r#"{ instancia(claves: "20067", clave: "20067") { nombre } }"#.to_owned(),
            "ARGUMENTO_DESCONOCIDO",
        ),
        (
            "query ($c: String!) { instancia(clave: $c) { nombre } }".to_owned(),
            "VARIABLE_INVALIDA",
        ),
        ("{".to_owned(), "SINTAXIS_INVALIDA"),
        (
            "{ ...F } fragment F on Query { ...F }".to_owned(),
            "CONSULTA_INVALIDA",
        ),
        (
            "query A { instancias { clave } } query B { instancias { clave } }".to_owned(),
            "OPERACION_DESCONOCIDA",
        ),
        ("mutation { x }".to_owned(), "CONSULTA_INVALIDA"),
        ("  ".to_owned(), "SIN_CONSULTA"),
        ("{a:".repeat(3000), "LIMITE_EXCEDIDO"),
        (
            format!("{{ {} }}", "instancias { clave } ".repeat(1600)),
            "LIMITE_EXCEDIDO",
        ),
    ]
}

#[test]
fn each_mistake_has_its_code() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (consulta, codigo) in mistakes() {
        let codigos = servidor.codes(&consulta);
        assert!(
            codigos.iter().any(|c| c == codigo),
            "{codigo}: {codigos:?} for {consulta:.80}"
        );
        let respuesta = servidor.ask(&consulta, &json!({})).to_string();
        for interno in [
            "SELECT", "sqlite", "no such", "panicked", "--> ", "Unknown", "expected",
        ] {
            assert!(
                !respuesta.contains(interno),
                "{interno} in {respuesta:.300}"
            );
        }
    }
}

#[test]
fn messages_help() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mensaje = |consulta: &str| {
        let respuesta = servidor.ask(consulta, &json!({}));
        respuesta["errors"][0]["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    expect!["No hay una instancia con la clave «1» y ediciones publicadas aquí. La clave son los cinco dígitos del INEGI de su municipio, como 20067."].assert_eq(&mensaje(r#"{ instancia(clave: "1") { nombre } }"#));
    expect!["No hay ninguna edición con fecha de corte en 1999. Hay de: 2017."].assert_eq(
        &mensaje(r#"{ instancia(clave: "20067") { edicion(anio: 1999) { numero } } }"#),
    );
    expect!["El campo «edicion» es un objeto: diga entre llaves qué quiere de él."]
        .assert_eq(&mensaje(r#"{ instancia(clave: "20067") { edicion } }"#));
    expect!["El valor del argumento «medida» no es del tipo que se espera: un valor de Medida. Hay: PERSONAS_ATENDIDAS, MUJERES_ATENDIDAS, SERVICIOS, PARTICIPACIONES, PERSONAS_CAPACITADAS, ACTIVIDADES."].assert_eq(&mensaje(
        r#"{ instancia(clave: "20067") { edicion { totales(medida: MUJERES) { nombre } } } }"#,
    ));
}

#[test]
fn what_fails_is_null_in_its_place_and_the_rest_is_answered_in_order() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let consulta = r#"{ mala: instancia(clave: "1") { nombre } buena: instancia(clave: "20067") {
        edicion(anio: 1999) { numero } ediciones { hash numero } siglas } }"#;
    let respuesta = servidor.ask_text(consulta, &json!({}));
    let datos = respuesta.split(r#","errors""#).next().unwrap();
    let hash = datos
        .split(r#""hash":""#)
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(
        datos.replace(hash, "…"),
        r#"{"data":{"mala":null,"buena":{"edicion":null,"ediciones":[{"hash":"…","numero":1}],"siglas":"IMM"}}"#
    );
}

#[test]
fn the_same_question_has_the_same_bytes() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let consulta = crate::casa::read("datos/consultas/tablero.graphql");
    let respuesta = || servidor.ask_text(&consulta, &json!({ "clave": "20067", "anio": 2017 }));
    let primera = respuesta();
    assert!((0..20).all(|_| respuesta() == primera));
}

#[test]
fn what_is_not_graphql_over_http_is_refused() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let url = servidor.url("/graphql");
    let json_valido = r#"{"query":"{ instancias { clave } }"}"#;
    let post = |tipo: &str, cuerpo: String| {
        agent()
            .post(&url)
            .header("Content-Type", tipo)
            .send(cuerpo)
            .unwrap()
    };
    let respuestas = [
        (
            post("text/plain", json_valido.into()),
            415,
            "TIPO_DE_CONTENIDO",
        ),
        (
            post("application/json", "{".into()),
            400,
            "PETICION_INVALIDA",
        ),
        (
            post("application/json", format!("[{json_valido}]")),
            400,
            "PETICION_INVALIDA",
        ),
        (
            post("application/json", r#"{"variables":{}}"#.into()),
            400,
            "SIN_CONSULTA",
        ),
        (
            post("application/json", " ".repeat(300 * 1024)),
            413,
            "CUERPO_DEMASIADO_GRANDE",
        ),
        (agent().get(&url).call().unwrap(), 400, "SIN_CONSULTA"),
        (
            agent()
                .get(&url)
                .query("query", "{ instancias { clave } }")
                .query("variables", "x")
                .call()
                .unwrap(),
            400,
            "PETICION_INVALIDA",
        ),
        (
            agent().delete(&url).call().unwrap(),
            405,
            "METODO_NO_PERMITIDO",
        ),
        (
            agent().get(servidor.url("/otra")).call().unwrap(),
            404,
            "RUTA_DESCONOCIDA",
        ),
    ];
    for (mut respuesta, estado, codigo) in respuestas {
        assert_eq!(respuesta.status().as_u16(), estado, "{codigo}");
        let cuerpo: Value = respuesta.body_mut().read_json().unwrap();
        assert_eq!(cuerpo["errors"][0]["extensions"]["code"], codigo);
    }
    assert!(
        post("application/json; charset=utf-8", json_valido.into())
            .status()
            .is_success()
    );
}

#[test]
fn small_bombs_are_refused_and_the_server_lives() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let doubling = |i| format!("fragment F{i} on Query {{ ...F{0} ...F{0} }} ", i + 1);
    let fragmentos: String = (0..22).map(doubling).collect();
    let fragmentos =
        format!("{{ ...F0 }} {fragmentos} fragment F22 on Query {{ instancias {{ clave }} }}");
    let disfrazada = format!("{{a(x:{}{})}}", "[#]\n".repeat(500), "]".repeat(500));
    for bomba in [
        disfrazada,
        fragmentos,
        format!("{{ a(b: {}", "[".repeat(3000)),
        "{a:".repeat(2000),
    ] {
        assert_eq!(servidor.codes(&bomba), ["LIMITE_EXCEDIDO"]);
    }
    assert_eq!(
        servidor.data("{ instancias { clave } }")["instancias"][0]["clave"],
        "20067"
    );
}

#[test]
fn a_store_that_is_gone_is_told_without_details() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    std::fs::remove_file(casa.ruta().join("publico/publicaciones.sqlite")).unwrap();
    let respuesta = servidor.ask("{ instancias { clave } }", &json!({}));
    assert_eq!(
        respuesta["errors"][0]["extensions"]["code"],
        "SIN_EDICIONES"
    );
    assert!(!respuesta.to_string().contains("sqlite"), "{respuesta}");
    let listo = agent().get(servidor.url("/salud/listo")).call().unwrap();
    assert_eq!(listo.status().as_u16(), 503);
}
