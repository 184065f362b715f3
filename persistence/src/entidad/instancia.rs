//! An instancia with published editions, as its latest edition describes it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instancia")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    pub region: String,
    pub contenido: String,
}

impl ActiveModelBehavior for ActiveModel {}
