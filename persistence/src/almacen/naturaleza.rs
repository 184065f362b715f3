//! Whether a store is of real people or of invented ones.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::Error;
use crate::entidad::ajuste;

use super::transaccion::lock_whole;

/// Whether a store holds real people's data or invented ones. The two never share a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naturaleza {
    /// Real.
    Real,
    /// Invented: by the generator of the demonstration, or by whoever began the register for it.
    Sintetica,
}

impl Naturaleza {
    pub(crate) fn clave(self) -> &'static str {
        match self {
            Self::Real => "REAL",
            Self::Sintetica => "SINTETICA",
        }
    }

    pub(crate) fn mezcla(self, nueva: Self) -> Error {
        Error::Mezcla {
            hay: self.nombre(),
            nuevos: nueva.nombre(),
        }
    }

    fn nombre(self) -> &'static str {
        match self {
            Self::Real => "reales",
            Self::Sintetica => "sintéticos",
        }
    }
}

const AJUSTE_NATURALEZA: &str = "naturaleza";
/// That sheets of invented people are taken in.
const AJUSTE_HOJAS: &str = "hojas_sinteticas";

/// Lets sheets into a store of synthetic data: whoever began it said that all of them are invented.
pub(crate) async fn allow_sheets(db: &impl ConnectionTrait) -> Result<(), Error> {
    let ajuste = ajuste::ActiveModel {
        clave: sea_orm::Set(AJUSTE_HOJAS.to_owned()),
        valor: sea_orm::Set("SI".to_owned()),
    };
    let ya_esta = OnConflict::column(ajuste::Column::Clave)
        .do_nothing()
        .to_owned();
    ajuste::Entity::insert(ajuste)
        .on_conflict(ya_esta)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Marks the store as one of what sheets say: of real people, unless it was begun for invented ones.
pub(crate) async fn claim_for_sheets(db: &impl ConnectionTrait) -> Result<(), Error> {
    let inventada = naturaleza(db).await? == Some(Naturaleza::Sintetica)
        && ajuste::Entity::find_by_id(AJUSTE_HOJAS)
            .one(db)
            .await?
            .is_some();
    if inventada {
        return Ok(());
    }
    claim(db, Naturaleza::Real).await
}

/// The nature of the data of a store, if it has any.
pub(crate) async fn naturaleza(db: &impl ConnectionTrait) -> Result<Option<Naturaleza>, Error> {
    let ajuste = ajuste::Entity::find_by_id(AJUSTE_NATURALEZA)
        .one(db)
        .await?;
    match ajuste.as_ref().map(|ajuste| ajuste.valor.as_str()) {
        None => Ok(None),
        Some("REAL") => Ok(Some(Naturaleza::Real)),
        Some("SINTETICA") => Ok(Some(Naturaleza::Sintetica)),
        Some(_) => Err(Error::Ilegible("ajustes")),
    }
}

/// Marks the store as one of real or of synthetic data, unless it is marked as the other.
pub(crate) async fn claim(db: &impl ConnectionTrait, nueva: Naturaleza) -> Result<(), Error> {
    let mut hay = naturaleza(db).await?;
    if hay.is_none() {
        // Somebody else may be marking it.
        lock_whole(db).await?;
        hay = naturaleza(db).await?;
    }
    match hay {
        Some(hay) if hay == nueva => Ok(()),
        Some(hay) => Err(hay.mezcla(nueva)),
        None => {
            let ajuste = ajuste::ActiveModel {
                clave: sea_orm::Set(AJUSTE_NATURALEZA.to_owned()),
                valor: sea_orm::Set(nueva.clave().to_owned()),
            };
            ajuste::Entity::insert(ajuste)
                .exec_without_returning(db)
                .await?;
            Ok(())
        }
    }
}
