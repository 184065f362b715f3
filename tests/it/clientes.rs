//! What ordinary clients send: each with its answer.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::protocol::frame::coding::CloseCode;

use crate::casa::{Casa, Servidor, agent};
use crate::suscripciones::connect;

/// The answer to bytes, as they come.
fn raw(servidor: &Servidor, bytes: &[u8]) -> String {
    let mut conexion = TcpStream::connect(servidor.url("").replace("http://", "")).unwrap();
    conexion
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    conexion.write_all(bytes).unwrap();
    let mut respuesta = vec![];
    let mut parte = [0; 4096];
    // Until the head and its body are there.
    while let Ok(n @ 1..) = conexion.read(&mut parte) {
        respuesta.extend_from_slice(&parte[..n]);
        let texto = String::from_utf8_lossy(&respuesta);
        let Some((cabeza, cuerpo)) = texto.split_once("\r\n\r\n") else {
            continue;
        };
        let largo = cabeza.lines().find_map(|linea| {
            let (nombre, valor) = linea.split_once(": ")?;
            nombre
                .eq_ignore_ascii_case("content-length")
                .then(|| valor.parse::<usize>().unwrap())
        });
        if largo.is_none_or(|largo| cuerpo.len() >= largo) {
            break;
        }
    }
    String::from_utf8_lossy(&respuesta).into_owned()
}

fn post(servidor: &Servidor, tipo: &str, cuerpo: &[u8]) -> (u16, Value) {
    let mut respuesta = agent()
        .post(servidor.url("/graphql"))
        .header("Content-Type", tipo)
        .send(cuerpo)
        .unwrap();
    let texto = respuesta.body_mut().read_to_string().unwrap();
    (
        respuesta.status().as_u16(),
        serde_json::from_str(&texto).unwrap(),
    )
}

const JSON: &str = "application/json";

#[test]
fn variables_that_may_be_null_fit_where_there_is_a_default() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let pagina = "query($n: Int) { ediciones(first: $n) { pageInfo { hasNextPage } } }";
    let datos = json!({ "ediciones": { "pageInfo": { "hasNextPage": false } } });
    for (documento, variables, esperado) in [
        (pagina, json!({}), Some(&datos)),
        (pagina, json!({ "n": 5 }), Some(&datos)),
        (
            pagina,
            json!({ "n": null }),
            Some(&json!({ "ediciones": null })),
        ),
        // As Relay asks for the page before.
        (
            "query($n: Int, $u: Int) { ediciones(first: $n, last: $u) { pageInfo { hasNextPage } } }",
            json!({ "n": null, "u": 3 }),
            Some(&datos),
        ),
        (
            r#"query($t: String) { instancia(clave: "20067") { consejo(tipo: $t) { clave } } }"#,
            json!({}),
            Some(&json!({ "instancia": { "consejo": { "clave": "consultivo" } } })),
        ),
        (
            r#"query($d: Fecha) { instancia(clave: "20067") { edicion { actividades(filtro: { desde: $d, tipo: FERIA }) { totalCount } } } }"#,
            json!({ "d": "2030-01-01" }),
            Some(&json!({ "instancia": { "edicion": { "actividades": { "totalCount": 0 } } } })),
        ),
        // A variable that nothing uses is still one.
        ("query($n: Int) { __typename }", json!({}), None),
        (
            "query A($v: Boolean = false) { __typename @skip(if: $v) }",
            json!({}),
            Some(&json!({ "__typename": "Query" })),
        ),
        // Another operation of the document keeps its variables.
        (
            "query($n: Int) { ...F } fragment F on Query { ediciones(first: $n) { pageInfo { hasNextPage } } }",
            json!({}),
            Some(&datos),
        ),
    ] {
        let respuesta = servidor.ask(documento, &variables);
        assert_eq!(
            respuesta.get("data"),
            esperado,
            "{documento} {variables}: {respuesta}"
        );
    }
}

/// What is not done is looked at, but for the variables that it would have.
#[test]
fn only_the_operation_that_is_done_is_given_its_variables() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let ask = |otra: &str, variables: Value| {
        let documento = format!(
            "{otra} query B($x: String = \"20067\") {{ instancia(clave: $x) {{ clave }} }}"
        );
        let cuerpo =
            json!({ "query": documento, "operationName": "B", "variables": variables }).to_string();
        post(&servidor, JSON, cuerpo.as_bytes()).1
    };
    let bien = json!({ "data": { "instancia": { "clave": "20067" } } });
    for otra in [
        "query A($x: Int!) { ediciones(first: $x) { nodes { id } } }",
        "query A($x: Boolean!) { ediciones(first: 1) @include(if: $x) { nodes { id } } }",
        "query A($x: Nivel!) { instancia(clave: \"20067\") { serie(medida: SERVICIOS, nivel: $x) { unidad } } }",
        "subscription A($x: ID!) { edicionPublicada(instancia: \"20067\") { numero } }",
    ] {
        let (con, sin) = (ask(otra, json!({ "x": "20067" })), ask(otra, json!({})));
        assert_eq!((&con, &sin), (&bien, &bien), "{otra}");
    }
    for (otra, codigo) in [
        ("query A { nada }", "CAMPO_DESCONOCIDO"),
        ("fragment F on Query { __typename }", "CONSULTA_INVALIDA"),
    ] {
        let otra = format!("query C {{ __typename }} {otra}");
        let error = &ask(&otra, json!({}))["errors"][0];
        assert_eq!(error["extensions"]["code"], codigo, "{otra}");
    }
}

#[test]
fn bodies_are_read_as_they_are_sent() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (variables, estado) in [
        (r#"{"n":1.0}"#, 200),
        (r#"{"n":1e0}"#, 200),
        (r#"{"n":-0}"#, 200),
        (r#"{"n":1,"n":1}"#, 400),
    ] {
        let cuerpo = format!(
            r#"{{"query":"query($n: Int) {{ ediciones(first: $n) {{ pageInfo {{ hasNextPage }} }} }}","variables":{variables}}}"#
        );
        let (dado, respuesta) = post(&servidor, JSON, cuerpo.as_bytes());
        assert_eq!(dado, estado, "{variables}: {respuesta}");
        assert_eq!(respuesta["errors"].is_null(), estado == 200, "{respuesta}");
    }
    let entero = agent()
        .post(servidor.url("/graphql"))
        .header("Content-Type", JSON)
        .header("Content-Encoding", "identity")
        .send(r#"{"query":"{ __typename }"}"#)
        .unwrap();
    assert_eq!(entero.status(), 200);
    let otro = agent()
        .post(servidor.url("/graphql"))
        .header("Content-Type", "text/plain")
        .send("{}")
        .unwrap();
    assert_eq!(otro.headers()["accept"], JSON);
    assert_eq!(otro.headers()["accept-encoding"], "identity");
    let bien = br#"{"query":"{ __typename }"}"#;
    let marcado = [b"\xef\xbb\xbf".as_slice(), bien].concat();
    for (tipo, cuerpo, estado) in [
        (JSON, bien.as_slice(), 200),
        ("application/json; charset=utf8", bien, 200),
        ("application/json; charset=\"UTF-8\"", bien, 200),
        ("application/json; charset=latin1", bien, 415),
        (JSON, &marcado, 200),
    ] {
        let (dado, respuesta) = post(&servidor, tipo, cuerpo);
        assert_eq!(dado, estado, "{tipo}: {respuesta}");
        if estado == 415 {
            let mensaje = respuesta["errors"][0]["message"].as_str().unwrap();
            assert!(mensaje.contains("utf-8"), "{mensaje}");
        }
    }
    let cabeza = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    for malo in ["zz\r\n", "3\r\n{\"axx", "fffffffffffffffff\r\n{"] {
        let respuesta = raw(&servidor, format!("{cabeza}{malo}").as_bytes());
        assert!(
            respuesta.starts_with("HTTP/1.1 400"),
            "{malo:?}: {respuesta}"
        );
        assert!(respuesta.contains("PETICION_INVALIDA"), "{respuesta}");
    }
}

#[test]
fn a_request_is_for_one_host() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let linea = "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\n";
    for (cabeceras, estado) in [
        ("Host: a\r\n", 200),
        ("Host: a:80\r\n", 200),
        ("", 400),
        ("Host: a\r\nHost: a\r\n", 400),
        ("Host: a b\r\n", 400),
        ("Host: <>\r\n", 400),
        ("Host: a:x\r\n", 400),
        ("Host: a:99999\r\n", 400),
        ("Host: [zz]\r\n", 400),
        ("Host: [::1]:80\r\nAccept:\r\n", 200),
        ("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n", 400),
    ] {
        let respuesta = raw(&servidor, format!("{linea}{cabeceras}\r\n").as_bytes());
        assert!(
            respuesta.starts_with(&format!("HTTP/1.1 {estado}")),
            "{cabeceras:?}: {respuesta}"
        );
    }
    // The host of the address is what counts, if it has one.
    let entera = "GET http://foo.example:81/catalogo.jsonld HTTP/1.1\r\nHost: bar\r\n\r\n";
    let respuesta = raw(&servidor, entera.as_bytes());
    assert!(respuesta.contains("http://foo.example:81/"), "{respuesta}");
    assert!(!respuesta.contains("http://bar"), "{respuesta}");
    let vieja = linea.replace("1.1", "1.0");
    assert!(raw(&servidor, format!("{vieja}\r\n").as_bytes()).contains(" 200 OK"));
}

#[test]
fn headers_are_named_as_some_clients_look_for_them() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let saludo = "GET /graphql HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n";
    let con = |clave: &str| {
        raw(
            &servidor,
            format!("{saludo}Sec-WebSocket-Key: {clave}\r\n\r\n").as_bytes(),
        )
    };
    let dicho = con("dGhlIHNhbXBsZSBub25jZQ==");
    assert!(
        dicho.contains("\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"),
        "{dicho}"
    );
    let mal = con("x");
    assert!(mal.starts_with("HTTP/1.1 400"), "{mal}");
    assert!(
        mal.contains("\r\nSec-WebSocket-Version: 13\r\n")
            || mal.contains("\r\nSec-Websocket-Version: 13\r\n"),
        "{mal}"
    );
}

#[test]
fn a_preflight_is_answered_at_any_rate_with_what_was_asked_for() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve_with(&["--peticiones", "1"]);
    for _ in 0..12 {
        let pedidas = "content-type,x-apollo-operation-name,apollo-require-preflight,if-none-match";
        let respuesta = agent()
            .options(servidor.url("/graphql"))
            .header("Origin", "https://portal.example")
            .header("Access-Control-Request-Headers", pedidas)
            .call()
            .unwrap();
        assert_eq!(respuesta.status(), 204);
        assert_eq!(respuesta.headers()["access-control-allow-headers"], pedidas);
        let ven = respuesta.headers()["access-control-expose-headers"]
            .to_str()
            .unwrap();
        assert!(
            ven.contains("Content-Range") && ven.contains("Content-Disposition"),
            "{ven}"
        );
    }
}

#[test]
fn who_asks_is_known_behind_proxies_that_write_ports() {
    let casa = Casa::folder();
    let servidor = casa
        .demo()
        .serve_with(&["--proxies", "127.0.0.1", "--peticiones", "1"]);
    let pregunta = |de: &str| {
        let respuesta = agent()
            .get(servidor.url("/graphql?query=%7B__typename%7D"))
            .header("X-Forwarded-For", de)
            .call()
            .unwrap();
        respuesta.status().as_u16()
    };
    // Four at once for each, and not four for all.
    for de in [
        "203.0.113.5:40001",
        "198.51.100.7:40002",
        "[2001:db8::1]",
        "[2001:db8:1::1]:443",
        "203.0.113.8:1234, 127.0.0.1",
    ] {
        for _ in 0..4 {
            assert_eq!(pregunta(de), 200, "{de}");
        }
    }
}

#[test]
fn limits_and_mistakes_say_where_and_how_much() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let error = |documento: &str| servidor.ask(documento, &json!({}))["errors"][0].clone();
    let lista = |i| format!("a{i}: actividades(first: 100) {{ nodes {{ id }} }}");
    let listas = (0..29).map(lista).collect::<Vec<_>>().join(" ");
    let caro = error(&format!(
        r#"{{ instancia(clave: "20067") {{ edicion {{ {listas} }} }} }}"#
    ));
    assert_eq!(caro["extensions"]["code"], "LIMITE_EXCEDIDO");
    let limite = &caro["extensions"]["limite"];
    assert_eq!(
        (&limite["que"], &limite["maximo"]),
        (&json!("costo"), &json!(3000))
    );
    assert!(limite["hay"].as_u64().unwrap() > 3000, "{caro}");
    let sintaxis = error("{ instancias { clave }\n  ?");
    assert_eq!(sintaxis["extensions"]["code"], "SINTAXIS_INVALIDA");
    assert_eq!(sintaxis["locations"], json!([{ "line": 2, "column": 3 }]));
    for (documento, dicho) in [
        (
            r#"{ instancia(clave: "20067") { edicion { tabla(medida: NADA, filas: [AGENCIA]) { unidad } } } }"#,
            "El valor del argumento «medida» no es del tipo que se espera: un valor de Medida. Hay: PERSONAS_ATENDIDAS, MUJERES_ATENDIDAS,",
        ),
        (
            r#"{ instancia(clave: "20067") { edicion { tabla(medida: SERVICIOS, filas: [AGENCIA], columnas: [MES, OTRO]) { unidad } } } }"#,
            "El valor del argumento «columnas[1]» no es del tipo que se espera: un valor de Nivel. Hay: TOTAL, ANIO,",
        ),
        (
            r#"{ instancia(clave: "20067") { edicion { actividades(filtro: { desde: "2017-02-30" }) { totalCount } } } }"#,
            "El valor del argumento «filtro.desde» no es del tipo que se espera: una fecha como",
        ),
        ("mutation { __typename }", "Esta API no tiene mutaciones"),
        (
            "query A($n: Int) { __typename }",
            "La variable «n» se define y no se usa.",
        ),
        (
            "{ ediciones(first: $n) { pageInfo { hasNextPage } } }",
            "La variable «n» se usa y no está definida.",
        ),
        ("{ __typename ...F }", "El fragmento «F» no está definido."),
        (
            "{ instancias @skip(if: false) @skip(if: false) { clave } }",
            "La directiva «skip» está dos veces",
        ),
        (
            "{ ediciones(first: 99999999999) { pageInfo { hasNextPage } } }",
            "Un número de «first» no es un entero",
        ),
    ] {
        let mensaje = error(documento)["message"].as_str().unwrap().to_owned();
        assert!(mensaje.starts_with(dicho), "{documento}: {mensaje}");
    }
    // Places that the library does not tell.
    for (documento, lugar, dicho) in [
        (
            "query($x: Int!) { ediciones(first: $x) { nodes { id } } }",
            (1, 7),
            "Falta la variable «x», que es obligatoria.",
        ),
        (
            "{ ...F }\nfragment F on Query { ...F }",
            (2, 23),
            "Un fragmento se incluye a sí mismo.",
        ),
        (
            "fragment F on Query { __typename }",
            (1, 1),
            "La consulta no tiene ninguna operación, sólo fragmentos.",
        ),
        (
            "{ instancia(clave: \"20067\") {\n  edicion { cifra(medida: SERVICIOS, filtros: [{ nivel: MES, nivel: TRIMESTRE, codigos: [] }]) { unidad } } } }",
            (2, 62),
            "El campo «nivel» está dos veces en el mismo valor.",
        ),
    ] {
        let mal = error(documento);
        assert_eq!(mal["message"], dicho);
        let esperado = json!([{ "line": lugar.0, "column": lugar.1 }]);
        assert_eq!(mal["locations"], esperado, "{documento}");
    }
    // As many letters as there may be; and those that there are.
    let con = |letras| {
        let clave = "x".repeat(letras);
        error(&format!("{{ instancia(clave: \"{clave}\") {{ id }} }}"))["extensions"].clone()
    };
    assert_eq!(con(16384)["code"], "INSTANCIA_DESCONOCIDA");
    assert_eq!(con(16385)["limite"]["hay"], 16385);
    let agencia = error(
        r#"{ instancia(clave: "20067") { edicion { agencias { cifra(medida: SERVICIOS, filtros: [{ nivel: MES, codigos: ["2017-01"] }, { nivel: AGENCIA, codigos: ["cabecera"] }]) { unidad } } } } }"#,
    );
    assert_eq!(
        agencia["message"],
        "«filtros[1]»: La cuenta ya es de esta agencia: filtre otra cosa."
    );
    let repetido = error(
        r#"{ instancia(clave: "20067") { edicion { tabla(medida: SERVICIOS, filas: [AGENCIA, AGENCIA]) { unidad } } } }"#,
    );
    assert_eq!(repetido["extensions"]["code"], "PREGUNTA_INVALIDA");
}

#[test]
fn violations_of_the_protocol_are_told_by_a_close_frame() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mascara = [0u8; 4];
    let largo = |n: usize| u64::try_from(n).unwrap().to_be_bytes();
    let grande = [&[0x81, 0xff][..], &largo(300_000), &mascara].concat();
    for (bytes, codigo) in [
        // Three hundred kilobytes are on their way.
        (grande, CloseCode::Size),
        // Without a mask; with a reserved bit; a ping of 200 bytes; letters that are none.
        (b"\x81\x02{}".to_vec(), CloseCode::Protocol),
        (
            [&[0xc1, 0x82][..], &mascara, b"{}"].concat(),
            CloseCode::Protocol,
        ),
        (
            [&[0x89, 0xfe, 0, 200][..], &mascara, &[0; 200]].concat(),
            CloseCode::Protocol,
        ),
        (
            [&[0x81, 0x82][..], &mascara, b"\xff\xfe"].concat(),
            CloseCode::Invalid,
        ),
    ] {
        let mut hilo = connect(&servidor);
        hilo.get_mut().write_all(&bytes).unwrap();
        let dicho = loop {
            match hilo.read() {
                Ok(tungstenite::Message::Close(cierre)) => break cierre.map(|cierre| cierre.code),
                Ok(_) => {}
                Err(error) => panic!("{codigo:?}: {error}"),
            }
        };
        assert_eq!(dicho, Some(codigo));
    }
}

#[test]
fn a_stream_does_not_begin_after_what_is_no_cursor() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut respuesta = agent()
        .get(servidor.url("/graphql"))
        .query("query", "subscription { edicionPublicada { numero } }")
        .header("Accept", "text/event-stream")
        .header("Last-Event-ID", "basura")
        .call()
        .unwrap();
    let texto = respuesta.body_mut().read_to_string().unwrap();
    assert!(texto.contains("CURSOR_INVALIDO"), "{texto}");
}
