//! Going on when the key of the pseudonyms is lost.

use claves::Identidad;
use domain::Clave;
use persistence::{Autoria, Generacion};

use crate::{Error, Lugares};

/// What would be left, in each instancia, of those who are known by a key that is lost. Nothing if none is: the key is here.
///
/// # Errors
/// Those of the key and of the register.
pub async fn lost(lugares: &Lugares) -> Result<Vec<(Clave, Generacion)>, Error> {
    let registro = lugares.registro().await?;
    let identidad = Identidad::load(&lugares.claves)?;
    let mut perdidas = Vec::new();
    for clave in registro.identified().await? {
        match registro.check_identity(&clave, identidad.as_ref()).await {
            Err(persistence::Error::SinIdentidad | persistence::Error::OtraIdentidad) => {
                let queda = registro.generation(&clave).await?;
                perdidas.push((clave, queda));
            }
            otro => otro?,
        }
    }
    Ok(perdidas)
}

/// Makes a key in place of the one that is lost, if there is none, and takes it for some instancias.
///
/// # Errors
/// Those of the key and of the register.
pub async fn begin_again(
    lugares: &Lugares,
    claves: &[Clave],
    autoria: &Autoria,
) -> Result<(), Error> {
    let registro = lugares.registro().await?;
    let identidad = match Identidad::load(&lugares.claves)? {
        Some(identidad) => identidad,
        None => Identidad::create(&lugares.claves)?,
    };
    for clave in claves {
        registro
            .begin_generation(clave, &identidad, autoria)
            .await?;
    }
    Ok(())
}
