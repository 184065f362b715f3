//! The persons of some rows: those who are known, what is said of them now, and what editions have counted of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::{Choque, Cierres, Persona, Renglon, Seudonimo};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};

use super::filas::persona_row;
use crate::Error;
use crate::almacen::insert_all;
use crate::entidad::{atencion, persona};

/// Persons, by pseudonym.
pub(super) struct Gente(BTreeMap<Seudonimo, Alguien>);

/// Her row as it will be, and as it was, if it was.
struct Alguien {
    fila: persona::Model,
    antes: Option<persona::Model>,
}

impl Gente {
    pub(super) async fn load(
        tx: &DatabaseTransaction,
        instancia: &str,
        renglones: &[Renglon],
    ) -> Result<Self, Error> {
        let suyos = renglones.iter().filter_map(|r| r.persona.as_ref());
        let filas = persona::Entity::find()
            .filter(persona::Column::InstanciaId.eq(instancia))
            .filter(persona::Column::Seudonimo.is_in(suyos.map(|p| p.seudonimo.0.to_vec())))
            .all(tx)
            .await?;
        let mut gente = BTreeMap::new();
        for fila in filas {
            let seudonimo = <[u8; 32]>::try_from(fila.seudonimo.as_slice());
            let seudonimo = seudonimo.map_err(|_| Error::Ilegible("persona"))?;
            let antes = Some(fila.clone());
            gente.insert(Seudonimo(seudonimo), Alguien { fila, antes });
        }
        Ok(Self(gente))
    }

    /// What is known of a person.
    pub(super) fn get(&self, quien: &Seudonimo) -> Option<&persona::Model> {
        self.0.get(quien).map(|alguien| &alguien.fila)
    }

    /// The number of a person, who gets `siguiente` if she is new, with what is said of her added to what is known; or
    /// in its place, if that is being put right.
    pub(super) fn meet(
        &mut self,
        instancia: &str,
        siguiente: i64,
        persona: &Persona,
        corrige: bool,
    ) -> Result<i64, Choque> {
        match self.0.entry(persona.seudonimo) {
            Entry::Vacant(hueco) => {
                let fila = persona_row(instancia, siguiente, persona);
                hueco.insert(Alguien { fila, antes: None });
                Ok(siguiente)
            }
            Entry::Occupied(mut sitio) => {
                let alguien = sitio.get_mut();
                let dicho = persona_row(instancia, alguien.fila.id, persona);
                alguien.fila = if corrige {
                    replace(&alguien.fila, dicho)
                } else {
                    merge(&alguien.fila, dicho)?
                };
                Ok(alguien.fila.id)
            }
        }
    }

    pub(super) async fn store(
        self,
        tx: &DatabaseTransaction,
        cierres: &Cierres,
    ) -> Result<(), Error> {
        let mut nuevas = Vec::new();
        for Alguien { mut fila, antes } in self.0.into_values() {
            match antes {
                None => nuevas.push(fila.into_active_model()),
                Some(antes) if antes != fila => {
                    keep_counted(tx, cierres, &mut fila, &antes).await?;
                    persona::Entity::update(fila.into_active_model().reset_all())
                        .exec(tx)
                        .await?;
                }
                Some(_) => {}
            }
        }
        nuevas.sort_by_key(|fila: &persona::ActiveModel| fila.id.clone().take());
        insert_all(tx, nuevas).await
    }
}

/// What editions have counted of her goes on being counted in the years that they closed: a woman of the first
/// quarter cannot be a man of the year.
async fn keep_counted(
    tx: &DatabaseTransaction,
    cierres: &Cierres,
    fila: &mut persona::Model,
    antes: &persona::Model,
) -> Result<(), Error> {
    let nacio = |fila: &persona::Model| (fila.anio_nacimiento, fila.silencio_nacimiento.clone());
    if fila.sexo == antes.sexo && nacio(fila) == nacio(antes) {
        return Ok(());
    }
    let meses: Vec<i32> = atencion::Entity::find()
        .select_only()
        .column(atencion::Column::Mes)
        .distinct()
        .filter(atencion::Column::InstanciaId.eq(fila.instancia_id.as_str()))
        .filter(atencion::Column::PersonaId.eq(fila.id))
        .into_tuple()
        .all(tx)
        .await?;
    let cerrados = meses
        .into_iter()
        .filter(|mes| *mes > 0 && cierres.is_closed(*mes));
    let Some(anio) = cerrados.map(|mes| mes / 100).max() else {
        return Ok(());
    };
    if fila.contado_anio.is_none_or(|contado| contado < anio) {
        fila.contado_anio = Some(anio);
        fila.contado_sexo = Some(antes.sexo.clone());
        fila.contado_nacimiento = antes.anio_nacimiento;
        fila.contado_silencio.clone_from(&antes.silencio_nacimiento);
    }
    Ok(())
}

/// What is said now, and what editions have counted.
fn replace(fila: &persona::Model, dicho: persona::Model) -> persona::Model {
    persona::Model {
        contado_anio: fila.contado_anio,
        contado_sexo: fila.contado_sexo.clone(),
        contado_nacimiento: fila.contado_nacimiento,
        contado_silencio: fila.contado_silencio.clone(),
        ..dicho
    }
}

/// What is known of a person and what is said now: a datum more than a silence, and «not specified» more than «not
/// asked», in whatever order they come.
fn merge(fila: &persona::Model, dicho: persona::Model) -> Result<persona::Model, Choque> {
    let rank = |texto: &str| match texto {
        "NO_PREGUNTADO" => 0,
        "NO_ESPECIFICADO" => 1,
        _ => 2,
    };
    let one = |antes: &String, ahora: String, choque: Choque| match (rank(antes), rank(&ahora)) {
        (2, 2) if *antes != ahora => Err(choque),
        (a, b) if b > a => Ok(ahora),
        _ => Ok(antes.clone()),
    };
    let nacimiento = |fila: &persona::Model| {
        let anio = fila.anio_nacimiento.map(|anio| anio.to_string());
        anio.or(fila.silencio_nacimiento.clone())
            .unwrap_or_default()
    };
    let nacio = one(&nacimiento(fila), nacimiento(&dicho), Choque::Nacimiento)?;
    let anio: Option<i32> = nacio.parse().ok();
    Ok(persona::Model {
        sexo: one(&fila.sexo, dicho.sexo, Choque::Sexo)?,
        anio_nacimiento: anio,
        silencio_nacimiento: anio.is_none().then_some(nacio),
        indigena: one(&fila.indigena, dicho.indigena, Choque::Indigena)?,
        lengua_indigena: one(
            &fila.lengua_indigena,
            dicho.lengua_indigena,
            Choque::LenguaIndigena,
        )?,
        afromexicana: one(&fila.afromexicana, dicho.afromexicana, Choque::Afromexicana)?,
        discapacidad: one(&fila.discapacidad, dicho.discapacidad, Choque::Discapacidad)?,
        escolaridad: one(&fila.escolaridad, dicho.escolaridad, Choque::Escolaridad)?,
        ..fila.clone()
    })
}
