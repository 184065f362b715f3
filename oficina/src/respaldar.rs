//! Both stores into a folder, and back.

use async_recursion::async_recursion as boxed;
use std::path::Path;

use persistence::Autoria;
use persistence::respaldo::{self, Respaldo};

use crate::publicar::reparos::has_editions;
use crate::{Error, Lugares};

/// Copies both stores into a folder that is not there. The keys do not go with them. What is published and is not there any more is not
/// taken for nothing: such a copy would take the place of one that has it.
///
/// # Errors
/// [`Error::Rechazada`], [`persistence::Error::Ocupada`], and those of the stores.
#[boxed(?Send)]
pub async fn back_up(
    lugares: &Lugares,
    carpeta: &Path,
    autoria: &Autoria,
) -> Result<Respaldo, Error> {
    let registro = lugares.registro().await?;
    if !registro.cut_offs(None).await?.is_empty() && !has_editions(lugares, None).await? {
        return Err(Error::rejected(
            "el registro cerró meses para ediciones que no están en lo publicado: no se respaldó nada, para que esta copia no tome el lugar de una que las tenga. Restaure lo publicado de un respaldo o, si se interrumpió la primera publicación, repítala; si se perdió sin remedio, publique con --publicado-perdido y respalde después",
        ));
    }
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
