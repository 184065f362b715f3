//! Someone attended: a pseudonym and what statistics need. A silence has its own column.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "persona")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instancia_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub seudonimo: Vec<u8>,
    pub sexo: String,
    pub anio_nacimiento: Option<i32>,
    pub silencio_nacimiento: Option<String>,
    pub indigena: String,
    pub lengua_indigena: String,
    pub afromexicana: String,
    pub discapacidad: String,
    pub escolaridad: String,
    /// Whether a row has said her CURP; of rows that came in before this was kept it is not known.
    pub con_curp: bool,
    /// Last year of which editions have counted her with what follows, where something else is known of her now.
    pub contado_anio: Option<i32>,
    pub contado_sexo: Option<String>,
    pub contado_nacimiento: Option<i32>,
    pub contado_silencio: Option<String>,
    /// What she has in common with others who are the same woman, and whom editions have counted apart: the number of one of them.
    pub misma: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
