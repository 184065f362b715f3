//! The printed report of an edition.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pliego")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub numero: i32,
    /// A PDF.
    pub contenido: Vec<u8>,
    /// By the key that signs the edition.
    pub firma: String,
}

impl ActiveModelBehavior for ActiveModel {}
