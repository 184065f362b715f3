//! The public portal: pages that answer before anybody asks, and the files that anybody takes, over the reading room.
//!
//! Imports form a line: words and numbers (`palabras`, `formato`), the settings of an instancia (`ajustes`), what is asked
//! (`direccion`, `consulta`), what is read (`lectura`), how it is shown (`vista`), the pages and the files (`paginas`,
//! `archivos`), the answers as bytes (`respuesta`, `memoria`), the site (`sitio`). No GraphQL and no SQL: whatever is said here
//! is a published cell, a published record, or follows from published ones.

mod ajustes;
mod archivos;
mod consulta;
mod direccion;
mod fallo;
mod formato;
mod lectura;
mod memoria;
mod paginas;
mod palabras;
mod respuesta;
mod sitio;
mod vista;

pub use ajustes::{Ajustes, Anuncio, Casas};
pub use sitio::Portal;
