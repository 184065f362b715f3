//! GraphQL schema and HTTP server over what is published.
//!
//! This crate alone knows GraphQL and HTTP. It receives [`persistence::Publicaciones`], which cannot
//! write and knows nothing of the register.

mod cargadores;
mod error;
mod esquema;
mod http;
mod novedades;

pub use error::Error;
pub use esquema::sdl;
pub use http::{Ajustes, Consultas, Servicio, Trato, serve};
pub use ipnet::IpNet;
