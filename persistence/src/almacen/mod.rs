//! What both stores are made of: connections, transactions, what kind of data a store holds, how records are kept.

mod archivo;
mod candado;
mod conexion;
mod direccion;
mod documento;
mod falla;
mod gzip;
mod huella;
mod naturaleza;
mod transaccion;
mod version;

pub(crate) use archivo::{behind, not_emptied};
pub(crate) use candado::Candado;
pub use conexion::{Carpeta, Destino};
pub(crate) use conexion::{Uso, open_postgres, open_sqlite, postgres_later, reach_postgres};
pub(crate) use documento::agencia_de;
pub use documento::{Documento, Filtros};
pub(crate) use falla::Causa;
pub use falla::Falla;
pub(crate) use gzip::{compress, inflate};
pub(crate) use huella::{digest, hash};
pub use naturaleza::Naturaleza;
pub(crate) use naturaleza::{allow_sheets, claim, claim_for_sheets, naturaleza};
pub(crate) use transaccion::{
    begin_alone, begin_copy, begin_snapshot, begin_write, insert_all, is_citus, is_read_only,
    lock_whole, natural,
};
pub(crate) use version::{is_current, migrate, migrate_postgres, missing_table, pending};

/// A code of SQLite without its extension. Those of PostgreSQL have five characters.
pub(crate) fn primary(codigo: &str) -> Option<u32> {
    let codigo = Some(codigo).filter(|codigo| codigo.len() < 5)?;
    Some(codigo.parse::<u32>().ok()? & 0xff)
}
