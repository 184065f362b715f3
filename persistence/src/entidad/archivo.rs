//! The signed file of an edition.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "archivo")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub numero: i32,
    /// Canonical bytes, compressed.
    pub contenido: Vec<u8>,
    pub firma: String,
    pub clave_publica: String,
}

impl ActiveModelBehavior for ActiveModel {}
