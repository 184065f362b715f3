//! What the whole store is: so far, whether its data are real or synthetic.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ajuste")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub clave: String,
    pub valor: String,
}

impl ActiveModelBehavior for ActiveModel {}
