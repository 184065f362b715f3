//! Whatever is asked, by whatever bytes, is answered or refused as the protocol says, and nothing internal shows.
//! More cases: `PROPTEST_CASES=100000 cargo test --release --test it -- azar`.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::time::Duration;

use api::{Servicio, Trato};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use persistence::Publicaciones;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use crate::casa::{Casa, read, repository};

/// Pieces that documents are made of, good and bad.
const PIEZAS: [&str; 44] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "!",
    "$",
    "@",
    "...",
    "=",
    "|",
    "&",
    ",",
    "\n",
    "#",
    "\"",
    "\"\"\"",
    "\\",
    "query",
    "mutation",
    "subscription",
    "fragment",
    "on",
    "Query",
    "Edicion",
    "instancia",
    "instancias",
    "clave",
    "edicion",
    "tabla",
    "medida",
    "SERVICIOS",
    "filas",
    "AGENCIA",
    "__typename",
    "__schema",
    "@include(if: true)",
    "...F",
    "null",
    "-1.5e99",
    "99999999999999999999",
    "ñ\u{0}\u{202e}",
];

const RUTAS: [&str; 17] = [
    "/",
    "/graphql",
    "/graphql/consultas",
    "/graphql/consultas/tablero",
    "/graphql/consultas/novedades",
    "/graphql/consultas/%00",
    "/graphql/consultas/%ff",
    "/ediciones/%ff",
    "/ediciones/%ff/tabla.csv",
    "/ediciones/",
    "/ediciones/a",
    "/ediciones/..%2f..%2fetc",
    "/ediciones/a/tabla.csv",
    "/salud/vivo",
    "/salud/listo",
    "/explorador",
    "/explorador/estilo.css",
];

const CABECERAS: [(&str, &str); 22] = [
    ("accept", "application/json"),
    ("accept", "application/graphql-response+json"),
    ("accept", "text/html"),
    ("accept", "*/*;q=2, ;;q=,"),
    ("accept", "application/json;q=0.0001"),
    ("accept", ""),
    ("content-type", "application/json"),
    ("content-type", "application/json; charset=utf-16"),
    ("content-type", "multipart/form-data; boundary=a"),
    ("content-encoding", "gzip"),
    ("accept-encoding", "br"),
    ("accept-encoding", "zstd, gzip;q=0.1"),
    ("accept-encoding", "*;q=0"),
    ("if-none-match", "*"),
    ("if-none-match", "W/\"a\", \"\"\""),
    ("range", "bytes=5-1"),
    ("range", "bytes=0-99999999999999999999"),
    ("x-forwarded-for", "a, ::1, 999.1.1.1"),
    ("upgrade", "websocket"),
    ("content-length", "99999999999999999999"),
    ("last-event-id", "b3JkZW46MQ"),
    ("connection", "upgrade"),
];

/// Documents that are asked, and others that are almost those.
fn documents() -> impl Strategy<Value = String> {
    let buenos: Vec<String> = std::fs::read_dir(repository("datos/consultas"))
        .unwrap()
        .map(|entrada| std::fs::read_to_string(entrada.unwrap().path()).unwrap())
        .collect();
    let piezas = vec(select(PIEZAS.as_slice()), 0..60).prop_map(|piezas| piezas.join(" "));
    let cambiados = (
        select(buenos),
        vec((any::<Index>(), 0..3u8, select(PIEZAS.as_slice())), 0..6),
    );
    let cambiados = cambiados.prop_map(|(bueno, cambios)| {
        let mut letras: Vec<char> = bueno.chars().collect();
        for (donde, que, pieza) in cambios {
            let i = donde.index(letras.len().max(1));
            match que {
                0 => drop(letras.drain(i..(i + 5).min(letras.len()))),
                1 => drop(letras.splice(i..i, pieza.chars())),
                _ => letras.truncate(i + letras.len() / 2),
            }
        }
        letras.into_iter().collect()
    });
    let hondos =
        (select(PIEZAS.as_slice()), 1..3000usize).prop_map(|(pieza, veces)| pieza.repeat(veces));
    prop_oneof![piezas, cambiados, hondos, ".{0,200}"]
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let variables = prop_oneof![
        Just(serde_json::json!({"clave": "20067", "anio": 2017})),
        Just(serde_json::json!({"clave": [{}], "anio": 1e300})),
        Just(serde_json::json!([1])),
        Just(Value::Null),
    ];
    let pedidos = (
        documents(),
        variables,
        prop_oneof![Just(Value::Null), Just("Tablero".into()), Just(7.into())],
    );
    let pedidos = pedidos.prop_map(|(query, variables, operacion)| {
        serde_json::json!({"query": query, "variables": variables, "operationName": operacion})
            .to_string()
            .into_bytes()
    });
    prop_oneof![8 => pedidos, 1 => vec(any::<u8>(), 0..300), 1 => (1..400usize).prop_map(|n| "[".repeat(n).into_bytes())]
}

fn requests() -> impl Strategy<Value = Request<Body>> {
    let metodo = prop_oneof![4 => Just("POST"), 4 => Just("GET"), 1 => select(["PUT", "HEAD", "OPTIONS", "DELETE", "BREW"].as_slice())];
    let ruta = prop_oneof![6 => Just("/graphql"), 2 => select(RUTAS.as_slice())];
    let cabeceras = vec(select(CABECERAS.as_slice()), 0..4);
    (metodo, ruta, documents(), cabeceras, bodies(), any::<bool>()).prop_map(
        |(metodo, ruta, documento, cabeceras, cuerpo, bien)| {
            // An address has an end, even for whoever makes it up.
            let bytes: Vec<String> = documento.bytes().take(20_000).map(|b| format!("%{b:02X}")).collect();
            let documento = bytes.concat();
            let uri = match metodo {
                "GET" => format!("{ruta}?query={documento}&variables=%7B%22clave%22%3A%2220067%22%2C%22anio%22%3A2017%7D"),
                _ => ruta.to_owned(),
            };
            let mut peticion = Request::builder().method(metodo).uri(uri);
            if bien {
                peticion = peticion.header("content-type", "application/json");
            }
            for (nombre, valor) in cabeceras {
                peticion = peticion.header(nombre, valor);
            }
            peticion.body(Body::from(cuerpo)).unwrap()
        },
    )
}

/// What no answer may say.
const INTERNO: [&str; 7] = [
    "SELECT ",
    "sqlite",
    "panicked",
    "/home",
    "/root",
    ".rs:",
    "InvalidRequest",
];

#[test]
fn whatever_is_asked_is_answered_or_refused() {
    let casa = Casa::folder();
    casa.demo();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let publicaciones = runtime
        .block_on(Publicaciones::open(&casa.publicaciones()))
        .unwrap();
    let servicio = Servicio::new(publicaciones, Trato::default());
    let quien = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let estados = RefCell::new(std::collections::BTreeMap::<u16, usize>::new());
    let mut config = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 1500;
    }
    config.failure_persistence = None;
    proptest!(config, |(peticion in requests())| {
        let (estado, tipo, cuerpo) = runtime.block_on(async {
            let respuesta = servicio.answer(quien, peticion).await;
            let (cabeza, cuerpo) = respuesta.into_parts();
            let tipo = cabeza.headers.get("content-type").map(|t| t.to_str().unwrap().to_owned()).unwrap_or_default();
            let empacada = cabeza.headers.contains_key("content-encoding");
            // A stream does not end.
            let cuerpo = if tipo == "text/event-stream" || empacada {
                Vec::new()
            } else {
                to_bytes(cuerpo, 8 << 20).await.unwrap().to_vec()
            };
            (cabeza.status, tipo, cuerpo)
        });
        *estados.borrow_mut().entry(estado.as_u16()).or_default() += 1;
        prop_assert!(!estado.is_server_error() && estado != StatusCode::REQUEST_TIMEOUT, "{}", estado);
        if !estado.is_success() && !cuerpo.is_empty() {
            prop_assert!(tipo.contains("json"), "{}: {}", estado, tipo);
            prop_assert!(cuerpo.len() < 64 * 1024);
        }
        let texto = String::from_utf8_lossy(&cuerpo);
        prop_assert!(!INTERNO.iter().any(|interno| texto.contains(interno)), "{}", texto);
        if tipo.contains("json") && !cuerpo.is_empty() {
            let dicho: Value = serde_json::from_slice(&cuerpo).unwrap();
            let errores = dicho["errors"].as_array().cloned().unwrap_or_default();
            prop_assert!(errores.len() <= 10);
            for error in errores {
                prop_assert!(error["extensions"]["code"].is_string(), "{}", error);
            }
        }
    });
    // The cases are of all kinds: most would be refused at the door otherwise.
    let estados = estados.into_inner();
    for estado in [200, 400, 404, 405, 406, 415] {
        assert!(estados.contains_key(&estado), "{estados:?}");
    }
}

#[test]
fn whatever_bytes_come_the_server_goes_on() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let direccion = servidor.url("").replace("http://", "");
    let consulta = read("datos/consultas/tablero.graphql");
    let cuerpo =
        serde_json::json!({"query": consulta, "variables": {"clave": "20067", "anio": 2017}})
            .to_string();
    let buena = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{cuerpo}",
        cuerpo.len()
    );
    let mut config = ProptestConfig::with_cases(150);
    config.failure_persistence = None;
    let cambios = vec((any::<Index>(), any::<u8>(), 0..3u8), 1..8);
    proptest!(config, |(cambios in cambios, basura in vec(any::<u8>(), 0..400), tal_cual in any::<bool>())| {
        let mut bytes = if tal_cual { basura } else { buena.clone().into_bytes() };
        for (donde, byte, que) in cambios {
            let i = donde.index(bytes.len().max(1));
            match que {
                _ if bytes.is_empty() => bytes.push(byte),
                0 => bytes[i] = byte,
                1 => bytes.insert(i, byte),
                _ => drop(bytes.remove(i)),
            }
        }
        let mut conexion = TcpStream::connect(&direccion).unwrap();
        conexion.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let _ = conexion.write_all(&bytes);
        let _ = conexion.shutdown(std::net::Shutdown::Write);
        let mut respuesta = Vec::new();
        let _ = conexion.read_to_end(&mut respuesta);
        let texto = String::from_utf8_lossy(&respuesta);
        prop_assert!(!texto.starts_with("HTTP/1.1 5"), "{}", texto);
        prop_assert!(!INTERNO.iter().any(|interno| texto.contains(interno)), "{}", texto);
    });
    assert_eq!(
        servidor.data("{ instancias { clave } }")["instancias"][0]["clave"],
        "20067"
    );
}
