//! GraphQL schema over what is published, and the routes that the crate `servidor` serves to the public.
//!
//! This crate alone knows GraphQL. It receives [`persistence::Publicaciones`], which cannot
//! write and knows nothing of the register.

mod cargadores;
mod error;
mod esquema;
mod http;
mod novedades;
mod presupuesto;

pub use error::Error;
pub use esquema::sdl;
pub use http::{Ajustes, Consultas, MEBIBYTES, Paginas, Servicio, Trato, serve};
pub use servidor::{IpNet, turns};
