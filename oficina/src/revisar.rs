//! Looking over the register: what is in it, and what it lacks.

use async_recursion::async_recursion as boxed;
use domain::Clave;
pub use persistence::{Repetida, Revision};

use crate::{Error, Lugares};

/// What an instancia has registered, of a year or of all.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn review(
    lugares: &Lugares,
    clave: &Clave,
    anio: Option<i32>,
) -> Result<Revision, Error> {
    Ok(lugares.to_read().await?.review(clave, anio).await?)
}
