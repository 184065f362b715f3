//! Undoing a closing: its months take attentions again.

use async_recursion::async_recursion as boxed;
use domain::Clave;
use persistence::{Autoria, Imprenta, Publicaciones, UltimoCierre};
use time::Date;

use crate::{Error, Lugares};

/// The closing of a cut-off, if it can be undone.
///
/// # Errors
/// [`persistence::Error::SinCierre`], [`persistence::Error::CierreContado`], [`persistence::Error::Servidas`], and those of the
/// stores.
#[boxed]
pub async fn look(lugares: &Lugares, clave: &Clave, corte: Date) -> Result<UltimoCierre, Error> {
    let registro = lugares.registro().await?;
    let cierre = registro.closing(clave, corte).await?;
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(cierre),
        abiertas => abiertas?,
    };
    let claves = [clave.to_string()];
    let ediciones = publicaciones.ediciones(&claves).await?;
    let suyas = ediciones.get(clave.as_str()).cloned().unwrap_or_default();
    let servidas = suyas.served_of_closing(corte.year(), cierre.anterior);
    if servidas.is_empty() {
        Ok(cierre)
    } else {
        Err(persistence::Error::Servidas(servidas).into())
    }
}

/// Undoes the closing of a cut-off, if all its editions are withdrawn: how many attentions count there again.
///
/// # Errors
/// Those of [`look`].
#[boxed]
pub async fn reopen(
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
    motivo: &str,
    autoria: &Autoria,
) -> Result<u64, Error> {
    let registro = lugares.registro().await?;
    let UltimoCierre { anterior, .. } = registro.closing(clave, corte).await?;
    let mut vuelven = 0;
    let reopen = async || {
        vuelven = registro.reopen(clave, corte, motivo, autoria).await?;
        Ok(())
    };
    Imprenta::new(&lugares.publicaciones)
        .reopen(clave, corte.year(), anterior, reopen)
        .await?;
    Ok(vuelven)
}
