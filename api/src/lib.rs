//! GraphQL schema and HTTP server over what is published.
//!
//! This crate alone knows GraphQL and HTTP. It receives [`persistence::Publicaciones`], which cannot
//! write and knows nothing of the register.

mod cargadores;
mod error;
mod esquema;
mod http;
mod novedades;
mod presupuesto;
mod recuerdos;

pub use error::Error;
pub use esquema::sdl;
pub use http::{Ajustes, Consultas, Servicio, Trato, serve, turns};
pub use ipnet::IpNet;
