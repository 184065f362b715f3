//! Undoing a closing: its months take attentions again.

use domain::Clave;
use persistence::{Autoria, Cierre, Imprenta};
use time::Date;

use crate::{Error, Lugares};

/// The closing of a cut-off, if it can be undone as far as the register knows.
///
/// # Errors
/// [`persistence::Error::SinCierre`], [`persistence::Error::CierreContado`], and those of the register.
pub async fn look(lugares: &Lugares, clave: &Clave, corte: Date) -> Result<Cierre, Error> {
    let registro = lugares.registro().await?;
    Ok(registro.closing(clave, corte).await?)
}

/// Undoes the closing of a cut-off, if all its editions are withdrawn: how many attentions count in their own month again.
///
/// # Errors
/// Those of [`look`], [`persistence::Error::Servidas`], and those of the stores.
pub async fn reopen(
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
    motivo: &str,
    autoria: &Autoria,
) -> Result<u64, Error> {
    let registro = lugares.registro().await?;
    let Cierre { anterior, .. } = registro.closing(clave, corte).await?;
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
