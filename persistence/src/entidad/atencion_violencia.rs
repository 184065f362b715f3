//! A modality of violence of an attention.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "atencion_violencia")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub atencion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub catalogo: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub clave: String,
}

impl ActiveModelBehavior for ActiveModel {}
