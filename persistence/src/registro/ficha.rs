//! What the register holds of somebody who asks.

use domain::{Clave, Dicho, Seudonimo};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use time::Date;

use super::Registro;
use super::cierre::closings;
use super::enlaces;
use super::lectura::{complete, modalities};
use crate::Error;
use crate::almacen::begin_snapshot;
use crate::entidad::{atencion, historia, persona};

/// By what somebody is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quien {
    /// The folio of one of her attentions, in capitals.
    Folio(String),
    /// What stands for her CURP or her file.
    Seudonimo(Seudonimo),
}

/// Which attention of somebody is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// Whose it is; by a folio it is that one.
    pub quien: Quien,
    /// Of which day.
    pub dia: Option<Date>,
    /// Of which service, by its key.
    pub servicio: Option<String>,
    /// Which of those, from 1, in the order of their days and in which they came.
    pub numero: Option<usize>,
}

impl Selector {
    /// The attention with a folio, in capitals.
    pub fn by_folio(folio: String) -> Self {
        Self {
            quien: Quien::Folio(folio),
            dia: None,
            servicio: None,
            numero: None,
        }
    }
}

/// Attentions of somebody, and whether an edition has counted each.
#[derive(Debug, Clone)]
pub struct Ficha {
    /// In the order in which they came.
    pub dichos: Vec<(Dicho, bool)>,
    /// Whether somebody known is behind them.
    pub persona: bool,
    /// What some of them were of before it was put right whose they are, and others still are: they may be hers too.
    pub ajenas: Folios,
    /// What was looked at.
    pub vista: Shown,
}

/// Which attentions of which persons somebody was shown, before something is done to them that cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    atenciones: Vec<i64>,
    personas: Vec<i64>,
}

/// Some attentions: how many, and the folios of the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folios {
    /// How many they are.
    pub cuantas: u64,
    /// The folios of the first that have one.
    pub primeros: Vec<String>,
}

/// Folios that are told at most.
const FOLIOS: u64 = 10;

/// Attentions of some persons that can be put right.
pub(super) async fn folios(
    db: &impl ConnectionTrait,
    clave: &Clave,
    personas: &[i64],
) -> Result<Folios, Error> {
    if personas.is_empty() {
        return Ok(Folios::default());
    }
    let suyas = atencion::Entity::find()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::PersonaId.is_in(personas.iter().copied()))
        .filter(atencion::Column::Renglon.is_not_null());
    Ok(Folios {
        cuantas: suyas.clone().count(db).await?,
        primeros: suyas
            .select_only()
            .column(atencion::Column::Folio)
            .filter(atencion::Column::Folio.is_not_null())
            .order_by_asc(atencion::Column::Folio)
            .limit(FOLIOS)
            .into_tuple()
            .all(db)
            .await?,
    })
}

/// The rows of somebody, and her numbers in the register: more than one where editions have counted her as two. Of an attention
/// that is anonymous, it alone.
pub(super) struct Suyas {
    pub(super) filas: Vec<atencion::Model>,
    pub(super) personas: Vec<i64>,
}

impl Suyas {
    /// What is looked at of them. The numbers of attentions come in order.
    pub(super) fn seen(&self) -> Shown {
        let mut personas = self.personas.clone();
        personas.sort_unstable();
        Shown {
            atenciones: self.filas.iter().map(|fila| fila.id).collect(),
            personas,
        }
    }
}

/// The attention with a folio, in capitals.
pub(super) async fn by_folio(
    db: &impl ConnectionTrait,
    clave: &Clave,
    folio: &str,
) -> Result<atencion::Model, Error> {
    let suya = atencion::Entity::find()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::Folio.eq(folio))
        .one(db)
        .await?;
    suya.ok_or(Error::FolioDesconocido)
}

/// The attentions of somebody that may be meant, those without a folio first.
pub(super) async fn those(
    db: &impl ConnectionTrait,
    clave: &Clave,
    cual: &Selector,
) -> Result<Vec<atencion::Model>, Error> {
    let seudonimo = match &cual.quien {
        Quien::Folio(folio) => return Ok(vec![by_folio(db, clave, folio).await?]),
        Quien::Seudonimo(seudonimo) => seudonimo,
    };
    let persona = enlaces::whose(db, clave, seudonimo).await?;
    let persona = persona.ok_or(Error::PersonaDesconocida)?;
    let mut suyas = atencion::Entity::find()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::PersonaId.is_in(same_woman(db, clave, persona).await?))
        .filter(atencion::Column::Renglon.is_not_null());
    if let Some(dia) = cual.dia {
        suyas = suyas.filter(atencion::Column::Fecha.eq(dia));
    }
    if let Some(servicio) = &cual.servicio {
        suyas = suyas.filter(atencion::Column::Servicio.eq(servicio.as_str()));
    }
    if let Some(numero) = cual.numero {
        let suyas = suyas
            .order_by_asc(atencion::Column::Fecha)
            .order_by_asc(atencion::Column::Id);
        let todas = suyas.all(db).await?;
        return Ok(todas
            .into_iter()
            .skip(numero.saturating_sub(1))
            .take(1)
            .collect());
    }
    let mut suyas = suyas.order_by_desc(atencion::Column::Id).all(db).await?;
    suyas.sort_by_key(|fila| fila.folio.is_some());
    Ok(suyas)
}

/// The one of some attentions that is meant: any, if they say the same or it is no matter which. Of those without a folio that say the
/// same, by whatever their person was named, the one that came in first; of those that do not, where it is no matter, one with a folio,
/// which its sheet can say.
pub(super) async fn only(
    db: &impl ConnectionTrait,
    clave: &Clave,
    suyas: Vec<atencion::Model>,
    cualquiera: bool,
) -> Result<atencion::Model, Error> {
    let ids = suyas.iter().map(|fila| fila.id).collect();
    let modalidades = modalities(db, clave, ids).await?;
    let dice = |fila: &atencion::Model| {
        let de = (
            fila.fecha,
            fila.servicio.clone(),
            fila.lugar.clone(),
            fila.visita.clone(),
        );
        let mas = (
            fila.violencia.clone(),
            fila.tipos.clone(),
            fila.unidad.clone(),
        );
        (de, mas, modalidades.get(&fila.id))
    };
    let iguales = suyas.windows(2).all(|dos| dice(&dos[0]) == dice(&dos[1]));
    if !iguales && !cualquiera {
        return Err(Error::VariasAtenciones(suyas.len()));
    }
    let (con_folio, sin_folio): (Vec<_>, Vec<_>) =
        suyas.into_iter().partition(|fila| fila.folio.is_some());
    let primera = sin_folio.into_iter().min_by_key(|fila| fila.id);
    let ultima = con_folio.into_iter().next();
    let cual = if iguales {
        primera.or(ultima)
    } else {
        ultima.or(primera)
    };
    cual.ok_or(Error::SinEsaAtencion)
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
            let suya = by_folio(db, clave, folio).await?;
            let Some(persona) = suya.persona_id else {
                return Ok(Suyas {
                    filas: vec![suya],
                    personas: vec![],
                });
            };
            persona
        }
        Quien::Seudonimo(seudonimo) => {
            let suya = enlaces::whose(db, clave, seudonimo).await?;
            suya.ok_or(Error::PersonaDesconocida)?
        }
    };
    let personas = same_woman(db, clave, persona).await?;
    let filas = de_aqui.filter(atencion::Column::PersonaId.is_in(personas.iter().copied()));
    Ok(Suyas {
        filas: filas.all(db).await?,
        personas,
    })
}

/// The numbers of those who are the same woman.
async fn same_woman(
    db: &impl ConnectionTrait,
    clave: &Clave,
    persona: i64,
) -> Result<Vec<i64>, Error> {
    let aqui = persona::Entity::find().filter(persona::Column::InstanciaId.eq(clave.as_str()));
    let suya = aqui.clone().filter(persona::Column::Id.eq(persona));
    let suya = suya.one(db).await?.ok_or(Error::PersonaDesconocida)?;
    let Some(misma) = suya.misma else {
        return Ok(vec![persona]);
    };
    let todas = aqui.filter(persona::Column::Misma.eq(misma));
    let todas = todas.all(db).await?;
    Ok(todas.into_iter().map(|fila| fila.id).collect())
}

/// Who was said to be behind some attentions of somebody, and is somebody else.
async fn others(
    db: &impl ConnectionTrait,
    clave: &Clave,
    suyas: &Suyas,
) -> Result<Vec<i64>, Error> {
    let ids = suyas.filas.iter().map(|fila| fila.id);
    let quienes: Vec<Option<i64>> = historia::Entity::find()
        .select_only()
        .column(historia::Column::PersonaId)
        .distinct()
        .filter(historia::Column::InstanciaId.eq(clave.as_str()))
        .filter(historia::Column::AtencionId.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let otras = quienes.into_iter().flatten();
    Ok(otras
        .filter(|otra| !suyas.personas.contains(otra))
        .collect())
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
        let suyas = find(&tx, clave, quien).await?;
        let otras = others(&tx, clave, &suyas).await?;
        let ajenas = folios(&tx, clave, &otras).await?;
        let vista = suyas.seen();
        let Suyas {
            mut filas,
            personas,
        } = suyas;
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
            persona: !personas.is_empty(),
            ajenas,
            vista,
        })
    }
}
