//! Where the stores are, from what the command line says.

use std::ops::Deref;
use std::path::PathBuf;

use claves::folder as key_folder;
use oficina::{Carpeta, Destino};

use crate::argumentos::{Almacenes, Publico};
use crate::fallo::Fallo;
use crate::uso::print;

const CARPETA: &str = "pacto-datos";

/// Where the stores are, and how to name them to the user.
pub(crate) struct Lugares {
    pub(crate) sitio: oficina::Lugares,
    pub(crate) descripcion: String,
}

impl Deref for Lugares {
    type Target = oficina::Lugares;

    fn deref(&self) -> &oficina::Lugares {
        &self.sitio
    }
}

/// Makes the signing key if there is none: then it says so.
pub(crate) fn key_or_new(lugares: &Lugares) -> Result<(), Fallo> {
    let (llave, nueva) = lugares.key_or_new()?;
    if nueva {
        print(&format!(
            "Se creó la clave de firma en {}: respáldela aparte de los datos. La pública es {}.",
            lugares.claves.display(),
            llave.publica()
        ));
    }
    Ok(())
}

/// Makes the key of the pseudonyms if there is none: then it says so.
pub(crate) async fn identity_or_new(lugares: &Lugares) -> Result<(), Fallo> {
    if lugares.identity_or_new().await? {
        print(&format!(
            "Se creó la clave de identidad en {}: respáldela aparte de los datos. Sin ella no se reconoce a quien ya está registrada.",
            lugares.claves.display()
        ));
    }
    Ok(())
}

impl Almacenes {
    pub(crate) fn resolve(&self) -> Result<Lugares, Fallo> {
        let Publico {
            datos,
            publicaciones_url,
        } = &self.publico;
        let claves = match (&self.llavero.claves, datos) {
            (Some(claves), _) => claves.clone(),
            (None, datos) => key_folder(folder(datos.as_ref()).ruta()),
        };
        match (datos, &self.registro_url, publicaciones_url) {
            (_, None, None) => {
                let carpeta = folder(datos.as_ref());
                Ok(Lugares {
                    sitio: oficina::Lugares {
                        registro: carpeta.registro(),
                        publicaciones: carpeta.publicaciones(),
                        claves,
                    },
                    descripcion: format!("la carpeta {}", carpeta.ruta().display()),
                })
            }
            (None, Some(registro), Some(publicaciones)) if registro == publicaciones => {
                Err(Fallo::configuracion(
                    "el registro y las publicaciones no pueden estar en la misma base: use dos",
                ))
            }
            (None, Some(registro), Some(publicaciones)) => Ok(Lugares {
                sitio: oficina::Lugares {
                    registro: registro.parse()?,
                    publicaciones: publicaciones.parse()?,
                    claves,
                },
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
