//! The log: what was done to the register, by whom and when.

use async_recursion::async_recursion as boxed;
pub use persistence::{Asiento, Bitacora};

use crate::{Error, Lugares};

/// All that is noted, in order, and whether somebody has changed it.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn read(lugares: &Lugares) -> Result<Bitacora, Error> {
    Ok(lugares.to_read().await?.log().await?)
}
