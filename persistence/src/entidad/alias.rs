//! Other ways of writing an entry of a catalogue.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alias")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub catalogo: String,
    /// As it is looked for: without capitals and accents.
    #[sea_orm(primary_key, auto_increment = false)]
    pub escrito: String,
    pub clave: String,
}

impl ActiveModelBehavior for ActiveModel {}
