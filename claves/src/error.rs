//! What can go wrong with a key. Messages are Spanish and meant for the operator; they carry no path and no secret.

use std::io::ErrorKind;

/// A failure of a key, or of the file that it is in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("no se pudo {accion}: {}", cause(*causa))]
    Archivo {
        /// What was being done.
        accion: &'static str,
        /// Why it failed.
        causa: ErrorKind,
    },
    /// The signing key is not one.
    #[error("la clave de firma no sirve: {0}")]
    Llave(&'static str),
    /// There is no signing key.
    #[error(
        "falta la clave de firma: recupérela de su respaldo o, si nunca la hubo, créela con «pacto claves»"
    )]
    SinLlave,
    /// The key of the pseudonyms is not one.
    #[error("la clave de identidad no sirve: {0}")]
    Identidad(&'static str),
}

impl Error {
    pub(crate) fn archivo(accion: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |causa| {
            tracing::debug!(%causa, accion, "falló el sistema de archivos");
            Self::Archivo {
                accion,
                causa: causa.kind(),
            }
        }
    }
}

/// The reason that the system gives, in Spanish: it says it in its own language.
pub fn cause(causa: ErrorKind) -> &'static str {
    match causa {
        ErrorKind::PermissionDenied => "el usuario no tiene permiso",
        ErrorKind::NotFound => "no existe",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "no queda espacio en disco",
        ErrorKind::ReadOnlyFilesystem => "el disco es de sólo lectura",
        ErrorKind::NotADirectory => "hay un archivo donde se espera una carpeta",
        _ => "el sistema no lo permitió",
    }
}
