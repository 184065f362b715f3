//! What attackers and bystanders hold: sockets, past any client of HTTP.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::casa::Servidor;

pub(super) fn address(servidor: &Servidor) -> SocketAddr {
    let url = servidor.url("");
    url.trim_start_matches("http://").parse().unwrap()
}

/// Whoever has nothing to do with it.
pub(super) fn bystander(servidor: &Servidor) {
    let datos = servidor.data("{ instancias { clave } }");
    assert_eq!(datos["instancias"][0]["clave"], "20067");
}

/// Sends bytes as they are; all that comes back until the server closes.
pub(super) fn raw(servidor: &Servidor, bytes: &[u8]) -> String {
    let mut conexion = TcpStream::connect(address(servidor)).unwrap();
    conexion
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    // The server may close before all is sent.
    let _ = conexion.write_all(bytes);
    let mut respuesta = Vec::new();
    let _ = conexion.read_to_end(&mut respuesta);
    String::from_utf8_lossy(&respuesta).into_owned()
}

/// Asks from an address of this machine.
pub(super) fn socket_from(de: &str, a: SocketAddr) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let enchufe = tokio::net::TcpSocket::new_v4().unwrap();
        enchufe.bind(format!("{de}:0").parse().unwrap()).unwrap();
        let mut conexion = enchufe.connect(a).await.unwrap();
        let pregunta = b"GET /graphql?query=%7Binstancias%7Bclave%7D%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        conexion.write_all(pregunta).await.unwrap();
        let mut respuesta = String::new();
        conexion.read_to_string(&mut respuesta).await.unwrap();
        respuesta
    })
}

/// As many connections as there may be, of these addresses of this machine, each with these bytes; how many were refused with a
/// status that begins so.
pub(super) fn hold(servidor: &Servidor, direcciones: u8, bytes: &[u8], codigo: &str) -> usize {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let a = address(servidor);
    let bytes: std::sync::Arc<[u8]> = bytes.into();
    let codigo = format!("HTTP/1.1 {codigo}");
    runtime.block_on(async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let tareas: Vec<_> = (0..1000u16)
            .map(|i| {
                let (bytes, codigo) = (bytes.clone(), codigo.clone());
                let de = format!("127.0.0.{}:0", 2 + i % u16::from(direcciones));
                tokio::spawn(async move {
                    let enchufe = tokio::net::TcpSocket::new_v4().unwrap();
                    enchufe.bind(de.parse().unwrap()).unwrap();
                    let mut conexion = enchufe.connect(a).await.ok()?;
                    let hablar = async {
                        // The server may close before all is sent.
                        let _ = conexion.write_all(&bytes).await;
                        let mut respuesta = [0; 12];
                        conexion.read_exact(&mut respuesta).await.ok()?;
                        Some(respuesta)
                    };
                    let dicho = tokio::time::timeout(Duration::from_secs(15), hablar).await;
                    dicho.ok()?.filter(|dicho| dicho == codigo.as_bytes())
                })
            })
            .collect();
        let mut rechazadas = 0;
        for tarea in tareas {
            rechazadas += usize::from(tarea.await.unwrap().is_some());
        }
        rechazadas
    })
}
