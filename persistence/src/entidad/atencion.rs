//! One service given to one person on one day; without a person, to someone anonymous.

use sea_orm::entity::prelude::*;
use time::Date;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "atencion")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub fecha: Date,
    pub servicio: String,
    pub lugar: String,
    pub visita: String,
    pub violencia: String,
    pub unidad: Option<String>,
    pub persona_id: Option<i64>,
    /// Month in which it counts, as year · 100 + month: its own, or the first that was open.
    pub mes: i32,
    /// Types of violence, joined by «+».
    pub tipos: Option<String>,
    /// Number of the institute, if it has one.
    pub folio: Option<String>,
    /// What the row that it came in is known by; none if it did not come in one, or was put right since.
    pub renglon: Option<Vec<u8>>,
    /// Digest of what that row said.
    pub huella: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
