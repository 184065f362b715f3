//! New rows beside attentions that came in without a folio: what may be the same twice is told, and never guessed.

use std::collections::{BTreeMap, BTreeSet};

use domain::Renglon;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use time::Date;

use super::{Importacion, Notado};
use crate::Error;
use crate::entidad::atencion;
use crate::registro::gente::Gente;

/// Attentions of those who some new rows are of.
#[derive(Default)]
pub(super) struct Hermanas {
    /// What rows with a folio are known by that say what an attention without one says.
    iguales: BTreeSet<[u8; 32]>,
    /// Who has some on which day, and of which service.
    dias: BTreeSet<(i64, Date)>,
    servicios: BTreeSet<(i64, Date, String)>,
}

impl Hermanas {
    /// Whether a row with a folio says what an attention without one says.
    fn same(&self, renglon: &Renglon) -> bool {
        self.iguales.contains(&renglon.clave)
    }

    /// Whether a row is of somebody who had the same service on the same day.
    pub(super) fn is_twin(&self, renglon: &Renglon, gente: &Gente) -> bool {
        let datos = renglon.atencion.datos();
        let servicio = || datos.servicio.clone();
        gente
            .whose(renglon)
            .is_some_and(|quien| self.servicios.contains(&(quien, datos.fecha, servicio())))
    }

    /// What is told of a new row.
    pub(super) fn told(&self, renglon: &Renglon, gente: &Gente) -> Option<Notado> {
        if self.same(renglon) {
            Some(Notado::ConFolio)
        } else if self.same_day(renglon, gente) {
            Some(Notado::MismoDia)
        } else {
            None
        }
    }

    /// Whether a row without a folio is of somebody who has another attention of that day.
    fn same_day(&self, renglon: &Renglon, gente: &Gente) -> bool {
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
                (Some(quien), Some(_)) => {
                    quienes.insert(quien);
                    let sin_folio = self.identidad.of_row(&self.instancia, &renglon.huella, 1);
                    let suyas: &mut Vec<[u8; 32]> = claves.entry(sin_folio.to_vec()).or_default();
                    suyas.push(renglon.clave);
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
            let iguales: Vec<Vec<u8>> = aqui()
                .column(atencion::Column::Renglon)
                .filter(atencion::Column::Renglon.is_in(claves.keys().cloned()))
                .into_tuple()
                .all(&self.tx)
                .await?;
            let de = iguales.iter().filter_map(|sin_folio| claves.get(sin_folio));
            hermanas.iguales = de.flatten().copied().collect();
        }
        if !quienes.is_empty() {
            let suyas: Vec<(i64, Date, String)> = aqui()
                .columns([
                    atencion::Column::PersonaId,
                    atencion::Column::Fecha,
                    atencion::Column::Servicio,
                ])
                .filter(atencion::Column::PersonaId.is_in(quienes))
                .filter(atencion::Column::Renglon.is_not_null())
                .into_tuple()
                .all(&self.tx)
                .await?;
            let dias = suyas.iter().map(|(quien, dia, _)| (*quien, *dia));
            hermanas.dias = dias.collect();
            hermanas.servicios = suyas.into_iter().collect();
        }
        Ok(hermanas)
    }
}
