//! What an edition counted, for later ones of the same year.

use sea_orm::entity::prelude::*;
use time::Date;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "congelado")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub anio: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub corte: Date,
    pub contenido: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
