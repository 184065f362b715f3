//! The two stores of Pacto.
//!
//! - [`Registro`]: the private store. Persons as pseudonyms, attentions, institutional records.
//! - [`Imprenta`]: the press, which writes editions into the public store, whole or not at all.
//! - [`Publicaciones`]: the public store, read-only. It is all that the API receives.
//!
//! This crate alone knows SQL. Stores are SQLite files in a data folder, or PostgreSQL databases:
//! see [`Destino`].

mod almacen;
mod entidad;
mod error;
mod migracion;
mod publicaciones;
mod registro;
pub mod reparto;
pub mod respaldo;

pub use almacen::{Carpeta, Destino, Documento, Falla, Filtros, Naturaleza};
pub use error::Error;
pub use publicaciones::{
    Archivo, ClaseNovedad, ClaveFirma, Componer, ConsultaActividades, Descargada, EdicionId,
    EstadoPublico, FiltroActividades, GRACIA, Imprenta, ListaPropia, Novedad, Pagina, Pliego,
    Publicacion, Publicaciones, Sello, Tirada, Tramo, Verificacion, unpublished,
};
pub use registro::{
    Asiento, Autoria, Bitacora, Cancelado, Conteo, Contradicha, DeHoja, EstadoRegistro, Ficha,
    Folios, Generacion, Importacion, Iniciacion, Mayoria, Meant, MesPendiente, Nota, Notado, Para,
    Pendientes, Quien, Quitable, Quitado, Registro, Repetida, Revision, Selector, Shown,
    UltimoCierre,
};
