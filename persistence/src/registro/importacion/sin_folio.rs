//! Rows beside attentions that came in without a folio: the same one with a folio, or another one of the same woman and day.

use std::collections::{BTreeMap, BTreeSet};

use domain::Renglon;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use time::Date;

use super::Importacion;
use crate::Error;
use crate::entidad::atencion;
use crate::registro::gente::Gente;

/// Attentions of those who some new rows are of.
#[derive(Default)]
pub(super) struct Hermanas {
    /// Those without a folio that say what a row with one says, by what the row is known by.
    iguales: BTreeMap<[u8; 32], i64>,
    /// Who has some on which day.
    dias: BTreeSet<(i64, Date)>,
}

impl Hermanas {
    /// The attention without a folio that a row says again with one: once, since it has a folio then.
    pub(super) fn same(&mut self, renglon: &Renglon) -> Option<i64> {
        self.iguales.remove(&renglon.clave)
    }

    /// Whether a row without a folio is of somebody who has another attention of that day.
    pub(super) fn same_day(&self, renglon: &Renglon, gente: &Gente) -> bool {
        let quien = gente.whose(renglon).filter(|_| renglon.folio.is_none());
        let dia = renglon.atencion.datos().fecha;
        quien.is_some_and(|quien| self.dias.contains(&(quien, dia)))
    }
}

impl Importacion {
    /// What those who new rows are of have already, if they were in the register before this import.
    pub(super) async fn siblings(
        &self,
        renglones: &[Renglon],
        conocidas: &BTreeMap<Vec<u8>, atencion::Model>,
        gente: &Gente,
    ) -> Result<Hermanas, Error> {
        let mut hermanas = Hermanas::default();
        if self.corrige {
            return Ok(hermanas);
        }
        let nuevos = renglones
            .iter()
            .filter(|renglon| !conocidas.contains_key(renglon.clave.as_slice()));
        let mut claves = BTreeMap::new();
        let mut quienes = BTreeSet::new();
        for renglon in nuevos {
            let quien = gente.whose(renglon).filter(|quien| *quien <= self.primera);
            match (quien, &renglon.folio) {
                (Some(_), Some(_)) => {
                    // Of several equal ones the first.
                    let sin_folio = self.identidad.of_row(&self.instancia, &renglon.huella, 1);
                    claves.entry(sin_folio.to_vec()).or_insert(renglon.clave);
                }
                (Some(quien), None) => {
                    quienes.insert(quien);
                }
                (None, _) => {}
            }
        }
        let aqui = || {
            atencion::Entity::find()
                .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
                .select_only()
        };
        if !claves.is_empty() {
            let iguales: Vec<(i64, Vec<u8>)> = aqui()
                .columns([atencion::Column::Id, atencion::Column::Renglon])
                .filter(atencion::Column::Renglon.is_in(claves.keys().cloned()))
                .filter(atencion::Column::Folio.is_null())
                .into_tuple()
                .all(&self.tx)
                .await?;
            let de = |(id, sin_folio): (i64, Vec<u8>)| Some((*claves.get(&sin_folio)?, id));
            hermanas.iguales = iguales.into_iter().filter_map(de).collect();
        }
        if !quienes.is_empty() {
            let dias: Vec<(i64, Date)> = aqui()
                .columns([atencion::Column::PersonaId, atencion::Column::Fecha])
                .filter(atencion::Column::PersonaId.is_in(quienes))
                .filter(atencion::Column::Renglon.is_not_null())
                .into_tuple()
                .all(&self.tx)
                .await?;
            hermanas.dias = dias.into_iter().collect();
        }
        Ok(hermanas)
    }
}
