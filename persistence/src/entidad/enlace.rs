//! What else somebody is known by: her CURP or her file, where a row had both.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enlace")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    /// A keyed MAC, as in `persona`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seudonimo: Vec<u8>,
    pub persona_id: i64,
    /// Whether it is of a CURP; of what was linked before that was kept it is not known.
    pub curp: bool,
}

impl ActiveModelBehavior for ActiveModel {}
