//! Pacto as its users meet it: through the binary, HTTP and files. Each test has its own stores, in
//! a folder or in databases of a temporary `PostgreSQL` cluster, and its own port.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod casa;
mod cluster;

mod api_errores;
mod capas;
mod demo;
mod esquema;
mod muertes;
mod nota;
mod ordenes;
mod permisos;
mod publicar;
mod sentencias;
