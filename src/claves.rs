//! `pacto claves`: the key that signs editions.

use persistence::Llave;

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
    Ok(())
}
