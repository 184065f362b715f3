//! Where the stores and the keys of an office are.

use async_recursion::async_recursion as boxed;
use std::path::PathBuf;

use claves::{Identidad, Llave};
use persistence::{Destino, Registro};

use crate::Error;

/// Both stores, and the folder of the keys.
pub struct Lugares {
    /// The private store.
    pub registro: Destino,
    /// The public store.
    pub publicaciones: Destino,
    /// The folder of the keys.
    pub claves: PathBuf,
}

impl Lugares {
    /// Opens the register, which must be there.
    ///
    /// # Errors
    /// Those of [`Registro::open`].
    #[boxed]
    pub async fn registro(&self) -> Result<Registro, Error> {
        Ok(Registro::open(&self.registro).await?)
    }

    /// Opens the register, which must be there, for an order that only reads.
    ///
    /// # Errors
    /// Those of [`Registro::open_to_read`].
    #[boxed]
    pub async fn to_read(&self) -> Result<Registro, Error> {
        Ok(Registro::open_to_read(&self.registro).await?)
    }

    /// The signing key.
    ///
    /// # Errors
    /// [`claves::Error::SinLlave`] when there is none, and those of [`Llave::load`].
    pub fn key(&self) -> Result<Llave, Error> {
        Ok(Llave::load(&self.claves)?.ok_or(claves::Error::SinLlave)?)
    }

    /// The signing key, made if there is none, and whether it was made now.
    ///
    /// # Errors
    /// Those of [`Llave::create`].
    pub fn key_or_new(&self) -> Result<(Llave, bool), Error> {
        if let Some(llave) = Llave::load(&self.claves)? {
            llave.remember(&self.claves)?;
            return Ok((llave, false));
        }
        match Llave::create(&self.claves) {
            Ok(llave) => {
                llave.remember(&self.claves)?;
                Ok((llave, true))
            }
            // Somebody else may have made it meanwhile.
            Err(error) => Ok((Llave::load(&self.claves)?.ok_or(error)?, false)),
        }
    }

    /// The key of the pseudonyms.
    ///
    /// # Errors
    /// [`persistence::Error::SinIdentidad`] when there is none, and those of [`Identidad::load`].
    pub fn identity(&self) -> Result<Identidad, Error> {
        Ok(Identidad::load(&self.claves)?.ok_or(persistence::Error::SinIdentidad)?)
    }

    /// Makes the key of the pseudonyms if there is none and nobody is known by another, and whether it was made now.
    ///
    /// # Errors
    /// [`Error::Identificadas`] when the register knows people by a key that is not here, and those of
    /// [`Identidad::create`] and of the register.
    #[boxed]
    pub async fn identity_or_new(&self) -> Result<bool, Error> {
        if Identidad::load(&self.claves)?.is_some() {
            return Ok(false);
        }
        match self.registro().await {
            Ok(registro) if !registro.identified().await?.is_empty() => {
                return Err(Error::Identificadas);
            }
            Ok(_) | Err(Error::Almacen(persistence::Error::SinRegistro)) => {}
            Err(error) => return Err(error),
        }
        match Identidad::create(&self.claves) {
            Ok(_) => Ok(true),
            // Somebody else may have made it meanwhile.
            Err(error) => match Identidad::load(&self.claves)? {
                Some(_) => Ok(false),
                None => Err(error.into()),
            },
        }
    }
}
