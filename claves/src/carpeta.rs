//! Folders and files with the mode that they need, whatever the umask.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Error;

/// Where the keys are in a data folder.
pub fn folder(datos: &Path) -> PathBuf {
    datos.join("claves")
}

/// Creates the folder of a file in a data folder: a private one for its owner alone, a public one for everybody to read.
/// A data folder that was there keeps its mode.
///
/// # Errors
/// [`Error::Archivo`].
pub fn create_folder(archivo: &Path, privada: bool) -> Result<PathBuf, Error> {
    let accion = "crear la carpeta de datos";
    let carpeta = archivo.parent().unwrap_or(Path::new("."));
    let datos = carpeta.parent().unwrap_or(Path::new("."));
    if !datos.exists() {
        fs::create_dir_all(datos).map_err(Error::archivo(accion))?;
        set_mode(datos, 0o755)?;
    }
    let nueva = !carpeta.exists();
    fs::create_dir_all(carpeta).map_err(Error::archivo(accion))?;
    if privada {
        set_mode(carpeta, 0o700)?;
    } else if nueva {
        set_mode(carpeta, 0o755)?;
    }
    Ok(carpeta.to_owned())
}

/// Sets who may do what with a file or folder; where the system has no modes, nothing.
///
/// # Errors
/// [`Error::Archivo`].
#[cfg(unix)]
pub fn set_mode(ruta: &Path, modo: u32) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(ruta, fs::Permissions::from_mode(modo))
        .map_err(Error::archivo("fijar el permiso de la carpeta de datos"))
}

/// Sets who may do what with a file or folder; where the system has no modes, nothing.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn set_mode(_ruta: &Path, _modo: u32) -> Result<(), Error> {
    Ok(())
}

/// Has a file, or the names in a folder, reach the disk.
///
/// # Errors
/// Those of the system.
#[cfg(unix)]
pub fn reach_disk(ruta: &Path) -> std::io::Result<()> {
    fs::File::open(ruta)?.sync_all()
}

/// Has a file reach the disk; where folders cannot be opened, their names reach it by themselves. Whoever may not write a file may not have
/// it reach the disk there either.
///
/// # Errors
/// Those of the system.
#[cfg(not(unix))]
pub fn reach_disk(ruta: &Path) -> std::io::Result<()> {
    if ruta.is_dir() {
        return Ok(());
    }
    fs::OpenOptions::new().write(true).open(ruta)?.sync_all()
}
