//! `pacto claves`: the key that signs editions, and the key of the pseudonyms.

use claves::{Identidad, Llave};

use crate::almacenes::{identity_or_new, key_or_new};
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
            key_or_new(&lugares)?;
        }
    }
    if Identidad::load(&lugares.claves)?.is_some() {
        print(&format!(
            "Ya hay una clave de identidad en {}.",
            lugares.claves.display()
        ));
    } else {
        identity_or_new(&lugares)?;
    }
    Ok(())
}
