//! What the register holds of somebody who asks.

use domain::{Clave, Dicho, Seudonimo};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Registro;
use super::cierre::closings;
use super::enlaces;
use super::lectura::complete;
use crate::Error;
use crate::almacen::begin_snapshot;
use crate::entidad::atencion;

/// By what somebody is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quien {
    /// The folio of one of her attentions, in capitals.
    Folio(String),
    /// What stands for her CURP or her file.
    Seudonimo(Seudonimo),
}

/// Attentions of somebody, and whether an edition has counted each.
#[derive(Debug, Clone)]
pub struct Ficha {
    /// In the order in which they came.
    pub dichos: Vec<(Dicho, bool)>,
    /// Whether somebody known is behind them.
    pub persona: bool,
}

/// The rows of somebody, and her number in the register; of an attention that is anonymous, it alone.
pub(super) struct Suyas {
    pub(super) filas: Vec<atencion::Model>,
    pub(super) persona: Option<i64>,
}

/// Looks somebody up.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    clave: &Clave,
    quien: &Quien,
) -> Result<Suyas, Error> {
    let de_aqui = atencion::Entity::find()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .order_by_asc(atencion::Column::Id);
    let persona = match quien {
        Quien::Folio(folio) => {
            let suya = de_aqui
                .clone()
                .filter(atencion::Column::Folio.eq(folio.as_str()));
            let suya = suya.one(db).await?.ok_or(Error::FolioDesconocido)?;
            let Some(persona) = suya.persona_id else {
                return Ok(Suyas {
                    filas: vec![suya],
                    persona: None,
                });
            };
            persona
        }
        Quien::Seudonimo(seudonimo) => {
            let suya = enlaces::whose(db, clave, seudonimo).await?;
            suya.ok_or(Error::PersonaDesconocida)?
        }
    };
    let filas = de_aqui.filter(atencion::Column::PersonaId.eq(persona));
    Ok(Suyas {
        filas: filas.all(db).await?,
        persona: Some(persona),
    })
}

impl Registro {
    /// Everything that the register holds of somebody.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::PersonaDesconocida`], [`Error::InstanciaDesconocida`], [`Error::Ilegible`],
    /// [`Error::Base`].
    pub async fn ficha(&self, clave: &Clave, quien: &Quien) -> Result<Ficha, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let Suyas { mut filas, persona } = find(&tx, clave, quien).await?;
        // What an edition counted and was put right since is not what is known of her.
        filas.retain(|fila| fila.renglon.is_some());
        let cierres = closings(&tx, clave).await?;
        let contadas: Vec<bool> = filas
            .iter()
            // What was put right of a closed month counts as it was.
            .map(|fila| fila.mes == 0 || cierres.is_closed(fila.mes))
            .collect();
        let dichos = complete(&tx, clave, filas).await?;
        Ok(Ficha {
            dichos: dichos.into_iter().zip(contadas).collect(),
            persona: persona.is_some(),
        })
    }
}
