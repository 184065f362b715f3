//! Pacto as its users meet it: through the binary, HTTP and files. Each test has its own stores, in
//! a folder or in databases of a temporary PostgreSQL cluster, and its own port.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::needless_raw_string_hashes,
    reason = "tests fail by panicking and say what they left out; snapshots are written by a tool"
)]

mod aparte;
mod casa;
mod casos;
mod cluster;
mod codigos;
mod demostracion;
mod dichas;
mod dicho_claro;
mod mesa;
mod oficina;
mod victima;
mod visto_antes;

mod actos;
mod agujeros;
mod anios;
mod api_errores;
mod arco;
mod atacante;
mod ataques;
mod averias;
mod azar;
mod callados;
mod capas;
mod clientes;
mod cubo;
mod cuidado;
mod demo;
mod ejemplo;
mod enlaces;
mod erratas;
mod escala;
mod escrito;
mod esquema;
mod formato;
mod guia;
mod hojas;
mod hojas_2017;
mod identidades;
mod importar;
mod informe;
mod instancia;
mod institucional;
mod mapa;
mod muertes;
mod nota;
mod novedades;
mod nulos;
mod operacion;
mod ordenes;
mod paginas;
mod periodos;
mod permisos;
mod portal;
mod propias;
mod proteccion;
mod protocolo;
mod publicar;
mod quitar;
mod quorum;
mod reabrir;
mod registro;
mod residuos;
mod respaldo;
mod retiro;
mod sentencias;
mod suscripciones;
mod tabla_csv;
mod tamanos;
mod tropiezos;
