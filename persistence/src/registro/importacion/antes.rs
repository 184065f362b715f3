//! What was there before: what rows are known by, what was taken out, and what is kept of what is not said any more.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Choque, Clave, Renglon};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use time::OffsetDateTime;

use super::Importacion;
use crate::Error;
use crate::entidad::{atencion, cancelado, historia, persona};
use crate::registro::enlaces::Juntada;
use crate::registro::ficha::folios;
use crate::registro::filas::atencion_row;
use crate::registro::gente::Gente;

/// The modalities of an attention, and what was known of its person, if that is put right.
pub(in crate::registro) type Era<'a> = (Option<&'a BTreeSet<String>>, Option<&'a persona::Model>);

impl Importacion {
    /// What the register has under what some rows are known by.
    pub(super) async fn known(
        &self,
        renglones: &[Renglon],
    ) -> Result<BTreeMap<Vec<u8>, atencion::Model>, Error> {
        let claves = renglones.iter().map(|r| r.clave.to_vec());
        let filas = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::Renglon.is_in(claves))
            .all(&self.tx)
            .await?;
        let fila = |fila: atencion::Model| Some((fila.renglon.clone()?, fila));
        Ok(filas.into_iter().filter_map(fila).collect())
    }

    /// Those of what some rows are known by that were taken out.
    pub(super) async fn cancelled(
        &self,
        renglones: &[Renglon],
    ) -> Result<BTreeSet<Vec<u8>>, Error> {
        if !self.hay_cancelados {
            return Ok(BTreeSet::new());
        }
        let claves = renglones
            .iter()
            .flat_map(|r| [r.clave.to_vec(), r.huella.to_vec()]);
        let filas = cancelado::Entity::find()
            .filter(cancelado::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(cancelado::Column::Renglon.is_in(claves))
            .all(&self.tx)
            .await?;
        Ok(filas.into_iter().map(|fila| fila.renglon).collect())
    }

    /// What two were before they are one: the attentions of her who goes, and what was known of her.
    pub(super) async fn remember(&mut self, juntada: Juntada) -> Result<(), Error> {
        let Juntada { va, queda } = juntada;
        let id = (self.instancia.to_string(), va);
        let Some(fila) = persona::Entity::find_by_id(id).one(&self.tx).await? else {
            return Ok(());
        };
        let suyas: Vec<i64> = atencion::Entity::find()
            .select_only()
            .column(atencion::Column::Id)
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::PersonaId.eq(va))
            .into_tuple()
            .all(&self.tx)
            .await?;
        for suya in suyas {
            self.historia += 1;
            let anterior = serde_json::json!({
                "atencion": suya, "persona": va, "es_la_misma_que": queda, "de_la_persona": person(&fila),
            });
            let fila = historia::ActiveModel {
                instancia_id: Set(self.instancia.to_string()),
                numero: Set(self.historia),
                atencion_id: Set(suya),
                cuando: Set(self.autoria.cuando),
                anterior: Set(serde_json::to_string(&anterior)?),
                persona_id: Set(Some(va)),
                huella: Set(None),
            };
            historia::Entity::insert(fila)
                .exec_without_returning(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// The folio of an attention that the register has otherwise than a row says: its own, or one of her who has the file.
    pub(super) async fn opposite(
        &self,
        choque: Choque,
        renglon: &Renglon,
        antes: Option<&atencion::Model>,
        gente: &Gente,
    ) -> Result<Option<String>, Error> {
        let propio = antes.and_then(|antes| antes.folio.clone());
        let de = antes.and_then(|antes| antes.persona_id);
        match (choque, gente.of_file(renglon)) {
            (Choque::Folio, _) => Ok(propio),
            (Choque::Expediente, Some(quien)) if de == Some(quien) && propio.is_some() => {
                Ok(propio)
            }
            (Choque::Expediente, Some(quien)) => {
                let suyos = folios(&self.tx, &self.instancia, &[quien]).await?;
                Ok(suyos.primeros.into_iter().next())
            }
            _ => Ok(None),
        }
    }
}

/// What an attention said, once another thing is said or it is taken out: the line of the history with a number, of an instant.
pub(in crate::registro) fn past(
    instancia: &Clave,
    (numero, cuando): (i64, OffsetDateTime),
    id: i64,
    antes: &atencion::Model,
    (modalidades, quien): Era<'_>,
) -> Result<historia::ActiveModel, Error> {
    let mut anterior = serde_json::json!({
        "atencion": antes.id, "fecha": antes.fecha, "mes": antes.mes, "servicio": antes.servicio,
        "lugar": antes.lugar, "visita": antes.visita, "violencia": antes.violencia,
        "tipos": antes.tipos, "unidad": antes.unidad, "persona": antes.persona_id,
        "modalidades": modalidades,
    });
    if let Some(quien) = quien {
        anterior["de_la_persona"] = person(quien);
    }
    Ok(historia::ActiveModel {
        instancia_id: Set(instancia.to_string()),
        numero: Set(numero),
        atencion_id: Set(id),
        cuando: Set(cuando),
        anterior: Set(serde_json::to_string(&anterior)?),
        persona_id: Set(antes.persona_id),
        huella: Set(antes.huella.clone()),
    })
}

/// What is known of somebody, as history keeps it.
fn person(quien: &persona::Model) -> serde_json::Value {
    serde_json::json!({
        "sexo": quien.sexo, "anio_nacimiento": quien.anio_nacimiento, "indigena": quien.indigena,
        "lengua_indigena": quien.lengua_indigena, "afromexicana": quien.afromexicana,
        "discapacidad": quien.discapacidad, "escolaridad": quien.escolaridad,
    })
}

/// Whether a row says of an attention what the register says, but perhaps for whose it is.
pub(super) fn says_the_same(
    renglon: &Renglon,
    antes: &atencion::Model,
    modalidades: Option<&BTreeSet<String>>,
) -> bool {
    let dicha = atencion_row("", antes.id, &renglon.atencion, None, antes.mes);
    let suyas = &renglon.atencion.datos().modalidades;
    modalidades.map_or(suyas.is_empty(), |antes| antes == suyas)
        && dicha.fecha == Set(antes.fecha)
        && dicha.servicio == Set(antes.servicio.clone())
        && dicha.lugar == Set(antes.lugar.clone())
        && dicha.visita == Set(antes.visita.clone())
        && dicha.violencia == Set(antes.violencia.clone())
        && dicha.tipos == Set(antes.tipos.clone())
        && dicha.unidad == Set(antes.unidad.clone())
}

/// A row with what it does not say as the register knows it, if there is anything: a sheet without a column, or an empty cell, takes
/// nothing back. Settings of violence stay while the violence does.
pub(super) fn filled(
    renglon: &Renglon,
    antes: &atencion::Model,
    modalidades: Option<&BTreeSet<String>>,
) -> Option<Renglon> {
    let datos = renglon.atencion.datos();
    let dicha = atencion_row("", antes.id, &renglon.atencion, None, antes.mes);
    let misma =
        dicha.violencia == Set(antes.violencia.clone()) && dicha.tipos == Set(antes.tipos.clone());
    let unidad = antes.unidad.as_ref().filter(|_| datos.unidad.is_none());
    let modalidades = modalidades.filter(|_| misma && datos.modalidades.is_empty());
    (unidad.is_some() || modalidades.is_some()).then(|| Renglon {
        atencion: renglon.atencion.filled(unidad, modalidades),
        ..renglon.clone()
    })
}

/// Whether a row is of another attention than the one with its folio: another day, and not surely the same woman. Numbers that
/// begin again each month would put out what was there.
pub(super) fn is_another(
    renglon: &Renglon,
    antes: Option<&atencion::Model>,
    gente: &Gente,
) -> bool {
    antes.is_some_and(|antes| {
        let misma = antes.persona_id.is_some() && antes.persona_id == gente.whose(renglon);
        antes.fecha != renglon.atencion.datos().fecha && !misma
    })
}
