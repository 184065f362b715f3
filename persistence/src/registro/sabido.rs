//! What is known of a person: what is said now with what was known, and what editions go on counting of her.

use std::collections::BTreeSet;

use domain::{Choque, Cierres};
use sea_orm::{DatabaseTransaction, IntoActiveModel, Set};

use super::contadas::Contadas;
use super::filas::NO_PREGUNTADO;
use crate::Error;
use crate::entidad::persona;

/// What persons are counted by: sex, and year of birth or why it is not known.
pub(super) type Rostro = (String, Option<i32>, Option<String>);

/// What she is counted by now.
pub(super) fn face(fila: &persona::Model) -> Rostro {
    let silencio = fila.silencio_nacimiento.clone();
    (fila.sexo.clone(), fila.anio_nacimiento, silencio)
}

/// What she is counted by in a year that editions have closed.
pub(super) fn face_in(fila: &persona::Model, anio: i32) -> Rostro {
    match (&fila.contado_anio, &fila.contado_sexo) {
        (Some(contado), Some(sexo)) if *contado >= anio => (
            sexo.clone(),
            fila.contado_nacimiento,
            fila.contado_silencio.clone(),
        ),
        _ => face(fila),
    }
}

/// From now on editions go on counting her so, up to a year.
pub(super) fn count_as(fila: &mut persona::Model, anio: i32, (sexo, nacio, silencio): Rostro) {
    fila.contado_anio = Some(anio);
    fila.contado_sexo = Some(sexo);
    fila.contado_nacimiento = nacio;
    fila.contado_silencio = silencio;
}

/// What editions have counted of her goes on being counted in the years that they closed: a woman of the first
/// quarter cannot be a man of the year.
pub(super) async fn keep_counted(
    tx: &DatabaseTransaction,
    cierres: &Cierres,
    fila: &mut persona::Model,
    antes: &persona::Model,
) -> Result<(), Error> {
    if face(fila) == face(antes) {
        return Ok(());
    }
    let suya = BTreeSet::from([fila.id]);
    let contadas = Contadas::load(tx, &fila.instancia_id, cierres, suya).await?;
    if let Some(anio) = contadas.last_year(fila.id)
        && fila.contado_anio.is_none_or(|contado| contado < anio)
    {
        count_as(fila, anio, face(antes));
    }
    Ok(())
}

/// Her row as somebody whom nothing can name: sex and year of birth, as she is counted.
///
/// # Errors
/// When the system has no randomness to give.
pub(super) fn unnamed(fila: persona::Model) -> Result<persona::ActiveModel, Error> {
    let nada = || Set(NO_PREGUNTADO.to_owned());
    let mut fila = fila.into_active_model();
    fila.seudonimo = Set(claves::nobody()?.0.to_vec());
    fila.indigena = nada();
    fila.lengua_indigena = nada();
    fila.afromexicana = nada();
    fila.discapacidad = nada();
    fila.escolaridad = nada();
    fila.misma = Set(None);
    Ok(fila)
}

/// What is said now, and what editions have counted.
pub(super) fn replace(fila: &persona::Model, dicho: persona::Model) -> persona::Model {
    persona::Model {
        contado_anio: fila.contado_anio,
        contado_sexo: fila.contado_sexo.clone(),
        contado_nacimiento: fila.contado_nacimiento,
        contado_silencio: fila.contado_silencio.clone(),
        misma: fila.misma,
        con_curp: fila.con_curp || dicho.con_curp,
        ..dicho
    }
}

/// What is known of a person and what is said now: a datum more than a silence, and «not specified» more than «not
/// asked», in whatever order they come.
pub(super) fn merge(
    fila: &persona::Model,
    dicho: persona::Model,
) -> Result<persona::Model, Choque> {
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
        con_curp: fila.con_curp || dicho.con_curp,
        misma: fila.misma.or(dicho.misma),
        ..fila.clone()
    })
}
