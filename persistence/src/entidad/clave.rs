//! A public key that editions are signed with, and what the key before it says of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clave")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub clave_publica: String,
    /// Since when it signs.
    pub desde: i64,
    /// The key before it.
    pub anterior: Option<String>,
    /// The signature of this key by the one before it.
    pub firma: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
