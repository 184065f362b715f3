//! A row of a sheet that must not come back: whoever it is of has asked to be taken out.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cancelado")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    /// What the row is known by.
    #[sea_orm(primary_key, auto_increment = false)]
    pub renglon: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
