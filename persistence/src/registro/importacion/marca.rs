//! The mark that the key of the pseudonyms leaves in a register: with another one the same person would be two.

use claves::{Identidad, hex};
use domain::Clave;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, Set};

use crate::Error;
use crate::entidad::ajuste;

/// What the name of the mark of an instancia begins with.
pub(in crate::registro) const MARCA: &str = "identidad:";

/// The first import of an instancia leaves a mark of its key.
pub(in crate::registro) async fn same_key(
    tx: &DatabaseTransaction,
    clave: &Clave,
    identidad: &Identidad,
) -> Result<(), Error> {
    if check_key(tx, clave, identidad).await? {
        return Ok(());
    }
    let (nombre, valor) = mark(clave, identidad);
    let nuevo = ajuste::ActiveModel {
        clave: Set(nombre),
        valor: Set(valor),
    };
    ajuste::Entity::insert(nuevo)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Whether the register has a mark of this key; an error if it has one of another.
pub(in crate::registro) async fn check_key(
    db: &impl ConnectionTrait,
    clave: &Clave,
    identidad: &Identidad,
) -> Result<bool, Error> {
    let (nombre, valor) = mark(clave, identidad);
    match ajuste::Entity::find_by_id(nombre).one(db).await? {
        Some(ajuste) if ajuste.valor == valor => Ok(true),
        Some(_) => Err(Error::OtraIdentidad),
        None => Ok(false),
    }
}

/// Another key takes the place of the one that is lost.
pub(in crate::registro) async fn remark(
    tx: &DatabaseTransaction,
    clave: &Clave,
    identidad: &Identidad,
) -> Result<(), Error> {
    let (nombre, _) = mark(clave, identidad);
    ajuste::Entity::delete_by_id(nombre).exec(tx).await?;
    same_key(tx, clave, identidad).await
}

/// The mark of a key: its name among the settings, and what it says.
fn mark(clave: &Clave, identidad: &Identidad) -> (String, String) {
    let valor = hex(&identidad.digest(clave, &["marca de la clave"]));
    (format!("{MARCA}{clave}"), valor)
}
