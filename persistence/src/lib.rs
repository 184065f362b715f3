//! The two stores of Pacto and the data bundled with it.
//!
//! - [`Registro`]: the private store. Persons as pseudonyms, attentions, institutional records.
//! - [`Imprenta`]: the press, which writes editions into the public store, whole or not at all.
//! - [`Publicaciones`]: the public store, read-only. It is all that the API receives.
//!
//! This crate alone knows SQL. Stores are SQLite files in a data folder, or PostgreSQL databases:
//! see [`Destino`].

mod candado;
mod conexion;
pub mod datos;
mod documento;
mod entidad;
mod error;
mod firma;
mod gzip;
mod identidad;
mod migracion;
pub mod plan;
mod publicaciones;
mod registro;
pub mod respaldo;
mod secreto;
mod sintetico;

pub use conexion::{Carpeta, Destino};
pub use documento::{Documento, Filtros};
pub use error::Error;
pub use firma::{Llave, folder as key_folder};
pub use identidad::Identidad;
pub use publicaciones::{
    Archivo, ConsultaActividades, EdicionId, FiltroActividades, Imprenta, Pagina, Publicacion,
    Publicaciones, Sello, Verificacion,
};
pub use registro::{
    Alias, Asiento, Autoria, Bitacora, Cancelado, Carga, Choque, Dicho, Enmienda, Enmiendas,
    Importacion, Importado, Iniciacion, Marco, MesPendiente, Naturaleza, Nota, Pendientes,
    Preparada, Registro, Renglon, Repetida, Revision, TipoAlias,
};
pub use sintetico::generate;
