//! What the register says now, attention by attention.

use std::collections::{BTreeMap, BTreeSet};

use claves::Identidad;
use domain::{AtencionCapturada, Clave, Dicho, Persona, Rasgo, Rasgos, Seudonimo, Violencia};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::Registro;
use super::filas::{MODALIDADES, NO_ESPECIFICADO, NO_PREGUNTADO};
use super::importacion::check_key;
use crate::Error;
use crate::almacen::{Naturaleza, begin_snapshot, naturaleza};
use crate::entidad::{atencion, atencion_violencia, persona};

/// Attentions that are read at once.
const LOTE: u64 = 1000;

/// What is said now: not what an edition counted and was put right or taken out since.
pub(super) fn current(naturaleza: Option<Naturaleza>) -> Condition {
    match naturaleza {
        // Invented attentions come in no sheet.
        Some(Naturaleza::Sintetica) => Condition::all(),
        _ => Condition::all().add(atencion::Column::Renglon.is_not_null()),
    }
}

impl Registro {
    /// Whether the key of the pseudonyms is that of this register: of one of invented people there is none.
    ///
    /// # Errors
    /// [`Error::OtraIdentidad`], [`Error::SinIdentidad`], [`Error::Base`].
    pub async fn check_identity(
        &self,
        clave: &Clave,
        identidad: Option<&Identidad>,
    ) -> Result<(), Error> {
        if naturaleza(&self.db).await? == Some(Naturaleza::Sintetica) {
            return Ok(());
        }
        let identidad = identidad.ok_or(Error::SinIdentidad)?;
        // Before anybody is registered, any key will do.
        check_key(&self.db, clave, identidad).await?;
        Ok(())
    }

    /// Shows every attention, in the order in which they came, some at a time; all from one snapshot.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Ilegible`], [`Error::Base`], and those of the visitor.
    pub async fn each<E: From<Error>>(
        &self,
        clave: &Clave,
        ver: &mut (dyn FnMut(Vec<Dicho>) -> Result<(), E> + Send),
    ) -> Result<(), E> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let dichas = current(naturaleza(&tx).await?);
        let mut ultima = 0;
        loop {
            let filas = atencion::Entity::find()
                .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
                .filter(atencion::Column::Id.gt(ultima))
                .filter(dichas.clone())
                .order_by_asc(atencion::Column::Id)
                .limit(LOTE)
                .all(&tx)
                .await
                .map_err(Error::from)?;
            let Some(fila) = filas.last() else {
                return Ok(());
            };
            ultima = fila.id;
            ver(complete(&tx, clave, filas).await?)?;
        }
    }
}

/// Attentions with their persons and modalities.
pub(super) async fn complete(
    db: &impl ConnectionTrait,
    clave: &Clave,
    filas: Vec<atencion::Model>,
) -> Result<Vec<Dicho>, Error> {
    let suyas: BTreeSet<i64> = filas.iter().filter_map(|fila| fila.persona_id).collect();
    let gente = persona::Entity::find()
        .filter(persona::Column::InstanciaId.eq(clave.as_str()))
        .filter(persona::Column::Id.is_in(suyas))
        .all(db)
        .await?;
    let con_curp = gente.iter().filter(|fila| fila.con_curp);
    let con_curp: BTreeSet<i64> = con_curp.map(|fila| fila.id).collect();
    let gente = gente
        .iter()
        .map(|fila| Ok((fila.id, persona_from(fila)?)))
        .collect::<Result<BTreeMap<i64, Persona>, Error>>()?;
    let ids = filas.iter().map(|fila| fila.id).collect();
    let mut modalidades = modalities(db, clave, ids).await?;
    let dicho = |fila: atencion::Model| {
        let persona = fila.persona_id.and_then(|id| Some((id, *gente.get(&id)?)));
        Ok(Dicho {
            folio: fila.folio,
            atencion: AtencionCapturada {
                fecha: fila.fecha,
                servicio: fila.servicio,
                lugar: fila.lugar.parse()?,
                visita: parse(&fila.visita, "visita")?,
                violencia: match fila.violencia.as_str() {
                    "NINGUNA" => Violencia::Ninguna,
                    NO_ESPECIFICADO => Violencia::NoEspecificado,
                    NO_PREGUNTADO => Violencia::NoPreguntado,
                    _ => {
                        let tipos = fila.tipos.unwrap_or_default();
                        Violencia::Tipos(tipos.split('+').map(str::to_owned).collect())
                    }
                },
                modalidades: modalidades.remove(&fila.id).unwrap_or_default(),
                unidad: fila.unidad,
                persona: persona.map(|(_, persona)| persona.seudonimo),
            },
            con_curp: persona.is_some_and(|(id, _)| con_curp.contains(&id)),
            persona,
        })
    };
    filas.into_iter().map(dicho).collect()
}

/// The modalities of some attentions.
pub(super) async fn modalities(
    db: &impl ConnectionTrait,
    clave: &Clave,
    ids: Vec<i64>,
) -> Result<BTreeMap<i64, BTreeSet<String>>, Error> {
    let mut modalidades: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(modalidades);
    }
    let filas = atencion_violencia::Entity::find()
        .filter(atencion_violencia::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion_violencia::Column::Catalogo.eq(MODALIDADES))
        .filter(atencion_violencia::Column::AtencionId.is_in(ids))
        .all(db)
        .await?;
    for fila in filas {
        let suyas = modalidades.entry(fila.atencion_id).or_default();
        suyas.insert(fila.clave);
    }
    Ok(modalidades)
}

fn parse<T: std::str::FromStr>(texto: &str, que: &'static str) -> Result<T, Error> {
    texto.parse().map_err(|_| Error::Ilegible(que))
}

fn rasgo<T>(texto: &str, dato: impl FnOnce(&str) -> Result<T, Error>) -> Result<Rasgo<T>, Error> {
    Ok(match texto {
        NO_ESPECIFICADO => Rasgo::NoEspecificado,
        NO_PREGUNTADO => Rasgo::NoPreguntado,
        otro => Rasgo::Dato(dato(otro)?),
    })
}

pub(super) fn persona_from(fila: &persona::Model) -> Result<Persona, Error> {
    let si_no = |texto: &String| {
        rasgo(texto, |texto| match texto {
            "SI" => Ok(true),
            "NO" => Ok(false),
            _ => Err(Error::Ilegible("persona")),
        })
    };
    let seudonimo = <[u8; 32]>::try_from(fila.seudonimo.as_slice());
    Ok(Persona {
        seudonimo: Seudonimo(seudonimo.map_err(|_| Error::Ilegible("persona"))?),
        sexo: parse(&fila.sexo, "sexo")?,
        anio_nacimiento: match (fila.anio_nacimiento, &fila.silencio_nacimiento) {
            (Some(anio), _) => Rasgo::Dato(anio),
            (None, Some(silencio)) => rasgo(silencio, |_| Err(Error::Ilegible("persona")))?,
            (None, None) => return Err(Error::Ilegible("persona")),
        },
        rasgos: Rasgos {
            indigena: si_no(&fila.indigena)?,
            lengua_indigena: si_no(&fila.lengua_indigena)?,
            afromexicana: si_no(&fila.afromexicana)?,
            discapacidad: si_no(&fila.discapacidad)?,
            escolaridad: rasgo(&fila.escolaridad, |texto| parse(texto, "escolaridad"))?,
        },
    })
}
