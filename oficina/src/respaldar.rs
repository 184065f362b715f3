//! Both stores into a folder, and back.

use std::path::Path;

use claves::Identidad;
use persistence::Autoria;
use persistence::respaldo::{self, Respaldo};

use crate::{Error, Lugares};

/// Copies both stores into a folder that is not there. The keys do not go with them.
///
/// # Errors
/// [`persistence::Error::Ocupada`], and those of the stores.
pub async fn back_up(
    lugares: &Lugares,
    carpeta: &Path,
    autoria: &Autoria,
) -> Result<Respaldo, Error> {
    let registro = lugares.registro().await?;
    Ok(respaldo::back_up(&registro, &lugares.publicaciones, carpeta, autoria).await?)
}

/// Puts a backup into empty stores, and says whether the key of the pseudonyms is there.
///
/// # Errors
/// [`persistence::Error::Ocupada`], [`persistence::Error::Respaldo`], and those of the stores.
pub async fn restore(
    lugares: &Lugares,
    carpeta: &Path,
    autoria: &Autoria,
) -> Result<(Respaldo, bool), Error> {
    let (registro, publicaciones) = (&lugares.registro, &lugares.publicaciones);
    let hecho = respaldo::restore(carpeta, registro, publicaciones, autoria).await?;
    Ok((hecho, Identidad::load(&lugares.claves)?.is_some()))
}
