//! Each hole of the library's own service, attacked the same way there and here: it gives in, Pacto does not.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::Message;
use tungstenite::client::IntoClientRequest;

use crate::casa::{Casa, Servidor};
use crate::victima::Victima;

const BUENA: &str = "{ instancias { clave } }";

fn pacto(casa: &Casa) -> (Servidor, SocketAddr) {
    let servidor = casa.demo().serve();
    let direccion = servidor.url("").replace("http://", "").parse().unwrap();
    (servidor, direccion)
}

/// Sends a request; the answer, or what came of it in that time.
fn send(a: SocketAddr, cabeza: &str, cuerpo: &[u8], espera: Duration) -> String {
    let Ok(mut conexion) = TcpStream::connect(a) else {
        return String::new();
    };
    conexion.set_read_timeout(Some(espera)).unwrap();
    let todo = format!(
        "{cabeza}\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        cuerpo.len()
    );
    let _ = conexion
        .write_all(todo.as_bytes())
        .and_then(|()| conexion.write_all(cuerpo));
    let mut respuesta = Vec::new();
    let _ = conexion.read_to_end(&mut respuesta);
    String::from_utf8_lossy(&respuesta).into_owned()
}

fn post(a: SocketAddr, documento: &str, espera: Duration) -> String {
    let cuerpo = json!({ "query": documento }).to_string();
    send(
        a,
        "POST /graphql HTTP/1.1\r\nContent-Type: application/json",
        cuerpo.as_bytes(),
        espera,
    )
}

/// Whether whoever has nothing to do with it is answered.
fn bystander(a: SocketAddr) -> bool {
    post(a, BUENA, Duration::from_secs(5)).contains("20067")
}

#[test]
fn nested_brackets_fill_the_stack_of_the_library_and_are_refused_before_they_are_read_here() {
    let casa = Casa::folder();
    let (servidor, aqui) = pacto(&casa);
    let ws = |a: SocketAddr, ruta: &str, bomba: &str| {
        let mut pedido = format!("ws://{a}{ruta}").into_client_request().unwrap();
        let protocolo = "graphql-transport-ws".parse().unwrap();
        pedido
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", protocolo);
        let conexion = TcpStream::connect(a).unwrap();
        conexion
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let (mut hilo, _) = tungstenite::client(pedido, conexion).unwrap();
        let pide = json!({ "id": "a", "type": "subscribe", "payload": { "query": bomba } });
        for dicho in [json!({ "type": "connection_init" }), pide] {
            hilo.send(Message::text(dicho.to_string())).unwrap();
        }
        let mut oido = String::new();
        while let Ok(mensaje) = hilo.read() {
            if let Message::Text(texto) = mensaje {
                oido += &texto;
                if texto.contains("\"a\"") {
                    break;
                }
            }
        }
        oido
    };
    // Thousands, a few kilobytes: in fields, in arguments, in defaults of variables, in directives. Its parser used to
    // overflow, which ended the process; since pest 2.9 it looks at how much of the stack is left, and stops there.
    let victima = Victima::start();
    assert!(bystander(victima.direccion));
    let bombas = &crate::ataques::bombs()[..4];
    for bomba in bombas {
        assert!(bystander(victima.direccion), "the library is gone");
        let dicho = post(victima.direccion, bomba, Duration::from_secs(10));
        assert!(dicho.contains("stack limit"), "{bomba:.40}: {dicho:.300}");
        assert!(post(aqui, bomba, Duration::from_secs(10)).contains("LIMITE_EXCEDIDO"));
    }
    let dicho = ws(victima.direccion, "/ws", &bombas[0]);
    assert!(dicho.contains("stack limit"), "{dicho:.300}");
    assert!(ws(aqui, "/graphql", &bombas[0]).contains("LIMITE_EXCEDIDO"));
    assert!(bystander(aqui));
    drop(servidor);
}

#[test]
fn fragments_that_spread_each_other_hold_every_core_of_the_library_and_are_counted_at_once_here() {
    let casa = Casa::folder();
    let (servidor, aqui) = pacto(&casa);
    let bombas = crate::ataques::bombs();
    let anchas = bombas
        .iter()
        .find(|bomba| bomba.contains("fragment F12"))
        .unwrap();
    let victima = Victima::start();
    assert!(bystander(victima.direccion));
    // One for each of its two threads; what it does cannot be interrupted.
    let atacar = |a: SocketAddr, espera: Duration| {
        let hilos: Vec<_> = (0..4)
            .map(|_| {
                let bomba = anchas.clone();
                std::thread::spawn(move || post(a, &bomba, espera))
            })
            .collect();
        hilos
            .into_iter()
            .map(|hilo| hilo.join().unwrap())
            .collect::<Vec<_>>()
    };
    let dos = Duration::from_secs(2);
    assert!(atacar(victima.direccion, dos).iter().all(String::is_empty));
    let otro = post(victima.direccion, BUENA, dos);
    assert!(otro.is_empty(), "the library answers");
    // What it burns would be taken from what comes now.
    drop(victima);
    let antes = cpu(servidor.id());
    let empieza = Instant::now();
    assert!(
        atacar(aqui, Duration::from_secs(5))
            .iter()
            .all(|respuesta| respuesta.contains("LIMITE_EXCEDIDO"))
    );
    assert!(bystander(aqui));
    // It burns nothing afterwards either.
    std::thread::sleep(Duration::from_millis(500));
    let (gastado, pasado) = (cpu(servidor.id()).saturating_sub(antes), empieza.elapsed());
    assert!(gastado < pasado, "{gastado:?} of {pasado:?}");
}

/// What a process has used of the processor.
fn cpu(proceso: u32) -> Duration {
    let Ok(estado) = std::fs::read_to_string(format!("/proc/{proceso}/stat")) else {
        return Duration::ZERO;
    };
    let campos: Vec<&str> = estado
        .rsplit_once(')')
        .unwrap()
        .1
        .split_whitespace()
        .collect();
    // Hundredths of a second, in user and in system.
    let centesimas: u64 = campos[11..13]
        .iter()
        .map(|campo| campo.parse::<u64>().unwrap())
        .sum();
    Duration::from_millis(centesimas * 10)
}

/// What is sent, and what tells that it was refused.
struct Agujero {
    nombre: &'static str,
    cabeza: &'static str,
    cuerpo: Vec<u8>,
    rechazo: fn(&str) -> bool,
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is a list")]
fn what_the_library_takes_or_tells_is_refused_or_kept_here() {
    fn status(respuesta: &str) -> u16 {
        respuesta
            .get(9..12)
            .and_then(|estado| estado.parse().ok())
            .unwrap_or(0)
    }
    fn body(respuesta: &str) -> Value {
        let cuerpo = respuesta.split_once("\r\n\r\n").unwrap_or_default().1;
        serde_json::from_str(cuerpo).unwrap_or_default()
    }
    let json_ = "POST /graphql HTTP/1.1\r\nContent-Type: application/json";
    let pregunta = |documento: &str| json!({ "query": documento }).to_string().into_bytes();
    let agujeros = [
        Agujero {
            nombre: "always 200",
            cabeza: "POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nAccept: application/graphql-response+json",
            cuerpo: pregunta("{"),
            rechazo: |r| status(r) == 400 && body(r).get("data").is_none(),
        },
        Agujero {
            nombre: "what the client accepts is ignored",
            cabeza: "POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nAccept: text/html",
            cuerpo: pregunta(BUENA),
            rechazo: |r| status(r) == 406,
        },
        Agujero {
            nombre: "what another site can send without asking is done",
            cabeza: "POST /graphql HTTP/1.1\r\nContent-Type: text/plain",
            cuerpo: pregunta(BUENA),
            rechazo: |r| status(r) == 415,
        },
        Agujero {
            nombre: "any method",
            cabeza: "PUT /graphql HTTP/1.1\r\nContent-Type: application/json",
            cuerpo: pregunta(BUENA),
            rechazo: |r| {
                status(r) == 405 && r.to_lowercase().contains("\r\nallow: get,head,post\r\n")
            },
        },
        Agujero {
            nombre: "the operation that an address names is ignored",
            cabeza: "GET /graphql?query=query%20A%7Binstancias%7Bclave%7D%7Dquery%20B%7B__typename%7D&operationName=B HTTP/1.1",
            cuerpo: vec![],
            rechazo: |r| body(r)["data"]["__typename"] == "Query",
        },
        Agujero {
            nombre: "ten megabytes",
            cabeza: json_,
            cuerpo: [pregunta(BUENA), vec![b' '; 10 << 20]].concat(),
            rechazo: |r| status(r) == 413,
        },
        Agujero {
            nombre: "batches",
            cabeza: json_,
            cuerpo: json!(vec![json!({ "query": BUENA }); 50])
                .to_string()
                .into_bytes(),
            rechazo: |r| status(r) == 400,
        },
        Agujero {
            nombre: "the text of its own error",
            cabeza: json_,
            cuerpo: b"{\"query\":".to_vec(),
            rechazo: |r| body(r)["errors"][0]["extensions"]["code"] == "PETICION_INVALIDA",
        },
        Agujero {
            nombre: "the line of the document",
            cabeza: json_,
            cuerpo: pregunta("{ secreto("),
            rechazo: |r| status(r) == 200 && !r.contains("secreto"),
        },
        Agujero {
            nombre: "a flood of errors",
            cabeza: json_,
            cuerpo: pregunta(&format!("{{ {} }}", "noHay ".repeat(1900))),
            rechazo: |r| {
                r.len() < 64 * 1024 && body(r)["errors"].as_array().is_some_and(|e| e.len() <= 10)
            },
        },
        Agujero {
            nombre: "a variable that must be given",
            cabeza: json_,
            cuerpo: pregunta("query ($v: Boolean!) { instancias @skip(if: $v) { clave } }"),
            rechazo: |r| body(r)["errors"][0]["extensions"]["code"] == "VARIABLE_INVALIDA",
        },
        Agujero {
            nombre: "fields that are not counted",
            cabeza: json_,
            cuerpo: pregunta(&format!(
                "{{ {} }}",
                "__typename @include(if: true) ".repeat(200)
            )),
            rechazo: |r| r.contains("LIMITE_EXCEDIDO"),
        },
        Agujero {
            nombre: "a question known by its hash",
            cabeza: json_,
            cuerpo: br#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}"#.to_vec(),
            rechazo: |r| body(r)["errors"][0]["message"] == "PersistedQueryNotSupported",
        },
    ];
    let casa = Casa::folder();
    let (_servidor, aqui) = pacto(&casa);
    let victima = Victima::start();
    assert!(bystander(victima.direccion));
    for Agujero {
        nombre,
        cabeza,
        cuerpo,
        rechazo,
    } in agujeros
    {
        let espera = Duration::from_secs(10);
        assert!(
            bystander(victima.direccion),
            "the library is gone before: {nombre}"
        );
        assert!(
            !rechazo(&send(victima.direccion, cabeza, &cuerpo, espera)),
            "the library has mended: {nombre}"
        );
        let respuesta = send(aqui, cabeza, &cuerpo, espera);
        assert!(rechazo(&respuesta), "{nombre}: {respuesta:.400}");
        assert!(bystander(aqui), "{nombre}");
    }
}

#[test]
fn whoever_sends_nothing_stays_at_the_library_and_is_sent_away_here() {
    let casa = Casa::folder();
    let (_servidor, aqui) = pacto(&casa);
    let victima = Victima::start();
    assert!(bystander(victima.direccion));
    let open = |a: SocketAddr| {
        let mut conexion = TcpStream::connect(a).unwrap();
        conexion
            .write_all(b"POST /graphql HTTP/1.1\r\nHost: x\r\n")
            .unwrap();
        conexion
            .set_read_timeout(Some(Duration::from_secs(8)))
            .unwrap();
        conexion
    };
    // A read that ends is a connection that was closed; one that does not, waits.
    let closed = |mut conexion: TcpStream| conexion.read_to_end(&mut Vec::new()).is_ok();
    let (alla, aca) = (open(victima.direccion), open(aqui));
    let alla = std::thread::spawn(move || closed(alla));
    assert!(closed(aca), "it is still open");
    assert!(!alla.join().unwrap(), "the library has mended");
    assert!(bystander(aqui));
}
