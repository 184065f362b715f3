//! Laying the tables of both stores over the nodes of a cluster.

use persistence::{Autoria, Nota, reparto};

use crate::{Error, Lugares};

/// Makes the tables of both stores and lays them out; how many were laid out now. It is noted.
///
/// # Errors
/// [`persistence::Error::SinCitus`], and those of the stores.
pub async fn lay_out(lugares: &Lugares, autoria: &Autoria) -> Result<u64, Error> {
    let hechas = reparto::lay_out(&lugares.registro, &lugares.publicaciones).await?;
    let nota = Nota {
        orden: "distribuir",
        detalle: format!("tablas {hechas}"),
        ..Nota::default()
    };
    lugares.registro().await?.note(None, autoria, nota).await?;
    Ok(hechas)
}
