//! Whether a store is of real people or of invented ones.

use sea_orm::{ConnectionTrait, EntityTrait};

use crate::Error;
use crate::entidad::ajuste;

/// Whether a store holds real people's data or invented ones. The two never share a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naturaleza {
    /// Real.
    Real,
    /// Invented by the generator of the demonstration.
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
    match naturaleza(db).await? {
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
