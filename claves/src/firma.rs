//! The key that signs editions, and signatures: Ed25519, in the format of minisign, so that whoever pulls an
//! edition verifies it with a tool that is not ours.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};

use crate::Error;
use crate::carpeta::set_mode;
use crate::secreto;

const SECRETA: &str = "firma.key";
const PUBLICA: &str = "firma.pub";

/// The key of the house.
pub struct Llave {
    secreta: SecretKey,
    publica: PublicKey,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that map_err asks for"
)]
fn wrong(error: minisign::PError) -> Error {
    // Its messages name no secret, but they are English and of no use here.
    tracing::debug!(%error, "falló la firma");
    Error::Llave("no se entiende")
}

impl Llave {
    /// Makes a key in a folder of its owner alone, where there must be none.
    ///
    /// # Errors
    /// [`Error::Llave`] when there is one, [`Error::Archivo`].
    pub fn create(carpeta: &Path) -> Result<Self, Error> {
        let ruta = carpeta.join(SECRETA);
        let KeyPair { pk, sk } = KeyPair::generate_unencrypted_keypair().map_err(wrong)?;
        let texto = sk.to_box(Some("clave secreta de Pacto")).map_err(wrong)?;
        let accion = "escribir la clave de firma";
        secreto::create(&ruta, &texto.to_string(), accion, Error::Llave)?;
        let publica = carpeta.join(PUBLICA);
        let texto = pk.to_box().map_err(wrong)?.to_string();
        fs::write(&publica, texto).map_err(Error::archivo(accion))?;
        set_mode(&publica, 0o644)?;
        Ok(Self {
            secreta: sk,
            publica: pk,
        })
    }

    /// The key of a folder, if there is one.
    ///
    /// # Errors
    /// [`Error::Llave`] when others than its owner can read it or it is no key, [`Error::Archivo`].
    pub fn load(carpeta: &Path) -> Result<Option<Self>, Error> {
        let ruta = carpeta.join(SECRETA);
        let leida = secreto::load(&ruta, "leer la clave de firma", Error::Llave)?;
        let Some(texto) = leida else { return Ok(None) };
        let secreta = SecretKeyBox::from_string(&texto)
            .and_then(SecretKeyBox::into_unencrypted_secret_key)
            .map_err(wrong)?;
        let publica = PublicKey::from_secret_key(&secreta).map_err(wrong)?;
        Ok(Some(Self { secreta, publica }))
    }

    /// The public key of a folder, if there is one that this user can read.
    ///
    /// # Errors
    /// [`Error::Llave`] when it is no key.
    pub fn publica_in(carpeta: &Path) -> Result<Option<String>, Error> {
        let Ok(texto) = fs::read_to_string(carpeta.join(PUBLICA)) else {
            return Ok(None);
        };
        let publica = PublicKeyBox::from_string(&texto)
            .and_then(PublicKeyBox::into_public_key)
            .map_err(wrong)?;
        Ok(Some(publica.to_base64()))
    }

    /// The public key, as `minisign -P` takes it.
    pub fn publica(&self) -> String {
        self.publica.to_base64()
    }

    /// Signs; the comment is signed with the rest.
    ///
    /// # Errors
    /// [`Error::Llave`].
    pub fn sign(&self, bytes: &[u8], comentario: &str) -> Result<String, Error> {
        let firma = minisign::sign(
            Some(&self.publica),
            &self.secreta,
            Cursor::new(bytes),
            Some(comentario),
            Some("firma de una edición de Pacto"),
        );
        Ok(firma.map_err(wrong)?.into_string())
    }
}

/// Whether a signature by that public key is of these bytes.
pub fn verifies(publica: &str, firma: &str, bytes: &[u8]) -> bool {
    let comprobar = || {
        let publica = PublicKey::from_base64(publica)?;
        let firma = SignatureBox::from_string(firma)?;
        minisign::verify(&publica, &firma, Cursor::new(bytes), true, false, false)
    };
    comprobar().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does() {
        let llave = {
            let KeyPair { pk, sk } = KeyPair::generate_unencrypted_keypair().unwrap();
            Llave {
                secreta: sk,
                publica: pk,
            }
        };
        let firma = llave.sign(b"edicion", "una").unwrap();
        assert!(verifies(&llave.publica(), &firma, b"edicion"));
        assert!(!verifies(&llave.publica(), &firma, b"edicion "));
        assert!(!verifies(
            &llave.publica(),
            &firma.replace("una", "otra"),
            b"edicion"
        ));
        let otra = KeyPair::generate_unencrypted_keypair().unwrap().pk;
        assert!(!verifies(&otra.to_base64(), &firma, b"edicion"));
    }
}
