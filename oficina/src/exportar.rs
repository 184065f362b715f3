//! Taking the register along, as a sheet of its template.

use async_recursion::async_recursion as boxed;
use std::path::Path;

use captura::atenciones::prefix;
use captura::exportacion::{Exportacion, cells};
use claves::Identidad;
use domain::Clave;
use persistence::{Autoria, Nota};

use crate::{Error, Lugares};

/// Writes every attention of the register, and how many they are. The sheet is not at its place before it is noted.
///
/// # Errors
/// Those of the register, of the key, and of the file.
#[boxed]
pub async fn export(
    lugares: &Lugares,
    clave: &Clave,
    salida: &Path,
    autoria: &Autoria,
) -> Result<u32, Error> {
    let registro = lugares.registro().await?;
    let marco = registro.marco(clave).await?;
    let identidad = Identidad::load(&lugares.claves)?;
    registro.check_identity(clave, identidad.as_ref()).await?;
    let prefijo =
        identidad.map_or_else(|| "DEMO-".to_owned(), |identidad| prefix(&identidad, clave));
    let mut hoja = Exportacion::new(salida)?;
    registro
        .each::<Error>(clave, &mut |dichos| {
            for dicho in &dichos {
                hoja.add(&cells(dicho, &marco, &prefijo))?;
            }
            Ok(())
        })
        .await?;
    let escrita = hoja.finish()?;
    let filas = escrita.filas;
    let nota = Nota {
        orden: "exportar",
        detalle: format!("atenciones {filas}"),
        archivo: Some(escrita.digest()?),
    };
    registro.note(Some(clave), autoria, nota).await?;
    escrita.place()?;
    Ok(filas)
}
