//! What both stores are made of: connections, transactions, what kind of data a store holds, how records are kept.

mod candado;
mod conexion;
mod documento;
mod gzip;
mod huella;
mod naturaleza;
mod transaccion;

pub(crate) use candado::Candado;
pub use conexion::{Carpeta, Destino};
pub(crate) use conexion::{Uso, open_postgres, open_sqlite};
pub(crate) use documento::agencia_de;
pub use documento::{Documento, Filtros};
pub(crate) use gzip::{compress, inflate};
pub(crate) use huella::{digest, hash};
pub use naturaleza::Naturaleza;
pub(crate) use naturaleza::{allow_sheets, claim, claim_for_sheets, naturaleza};
pub(crate) use transaccion::{
    LOTE, begin_snapshot, begin_write, insert_all, migrate_postgres, natural,
};
