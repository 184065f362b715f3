//! Withdrawing an edition: it is not served any more.

use domain::{Clave, Edicion};
use persistence::{Autoria, Imprenta, Nota};

use crate::{Error, Lugares};

/// Withdraws an edition for a reason, and notes it. One that was withdrawn before keeps the reason that it has
/// ([`Edicion::retiro`]).
///
/// # Errors
/// [`persistence::Error::EdicionDesconocida`], and those of the stores.
pub async fn withdraw(
    lugares: &Lugares,
    clave: &Clave,
    numero: u32,
    motivo: &str,
    autoria: &Autoria,
) -> Result<Edicion, Error> {
    let registro = lugares.registro().await?;
    let edicion = Imprenta::new(&lugares.publicaciones)
        .withdraw(clave, numero, motivo, autoria.cuando)
        .await?;
    if edicion.retiro.as_ref().is_some_and(|r| r.motivo == motivo) {
        let nota = Nota {
            orden: "retirar",
            detalle: format!("edición {numero}, corte {}", edicion.corte),
            ..Nota::default()
        };
        registro.note(Some(clave), autoria, nota).await?;
    }
    Ok(edicion)
}
