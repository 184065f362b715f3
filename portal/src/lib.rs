//! The public portal: pages that answer before anybody asks, and the files that anybody takes, over the reading room.
//!
//! Imports form a line: words and numbers (`palabras`, `formato`), the settings of an instancia (`ajustes`), what is asked
//! (`direccion`, `consulta`), what is read (`lectura`, `preguntas`), how it is told and shown (`declarado`, `actos`, `vista`), the pages,
//! the files and the printed report (`paginas`, `archivos`, `impreso`), the answers as bytes (`respuesta`, `memoria`), the site (`sitio`). No GraphQL and no SQL: whatever is said here
//! is a published cell, a published record, or follows from published ones.

mod actos;
mod ajustes;
mod archivos;
mod cambios;
mod consulta;
mod declarado;
mod direccion;
mod fallo;
mod formato;
mod impreso;
mod lectura;
mod memoria;
mod paginas;
mod palabras;
mod preguntas;
mod respuesta;
mod sitio;
mod vista;

pub use ajustes::{Ajustes, Anuncio, Casas};
pub use impreso::Impreso;
pub use palabras::por_varios;
pub use sitio::Portal;
