//! A published edition: never deleted; what it says never changes.

use sea_orm::entity::prelude::*;
use time::Date;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "edicion")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub numero: i32,
    pub corte: Date,
    pub instante: i64,
    pub hash: String,
    pub sintetica: bool,
    pub umbral: i64,
    pub formato: i32,
    /// Why it was withdrawn.
    pub retirada: Option<String>,
    pub retirada_en: Option<i64>,
    /// Order of publication in the whole store.
    pub orden: i64,
}

impl ActiveModelBehavior for ActiveModel {}
