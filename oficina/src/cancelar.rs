//! Taking a person out of the register.

use domain::Clave;
use persistence::{Autoria, Cancelado};

use crate::{Error, Lugares};

/// Takes out whoever was given the attention with that folio, with all hers; an anonymous one, alone.
///
/// # Errors
/// [`persistence::Error::FolioDesconocido`], and those of the register.
pub async fn cancel(
    lugares: &Lugares,
    clave: &Clave,
    folio: &str,
    autoria: &Autoria,
) -> Result<Cancelado, Error> {
    let identidad = lugares.identity()?;
    let registro = lugares.registro().await?;
    let folio = folio.trim().to_uppercase();
    Ok(registro.cancel(clave, &identidad, &folio, autoria).await?)
}
