//! Digests of what is published.

use claves::hex;
use domain::{Contenido, formato};
use sha2::{Digest, Sha256};

use crate::Error;

/// SHA-256 of canonical bytes, in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The hash that the edition of a content has.
pub(crate) fn hash(contenido: &Contenido) -> Result<String, Error> {
    Ok(digest(&formato::canonical(contenido)?))
}
