//! A lock between processes on one folder, released by the system when its holder ends in any way.

use std::fs::File;
use std::path::Path;

use crate::Error;

pub(crate) struct Candado(
    #[expect(dead_code, reason = "held, not read: dropping it unlocks")] File,
);

impl Candado {
    /// Waits for the lock of a folder.
    pub(crate) fn acquire(carpeta: &Path) -> Result<Self, Error> {
        let accion = "tomar el candado de la carpeta de datos";
        let archivo = File::create(carpeta.join(".candado")).map_err(Error::archivo(accion))?;
        if archivo.try_lock().is_err() {
            tracing::warn!("otra orden está escribiendo en esa carpeta: se espera a que termine");
            archivo.lock().map_err(Error::archivo(accion))?;
        }
        Ok(Self(archivo))
    }
}
