//! The workbooks that an office fills.

use async_recursion::async_recursion as boxed;
use std::path::Path;

use captura::institucional::Clase;
use captura::plantilla;
use domain::Clave;
use time::Date;

use crate::{Error, Lugares};

/// Writes the workbook of attentions, or of a kind of institutional records, with the lists that are valid today.
///
/// # Errors
/// Those of the register and of the file.
#[boxed]
pub async fn write(
    lugares: &Lugares,
    clave: &Clave,
    de: Option<Clase>,
    hoy: Date,
    salida: &Path,
) -> Result<(), Error> {
    let marco = lugares.to_read().await?.marco(clave).await?;
    Ok(plantilla::write(de, &marco, hoy, salida)?)
}
