//! Whoever waits for an edition is told, by Server-Sent Events and by WebSocket, and is as limited as whoever asks.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

use crate::casa::{Casa, Servidor, agent, on_both};

const NUEVAS: &str = "subscription { edicionPublicada { numero cursor sustituidaPor { numero } } }";

/// The events of a stream, as they come.
struct Sucesos(BufReader<Box<dyn std::io::Read>>);

impl Sucesos {
    fn open(servidor: &Servidor, documento: &str, cabeceras: &[(&str, &str)]) -> Self {
        Self::open_at(servidor, "/graphql", &[("query", documento)], cabeceras)
    }

    fn open_at(
        servidor: &Servidor,
        ruta: &str,
        parametros: &[(&str, &str)],
        cabeceras: &[(&str, &str)],
    ) -> Self {
        let mut peticion = agent()
            .get(servidor.url(ruta))
            .query_pairs(parametros.iter().copied())
            .header("Accept", "text/event-stream");
        for (nombre, valor) in cabeceras {
            peticion = peticion.header(*nombre, *valor);
        }
        let respuesta = peticion.call().unwrap();
        assert_eq!(respuesta.status().as_u16(), 200);
        assert_eq!(respuesta.headers()["content-type"], "text/event-stream");
        let cuerpo: Box<dyn std::io::Read> = Box::new(respuesta.into_body().into_reader());
        Self(BufReader::new(cuerpo))
    }

    /// The id of where it begins.
    fn start(&mut self) -> String {
        let mut linea = String::new();
        self.0.read_line(&mut linea).unwrap();
        linea.trim_end().strip_prefix("id: ").unwrap().to_owned()
    }

    /// Kind, data and id of the next one; none at the end.
    fn next(&mut self) -> Option<(String, Value, String)> {
        let (mut tipo, mut datos, mut id) = (String::new(), Value::Null, String::new());
        loop {
            let mut linea = String::new();
            if self.0.read_line(&mut linea).unwrap() == 0 {
                return None;
            }
            match linea.trim_end().split_once(':') {
                Some(("event", valor)) => valor.trim().clone_into(&mut tipo),
                Some(("data", valor)) => datos = serde_json::from_str(valor).unwrap_or_default(),
                Some(("id", valor)) => valor.trim().clone_into(&mut id),
                // A sign of life.
                Some(_) => {}
                None if tipo.is_empty() => {}
                None => return Some((tipo, datos, id)),
            }
        }
    }
}

pub(crate) type Hilo = WebSocket<TcpStream>;

fn connect_as(servidor: &Servidor, protocolo: &str) -> Hilo {
    let url = servidor.url("/graphql").replace("http://", "ws://");
    let mut pedido = url.as_str().into_client_request().unwrap();
    if !protocolo.is_empty() {
        let valor = protocolo.parse().unwrap();
        pedido.headers_mut().insert("Sec-WebSocket-Protocol", valor);
    }
    let direccion = servidor.url("").replace("http://", "");
    let conexion = TcpStream::connect(direccion).unwrap();
    conexion
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    tungstenite::client(pedido, conexion).unwrap().0
}

/// A conversation that has begun.
pub(crate) fn connect(servidor: &Servidor) -> Hilo {
    let mut hilo = connect_as(servidor, "graphql-transport-ws");
    say(&mut hilo, &json!({ "type": "connection_init" }));
    assert_eq!(hear(&mut hilo), json!({ "type": "connection_ack" }));
    hilo
}

fn say(hilo: &mut Hilo, que: &Value) {
    hilo.send(Message::text(que.to_string())).unwrap();
}

pub(crate) fn hear(hilo: &mut Hilo) -> Value {
    loop {
        match hilo.read().unwrap() {
            Message::Text(texto) => return serde_json::from_str(&texto).unwrap(),
            Message::Ping(_) => {}
            otro => panic!("{otro:?}"),
        }
    }
}

/// The code with which it is closed.
fn closed(hilo: &mut Hilo) -> u16 {
    loop {
        match hilo.read() {
            Ok(Message::Close(Some(cierre))) => return cierre.code.into(),
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

pub(crate) fn subscribe(hilo: &mut Hilo, id: &str, documento: &str) {
    say(
        hilo,
        &json!({ "id": id, "type": "subscribe", "payload": { "query": documento } }),
    );
}

fn who_waits_for_an_edition_is_told(casa: &Casa) {
    let servidor = casa.demo().serve();
    let mut sucesos = Sucesos::open(&servidor, NUEVAS, &[]);
    let inicio = sucesos.start();
    let mut hilo = connect(&servidor);
    subscribe(&mut hilo, "a", NUEVAS);
    // Of another instancia there is nothing to tell.
    subscribe(
        &mut hilo,
        "b",
        r#"subscription { edicionPublicada(instancia: "20385") { numero } }"#,
    );
    // What is said is done in order: once this is answered, the others have begun.
    subscribe(&mut hilo, "c", "{ instancias { clave } }");
    assert_eq!(
        hear(&mut hilo),
        json!({ "id": "c", "type": "next", "payload": { "data": { "instancias": [{ "clave": "20067" }] } } })
    );
    assert_eq!(hear(&mut hilo), json!({ "id": "c", "type": "complete" }));
    casa.publish("2018-01-31");
    let (tipo, datos, primera) = sucesos.next().unwrap();
    let suya = json!({ "numero": 2, "cursor": primera, "sustituidaPor": null });
    assert_eq!(
        (tipo.as_str(), &datos["data"]["edicionPublicada"]),
        ("next", &suya)
    );
    let dicha = hear(&mut hilo);
    assert_eq!(
        (&dicha["id"], &dicha["type"], &dicha["payload"]),
        (&json!("a"), &json!("next"), &datos)
    );
    casa.publish("2018-02-28");
    let (_, datos, _) = sucesos.next().unwrap();
    assert_eq!(datos["data"]["edicionPublicada"]["numero"], 3);
    assert_eq!(hear(&mut hilo)["payload"], datos);
    // Whoever comes back where it was gets what it missed, as it is now.
    let despues = Sucesos::open(&servidor, NUEVAS, &[("Last-Event-ID", &primera)])
        .next()
        .unwrap();
    assert_eq!(despues.1, datos);
    // Also who had heard nothing yet.
    let mut desde_el_inicio = Sucesos::open(&servidor, NUEVAS, &[("Last-Event-ID", &inicio)]);
    for numero in [2, 3] {
        assert_eq!(
            desde_el_inicio.next().unwrap().1["data"]["edicionPublicada"]["numero"],
            numero
        );
    }
    let nombrada = "/graphql/consultas/novedades";
    let nombrada =
        Sucesos::open_at(&servidor, nombrada, &[], &[("Last-Event-ID", &primera)]).next();
    assert_eq!(
        nombrada.unwrap().1["data"]["edicionPublicada"]["corte"],
        "2018-02-28"
    );
    let desde = NUEVAS.replace(
        "edicionPublicada",
        &format!("edicionPublicada(despuesDe: \"{primera}\")"),
    );
    subscribe(&mut hilo, "d", &desde);
    assert_eq!(
        hear(&mut hilo),
        json!({ "id": "d", "type": "next", "payload": datos })
    );
    // One that is ended is not told any more; the others are.
    say(&mut hilo, &json!({ "id": "a", "type": "complete" }));
    casa.publish("2018-03-31");
    assert_eq!(hear(&mut hilo)["id"], "d");
    assert_eq!(
        sucesos.next().unwrap().1["data"]["edicionPublicada"]["numero"],
        4
    );
}

on_both!(who_waits_for_an_edition_is_told);

#[test]
fn what_is_no_subscription_that_can_be_asked_is_refused() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    assert_eq!(servidor.codes(NUEVAS), ["SUSCRIPCION"]);
    let dos = "subscription { a: edicionPublicada { numero } b: edicionPublicada { numero } }";
    let condicion = "subscription { ... @include(if: true) { edicionPublicada { numero } } }";
    let repetido = "subscription { ...F ...F edicionPublicada(after: \"x\") { numero } } fragment F on Subscription { edicionPublicada { numero } }";
    // Whoever sends what is no question is told by the status.
    let nada = agent()
        .get(servidor.url("/graphql"))
        .header("Accept", "text/event-stream")
        .call()
        .unwrap();
    assert_eq!(nada.status().as_u16(), 400);
    // What is badly written, what the schema does not know, and a cursor that is none, are told and end it.
    for documento in [
        dos,
        condicion,
        repetido,
        "subscription {",
        "{ noHay }",
        "query($v: Int!) { ediciones(first: $v) { nodes { id } } }",
        "subscription { noHay }",
        r#"subscription { edicionPublicada(despuesDe: "x") { numero } }"#,
        r#"subscription { edicionPublicada(instancia: "x") { numero } }"#,
    ] {
        let mut sucesos = Sucesos::open(&servidor, documento, &[]);
        let (tipo, datos, _) = sucesos.next().unwrap();
        assert_eq!(tipo, "next");
        let codigo = &datos["errors"][0]["extensions"]["code"];
        assert!(codigo.is_string(), "{datos}");
        let (tipo, datos, _) = sucesos.next().unwrap();
        // A browser does not hear of an event without data.
        assert_eq!((tipo.as_str(), datos), ("complete", json!({})));
        assert_eq!(sucesos.next(), None);
    }
    // A question may be asked as a stream of one event.
    let mut sucesos = Sucesos::open(&servidor, "{ instancias { clave } }", &[]);
    assert_eq!(
        sucesos.next().unwrap().1["data"]["instancias"][0]["clave"],
        "20067"
    );
    assert_eq!(sucesos.next().unwrap().0, "complete");
    assert_eq!(sucesos.next(), None);
}

/// One field is asked for, however often and by whatever fragments.
#[test]
fn a_subscription_may_ask_through_fragments() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (campos, fragmentos) in [
        (
            "...F",
            "fragment F on Subscription { novedades(after: $c) { clase cursor } }",
        ),
        (
            "... on Subscription { novedades(after: $c) { clase } } novedades(after: $c) { cursor }",
            "",
        ),
        (
            "novedades(after: $c) { ...N } novedades(after: $c) { cursor }",
            "fragment N on Novedad { clase }",
        ),
    ] {
        let documento = format!("subscription($c: String) {{ {campos} }} {fragmentos}");
        // After the position 0, as former versions wrote it.
        let variables = r#"{"c":"b3JkZW46MA"}"#;
        let parametros = [("query", documento.as_str()), ("variables", variables)];
        let mut sucesos = Sucesos::open_at(&servidor, "/graphql", &parametros, &[]);
        let (_, dicho, id) = sucesos.next().unwrap();
        let novedad = &dicho["data"]["novedades"];
        assert_eq!(novedad["clase"], "EDICION", "{dicho}");
        assert_eq!(novedad["cursor"], id, "{dicho}");
    }
    // By POST no event comes without a name: clients of graphql-sse take none.
    let mut respuesta = agent()
        .post(servidor.url("/graphql"))
        .header("Accept", "text/event-stream")
        .send_json(
            json!({ "query": "subscription { novedades(after: \"b3JkZW46MA\") { clase } }" }),
        )
        .unwrap();
    let mut principio = [0; 12];
    respuesta
        .body_mut()
        .as_reader()
        .read_exact(&mut principio)
        .unwrap();
    assert_eq!(&principio, b"event: next\n");
}

#[test]
fn a_conversation_that_breaks_the_rules_is_closed_with_its_code() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    assert_eq!(closed(&mut connect_as(&servidor, "")), 4406);
    let mut hilo = connect_as(&servidor, "graphql-transport-ws");
    subscribe(&mut hilo, "a", NUEVAS);
    assert_eq!(closed(&mut hilo), 4401);
    let mut hilo = connect(&servidor);
    say(&mut hilo, &json!({ "type": "connection_init" }));
    assert_eq!(closed(&mut hilo), 4429);
    let mut hilo = connect(&servidor);
    subscribe(&mut hilo, "a", NUEVAS);
    subscribe(&mut hilo, "a", NUEVAS);
    assert_eq!(closed(&mut hilo), 4409);
    for malo in [
        json!("hola"),
        json!({ "type": "hola" }),
        json!({ "type": "subscribe" }),
        json!({ "type": "subscribe", "id": "", "payload": { "query": "{ a }" } }),
        json!({ "type": "subscribe", "id": "a".repeat(1000), "payload": { "query": "{ a }" } }),
    ] {
        let mut hilo = connect(&servidor);
        say(&mut hilo, &malo);
        assert_eq!(closed(&mut hilo), 4400, "{malo}");
    }
    let mut hilo = connect(&servidor);
    hilo.send(Message::binary(vec![0; 10])).unwrap();
    assert_eq!(closed(&mut hilo), 4400);
    // What is too long is not read: the connection breaks.
    let mut hilo = connect(&servidor);
    let _ = hilo.send(Message::text("a".repeat(1 << 20)));
    assert!(loop {
        match hilo.read() {
            Ok(Message::Text(_)) => break false,
            Ok(_) => {}
            Err(_) => break true,
        }
    });
    // Life goes on.
    let mut hilo = connect(&servidor);
    say(&mut hilo, &json!({ "type": "ping" }));
    assert_eq!(hear(&mut hilo), json!({ "type": "pong" }));
    drop(hilo);
    assert_eq!(
        servidor.data("{ instancias { clave } }")["instancias"][0]["clave"],
        "20067"
    );
}

#[test]
fn a_conversation_is_behind_the_same_gate() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut hilo = connect(&servidor);
    for (i, bomba) in crate::ataques::bombs().iter().enumerate() {
        subscribe(&mut hilo, &i.to_string(), bomba);
        let dicho = hear(&mut hilo);
        assert_eq!(dicho["type"], "error", "{bomba:.60}");
        assert_eq!(
            dicho["payload"][0]["extensions"]["code"], "LIMITE_EXCEDIDO",
            "{bomba:.60}"
        );
    }
    for i in 0..21 {
        subscribe(&mut hilo, &format!("s{i}"), NUEVAS);
    }
    let dicho = hear(&mut hilo);
    assert_eq!(
        (&dicho["id"], &dicho["type"]),
        (&json!("s20"), &json!("error"))
    );
    assert_eq!(dicho["payload"][0]["extensions"]["limite"]["maximo"], 20);
    // Told to end, the server says so to whoever waits.
    assert!(
        std::process::Command::new("kill")
            .args(["-TERM", &servidor.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(closed(&mut hilo), 1001);
}

#[test]
fn conversations_count_among_the_connections_and_their_messages_among_the_requests() {
    let casa = Casa::folder();
    casa.demo();
    // Half of four.
    let servidor = casa.serve_with(&["--conexiones", "4"]);
    let hilos = [connect(&servidor), connect(&servidor)];
    let otra = agent().get(servidor.url("/salud/vivo")).call();
    assert!(otra.is_err(), "there is no place left");
    drop(hilos);
    // An eighth of the half, of streams.
    let servidor = casa.serve_with(&["--conexiones", "64"]);
    let hilos: Vec<Hilo> = (0..3).map(|_| connect(&servidor)).collect();
    let sucesos = Sucesos::open(&servidor, NUEVAS, &[]);
    let ask = |documento| {
        let pide = agent().get(servidor.url("/graphql"));
        let pide = pide.query("query", documento);
        pide.header("Accept", "text/event-stream").call().unwrap()
    };
    let quinto = ask(NUEVAS);
    assert_eq!(
        (quinto.status().as_u16(), &quinto.headers()["retry-after"]),
        (429, &"60".parse().unwrap())
    );
    assert_eq!(
        servidor.data("{ instancias { clave } }")["instancias"][0]["clave"],
        "20067"
    );
    // Their places are given back: of those who go away, and of what ends.
    drop(sucesos);
    let freed = |documento| {
        (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            ask(documento).status() == 200
        })
    };
    for _ in 0..10 {
        assert!(freed("{ instancias { clave } }"), "no place was given back");
    }
    assert!(freed(NUEVAS), "no place was given back");
    drop(hilos);
    let servidor = casa.serve_with(&["--peticiones", "2"]);
    let mut hilo = connect(&servidor);
    for _ in 0..20 {
        let _ = hilo.send(Message::text(r#"{"type":"ping"}"#));
    }
    assert_eq!(closed(&mut hilo), 1013);
    // Where only known questions are answered, others are not here either.
    let servidor = casa.serve_with(&["--solo-consultas", "--accesos"]);
    let mut hilo = connect(&servidor);
    subscribe(&mut hilo, "a", NUEVAS);
    assert_eq!(
        hear(&mut hilo)["payload"][0]["extensions"]["code"],
        "CONSULTA_NO_PERMITIDA"
    );
    subscribe(
        &mut hilo,
        "b",
        include_str!("../../datos/consultas/novedades.graphql"),
    );
    subscribe(
        &mut hilo,
        "c",
        include_str!("../../datos/consultas/explorador.graphql"),
    );
    let dicho = hear(&mut hilo);
    assert_eq!(dicho["id"], "c", "{dicho}");
    let anotado = servidor.stop();
    assert_eq!(anotado.matches("operación").count(), 3, "{anotado}");
}
