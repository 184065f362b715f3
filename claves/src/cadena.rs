//! The keys that have signed editions, and what each says of the next: whoever trusted one can trust the one after it.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::carpeta::set_mode;

const CADENA: &str = "firmas.pub";

/// What a key says of the one after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aval {
    /// The key before, as `minisign -P` takes it.
    pub anterior: String,
    /// Its signature of the letters of the new key, in the format of minisign.
    pub firma: String,
}

/// A key that signs editions, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conocida {
    /// The public key, as `minisign -P` takes it.
    pub clave: String,
    /// The day since when it signs, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desde: Option<String>,
    /// What the key before it says of it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub aval: Option<Aval>,
}

/// The keys that a folder knows, the first one first; none if there is no such file.
///
/// # Errors
/// [`Error::Llave`] when the file is none of them, [`Error::Archivo`].
pub fn known_in(carpeta: &Path) -> Result<Vec<Conocida>, Error> {
    match fs::read(carpeta.join(CADENA)) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| Error::Llave("no se entiende")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(Error::archivo("leer el archivo de las claves conocidas")(
            error,
        )),
    }
}

/// Adds a key to those that a folder knows, unless it knows it.
pub(crate) fn learn(carpeta: &Path, nueva: Conocida) -> Result<(), Error> {
    let mut todas = known_in(carpeta)?;
    if todas.iter().any(|una| una.clave == nueva.clave) {
        return Ok(());
    }
    todas.push(nueva);
    let texto = serde_json::to_vec_pretty(&todas).map_err(|_| Error::Llave("no se entiende"))?;
    let (ruta, parcial) = (carpeta.join(CADENA), carpeta.join("firmas.nueva"));
    let escribir = "escribir el archivo de las claves conocidas";
    fs::write(&parcial, texto).map_err(Error::archivo(escribir))?;
    set_mode(&parcial, 0o644)?;
    fs::rename(&parcial, &ruta).map_err(Error::archivo(escribir))
}
