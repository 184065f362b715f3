//! Files that only their owner may read: keys.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::Error;
use crate::carpeta::create_folder;

/// Writes a key where there must be none, in a folder of its owner alone. `wrong` is the error that it is, in words.
pub(crate) fn create(
    ruta: &Path,
    texto: &str,
    accion: &'static str,
    wrong: fn(&'static str) -> Error,
) -> Result<(), Error> {
    create_folder(ruta, true)?;
    // Whole or not at all, and never over another that is made meanwhile: under a name of this process first.
    let provisional = ruta.with_extension(std::process::id().to_string());
    let _ = fs::remove_file(&provisional);
    let escrita = write(&provisional, texto).and_then(|()| fs::hard_link(&provisional, ruta));
    let _ = fs::remove_file(&provisional);
    escrita.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => wrong("ya hay una"),
        _ => Error::archivo(accion)(error),
    })
}

/// Writes a file of its owner alone.
fn write(ruta: &Path, texto: &str) -> std::io::Result<()> {
    let mut opciones = OpenOptions::new();
    opciones.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut opciones, 0o600);
    let mut archivo = opciones.open(ruta)?;
    archivo.write_all(texto.as_bytes())?;
    archivo.sync_all()
}

/// The text of a key, if there is one.
pub(crate) fn load(
    ruta: &Path,
    accion: &'static str,
    wrong: fn(&'static str) -> Error,
) -> Result<Option<String>, Error> {
    let texto = match fs::read_to_string(ruta) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        leida => leida.map_err(Error::archivo(accion))?,
    };
    #[cfg(not(unix))]
    let _ = wrong;
    #[cfg(unix)]
    {
        let datos = fs::metadata(ruta).map_err(Error::archivo(accion))?;
        if std::os::unix::fs::PermissionsExt::mode(&datos.permissions()) & 0o077 != 0 {
            return Err(wrong("otros usuarios pueden leerla: quíteles el permiso"));
        }
    }
    Ok(Some(texto))
}
