//! The signed format of editions, written out by version: what verifies or loads an edition reads the version that it was
//! signed in, and types of today can change without what was signed.

mod escrito;
mod piezas;
#[cfg(test)]
mod tests;
mod v2;
mod v3;

pub use piezas::{Piezas, PiezasConsejo, PiezasInstitucionales, Texto};

use self::escrito::Escrito;
use super::Contenido;
use crate::proteccion::{ActosCerrados, Congelado, ResumenProteccion};
use crate::{
    Actividad, Acuerdo, Agencia, Calendario, CifraPublicada, Consejo, Convenio, CuboProtegido,
    Error, Informe, Instancia, Integrante, PactoRegional, Plan, Proyecto, Sesion, Unidad,
};

/// The version that is written, and the only one that is served. In version 2 the summary of protection depended on what
/// is withheld.
pub const FORMATO: u32 = 3;

/// The version in which the register keeps its own records, which nobody signs: it changes with a migration of them.
pub const GUARDADO: u32 = 3;

/// Why something is not an edition, or a piece of one.
#[derive(Debug, thiserror::Error)]
pub enum Ilegible {
    /// Not the JSON of its version.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// It breaks a rule.
    #[error(transparent)]
    Regla(#[from] Error),
    /// No version that was ever written.
    #[error("el formato {0} no se conoce")]
    Version(u32),
}

/// The canonical bytes of a content: what its hash is of.
///
/// # Errors
/// None that a content can cause.
pub fn canonical(contenido: &Contenido) -> Result<Vec<u8>, Ilegible> {
    Ok(serde_json::to_vec(&v3::ContenidoEscrito::write(contenido))?)
}

/// What canonical bytes of a version say.
///
/// # Errors
/// [`Ilegible`].
pub fn read(formato: u32, bytes: &[u8]) -> Result<Contenido, Ilegible> {
    match formato {
        2 => {
            let v2: v3::ContenidoEscrito<v2::ResumenProteccion> = serde_json::from_slice(bytes)?;
            Ok(v2.read(v2::ResumenProteccion::read)?)
        }
        3 => {
            let v3: v3::ContenidoEscrito<v3::ResumenProteccion> = serde_json::from_slice(bytes)?;
            Ok(v3.read(Escrito::read)?)
        }
        otro => Err(Ilegible::Version(otro)),
    }
}

/// A record as a version writes it: a piece of an edition, which the API answers from, or what the register keeps.
pub trait Pieza: Sized {
    /// As a version that is still written says it.
    ///
    /// # Errors
    /// [`Ilegible::Version`].
    fn written(&self, formato: u32) -> Result<String, Ilegible>;

    /// What a piece of some version says. Version 1 had the pieces of version 2; no edition of it is kept.
    ///
    /// # Errors
    /// [`Ilegible`].
    fn read(formato: u32, texto: &str) -> Result<Self, Ilegible>;
}

macro_rules! piezas {
    ($($tipo:ident),* $(,)?) => {$(
        impl Pieza for $tipo {
            fn written(&self, formato: u32) -> Result<String, Ilegible> {
                match formato {
                    3 => Ok(serde_json::to_string(&<v3::$tipo as Escrito<Self>>::write(self))?),
                    otro => Err(Ilegible::Version(otro)),
                }
            }

            fn read(formato: u32, texto: &str) -> Result<Self, Ilegible> {
                match formato {
                    1 | 2 => Ok(serde_json::from_str::<v2::$tipo>(texto)?.read()?),
                    3 => Ok(serde_json::from_str::<v3::$tipo>(texto)?.read()?),
                    otro => Err(Ilegible::Version(otro)),
                }
            }
        }
    )*};
}

piezas!(
    Actividad,
    ActosCerrados,
    Acuerdo,
    Agencia,
    Calendario,
    CifraPublicada,
    Congelado,
    Consejo,
    Convenio,
    CuboProtegido,
    Informe,
    Instancia,
    Integrante,
    PactoRegional,
    Plan,
    Proyecto,
    ResumenProteccion,
    Sesion,
    Unidad,
);
