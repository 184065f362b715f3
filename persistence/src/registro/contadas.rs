//! Whom editions have counted, and in which months: two of them who are one woman can be counted as one from now on where no
//! number that is closed would become another.

use std::collections::{BTreeMap, BTreeSet};

use domain::Cierres;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use crate::Error;
use crate::entidad::atencion;

/// The closed months of some persons, as year · 100 + month.
#[derive(Debug, Default)]
pub(super) struct Contadas(BTreeMap<i64, BTreeSet<i32>>);

impl Contadas {
    pub(super) async fn load(
        tx: &DatabaseTransaction,
        instancia: &str,
        cierres: &Cierres,
        personas: BTreeSet<i64>,
    ) -> Result<Self, Error> {
        let mut suyas = Self::default();
        if personas.is_empty() {
            return Ok(suyas);
        }
        let meses: Vec<(Option<i64>, i32)> = atencion::Entity::find()
            .select_only()
            .columns([atencion::Column::PersonaId, atencion::Column::Mes])
            .distinct()
            .filter(atencion::Column::InstanciaId.eq(instancia))
            .filter(atencion::Column::PersonaId.is_in(personas))
            .into_tuple()
            .all(tx)
            .await?;
        for (quien, mes) in meses {
            if let Some(quien) = quien
                && mes > 0
                && cierres.is_closed(mes)
            {
                suyas.0.entry(quien).or_default().insert(mes);
            }
        }
        Ok(suyas)
    }

    /// What editions counted of one is of another.
    pub(super) fn join(&mut self, va: i64, queda: i64) {
        if let Some(suyos) = self.0.remove(&va) {
            self.0.entry(queda).or_default().extend(suyos);
        }
    }

    /// Whether an edition has counted somebody.
    pub(super) fn has(&self, quien: i64) -> bool {
        self.0.contains_key(&quien)
    }

    /// The last year of which an edition has counted somebody.
    pub(super) fn last_year(&self, quien: i64) -> Option<i32> {
        self.0.get(&quien)?.last().map(|mes| mes / 100)
    }

    /// Whether some period that is closed has both: a month, or a quarter or a year that has ended.
    pub(super) fn together(&self, cierres: &Cierres, una: i64, otra: i64) -> bool {
        let (Some(de_una), Some(de_otra)) = (self.0.get(&una), self.0.get(&otra)) else {
            return false;
        };
        de_una.iter().any(|uno| {
            de_otra.iter().any(|otro| {
                let del_mismo_anio = uno / 100 == otro / 100;
                let trimestre = |mes: &i32| (mes % 100 - 1) / 3;
                let ultimo = uno / 100 * 100 + trimestre(uno) * 3 + 3;
                uno == otro
                    || del_mismo_anio && cierres.is_closed(uno / 100 * 100 + 12)
                    || del_mismo_anio
                        && trimestre(uno) == trimestre(otro)
                        && cierres.is_closed(ultimo)
            })
        })
    }
}
