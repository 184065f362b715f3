//! What attentions said before they were put right: a row that says it again is of before, and does not undo what was put right
//! since, whosever it says that the attention is.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AtencionCapturada, Renglon};
use sea_orm::{ActiveValue, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::A_MANO;
use super::Importacion;
use super::antes::says_the_same;
use crate::Error;
use crate::entidad::{atencion, historia};
use crate::registro::bitacora;
use crate::registro::filas::atencion_row;
use crate::registro::generacion;
use crate::registro::gente::Gente;
use crate::registro::lectura::{complete, modalities};

/// What some attentions said, by their numbers.
#[derive(Default)]
pub(super) struct Corregidas {
    /// Digests of rows.
    huellas: BTreeSet<(i64, Vec<u8>)>,
    /// What they said, as history keeps it, and until when.
    dichos: BTreeMap<i64, Vec<(OffsetDateTime, Value)>>,
    /// When something was put right by hand.
    a_mano: BTreeSet<i128>,
}

/// An instant as all stores keep it.
fn micros(cuando: OffsetDateTime) -> i128 {
    cuando.unix_timestamp_nanos() / 1000
}

impl Corregidas {
    /// Whether a row is one of those of before.
    pub(super) fn repeats(&self, antes: &atencion::Model, renglon: &Renglon) -> bool {
        self.huellas.contains(&(antes.id, renglon.huella.to_vec()))
    }

    /// Whether a sheet, and nobody by hand, said what stands now of an attention.
    pub(super) fn is_of_sheets(&self, id: i64) -> bool {
        let dichos = self.dichos.get(&id).into_iter().flatten();
        let ultimo = dichos.map(|(hasta, _)| micros(*hasta)).max();
        ultimo.is_none_or(|hasta| !self.a_mano.contains(&hasta))
    }

    /// Whether a row says of an attention what was said of it before, perhaps of somebody else. What it does not say it may have
    /// had from the register.
    fn says_again(&self, id: i64, renglon: &Renglon) -> bool {
        let dice = said(renglon);
        let same = |(_, dicho): &(OffsetDateTime, Value)| {
            dice.iter()
                .all(|(parte, valor)| valor.is_null() || dicho.get(parte) == Some(valor))
        };
        self.dichos
            .get(&id)
            .is_some_and(|dichos| dichos.iter().any(same))
    }

    /// Whether a row says again, somewhere, what an attention said there before that was put right.
    pub(super) fn undoes(
        &self,
        antes: &atencion::Model,
        modalidades: Option<&BTreeSet<String>>,
        renglon: &Renglon,
    ) -> bool {
        let ahora = now(antes, modalidades);
        let dichos = || self.dichos.get(&antes.id).into_iter().flatten();
        said(renglon).iter().any(|(parte, valor)| {
            let otra =
                !valor.is_null() && ahora.iter().any(|(suya, es)| suya == parte && es != valor);
            otra && dichos().any(|(_, dicho)| dicho.get(parte) == Some(valor))
        })
    }

    /// Whether all that is known of an attention was said before an instant.
    fn is_of_before(&self, id: i64, cuando: OffsetDateTime) -> bool {
        let mut dichos = self.dichos.get(&id).into_iter().flatten();
        dichos.all(|(hasta, _)| *hasta < cuando)
    }
}

/// What a row says of its attention, as history keeps it.
pub(super) fn said(renglon: &Renglon) -> [(&'static str, Value); 8] {
    let dicha = atencion_row("", 0, &renglon.atencion, None, 0);
    let modalidades = &renglon.atencion.datos().modalidades;
    let modalidades = Some(modalidades).filter(|suyas| !suyas.is_empty());
    [
        ("fecha", json!(set(dicha.fecha))),
        ("servicio", json!(set(dicha.servicio))),
        ("lugar", json!(set(dicha.lugar))),
        ("visita", json!(set(dicha.visita))),
        ("violencia", json!(set(dicha.violencia))),
        ("tipos", json!(set(dicha.tipos).flatten())),
        ("unidad", json!(set(dicha.unidad).flatten())),
        ("modalidades", json!(modalidades)),
    ]
}

/// What the register says of an attention, as history keeps it.
pub(super) fn now(
    fila: &atencion::Model,
    modalidades: Option<&BTreeSet<String>>,
) -> [(&'static str, Value); 8] {
    [
        ("fecha", json!(fila.fecha)),
        ("servicio", json!(fila.servicio)),
        ("lugar", json!(fila.lugar)),
        ("visita", json!(fila.visita)),
        ("violencia", json!(fila.violencia)),
        ("tipos", json!(fila.tipos)),
        ("unidad", json!(fila.unidad)),
        ("modalidades", json!(modalidades)),
    ]
}

fn set<T: Into<sea_orm::Value>>(valor: ActiveValue<T>) -> Option<T> {
    match valor {
        ActiveValue::Set(valor) | ActiveValue::Unchanged(valor) => Some(valor),
        ActiveValue::NotSet => None,
    }
}

/// What attentions said of which rows say another thing.
pub(super) struct SaidBefore {
    pub(super) corregidas: Corregidas,
    pub(super) modalidades: BTreeMap<i64, BTreeSet<String>>,
    /// Rows of before, by their position, each with what the register says since.
    pub(super) de_antes: BTreeMap<usize, Renglon>,
}

impl Importacion {
    /// What was said by the attentions of rows that say another thing now.
    pub(super) async fn what_was_said(
        &self,
        renglones: &[Renglon],
        conocidas: &BTreeMap<Vec<u8>, atencion::Model>,
        gente: &Gente,
    ) -> Result<SaidBefore, Error> {
        let distintas = renglones.iter().filter_map(|renglon| {
            let antes = conocidas.get(renglon.clave.as_slice())?;
            let otra = antes.huella.as_deref() != Some(&renglon.huella);
            (otra || gente.is_astray(antes.persona_id, renglon)).then_some(antes.id)
        });
        let distintas: Vec<i64> = distintas.collect();
        let corregidas = self.put_right_since(&distintas).await?;
        let modalidades = modalities(&self.tx, &self.instancia, distintas).await?;
        let de_antes = if self.corrige {
            BTreeMap::new()
        } else {
            self.rows_of_before(renglones, conocidas, &corregidas, &modalidades)
                .await?
        };
        Ok(SaidBefore {
            corregidas,
            modalidades,
            de_antes,
        })
    }

    /// What some attentions said before they were put right.
    async fn put_right_since(&self, distintas: &[i64]) -> Result<Corregidas, Error> {
        let mut corregidas = Corregidas::default();
        if distintas.is_empty() {
            return Ok(corregidas);
        }
        let dichas: Vec<(i64, OffsetDateTime, Option<Vec<u8>>, String)> = historia::Entity::find()
            .select_only()
            .columns([
                historia::Column::AtencionId,
                historia::Column::Cuando,
                historia::Column::Huella,
                historia::Column::Anterior,
            ])
            .filter(historia::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(historia::Column::AtencionId.is_in(distintas.iter().copied()))
            .into_tuple()
            .all(&self.tx)
            .await?;
        if !dichas.is_empty() {
            let cuandos = bitacora::when(&self.tx, &self.instancia, A_MANO).await?;
            corregidas.a_mano = cuandos.into_iter().map(micros).collect();
        }
        for (id, cuando, huella, anterior) in dichas {
            corregidas.huellas.extend(huella.map(|huella| (id, huella)));
            let anterior = serde_json::from_str(&anterior)?;
            let suyos = corregidas.dichos.entry(id).or_default();
            suyos.push((cuando, anterior));
        }
        Ok(corregidas)
    }

    /// Rows, by their position, that say of an attention what it said before it was put right, if the key of the identities was lost
    /// since: each with what the register says of it. By that key the very same row is another one, of which only whose it is is
    /// new.
    async fn rows_of_before(
        &self,
        renglones: &[Renglon],
        conocidas: &BTreeMap<Vec<u8>, atencion::Model>,
        corregidas: &Corregidas,
        modalidades: &BTreeMap<i64, BTreeSet<String>>,
    ) -> Result<BTreeMap<usize, Renglon>, Error> {
        let de_antes = |(posicion, renglon): (usize, &Renglon)| {
            let antes = conocidas.get(renglon.clave.as_slice())?;
            let otra = !says_the_same(renglon, antes, modalidades.get(&antes.id));
            (otra && corregidas.says_again(antes.id, renglon)).then(|| (posicion, antes.clone()))
        };
        let suyas = renglones.iter().enumerate().filter_map(de_antes);
        let mut suyas: Vec<(usize, atencion::Model)> = suyas.collect();
        if suyas.is_empty() {
            return Ok(BTreeMap::new());
        }
        let Some(perdida) = generacion::began(&self.tx, &self.instancia).await? else {
            return Ok(BTreeMap::new());
        };
        suyas.retain(|(_, antes)| corregidas.is_of_before(antes.id, perdida));
        let (posiciones, filas): (Vec<usize>, Vec<atencion::Model>) = suyas.into_iter().unzip();
        let dichos = complete(&self.tx, &self.instancia, filas).await?;
        let suyo = |(posicion, captura): (usize, AtencionCapturada)| {
            let renglon = &renglones[posicion];
            let atencion = renglon.atencion.as_known(captura);
            (
                posicion,
                Renglon {
                    atencion,
                    ..renglon.clone()
                },
            )
        };
        let dichos = dichos.into_iter().map(|dicho| dicho.atencion);
        Ok(posiciones.into_iter().zip(dichos).map(suyo).collect())
    }
}
