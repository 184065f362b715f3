//! Laying the tables of both stores over the nodes of a cluster.

use async_recursion::async_recursion as boxed;
use persistence::{Autoria, Nota, reparto};

use crate::{Error, Lugares};

/// A table, and the statement that lays it out; none if it stays on the node that coordinates.
pub type Reparto = (&'static str, Option<String>);

/// What would be done, in the base of the register and in that of what is published.
pub fn planned() -> [Vec<Reparto>; 2] {
    [
        reparto::REGISTRO.as_slice(),
        reparto::PUBLICACIONES.as_slice(),
    ]
    .map(|tablas| {
        let tablas = tablas.iter();
        tablas
            .map(|tabla| (tabla.0, reparto::statement(*tabla)))
            .collect()
    })
}

/// Makes the tables of both stores and lays them out; how many were laid out now. It is noted.
///
/// # Errors
/// [`persistence::Error::SinCitus`], and those of the stores.
#[boxed]
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
