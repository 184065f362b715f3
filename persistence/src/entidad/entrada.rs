//! An entry of a catalogue of an instancia.

use sea_orm::entity::prelude::*;
use time::Date;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entrada")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub catalogo: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub clave: String,
    pub orden: i32,
    pub nombre: String,
    pub fundamento: Option<String>,
    pub desde: Option<Date>,
    pub hasta: Option<Date>,
    pub area: Option<String>,
    pub grupo: Option<String>,
    /// Of an entry that the office added to a list of the program: what it is counted as, or the day on which it falls.
    pub como: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
