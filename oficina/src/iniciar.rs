//! Starting an instancia.

use domain::{Carga, Clave};
use persistence::{Autoria, Iniciacion, Naturaleza, Publicaciones, Registro};

use crate::{Error, Lugares};

/// What a new instancia starts with: what is known of its municipality, and the catalogues.
///
/// # Errors
/// [`domain::Error::EntradaDesconocida`] when the code is not one of Valles Centrales.
pub fn empty(clave: &Clave, nombre: Option<String>) -> Result<Carga, Error> {
    Ok(Carga {
        institucional: datos::incluidos::instancia(clave, nombre)?,
        catalogos: datos::incluidos::catalogos()?,
        personas: vec![],
        atenciones: vec![],
    })
}

/// Starts an instancia with all that comes with it, whole or not at all, unless one of the stores holds data of the other
/// nature.
///
/// # Errors
/// [`persistence::Error::Mezcla`], the rule that the records break, and those of the stores.
pub async fn start(
    registro: &Registro,
    lugares: &Lugares,
    carga: &Carga,
    naturaleza: Naturaleza,
    autoria: &Autoria,
) -> Result<Iniciacion, Error> {
    let publicado = Publicaciones::naturaleza(&lugares.publicaciones).await?;
    Ok(registro
        .start(carga, naturaleza, publicado, autoria)
        .await?)
}
