//! Where the stores are, from what the command line says.

use std::path::PathBuf;

use persistence::{Carpeta, Destino, Identidad, Llave, key_folder};

use crate::argumentos::{Almacenes, Publico};
use crate::fallo::Fallo;
use crate::uso::print;

const CARPETA: &str = "pacto-datos";

/// Both stores, and how to name them to the user.
pub(crate) struct Lugares {
    pub(crate) registro: Destino,
    pub(crate) publicaciones: Destino,
    pub(crate) claves: PathBuf,
    pub(crate) descripcion: String,
}

impl Lugares {
    /// The signing key.
    pub(crate) fn key(&self) -> Result<Llave, Fallo> {
        Ok(Llave::load(&self.claves)?.ok_or(persistence::Error::SinLlave)?)
    }

    /// The signing key, made if there is none: then it says so.
    pub(crate) fn key_or_new(&self) -> Result<Llave, Fallo> {
        if let Some(llave) = Llave::load(&self.claves)? {
            return Ok(llave);
        }
        let llave = match Llave::create(&self.claves) {
            Ok(llave) => llave,
            // Somebody else may have made it meanwhile.
            Err(error) => return Llave::load(&self.claves)?.ok_or(error.into()),
        };
        print(&format!(
            "Se creó la clave de firma en {}: respáldela aparte de los datos. La pública es {}.",
            self.claves.display(),
            llave.publica()
        ));
        Ok(llave)
    }
}

impl Lugares {
    /// The key of the pseudonyms is there, or is made: then it says so.
    pub(crate) fn identity_or_new(&self) -> Result<(), Fallo> {
        if Identidad::load(&self.claves)?.is_none() {
            if let Err(error) = Identidad::create(&self.claves) {
                // Somebody else may have made it meanwhile.
                let otra = Identidad::load(&self.claves)?;
                return otra.map(drop).ok_or(error.into());
            }
            print(&format!(
                "Se creó la clave de identidad en {}: respáldela aparte de los datos. Sin ella no se reconoce a quien ya está registrada.",
                self.claves.display()
            ));
        }
        Ok(())
    }
}

impl Almacenes {
    pub(crate) fn resolve(&self) -> Result<Lugares, Fallo> {
        let Publico {
            datos,
            publicaciones_url,
        } = &self.publico;
        let claves = match (&self.claves, datos) {
            (Some(claves), _) => claves.clone(),
            (None, datos) => key_folder(folder(datos.as_ref()).ruta()),
        };
        match (datos, &self.registro_url, publicaciones_url) {
            (_, None, None) => {
                let carpeta = folder(datos.as_ref());
                Ok(Lugares {
                    registro: carpeta.registro(),
                    publicaciones: carpeta.publicaciones(),
                    claves,
                    descripcion: format!("la carpeta {}", carpeta.ruta().display()),
                })
            }
            (None, Some(registro), Some(publicaciones)) if registro == publicaciones => {
                Err(Fallo::configuracion(
                    "el registro y las publicaciones no pueden estar en la misma base: use dos",
                ))
            }
            (None, Some(registro), Some(publicaciones)) => Ok(Lugares {
                registro: registro.parse()?,
                publicaciones: publicaciones.parse()?,
                claves,
                descripcion: "las dos bases de PostgreSQL".to_owned(),
            }),
            (Some(_), _, _) => Err(Fallo::configuracion(
                "elija entre la carpeta (--datos) y las dos bases (--registro-url y --publicaciones-url), no ambas",
            )),
            _ => Err(Fallo::configuracion(
                "con PostgreSQL hacen falta las dos: --registro-url y --publicaciones-url",
            )),
        }
    }
}

impl Publico {
    /// The data folder, whether the stores are in it or not.
    pub(crate) fn carpeta(&self) -> PathBuf {
        folder(self.datos.as_ref()).ruta().to_owned()
    }

    pub(crate) fn resolve(&self) -> Result<Destino, Fallo> {
        match (&self.datos, &self.publicaciones_url) {
            (Some(_), Some(_)) => Err(Fallo::configuracion(
                "elija entre la carpeta (--datos) y la base (--publicaciones-url), no ambas",
            )),
            (None, Some(url)) => Ok(url.parse()?),
            (datos, None) => Ok(folder(datos.as_ref()).publicaciones()),
        }
    }
}

fn folder(datos: Option<&PathBuf>) -> Carpeta {
    Carpeta::new(datos.cloned().unwrap_or_else(|| CARPETA.into()))
}
