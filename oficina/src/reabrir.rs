//! Undoing a closing: its months take attentions again.

use domain::{Clave, Ediciones};
use persistence::{Autoria, Cierre, Imprenta, Publicaciones};
use time::Date;

use crate::{Error, Lugares};

/// The closing of a cut-off, if it can be undone.
///
/// # Errors
/// [`persistence::Error::SinCierre`], [`persistence::Error::CierreContado`], [`persistence::Error::Servidas`], and those of the
/// stores.
pub async fn look(lugares: &Lugares, clave: &Clave, corte: Date) -> Result<Cierre, Error> {
    let registro = lugares.registro().await?;
    let cierre = registro.closing(clave, corte).await?;
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(cierre),
        abiertas => abiertas?,
    };
    let claves = [clave.to_string()];
    let ediciones = publicaciones.ediciones(&claves).await?;
    let suyas = ediciones
        .get(clave.as_str())
        .map(Ediciones::all)
        .unwrap_or_default();
    let de_ese = suyas.iter().filter(|edicion| {
        let dentro = cierre
            .anterior
            .is_none_or(|anterior| edicion.corte > anterior);
        edicion.retiro.is_none() && edicion.corte.year() == corte.year() && dentro
    });
    let servidas: Vec<u32> = de_ese.map(|edicion| edicion.numero).collect();
    if servidas.is_empty() {
        Ok(cierre)
    } else {
        Err(persistence::Error::Servidas(servidas).into())
    }
}

/// Undoes the closing of a cut-off, if all its editions are withdrawn: how many attentions count in their own month again.
///
/// # Errors
/// Those of [`look`].
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
