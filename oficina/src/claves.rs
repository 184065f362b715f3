//! Going on when the key of the pseudonyms is lost.

use async_recursion::async_recursion as boxed;
use claves::Identidad;
use domain::Clave;
use persistence::Autoria;
pub use persistence::Generacion;

use crate::{Error, Lugares};

/// Brings a register that an earlier version made up to date, if there is one; whether it was one of those.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn bring_up_to_date(lugares: &Lugares) -> Result<bool, Error> {
    match lugares.to_read().await {
        Err(Error::Almacen(persistence::Error::PorActualizar)) => {
            lugares.registro().await?;
            Ok(true)
        }
        Err(Error::Almacen(persistence::Error::SinRegistro)) => Ok(false),
        al_dia => al_dia.map(|_| false),
    }
}

/// Those who are known by a key that is lost.
pub struct Perdidas {
    /// What would be left in each of their instancias.
    pub de: Vec<(Clave, Generacion)>,
    /// Whether there is a key, and it is of no instancia of this register. One that others of it have taken already goes on
    /// being taken.
    pub hay_ajena: bool,
}

/// What would be left, in each instancia, of those who are known by a key that is lost. Nothing if none is: the key is here.
///
/// # Errors
/// Those of the key and of the register.
#[boxed]
pub async fn lost(lugares: &Lugares) -> Result<Perdidas, Error> {
    let registro = lugares.registro().await?;
    let identidad = Identidad::load(&lugares.claves)?;
    let mut perdidas = Vec::new();
    let todas = registro.identified().await?;
    for clave in &todas {
        match registro.check_identity(clave, identidad.as_ref()).await {
            Err(persistence::Error::SinIdentidad | persistence::Error::OtraIdentidad) => {
                let queda = registro.generation(clave).await?;
                perdidas.push((clave.clone(), queda));
            }
            otro => otro?,
        }
    }
    Ok(Perdidas {
        hay_ajena: identidad.is_some() && perdidas.len() == todas.len(),
        de: perdidas,
    })
}

/// Makes a key in place of the one that is lost, if there is none, and takes it for some instancias.
///
/// # Errors
/// Those of the key and of the register.
#[boxed]
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
