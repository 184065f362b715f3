//! The mark that the key of the pseudonyms has left in an instancia.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identidad")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    /// In hexadecimal.
    pub marca: String,
}

impl ActiveModelBehavior for ActiveModel {}
