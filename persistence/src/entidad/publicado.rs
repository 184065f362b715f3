//! The state of what is published: one row, raised by whatever publishes, withdraws or undoes that, in its transaction.

use sea_orm::entity::prelude::*;

/// The key of the only row.
pub(crate) const UNICO: i32 = 1;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publicado")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Position of the last thing that happened; 0 if nothing did.
    pub orden: i64,
    /// What tells it from what another store has at that position.
    pub huella: String,
}

impl ActiveModelBehavior for ActiveModel {}
