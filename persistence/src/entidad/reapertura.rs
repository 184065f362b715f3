//! A closing that was undone: what its editions had counted, and why.

use sea_orm::entity::prelude::*;
use time::Date;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reapertura")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    /// From 1, in each instancia.
    #[sea_orm(primary_key, auto_increment = false)]
    pub numero: i64,
    pub corte: Date,
    /// The cut-off of the closing before it, in the same year: what it says stays closed.
    pub anterior: Option<Date>,
    pub contenido: Vec<u8>,
    pub motivo: String,
    /// When, in seconds since 1970.
    pub cuando: i64,
}

impl ActiveModelBehavior for ActiveModel {}
