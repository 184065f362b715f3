//! `pacto claves`: the key that signs editions, and the key of the pseudonyms.

use persistence::{Identidad, Llave};

use crate::argumentos::Almacenes;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) fn run(almacenes: &Almacenes) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    match Llave::load(&lugares.claves)? {
        Some(llave) => print(&format!(
            "Ya hay una clave de firma en {}. La pública es {}.",
            lugares.claves.display(),
            llave.publica()
        )),
        None => {
            lugares.key_or_new()?;
        }
    }
    if Identidad::load(&lugares.claves)?.is_some() {
        print(&format!(
            "Ya hay una clave de identidad en {}.",
            lugares.claves.display()
        ));
    } else {
        lugares.identity_or_new()?;
    }
    Ok(())
}
