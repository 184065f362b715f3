//! Whoever was only a slip of the pen: all that was said of her was put right, and is of somebody else. What editions counted of
//! her stays counted: as of the woman whom it is of, where no closed number becomes another; else as of nobody known.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Cierres, Clave};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QuerySelect,
};

use super::super::contadas::Contadas;
use super::super::enlaces::{self, Juntada};
use super::super::sabido::{count_as, face, face_in, unnamed};
use crate::Error;
use crate::entidad::{atencion, historia, persona};

/// What became of a slip that editions had counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errata {
    /// It is counted as the woman whom it is of.
    Una,
    /// She and the slip are counted as two.
    Dos,
}

/// Puts an end to those of some persons of whom nothing is said any more, though editions have counted them; what became of
/// each.
pub(super) async fn end(
    tx: &DatabaseTransaction,
    clave: &Clave,
    cierres: &Cierres,
    dejadas: BTreeSet<i64>,
) -> Result<BTreeMap<i64, Errata>, Error> {
    let mut hechas = BTreeMap::new();
    for errada in dejadas {
        let id = (clave.to_string(), errada);
        let Some(fila) = persona::Entity::find_by_id(id).one(tx).await? else {
            continue;
        };
        if is_named(tx, clave, errada).await? {
            continue;
        }
        let suyas = whose(tx, clave, errada).await?;
        let hecha = match suyas[..] {
            [suya] if become_one(tx, clave, cierres, &fila, suya).await? => Some(Errata::Una),
            [] => None,
            _ => Some(Errata::Dos),
        };
        if hecha != Some(Errata::Una) {
            forget(tx, clave, fila).await?;
        }
        hechas.extend(hecha.map(|hecha| (errada, hecha)));
    }
    Ok(hechas)
}

/// Whether something is said of somebody.
async fn is_named(tx: &DatabaseTransaction, clave: &Clave, quien: i64) -> Result<bool, Error> {
    let dichas = atencion::Entity::find()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::PersonaId.eq(quien))
        .filter(atencion::Column::Renglon.is_not_null());
    Ok(dichas.count(tx).await? > 0)
}

/// Whose is now what was said to be of somebody.
async fn whose(tx: &DatabaseTransaction, clave: &Clave, errada: i64) -> Result<Vec<i64>, Error> {
    let suyas: Vec<i64> = historia::Entity::find()
        .select_only()
        .column(historia::Column::AtencionId)
        .distinct()
        .filter(historia::Column::InstanciaId.eq(clave.as_str()))
        .filter(historia::Column::PersonaId.eq(errada))
        .into_tuple()
        .all(tx)
        .await?;
    let quienes: Vec<Option<i64>> = atencion::Entity::find()
        .select_only()
        .column(atencion::Column::PersonaId)
        .distinct()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::Id.is_in(suyas))
        .filter(atencion::Column::Renglon.is_not_null())
        .into_tuple()
        .all(tx)
        .await?;
    Ok(quienes.into_iter().flatten().collect())
}

/// What editions counted of the slip is of the woman whom it is of, if that leaves every closed number as it is. Whether it does.
async fn become_one(
    tx: &DatabaseTransaction,
    clave: &Clave,
    cierres: &Cierres,
    errada: &persona::Model,
    suya: i64,
) -> Result<bool, Error> {
    let instancia = clave.as_str();
    let id = (clave.to_string(), suya);
    let fila = persona::Entity::find_by_id(id).one(tx).await?;
    let mut fila = fila.ok_or(Error::Ilegible("persona"))?;
    let ambas = BTreeSet::from([errada.id, suya]);
    let contadas = Contadas::load(tx, instancia, cierres, ambas).await?;
    let Some(anio) = contadas.last_year(errada.id) else {
        return Ok(false);
    };
    if contadas.together(cierres, errada.id, suya) {
        return Ok(false);
    }
    let contada = face_in(errada, anio);
    let entera = errada.contado_anio.is_none_or(|hasta| hasta >= anio);
    let igual = entera && fila.contado_anio.is_none() && face(&fila) == contada;
    if !igual {
        // She is counted so in those years, as the slip was; not if editions have counted her otherwise.
        if !entera || contadas.has(suya) || fila.contado_anio.is_some() {
            return Ok(false);
        }
        count_as(&mut fila, anio, contada);
    }
    // Whom the slip was counted beside, as two, is she.
    fila.misma = fila.misma.or(errada.misma);
    let etiquetas = errada.misma.zip(fila.misma);
    fila.into_active_model().reset_all().update(tx).await?;
    if let Some((va, queda)) = etiquetas.filter(|(va, queda)| va != queda) {
        enlaces::relabel(tx, instancia, va, queda).await?;
    }
    enlaces::forget(tx, instancia, Some(vec![errada.id])).await?;
    let juntada = Juntada {
        va: errada.id,
        queda: suya,
    };
    enlaces::join(tx, instancia, juntada).await?;
    Ok(true)
}

/// Nothing is left by which the slip could be taken for somebody.
async fn forget(
    tx: &DatabaseTransaction,
    clave: &Clave,
    fila: persona::Model,
) -> Result<(), Error> {
    enlaces::forget(tx, clave.as_str(), Some(vec![fila.id])).await?;
    unnamed(fila)?.update(tx).await?;
    Ok(())
}
