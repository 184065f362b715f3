//! An institutional record of an instancia, as the domain serialises it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "documento")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tipo: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub padre: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub clave: String,
    pub contenido: String,
}

impl ActiveModelBehavior for ActiveModel {}
