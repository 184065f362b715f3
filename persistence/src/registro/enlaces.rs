//! By what each person is known: her own pseudonym, and what rows with her CURP and her file say to be hers too.

use std::collections::BTreeSet;

use domain::{Clave, Seudonimo};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect, Set,
};

use crate::Error;
use crate::entidad::{atencion, enlace, historia, persona};

/// A pseudonym, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Enlace {
    pub(super) seudonimo: Seudonimo,
    pub(super) persona: i64,
    /// Whether it is of a CURP.
    pub(super) curp: bool,
}

/// Two who are one: she who goes, and she who stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Juntada {
    pub(super) va: i64,
    pub(super) queda: i64,
}

/// Whether anybody of an instancia is known by more than one thing.
pub(super) async fn any(tx: &impl ConnectionTrait, instancia: &Clave) -> Result<bool, Error> {
    let una = enlace::Entity::find()
        .filter(enlace::Column::InstanciaId.eq(instancia.as_str()))
        .limit(1);
    Ok(una.one(tx).await?.is_some())
}

/// All that those are known by who are known by any of some pseudonyms, or have any of some numbers, beside their own.
pub(super) async fn load(
    tx: &impl ConnectionTrait,
    instancia: &str,
    seudonimos: impl Iterator<Item = Seudonimo>,
    personas: impl Iterator<Item = i64>,
) -> Result<Vec<Enlace>, Error> {
    let aqui = enlace::Entity::find().filter(enlace::Column::InstanciaId.eq(instancia));
    let suyos: Vec<i64> = aqui
        .clone()
        .select_only()
        .column(enlace::Column::PersonaId)
        .distinct()
        .filter(enlace::Column::Seudonimo.is_in(seudonimos.map(|suyo| suyo.0.to_vec())))
        .into_tuple()
        .all(tx)
        .await?;
    let todas = suyos.into_iter().chain(personas);
    let filas = aqui
        .filter(enlace::Column::PersonaId.is_in(todas))
        .all(tx)
        .await?;
    let read = |fila: enlace::Model| {
        let seudonimo = <[u8; 32]>::try_from(fila.seudonimo.as_slice());
        Ok(Enlace {
            seudonimo: Seudonimo(seudonimo.map_err(|_| Error::Ilegible("enlace"))?),
            persona: fila.persona_id,
            curp: fila.curp,
        })
    };
    filas.into_iter().map(read).collect()
}

/// The number of who is known by a pseudonym.
pub(super) async fn whose(
    db: &impl ConnectionTrait,
    instancia: &Clave,
    seudonimo: &Seudonimo,
) -> Result<Option<i64>, Error> {
    let propia = persona::Entity::find()
        .filter(persona::Column::InstanciaId.eq(instancia.as_str()))
        .filter(persona::Column::Seudonimo.eq(seudonimo.0.to_vec()));
    if let Some(fila) = propia.one(db).await? {
        return Ok(Some(fila.id));
    }
    let id = (instancia.to_string(), seudonimo.0.to_vec());
    let fila = enlace::Entity::find_by_id(id).one(db).await?;
    Ok(fila.map(|fila| fila.persona_id))
}

/// Keeps what some are known by; what was somebody else's is hers now.
pub(super) async fn keep(
    tx: &DatabaseTransaction,
    instancia: &str,
    enlaces: &[Enlace],
) -> Result<(), Error> {
    if enlaces.is_empty() {
        return Ok(());
    }
    let filas = enlaces.iter().map(|suyo| enlace::ActiveModel {
        instancia_id: Set(instancia.to_owned()),
        seudonimo: Set(suyo.seudonimo.0.to_vec()),
        persona_id: Set(suyo.persona),
        curp: Set(suyo.curp),
    });
    let ya = OnConflict::columns([enlace::Column::InstanciaId, enlace::Column::Seudonimo])
        .update_columns([enlace::Column::PersonaId, enlace::Column::Curp])
        .to_owned();
    enlace::Entity::insert_many(filas)
        .on_conflict(ya)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// What stood for somebody stands for nobody.
pub(super) async fn drop(
    tx: &DatabaseTransaction,
    instancia: &str,
    seudonimos: BTreeSet<Seudonimo>,
) -> Result<(), Error> {
    if seudonimos.is_empty() {
        return Ok(());
    }
    let bytes = seudonimos.iter().map(|suyo| suyo.0.to_vec());
    enlace::Entity::delete_many()
        .filter(enlace::Column::InstanciaId.eq(instancia))
        .filter(enlace::Column::Seudonimo.is_in(bytes))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was of two is of one: her attentions, their history, and all that she is known by. She who goes is in the register no more.
pub(super) async fn join(
    tx: &DatabaseTransaction,
    instancia: &str,
    Juntada { va, queda }: Juntada,
) -> Result<(), Error> {
    macro_rules! move_to_her {
        ($($tabla:ident.$columna:ident),+) => {$(
            $tabla::Entity::update_many()
                .col_expr($tabla::Column::$columna, Expr::value(queda))
                .filter($tabla::Column::InstanciaId.eq(instancia))
                .filter($tabla::Column::$columna.eq(va))
                .exec(tx)
                .await?;
        )+};
    }
    move_to_her!(
        atencion.PersonaId,
        historia.PersonaId,
        enlace.PersonaId,
        persona.Misma
    );
    persona::Entity::delete_by_id((instancia.to_owned(), va))
        .exec(tx)
        .await?;
    Ok(())
}

/// What a label stood for, another one stands for: all that one woman was counted as.
pub(super) async fn relabel(
    tx: &DatabaseTransaction,
    instancia: &str,
    va: i64,
    queda: i64,
) -> Result<(), Error> {
    persona::Entity::update_many()
        .col_expr(persona::Column::Misma, Expr::value(queda))
        .filter(persona::Column::InstanciaId.eq(instancia))
        .filter(persona::Column::Misma.eq(va))
        .exec(tx)
        .await?;
    Ok(())
}

/// Nothing is left by which some were known; of all, if none are named.
pub(super) async fn forget(
    tx: &DatabaseTransaction,
    instancia: &str,
    de: Option<Vec<i64>>,
) -> Result<(), Error> {
    let cuales = match de {
        Some(personas) => Condition::all().add(enlace::Column::PersonaId.is_in(personas)),
        None => Condition::all(),
    };
    enlace::Entity::delete_many()
        .filter(enlace::Column::InstanciaId.eq(instancia))
        .filter(cuales)
        .exec(tx)
        .await?;
    Ok(())
}

/// Of some persons, those who have no attention any more are in the register no more, and nothing stands for them: how many.
pub(super) async fn drop_nobody(
    tx: &DatabaseTransaction,
    instancia: &str,
    dejadas: BTreeSet<i64>,
) -> Result<u64, Error> {
    if dejadas.is_empty() {
        return Ok(0);
    }
    let quedan: Vec<Option<i64>> = atencion::Entity::find()
        .select_only()
        .column(atencion::Column::PersonaId)
        .distinct()
        .filter(atencion::Column::InstanciaId.eq(instancia))
        .filter(atencion::Column::PersonaId.is_in(dejadas.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let nadie = dejadas
        .into_iter()
        .filter(|id| !quedan.contains(&Some(*id)));
    let nadie: Vec<i64> = nadie.collect();
    forget(tx, instancia, Some(nadie.clone())).await?;
    let fuera = persona::Entity::delete_many()
        .filter(persona::Column::InstanciaId.eq(instancia))
        .filter(persona::Column::Id.is_in(nadie))
        .exec(tx)
        .await?;
    Ok(fuera.rows_affected)
}
