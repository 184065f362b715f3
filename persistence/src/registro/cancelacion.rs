//! Taking a person out of the register, as the law on personal data lets her ask. What was published stays: what an
//! edition counted of her remains as somebody whom nothing can name.

use std::collections::BTreeSet;

use domain::Clave;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, Set,
};

use super::Registro;
use super::bitacora::{self, Autoria, Nota};
use super::cierre;
use super::enlaces;
use super::ficha::{Quien, Shown, Suyas, find};
use super::sabido::unnamed;
use crate::Error;
use crate::almacen::{begin_write, insert_all};
use crate::entidad::{atencion, atencion_violencia, cancelado, historia, persona};

/// The order of the log that takes somebody out.
pub(super) const CANCELAR: &str = "cancelar";

/// What a cancellation did, in attentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cancelado {
    /// Those that are gone.
    pub borradas: u64,
    /// Those that editions have counted: they stay, of nobody known.
    pub disociadas: u64,
    /// Whether somebody known was behind them.
    pub persona: bool,
}

impl Registro {
    /// Takes out somebody with all her attentions; only the attention, if it is anonymous. Importing their rows again does not
    /// bring them back. `vista`: what was shown of her.
    ///
    /// # Errors
    /// [`Error::CambioVisto`], if it is no longer what was shown; [`Error::FolioDesconocido`], [`Error::PersonaDesconocida`], [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn cancel(
        &self,
        clave: &Clave,
        quien: &Quien,
        vista: &Shown,
        autoria: &Autoria,
    ) -> Result<Cancelado, Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        self.must_have(&tx, clave).await?;
        let suyas = find(&tx, clave, quien).await?;
        if suyas.seen() != *vista {
            return Err(Error::CambioVisto);
        }
        let Suyas { filas, personas } = suyas;
        let cierres = cierre::closings(&tx, clave).await?;
        let (contadas, otras): (Vec<_>, Vec<_>) = filas
            .iter()
            .partition(|fila| fila.mes > 0 && cierres.is_closed(fila.mes));
        let ids = |filas: &[&atencion::Model]| filas.iter().map(|f| f.id).collect::<Vec<_>>();
        let dichas = past(&tx, clave, &personas, &ids(&contadas), &ids(&otras)).await?;
        forget(&tx, clave, &ids(&contadas), &ids(&otras)).await?;
        for quien in &personas {
            let contada = contadas.iter().any(|fila| fila.persona_id == Some(*quien));
            self.nameless(&tx, clave, *quien, !contada).await?;
        }
        let lapidas = filas.iter().filter_map(|fila| fila.renglon.clone());
        let lapidas: BTreeSet<Vec<u8>> = lapidas.chain(dichas).collect();
        let lapidas = lapidas.into_iter().map(|renglon| cancelado::ActiveModel {
            instancia_id: Set(clave.to_string()),
            renglon: Set(renglon),
        });
        insert_all(&tx, lapidas.collect()).await?;
        // As whoever asked was told: each once, though what an edition counted of it may stand beside what is known now, with
        // her or with whom it was of before.
        let dichas_hoy = filas.iter().filter(|fila| fila.renglon.is_some());
        let (disociadas, borradas): (Vec<_>, Vec<_>) =
            dichas_hoy.partition(|fila| fila.mes == 0 || cierres.is_closed(fila.mes));
        let (disociadas, borradas) = (disociadas.len(), borradas.len());
        let nota = Nota {
            orden: CANCELAR,
            detalle: format!("borradas {borradas}, disociadas {disociadas}"),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        tx.commit().await?;
        let natural = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        Ok(Cancelado {
            borradas: natural(borradas),
            disociadas: natural(disociadas),
            persona: !personas.is_empty(),
        })
    }

    /// Her row goes, or says of nobody what editions have counted: sex and year of birth.
    async fn nameless(
        &self,
        tx: &DatabaseTransaction,
        clave: &Clave,
        quien: i64,
        borra: bool,
    ) -> Result<(), Error> {
        enlaces::forget(tx, clave.as_str(), Some(vec![quien])).await?;
        let id = (clave.to_string(), quien);
        if borra {
            persona::Entity::delete_by_id(id).exec(tx).await?;
            return Ok(());
        }
        let fila = persona::Entity::find_by_id(id).one(tx).await?;
        let fila = fila.ok_or(Error::Ilegible("persona"))?;
        let contado = (
            fila.contado_anio,
            fila.contado_sexo.clone(),
            fila.contado_nacimiento,
            fila.contado_silencio.clone(),
        );
        let mut fila = unnamed(fila)?;
        if let (Some(anio), Some(sexo)) = (contado.0, contado.1) {
            // She is counted as she was then.
            fila.contado_anio = Set(Some(anio));
            fila.sexo = Set(sexo);
            fila.anio_nacimiento = Set(contado.2);
            fila.silencio_nacimiento = Set(contado.3);
        }
        fila.update(tx).await?;
        Ok(())
    }
}

/// Takes out the history of somebody and of some attentions; digests of what it said, so that it does not come back.
async fn past(
    tx: &DatabaseTransaction,
    clave: &Clave,
    quienes: &[i64],
    contadas: &[i64],
    otras: &[i64],
) -> Result<Vec<Vec<u8>>, Error> {
    let todas = contadas.iter().chain(otras).copied();
    let mut suyas = Condition::any().add(historia::Column::AtencionId.is_in(todas));
    if !quienes.is_empty() {
        suyas = suyas.add(historia::Column::PersonaId.is_in(quienes.iter().copied()));
    }
    let filas = historia::Entity::find()
        .filter(historia::Column::InstanciaId.eq(clave.as_str()))
        .filter(suyas.clone())
        .all(tx)
        .await?;
    historia::Entity::delete_many()
        .filter(historia::Column::InstanciaId.eq(clave.as_str()))
        .filter(suyas)
        .exec(tx)
        .await?;
    // What it said of others may be said again.
    let de_ella = filas.into_iter().filter(|fila| match fila.persona_id {
        Some(quien) => quienes.contains(&quien),
        None => quienes.is_empty(),
    });
    Ok(de_ella.filter_map(|fila| fila.huella).collect())
}

/// Some attentions lose whatever they could be known by, others go.
pub(super) async fn forget(
    tx: &DatabaseTransaction,
    clave: &Clave,
    contadas: &[i64],
    otras: &[i64],
) -> Result<(), Error> {
    let instancia = clave.as_str();
    let nada = Expr::value(Option::<Vec<u8>>::None);
    atencion::Entity::update_many()
        .col_expr(atencion::Column::Renglon, nada.clone())
        .col_expr(atencion::Column::Huella, nada)
        .col_expr(atencion::Column::Folio, Expr::value(Option::<String>::None))
        .filter(atencion::Column::InstanciaId.eq(instancia))
        .filter(atencion::Column::Id.is_in(contadas.iter().copied()))
        .exec(tx)
        .await?;
    atencion_violencia::Entity::delete_many()
        .filter(atencion_violencia::Column::InstanciaId.eq(instancia))
        .filter(atencion_violencia::Column::AtencionId.is_in(otras.iter().copied()))
        .exec(tx)
        .await?;
    atencion::Entity::delete_many()
        .filter(atencion::Column::InstanciaId.eq(instancia))
        .filter(atencion::Column::Id.is_in(otras.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}
