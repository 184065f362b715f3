//! Both stores into a folder, and back.

use async_recursion::async_recursion as boxed;
use std::path::Path;

use persistence::Autoria;
use persistence::respaldo::{self, Respaldo};

use crate::{Error, Lugares};

/// Copies both stores into a folder that is not there. The keys do not go with them.
///
/// # Errors
/// [`persistence::Error::Ocupada`], and those of the stores.
#[boxed(?Send)]
pub async fn back_up(
    lugares: &Lugares,
    carpeta: &Path,
    autoria: &Autoria,
) -> Result<Respaldo, Error> {
    let registro = lugares.registro().await?;
    Ok(respaldo::back_up(&registro, &lugares.publicaciones, carpeta, autoria).await?)
}

/// Puts a backup into empty stores. The keys do not come with it.
///
/// # Errors
/// [`persistence::Error::Ocupada`], [`persistence::Error::Respaldo`], and those of the stores.
#[boxed(?Send)]
pub async fn restore(
    lugares: &Lugares,
    carpeta: &Path,
    autoria: &Autoria,
) -> Result<Respaldo, Error> {
    let (registro, publicaciones) = (&lugares.registro, &lugares.publicaciones);
    Ok(respaldo::restore(carpeta, registro, publicaciones, autoria).await?)
}
