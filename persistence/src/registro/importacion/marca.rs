//! The mark that the key of the pseudonyms leaves in a register: with another one the same person would be two.

use claves::{Identidad, hex};
use domain::Clave;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, Set};

use crate::Error;
use crate::entidad::identidad;

/// The first import of an instancia leaves a mark of its key.
pub(in crate::registro) async fn same_key(
    tx: &DatabaseTransaction,
    clave: &Clave,
    identidad: &Identidad,
) -> Result<(), Error> {
    if check_key(tx, clave, identidad).await? {
        return Ok(());
    }
    let nueva = identidad::ActiveModel {
        instancia_id: Set(clave.to_string()),
        marca: Set(mark(clave, identidad)),
    };
    identidad::Entity::insert(nueva)
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
    let hay = identidad::Entity::find_by_id(clave.to_string());
    match hay.one(db).await? {
        Some(hay) if hay.marca == mark(clave, identidad) => Ok(true),
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
    identidad::Entity::delete_by_id(clave.to_string())
        .exec(tx)
        .await?;
    same_key(tx, clave, identidad).await
}

fn mark(clave: &Clave, identidad: &Identidad) -> String {
    hex(&identidad.digest(clave, &["marca de la clave"]))
}
