//! Taking out one attention that should not have come in, while no edition has counted it. Whoever it is of stays, if she has others.

use domain::{Clave, Dicho};
use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::Error;
use crate::almacen::begin_write;
use crate::entidad::{atencion, historia};
use crate::registro::Registro;
use crate::registro::bitacora::{self, Autoria, Nota};
use crate::registro::cancelacion::forget;
use crate::registro::cierre::closings;
use crate::registro::enlaces::drop_nobody;
use crate::registro::ficha::{Selector, only, those};
use crate::registro::importacion::past;
use crate::registro::lectura::{complete, modalities};

/// What the log says where an attention without a folio was taken out; whoever asks what is left of a sheet counts them.
pub(in crate::registro) const SIN_FOLIO: &str = "atenciones sin folio: 1";

impl Registro {
    /// Takes out an attention; if it is only to be seen which one it is, nothing. What it said stays in the history;
    /// its row comes in again if it is imported again, so that whoever took the wrong one out has it back.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::PersonaDesconocida`], [`Error::SinEsaAtencion`], [`Error::VariasAtenciones`],
    /// [`Error::AtencionContada`], [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn remove_attention(
        &self,
        clave: &Clave,
        cual: &Selector,
        simular: bool,
        autoria: &Autoria,
    ) -> Result<Dicho, Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        self.must_have(&tx, clave).await?;
        let cierres = closings(&tx, clave).await?;
        let is_counted = |fila: &atencion::Model| fila.mes == 0 || cierres.is_closed(fila.mes);
        let mut suyas = those(&tx, clave, cual).await?;
        // What an edition has counted stays: of the same twice it is the other that can go.
        if suyas.iter().any(|fila| !is_counted(fila)) {
            suyas.retain(|fila| !is_counted(fila));
        }
        let fila = only(&tx, clave, suyas, false).await?;
        let fila = last_alike(&tx, clave, fila).await?;
        if is_counted(&fila) {
            return Err(Error::AtencionContada);
        }
        let dicha = complete(&tx, clave, vec![fila.clone()]).await?;
        let dicha = dicha.into_iter().next().ok_or(Error::FolioDesconocido)?;
        if simular {
            tx.rollback().await?;
            return Ok(dicha);
        }
        let modalidades = modalities(&tx, clave, vec![fila.id]).await?;
        let ultima: Option<Option<i64>> = historia::Entity::find()
            .select_only()
            .column_as(historia::Column::Numero.max(), "ultima")
            .filter(historia::Column::InstanciaId.eq(clave.as_str()))
            .into_tuple()
            .one(&tx)
            .await?;
        let numero = ultima.flatten().unwrap_or(0) + 1;
        let era = (modalidades.get(&fila.id), None);
        let antes = past(clave, (numero, autoria.cuando), fila.id, &fila, era)?;
        historia::Entity::insert(antes)
            .exec_without_returning(&tx)
            .await?;
        forget(&tx, clave, &[], &[fila.id]).await?;
        let quien: BTreeSet<i64> = fila.persona_id.into_iter().collect();
        if drop_nobody(&tx, clave.as_str(), quien).await? > 0 {
            // Of somebody who is not there any more nothing is kept that nobody could ask for.
            historia::Entity::delete_many()
                .filter(historia::Column::InstanciaId.eq(clave.as_str()))
                .filter(
                    Condition::any()
                        .add(historia::Column::PersonaId.eq(fila.persona_id))
                        .add(historia::Column::AtencionId.eq(fila.id)),
                )
                .exec(&tx)
                .await?;
        }
        let nota = Nota {
            orden: "quitar",
            detalle: if fila.folio.is_some() {
                "atenciones: 1".to_owned()
            } else {
                SIN_FOLIO.to_owned()
            },
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        tx.commit().await?;
        Ok(dicha)
    }
}

/// Of several attentions without a folio that say the same, the one that came in last: a sheet that has one row less of them then has the
/// others.
async fn last_alike(
    tx: &DatabaseTransaction,
    clave: &Clave,
    fila: atencion::Model,
) -> Result<atencion::Model, Error> {
    let Some(huella) = fila.huella.clone().filter(|_| fila.folio.is_none()) else {
        return Ok(fila);
    };
    let ultima = atencion::Entity::find()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::PersonaId.eq(fila.persona_id))
        .filter(atencion::Column::Mes.eq(fila.mes))
        .filter(atencion::Column::Huella.eq(huella))
        .filter(atencion::Column::Folio.is_null())
        .filter(atencion::Column::Renglon.is_not_null())
        .order_by_desc(atencion::Column::Id)
        .limit(1)
        .one(tx)
        .await?;
    Ok(ultima.unwrap_or(fila))
}
