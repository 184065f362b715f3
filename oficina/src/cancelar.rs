//! Taking a person out of the register.

use async_recursion::async_recursion as boxed;
use claves::Identidad;
use domain::{Clave, Instancia};
use persistence::Autoria;
pub use persistence::Cancelado;

use crate::persona::{Busqueda, Shown};
use crate::{Error, Lugares};

/// Takes out somebody with all her attentions; an anonymous one, alone. By folio no key is needed. `vista`: what whoever orders it
/// was shown.
///
/// # Errors
/// [`persistence::Error::CambioVisto`] if that is no longer so,
/// [`persistence::Error::FolioDesconocido`], [`persistence::Error::PersonaDesconocida`], those of the key and of
/// the register.
#[boxed]
pub async fn cancel(
    lugares: &Lugares,
    clave: &Clave,
    (busqueda, vista): (&Busqueda, &Shown),
    autoria: &Autoria,
) -> Result<Cancelado, Error> {
    let registro = lugares.registro().await?;
    let identidad = Identidad::load(&lugares.claves)?;
    let quien = busqueda.quien(&registro, clave, identidad.as_ref()).await?;
    Ok(registro.cancel(clave, &quien, vista, autoria).await?)
}

/// The office that answers whoever asks.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn office(lugares: &Lugares, clave: &Clave) -> Result<Instancia, Error> {
    let registro = lugares.registro().await?;
    Ok(registro.institucional(clave).await?.instancia)
}
