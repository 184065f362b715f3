//! The publication plan that an instancia publishes with.

use domain::{Clave, Plan};
use persistence::Registro;

use crate::Error;

/// The plan of an instancia: its own, or the one that comes with the program.
///
/// # Errors
/// Those of the store.
pub async fn plan(registro: &Registro, clave: &Clave) -> Result<Plan, Error> {
    match registro.plan(clave).await? {
        Some(propio) => Ok(propio),
        None => Ok(datos::plan::bundled()?),
    }
}
