//! The key that signs editions, and signatures: Ed25519, in the format of minisign, so that whoever pulls an
//! edition verifies it with a tool that is not ours.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};

use crate::Error;
use crate::cadena::{Aval, Conocida, known_in, learn};
use crate::carpeta::set_mode;
use crate::secreto;

const SECRETA: &str = "firma.key";
const PUBLICA: &str = "firma.pub";

/// The key of the house.
pub struct Llave {
    secreta: SecretKey,
    publica: PublicKey,
    aval: Option<Aval>,
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
        // Both are known before the public one is written: whoever is stopped in between has a key that its folder knows.
        if let Some(vieja) = Self::publica_in(carpeta)? {
            learn(carpeta, known(vieja, None, None))?;
        }
        learn(carpeta, known(pk.to_base64(), None, None))?;
        write_public(carpeta, &pk)?;
        Ok(Self {
            secreta: sk,
            publica: pk,
            aval: None,
        })
    }

    /// Puts another key in the place of this one, which says that it is the next, and stays beside it under another name.
    /// `hoy`: the day, as it is written.
    ///
    /// # Errors
    /// [`Error::Llave`], [`Error::Archivo`].
    pub fn replace(self, carpeta: &Path, hoy: &str) -> Result<Self, Error> {
        let accion = "cambiar la clave de firma";
        let KeyPair { pk, sk } = KeyPair::generate_unencrypted_keypair().map_err(wrong)?;
        let (vieja, nueva) = (self.publica(), pk.to_base64());
        let aval = Aval {
            firma: self.sign(
                nueva.as_bytes(),
                &format!("clave que sigue a {vieja}, desde {hoy}"),
            )?,
            anterior: vieja.clone(),
        };
        let (ruta, provisional) = (carpeta.join(SECRETA), carpeta.join("firma-nueva.key"));
        let _ = fs::remove_file(&provisional);
        let texto = sk.to_box(Some("clave secreta de Pacto")).map_err(wrong)?;
        secreto::create(&provisional, &texto.to_string(), accion, Error::Llave)?;
        // Whoever is stopped in between has the old key in its place, and knows one that nobody has.
        learn(carpeta, known(vieja, None, None))?;
        learn(carpeta, known(nueva, Some(hoy), Some(aval.clone())))?;
        let guardada = carpeta.join(format!("firma-hasta-{hoy}.key"));
        match fs::hard_link(&ruta, &guardada) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(Error::Llave("ya se cambió hoy"));
            }
            hecho => hecho.map_err(Error::archivo(accion))?,
        }
        fs::rename(&provisional, &ruta).map_err(Error::archivo(accion))?;
        write_public(carpeta, &pk)?;
        Ok(Self {
            secreta: sk,
            publica: pk,
            aval: Some(aval),
        })
    }

    /// Keeps the public key among those that the folder knows.
    ///
    /// # Errors
    /// [`Error::Llave`], [`Error::Archivo`].
    pub fn remember(&self, carpeta: &Path) -> Result<(), Error> {
        learn(carpeta, known(self.publica(), None, None))
    }

    /// What the key before says of this one.
    pub fn aval(&self) -> Option<&Aval> {
        self.aval.as_ref()
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
        let suya = publica.to_base64();
        let conocidas: Vec<_> = known_in(carpeta)?
            .into_iter()
            .filter(|una| una.clave == suya)
            .collect();
        // One that was put there by hand would sign as somebody else. A public key that is being written says nothing yet.
        let publica_de = Self::publica_in(carpeta).ok().flatten();
        let otra = publica_de.is_some_and(|otra| otra != suya);
        if otra && conocidas.is_empty() {
            return Err(Error::Llave(
                "no es la que dicen firma.pub y firmas.pub: es de otra instalación",
            ));
        }
        let aval = conocidas.into_iter().find_map(|una| una.aval);
        Ok(Some(Self {
            secreta,
            publica,
            aval,
        }))
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

fn known(clave: String, desde: Option<&str>, aval: Option<Aval>) -> Conocida {
    Conocida {
        clave,
        desde: desde.map(str::to_owned),
        aval,
    }
}

fn write_public(carpeta: &Path, publica: &PublicKey) -> Result<(), Error> {
    let ruta = carpeta.join(PUBLICA);
    let texto = publica.to_box().map_err(wrong)?.to_string();
    fs::write(&ruta, texto).map_err(Error::archivo("escribir la clave de firma"))?;
    set_mode(&ruta, 0o644)
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
                aval: None,
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
