//! Something that happened to what is published: entries are only added, in one order for the whole store.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "novedad")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    /// Position among all; that of an edition is its own.
    #[sea_orm(primary_key, auto_increment = false)]
    pub orden: i64,
    pub tipo: String,
    /// Of the edition, if it is about one.
    pub numero: Option<i32>,
    /// The public key, if it is about one.
    pub clave: Option<String>,
    pub instante: i64,
    /// What tells it from what another store has at that position.
    pub huella: String,
}

impl ActiveModelBehavior for ActiveModel {}
