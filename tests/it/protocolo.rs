//! GraphQL over HTTP as clients and caches meet it.

use serde_json::{Value, json};

use crate::casa::{Casa, Servidor, agent, on_both, withdrawing};

const CONSULTA: &str = "{ instancias { clave } }";
const TABLERO: &str = r#"{"clave":"20067","anio":2017}"#;

type Respuesta = ureq::http::Response<ureq::Body>;

fn get(servidor: &Servidor, ruta: &str, cabeceras: &[(&str, &str)]) -> Respuesta {
    let mut peticion = agent().get(servidor.url(ruta));
    for (nombre, valor) in cabeceras {
        peticion = peticion.header(*nombre, *valor);
    }
    peticion.call().unwrap()
}

fn post(servidor: &Servidor, acepta: &str, cuerpo: &Value) -> (u16, String, Value) {
    let mut respuesta = agent()
        .post(servidor.url("/graphql"))
        .header("Accept", acepta)
        .send_json(cuerpo)
        .unwrap();
    let tipo = header(&respuesta, "content-type");
    let cuerpo = respuesta.body_mut().read_json().unwrap();
    (respuesta.status().as_u16(), tipo, cuerpo)
}

fn header(respuesta: &Respuesta, nombre: &str) -> String {
    let valor = respuesta.headers().get(nombre);
    valor.map_or_else(String::new, |valor| valor.to_str().unwrap().to_owned())
}

#[test]
fn the_status_says_how_it_went_to_whoever_wants_to_know() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let graphql = "application/graphql-response+json";
    for (documento, estado) in [
        (CONSULTA, 200),
        ("{", 400),
        ("{ noHay }", 400),
        (
            "query A { instancias { clave } } query B { instancias { clave } }",
            400,
        ),
    ] {
        let (de_graphql, tipo, cuerpo) = post(&servidor, graphql, &json!({ "query": documento }));
        assert_eq!(
            (de_graphql, tipo.as_str()),
            (estado, "application/graphql-response+json; charset=utf-8"),
            "{documento}"
        );
        assert_eq!(cuerpo.get("data").is_some(), estado == 200, "{cuerpo}");
        let (de_json, tipo, _) = post(
            &servidor,
            "application/json",
            &json!({ "query": documento }),
        );
        assert_eq!(
            (de_json, tipo.as_str()),
            (200, "application/json; charset=utf-8"),
            "{documento}"
        );
    }
    // Variables that must be given, before anything is done; null is not given.
    let documento = "query ($si: Boolean!) { instancias @skip(if: $si) { clave } }";
    for variables in [json!({}), json!({ "si": null })] {
        let (estado, _, cuerpo) = post(
            &servidor,
            graphql,
            &json!({ "query": documento, "variables": variables }),
        );
        assert_eq!(
            (estado, &cuerpo["errors"][0]["extensions"]["code"]),
            (400, &json!("VARIABLE_INVALIDA")),
            "{cuerpo}"
        );
    }
    let (estado, _, cuerpo) = post(
        &servidor,
        "*/*",
        &json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "00" } } }),
    );
    assert_eq!(
        (estado, &cuerpo["errors"][0]["message"]),
        (400, &json!("PersistedQueryNotSupported"))
    );
    // The operation that is asked for by address.
    let varias = "/graphql?query=query%20A%7Binstancias%7Bclave%7D%7Dquery%20B%7Binstancias%7Bnombre%7D%7D&operationName=B";
    let respuesta = get(&servidor, varias, &[])
        .body_mut()
        .read_to_string()
        .unwrap();
    assert!(
        respuesta.contains("nombre") && !respuesta.contains("clave"),
        "{respuesta}"
    );
    for (ruta, cabeceras, estado, permite) in [
        (
            "/graphql?query=mutation%7B__typename%7D",
            &[][..],
            405,
            "POST",
        ),
        (
            "/graphql?query=%7Binstancias%7Bclave%7D%7D",
            &[("Accept", "text/html")][..],
            406,
            "",
        ),
    ] {
        let respuesta = get(&servidor, ruta, cabeceras);
        assert_eq!(
            (
                respuesta.status().as_u16(),
                header(&respuesta, "allow").as_str()
            ),
            (estado, permite),
            "{ruta}"
        );
    }
    let respuesta = agent().delete(servidor.url("/graphql")).call().unwrap();
    assert_eq!(
        (
            respuesta.status().as_u16(),
            header(&respuesta, "allow").as_str()
        ),
        (405, "GET,HEAD,POST")
    );
}

#[test]
fn answers_by_address_are_kept_and_known_again() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let ruta = format!(
        "/graphql/consultas/tablero?variables={}",
        TABLERO.replace('"', "%22")
    );
    let mut primera = get(&servidor, &ruta, &[("Accept-Encoding", "identity")]);
    let entera = primera.body_mut().read_to_vec().unwrap();
    assert_eq!(
        header(&primera, "cache-control"),
        "public, max-age=60, stale-while-revalidate=30, stale-if-error=600"
    );
    assert_eq!(header(&primera, "vary"), "Accept, Accept-Encoding");
    assert_eq!(header(&primera, "access-control-allow-origin"), "*");
    assert_eq!(header(&primera, "x-content-type-options"), "nosniff");
    assert_eq!(header(&primera, "set-cookie"), "");
    let etiqueta = header(&primera, "etag");
    for tiene in [
        etiqueta.clone(),
        format!("\"otra\", W/{etiqueta}"),
        "*".to_owned(),
    ] {
        let mut igual = get(
            &servidor,
            &ruta,
            &[("If-None-Match", &tiene), ("Accept-Encoding", "identity")],
        );
        assert_eq!(igual.status().as_u16(), 304, "{tiene}");
        assert_eq!(header(&igual, "etag"), etiqueta);
        assert!(igual.body_mut().read_to_vec().unwrap().is_empty());
    }
    // Packed, it is the same with another label.
    let mut gzip = get(&servidor, &ruta, &[("Accept-Encoding", "gzip")]);
    assert_eq!(header(&gzip, "content-encoding"), "gzip");
    assert_ne!(header(&gzip, "etag"), etiqueta);
    let empacada = gzip.body_mut().read_to_vec().unwrap();
    let mut desempacada = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(empacada.as_slice()),
        &mut desempacada,
    )
    .unwrap();
    assert_eq!(desempacada, entera);
    for codigo in ["br", "zstd"] {
        let mut respuesta = get(&servidor, &ruta, &[("Accept-Encoding", codigo)]);
        assert_eq!(header(&respuesta, "content-encoding"), codigo);
        assert!(respuesta.body_mut().read_to_vec().unwrap().len() < entera.len() / 2);
    }
    // The same question by POST is the same answer, kept by nobody.
    let documento = crate::casa::read("datos/consultas/tablero.graphql");
    let mut de_post = agent()
        .post(servidor.url("/graphql"))
        .send_json(json!({ "query": documento, "variables": serde_json::from_str::<Value>(TABLERO).unwrap() }))
        .unwrap();
    assert_eq!(header(&de_post, "cache-control"), "no-store");
    assert_eq!(de_post.body_mut().read_to_vec().unwrap(), entera);
    // Neither is an answer with an error in it.
    let media = "/graphql?query=%7B__typename%20instancia(clave:%22x%22)%7Bclave%7D%7D";
    let mut media = get(&servidor, media, &[]);
    assert_eq!(header(&media, "cache-control"), "no-store");
    assert_eq!(header(&media, "etag"), "");
    let dicho: Value = media.body_mut().read_json().unwrap();
    assert_eq!(dicho["data"]["__typename"], "Query");
    let mala = get(&servidor, "/graphql?query=%7BnoHay%7D", &[]);
    assert_eq!(
        (
            header(&mala, "cache-control").as_str(),
            header(&mala, "etag").as_str()
        ),
        ("no-store", "")
    );
    let previa = agent().options(servidor.url("/graphql")).call().unwrap();
    assert_eq!(
        (
            previa.status().as_u16(),
            header(&previa, "access-control-allow-methods").as_str()
        ),
        (204, "GET, POST")
    );
}

/// Whoever wants what is at an address only as it was is not given something else.
#[test]
fn what_is_wanted_as_it_was_is_not_answered_otherwise() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let datos = servidor.data("{ instancia(clave: \"20067\") { edicion { hash } } }");
    let hash = datos["instancia"]["edicion"]["hash"].as_str().unwrap();
    for ruta in [
        "/graphql?query=%7B__typename%7D".to_owned(),
        format!("/ediciones/{hash}"),
        "/20067".to_owned(),
    ] {
        let pide = |tag: &str| get(&servidor, &ruta, &[("If-Match", tag)]);
        let etiqueta = header(&get(&servidor, &ruta, &[]), "etag");
        assert!(!etiqueta.is_empty(), "{ruta}");
        for (tag, estado) in [
            (etiqueta.as_str(), 200),
            ("*", 200),
            (&format!("\"x\", {etiqueta}"), 200),
            ("\"x\"", 412),
            (&format!("W/{etiqueta}"), 412),
        ] {
            let mut respuesta = pide(tag);
            assert_eq!(respuesta.status().as_u16(), estado, "{ruta} {tag}");
            if estado == 412 {
                let dicho: Value = respuesta.body_mut().read_json().unwrap();
                let codigo = &dicho["errors"][0]["extensions"]["code"];
                assert_eq!(codigo, "PRECONDICION_FALLIDA", "{ruta}");
            }
        }
    }
}

#[test]
fn only_known_questions_are_answered_where_that_is_what_is_wanted() {
    let casa = Casa::folder();
    casa.demo();
    let carpeta = tempfile::tempdir().unwrap();
    std::fs::write(carpeta.path().join("claves.graphql"), CONSULTA).unwrap();
    std::fs::write(carpeta.path().join("otra.txt"), "no").unwrap();
    let ruta = carpeta.path().to_str().unwrap();
    let opciones = ["--consultas", ruta, "--solo-consultas"];
    let servidor = casa.serve_with(&opciones);
    let nombrada = get(&servidor, "/graphql/consultas/claves", &[])
        .body_mut()
        .read_to_string()
        .unwrap();
    assert_eq!(nombrada, r#"{"data":{"instancias":[{"clave":"20067"}]}}"#);
    assert_eq!(servidor.codes(CONSULTA), Vec::<String>::new());
    assert_eq!(
        servidor.codes("{ instancias { nombre } }"),
        ["CONSULTA_NO_PERMITIDA"]
    );
    let mut desconocida = get(&servidor, "/graphql/consultas/tablero", &[]);
    assert_eq!(desconocida.status().as_u16(), 404);
    assert!(
        desconocida
            .body_mut()
            .read_to_string()
            .unwrap()
            .contains("Hay: claves.")
    );
    std::fs::write(carpeta.path().join("mala.graphql"), "{").unwrap();
    let (estado, mensaje) = casa.fail(&[&["servir"], opciones.as_slice()].concat());
    assert!(
        estado == 2 && mensaje.contains("la consulta «mala»"),
        "{mensaje}"
    );
}

#[test]
fn the_operator_sees_how_it_goes_and_clients_make_up_nothing() {
    let casa = Casa::folder();
    casa.demo();
    let servidor = casa.serve_with(&["--metricas", "127.0.0.1:0"]);
    let url = servidor
        .salida
        .split("Métricas en ")
        .nth(1)
        .unwrap()
        .split("/metrics")
        .next()
        .unwrap()
        .to_owned();
    servidor.data(CONSULTA);
    servidor.data(CONSULTA);
    servidor.codes("{ noHay }");
    servidor.codes(&"{a:".repeat(100));
    get(&servidor, "/graphql/consultas/inventada", &[]);
    get(
        &servidor,
        &format!(
            "/graphql/consultas/tablero?variables={}",
            TABLERO.replace('"', "%22")
        ),
        &[],
    );
    let metricas = agent()
        .get(format!("{url}/metrics"))
        .call()
        .unwrap()
        .body_mut()
        .read_to_string()
        .unwrap();
    for esperada in [
        r#"pacto_peticiones_total{consulta="graphql",codigo="200"} 4"#,
        r#"pacto_peticiones_total{consulta="tablero",codigo="200"} 1"#,
        r#"pacto_peticiones_total{consulta="otra",codigo="404"} 1"#,
        r#"pacto_memoria_total{resultado="acierto"} 1"#,
        r#"pacto_rechazos_total{causa="LIMITE_EXCEDIDO"} 1"#,
        r#"pacto_edicion_instante_segundos{instancia="20067"}"#,
        r#"pacto_duracion_segundos_count{consulta="graphql"} 4"#,
        "pacto_conexiones ",
    ] {
        assert!(metricas.contains(esperada), "{esperada}\n{metricas}");
    }
    assert!(!metricas.contains("inventada"), "{metricas}");
    // They are not where the public asks.
    assert_eq!(get(&servidor, "/metrics", &[]).status().as_u16(), 404);
}

fn what_is_kept_is_what_is_published_now(casa: &Casa) {
    casa.run(&["iniciar", "--instancia", "20067"]);
    casa.publish("2017-06-30");
    let servidor = casa.serve();
    let consulta = r#"{ instancia(clave: "20067") { ediciones { numero estado } } }"#;
    let cuantas = || {
        servidor.data(consulta)["instancia"]["ediciones"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((cuantas(), cuantas()), (1, 1));
    casa.publish("2017-12-31");
    assert_eq!((cuantas(), cuantas()), (2, 2));
    casa.run(&withdrawing("1", "prueba"));
    let retirada = &servidor.data(consulta)["instancia"]["ediciones"][0]["estado"];
    assert_eq!(retirada, "RETIRADA");
}

on_both!(what_is_kept_is_what_is_published_now);

#[test]
fn the_explorer_runs_its_own_script_and_nothing_else() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (ruta, tipo) in [
        ("/explorador", "text/html; charset=utf-8"),
        ("/explorador/estilo.css", "text/css; charset=utf-8"),
        (
            "/explorador/explorador.js",
            "text/javascript; charset=utf-8",
        ),
    ] {
        let mut respuesta = get(&servidor, ruta, &[]);
        assert_eq!(header(&respuesta, "content-type"), tipo);
        let politica = header(&respuesta, "content-security-policy");
        assert!(politica.starts_with(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
        ));
        assert!(
            !politica.contains("unsafe") && !politica.contains("http"),
            "{politica}"
        );
        assert_eq!(header(&respuesta, "x-content-type-options"), "nosniff");
        let texto = respuesta.body_mut().read_to_string().unwrap();
        assert!(
            !texto.contains("//cdn") && !texto.contains("https://"),
            "{ruta}"
        );
        assert!(
            !texto.contains("innerHTML") && !texto.contains(" style="),
            "{ruta}"
        );
    }
    let mut lista = get(&servidor, "/graphql/consultas", &[]);
    let lista: Value = lista.body_mut().read_json().unwrap();
    assert_eq!(lista["consultas"][3]["nombre"], "socias");
    // Where others are not answered there is nothing to explore.
    let solo = casa.serve_with(&["--solo-consultas"]);
    assert_eq!(get(&solo, "/explorador", &[]).status().as_u16(), 404);
}

#[test]
fn requests_are_noted_with_their_id_and_without_what_is_personal() {
    let casa = Casa::folder();
    casa.demo();
    let servidor = casa.serve_with(&["--accesos", "--log-formato", "json"]);
    let cuerpo = json!({ "query": "query ($clave: String!) { instancia(clave: $clave) { clave } }",
                         "variables": { "clave": "20067" } });
    let ask = || {
        agent()
            .post(servidor.url("/graphql"))
            .send_json(&cuerpo)
            .unwrap()
    };
    let ids = [ask(), ask()].map(|respuesta| header(&respuesta, "x-request-id"));
    let mala = get(
        &servidor,
        "/nada?secreto=1",
        &[("X-Request-Id", "inventado")],
    );
    let mala = header(&mala, "x-request-id");
    let tablero = format!(
        "/graphql/consultas/tablero?variables={}",
        TABLERO.replace('"', "%22")
    );
    get(&servidor, &tablero, &[]);
    let log = servidor.stop();
    let lineas: Vec<Value> = log
        .lines()
        .map(|linea| serde_json::from_str(linea).unwrap())
        .collect();
    let notas: Vec<&Value> = lineas
        .iter()
        .filter(|l| l["target"] == "acceso")
        .map(|l| &l["fields"])
        .collect();
    assert_eq!(notas.len(), 4, "{log}");
    assert_eq!(
        [&notas[0]["id"], &notas[1]["id"], &notas[2]["id"]],
        [&json!(ids[0]), &json!(ids[1]), &json!(mala)]
    );
    assert_eq!(notas[0]["documento"], notas[1]["documento"]);
    assert_eq!(
        (
            &notas[0]["metodo"],
            &notas[0]["consulta"],
            &notas[0]["codigo"]
        ),
        (&json!("POST"), &json!("graphql"), &json!(200))
    );
    assert_eq!(
        (&notas[2]["consulta"], &notas[2]["codigo"]),
        (&json!("otra"), &json!(404))
    );
    assert_eq!(notas[3]["consulta"], "tablero");
    for dato in ["20067", "secreto", "inventado", "127.0.0.1"] {
        assert!(!log.contains(dato), "{dato}: {log}");
    }
    // By default there are no notes; what goes wrong has its id.
    let callado = casa.serve();
    assert_eq!(
        header(
            &get(&callado, "/graphql?query=%7Binstancias%7Bclave%7D%7D", &[]),
            "x-request-id"
        ),
        ""
    );
    assert_ne!(header(&get(&callado, "/nada", &[]), "x-request-id"), "");
    assert_eq!(callado.stop(), "");
}
