//! Whose turn it is: the slow, the idle, those who ask too much, and those who are asked to stop.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::enchufe::{address, bystander, raw, socket_from};
use crate::casa::{Casa, Servidor, agent};

#[test]
fn whoever_is_slow_or_idle_is_sent_away_and_does_not_stand_in_the_way() {
    let casa = Casa::folder();
    // Half of the connections are the most that one client has.
    let servidor = casa.demo().serve_with(&["--conexiones", "40"]);
    let mut lentas: Vec<TcpStream> = (0..30)
        .map(|_| TcpStream::connect(address(&servidor)).unwrap())
        .collect();
    for conexion in &mut lentas {
        let _ = conexion.write_all(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Ty");
    }
    // From another address of this machine.
    let otro = socket_from("127.0.0.2", address(&servidor));
    assert!(otro.contains("20067"), "{otro}");
    // Those over the cap are closed at once, the rest when their time is over.
    for mut conexion in lentas {
        conexion
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let mut resto = Vec::new();
        let _ = conexion.read_to_end(&mut resto);
    }
    // A body that never comes.
    let cuerpo = raw(&servidor, b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
    assert!(
        cuerpo.starts_with("HTTP/1.1 408") && cuerpo.contains("TARDADA"),
        "{cuerpo}"
    );
    bystander(&servidor);
}

#[test]
fn who_asks_too_much_waits_and_cannot_pretend_to_be_others() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve_with(&["--peticiones", "2"]);
    let ask = |servidor: &Servidor, quien: usize| {
        let respuesta = agent()
            .get(servidor.url("/graphql"))
            .query("query", "{ instancias { clave } }")
            .header("X-Forwarded-For", format!("198.51.100.{quien}"))
            .call()
            .unwrap();
        let espera = respuesta.headers().get("Retry-After").cloned();
        (respuesta.status().as_u16(), espera)
    };
    // What the client says it is does not count.
    let todas: Vec<_> = (0..30).map(|i| ask(&servidor, i)).collect();
    assert!(todas.iter().any(|(estado, _)| *estado == 200));
    assert!(
        todas
            .iter()
            .any(|(estado, espera)| *estado == 429 && espera.is_some())
    );
    assert_eq!(
        agent()
            .get(servidor.url("/salud/vivo"))
            .call()
            .unwrap()
            .status()
            .as_u16(),
        200
    );
    // What a proxy that is trusted says does.
    let servidor = casa.serve_with(&["--peticiones", "2", "--proxies", "127.0.0.0/8"]);
    assert!((0..30).all(|i| ask(&servidor, i).0 == 200));
    assert!((0..30).any(|_| ask(&servidor, 1).0 == 429));
}

#[test]
fn addresses_that_hold_all_connections_give_one_up_to_others() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve_with(&["--conexiones", "8"]);
    let lentas: Vec<_> = (0..8)
        .map(|i| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let a = address(&servidor);
            let conexion = runtime.block_on(async {
                let enchufe = tokio::net::TcpSocket::new_v4().unwrap();
                let de = format!("127.0.0.{}:0", 2 + i % 2);
                enchufe.bind(de.parse().unwrap()).unwrap();
                enchufe.connect(a).await.unwrap()
            });
            (runtime, conexion)
        })
        .collect();
    for _ in 0..20 {
        bystander(&servidor);
    }
    drop(lentas);
}

#[test]
fn requests_in_flight_are_finished_when_it_is_told_to_stop() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut conexion = TcpStream::connect(address(&servidor)).unwrap();
    let cuerpo = r#"{"query":"{ instancias { clave } }"}"#;
    let cabeza = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        cuerpo.len()
    );
    conexion.write_all(cabeza.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let fin = std::process::Command::new("kill")
        .args(["-TERM", &servidor.id().to_string()])
        .status()
        .unwrap();
    assert!(fin.success());
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        TcpStream::connect(address(&servidor)).is_err(),
        "it takes no more"
    );
    conexion.write_all(cuerpo.as_bytes()).unwrap();
    let mut respuesta = String::new();
    conexion.read_to_string(&mut respuesta).unwrap();
    assert!(
        respuesta.starts_with("HTTP/1.1 200") && respuesta.contains("20067"),
        "{respuesta}"
    );
}
