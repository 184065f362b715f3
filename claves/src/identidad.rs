//! Who someone is, without saying it: keyed pseudonyms. The key is outside the stores; without it nobody can tell
//! whether a CURP is in the register, and with it alone nobody can tell which are.
//!
//! HMAC-SHA-256 (RFC 2104, FIPS 198-1) over the instancia, what is named, and its text, each preceded by its length.

use std::fmt::Write as _;
use std::path::Path;

use domain::{Clave, Curp, Seudonimo};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::Error;
use crate::secreto;

const ARCHIVO: &str = "identidad.key";
const MARCA: &str = "pacto-identidad-1:";

/// The key of the pseudonyms.
#[derive(Clone)]
pub struct Identidad(Hmac<Sha256>);

impl Identidad {
    /// The key of a folder, if there is one.
    ///
    /// # Errors
    /// [`Error::Identidad`] when others than its owner can read it or it is no key, [`Error::Archivo`].
    pub fn load(carpeta: &Path) -> Result<Option<Self>, Error> {
        let ruta = carpeta.join(ARCHIVO);
        let leida = secreto::load(&ruta, "leer la clave de identidad", Error::Identidad)?;
        let Some(texto) = leida else { return Ok(None) };
        let cifras = texto.trim().strip_prefix(MARCA).filter(|c| c.len() == 64);
        let bytes = cifras.and_then(|cifras| {
            let pares = (0..32).map(|i| u8::from_str_radix(cifras.get(2 * i..2 * i + 2)?, 16).ok());
            pares.collect::<Option<Vec<u8>>>()
        });
        let bytes = bytes.ok_or(Error::Identidad("no se entiende"))?;
        Self::from_bytes(&bytes).map(Some)
    }

    /// Makes a key in a folder of its owner alone, where there must be none.
    ///
    /// # Errors
    /// [`Error::Identidad`] when there is one, [`Error::Archivo`].
    pub fn create(carpeta: &Path) -> Result<Self, Error> {
        let bytes = chance()?;
        let texto = format!("{MARCA}{}\n", hex(&bytes));
        let ruta = carpeta.join(ARCHIVO);
        let accion = "escribir la clave de identidad";
        secreto::create(&ruta, &texto, accion, Error::Identidad)?;
        Self::from_bytes(&bytes)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let clave = Hmac::new_from_slice(bytes);
        clave
            .map(Self)
            .map_err(|_| Error::Identidad("no se entiende"))
    }

    /// Some letters that tell this key from others, for an instancia.
    pub fn mark(&self, instancia: &Clave) -> String {
        hex(&self.digest(instancia, &["números de este registro"])[..3])
    }

    /// The same text gives the same bytes, and another text or another instancia others.
    fn mac(&self, instancia: &Clave, que: &str, partes: &[&str]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for parte in [instancia.as_str(), que].iter().chain(partes) {
            let largo = u64::try_from(parte.len()).unwrap_or(u64::MAX);
            mac.update(&largo.to_be_bytes());
            mac.update(parte.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    /// The pseudonym of a CURP.
    pub fn of_curp(&self, instancia: &Clave, curp: &Curp) -> Seudonimo {
        Seudonimo(self.mac(instancia, "CURP", &[curp.as_str()]))
    }

    /// The pseudonym of a file number of the instancia.
    pub fn of_expediente(&self, instancia: &Clave, expediente: &str) -> Seudonimo {
        Seudonimo(self.mac(instancia, "EXPEDIENTE", &[expediente]))
    }

    /// What a row is known by: its folio.
    pub fn of_folio(&self, instancia: &Clave, folio: &str) -> [u8; 32] {
        self.mac(instancia, "FOLIO", &[folio])
    }

    /// What a row without folio is known by: its content, and how many equal ones came before it.
    pub fn of_row(&self, instancia: &Clave, huella: &[u8; 32], vez: u32) -> [u8; 32] {
        self.mac(instancia, "RENGLON", &[&hex(huella), &vez.to_string()])
    }

    /// Whether two rows say the same: a digest of what they say.
    pub fn digest(&self, instancia: &Clave, partes: &[&str]) -> [u8; 32] {
        self.mac(instancia, "CONTENIDO", partes)
    }
}

/// A pseudonym of nobody, which takes the place of that of who was taken out of a register.
///
/// # Errors
/// [`Error::Identidad`] when the system has no randomness to give.
pub fn nobody() -> Result<Seudonimo, Error> {
    chance().map(Seudonimo)
}

fn chance() -> Result<[u8; 32], Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| Error::Identidad("el sistema no da azar"))?;
    Ok(bytes)
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut texto, byte| {
        // Writing to a String cannot fail.
        let _ = write!(texto, "{byte:02x}");
        texto
    })
}

#[cfg(test)]
mod tests;
