//! GraphQL over HTTP, the files of editions, and whether the server is well: what the crate `servidor` serves to the public.
//!
//! Imports form a line: what is asked (`peticion`, `escaner`, `puerta`, `documento`, `variables`, `completo`, `json`, `consultas`), the answer as bytes (`nulos`, `medio`,
//! `respuesta`, `memoria`), what requests share (`shared`), doing it (`ejecucion`, `seguimiento`), the transports (`graphql`, `sse`,
//! `websocket` with `conversacion`, `archivos`, `tabla`, `explorador`), the routes (`rutas`), the site (`servicio`).

mod archivos;
mod claves;
mod completo;
mod consultas;
mod conversacion;
mod documento;
mod ejecucion;
mod escaner;
mod estable;
mod explorador;
mod fijos;
mod graphql;
mod json;
mod lectores;
mod limites;
mod medio;
mod memoria;
mod metricas;
mod nulos;
mod peticion;
#[cfg(test)]
mod plantadas;
mod puerta;
mod rechazo;
mod respuesta;
mod rutas;
mod seguimiento;
mod servicio;
mod shared;
mod sse;
mod tabla;
mod traduccion;
mod variables;
mod websocket;

pub use consultas::Consultas;
#[cfg(test)]
pub(crate) use limites::documento::{
    ALIAS, ANIDAMIENTO, CAMPOS, DIRECTIVAS, LETRAS, PALABRAS, TEXTOS, VALORES,
};
pub(crate) use limites::suscripciones::CADA;
#[cfg(test)]
pub(crate) use limites::suscripciones::OPERACIONES;
pub use servicio::{Ajustes, MEBIBYTES, Paginas, Servicio, Trato, serve};
