//! A piece of the content of an edition, with the columns that questions filter and order by.

use sea_orm::entity::prelude::*;
use time::Date;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pieza")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub numero: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tipo: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub padre: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub clave: String,
    pub orden: Vec<u8>,
    pub clase: Option<String>,
    pub fecha: Option<Date>,
    pub etiquetas: Option<String>,
    pub contenido: String,
}

impl ActiveModelBehavior for ActiveModel {}
