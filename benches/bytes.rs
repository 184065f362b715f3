//! What a server can do at best: the bytes of a file, from memory, with axum and nothing else.
//!
//! `cargo run --release --example bytes -- ARCHIVO PUERTO`

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;

#[tokio::main]
async fn main() {
    let mut argumentos = std::env::args().skip(1);
    let bytes = Bytes::from(std::fs::read(argumentos.next().unwrap()).unwrap());
    let puerto: u16 = argumentos.next().unwrap().parse().unwrap();
    let answer = move || {
        let bytes = bytes.clone();
        async move {
            (
                [(header::CONTENT_TYPE, "application/json; charset=utf-8")],
                bytes,
            )
        }
    };
    let rutas = Router::new().route("/graphql", get(answer.clone()).post(answer));
    let escucha = tokio::net::TcpListener::bind(("127.0.0.1", puerto))
        .await
        .unwrap();
    axum::serve(escucha, rutas).await.unwrap();
}
