//! What was done to the register: one row each, chained.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bitacora")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub numero: i64,
    /// RFC 3339, UTC: what is hashed is text.
    pub cuando: String,
    pub quien: String,
    pub instancia_id: String,
    pub orden: String,
    pub detalle: String,
    /// SHA-256 of the file that came in or went out, in hexadecimal.
    pub archivo: Option<String>,
    /// Hash of the row and of the one before it, in hexadecimal.
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
