//! What an attention said before it was put right.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "historia")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub numero: i64,
    /// The attention that says it now.
    pub atencion_id: i64,
    /// When it was put right.
    pub cuando: OffsetDateTime,
    /// What it said, as JSON; no person but by her number.
    pub anterior: String,
    /// Who it said it was of.
    pub persona_id: Option<i64>,
    /// Digest of what it said.
    pub huella: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
