//! The files that a command reads and writes: whole, or not at all.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use proteccion::tabla::TablaInvalida;
use tempfile::NamedTempFile;

use crate::fallo::Fallo;

/// Larger files are refused.
const MAXIMO: u64 = MEBIBYTES << 20;
const MEBIBYTES: u64 = 512;

/// Whether it stands for standard input or output.
pub(crate) fn is_standard(ruta: &Path) -> bool {
    ruta.as_os_str() == "-"
}

/// Reads a document.
pub(crate) fn read<T>(
    ruta: &Path,
    documento: impl FnOnce(&[u8]) -> Result<T, TablaInvalida>,
) -> Result<T, Fallo> {
    let bytes = if is_standard(ruta) {
        bounded(io::stdin().lock())
    } else {
        File::open(ruta).and_then(|archivo| {
            // A file that says it is too large is not even read.
            let larga = archivo.metadata()?.len() > MAXIMO;
            if larga { Ok(None) } else { bounded(archivo) }
        })
    };
    let bytes =
        bytes.map_err(|error| wrong(ruta, &format!("no se puede leer: {}", cause(&error))))?;
    let bytes = bytes.ok_or_else(|| wrong(ruta, &format!("no se lee: pasa de {MEBIBYTES} MiB")))?;
    // A byte order mark says nothing here: JSON is UTF-8.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    documento(bytes).map_err(|lugar| wrong(ruta, &lugar.to_string()))
}

/// Nothing if it is too large.
fn bounded(archivo: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    archivo.take(MAXIMO + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| u64::try_from(bytes.len()).is_ok_and(|largo| largo <= MAXIMO)))
}

/// Something is wrong with a file, or at a place of it.
pub(crate) fn wrong(ruta: &Path, motivo: &str) -> Fallo {
    Fallo::configuracion(format!("{}: {motivo}", name(ruta)))
}

/// The name of a file in a message of one line.
pub(crate) fn name(ruta: &Path) -> String {
    if is_standard(ruta) {
        return "entrada estándar".to_owned();
    }
    let nombre = ruta.display().to_string();
    nombre.replace(char::is_control, "\u{fffd}")
}

fn cause(error: &io::Error) -> &'static str {
    tracing::debug!(%error, "falló el sistema");
    match error.kind() {
        ErrorKind::NotFound => "no existe",
        ErrorKind::PermissionDenied => "no hay permiso",
        ErrorKind::IsADirectory => "es una carpeta",
        ErrorKind::NotADirectory => "su carpeta no es una carpeta",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "no queda espacio",
        ErrorKind::ReadOnlyFilesystem => "ahí no se puede escribir",
        _ => "el sistema no lo permitió",
    }
}

/// Refuses the place of a file that is there: it may be full, or somebody else's.
pub(crate) fn must_be_new(ruta: &Path) -> Result<(), Fallo> {
    if is_standard(ruta) || is_special(ruta) || !ruta.exists() {
        return Ok(());
    }
    Err(wrong(
        ruta,
        "ya existe, y no se escribe encima: elija otro nombre",
    ))
}

/// Whether two paths are of the same file, that exists or is to be.
pub(crate) fn same(una: &Path, otra: &Path) -> bool {
    if is_standard(una) || is_standard(otra) || is_special(una) {
        return false;
    }
    // A path that does not lead anywhere is told when it is opened.
    place(una).is_some_and(|una| place(otra) == Some(una)) || same_inode(una, otra)
}

fn place(ruta: &Path) -> Option<PathBuf> {
    let entera = fs::canonicalize(ruta).ok();
    entera.or_else(|| Some(fs::canonicalize(folder(ruta)).ok()?.join(ruta.file_name()?)))
}

#[cfg(unix)]
fn same_inode(una: &Path, otra: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let inode = |ruta| fs::metadata(ruta).ok().map(|m| (m.dev(), m.ino()));
    inode(una).is_some_and(|una| inode(otra) == Some(una))
}

#[cfg(not(unix))]
fn same_inode(_: &Path, _: &Path) -> bool {
    false
}

/// A terminal, a pipe: it cannot be replaced by a file.
fn is_special(ruta: &Path) -> bool {
    fs::metadata(ruta).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

fn folder(ruta: &Path) -> &Path {
    ruta.parent()
        .filter(|carpeta| !carpeta.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lectores {
    /// Whoever the system lets read new files.
    Todos,
    /// Its owner.
    Propietario,
}

/// Where a document is to be written: a file, or standard output.
#[derive(Debug)]
pub(crate) struct Destino(Option<PathBuf>);

/// A document that is written, but not yet at its place.
pub(crate) struct Escrito {
    destino: Destino,
    bytes: Vec<u8>,
    temporal: Option<NamedTempFile>,
}

impl Destino {
    /// Refuses what could not be written, before any work.
    pub(crate) fn new(ruta: Option<&Path>) -> Result<Self, Fallo> {
        let Some(ruta) = ruta.filter(|ruta| !is_standard(ruta)) else {
            return Ok(Self(None));
        };
        let imposible = if ruta.is_dir() || ruta.file_name().is_none() {
            Some("es una carpeta")
        } else if folder(ruta).is_dir() {
            None
        } else {
            Some("su carpeta no existe")
        };
        match imposible {
            Some(motivo) => Err(wrong(ruta, &format!("no se puede escribir: {motivo}"))),
            None => Ok(Self(Some(ruta.to_owned()))),
        }
    }

    /// Writes, in the folder of its place, so that only a change of name is left to do.
    pub(crate) fn prepare(
        self,
        bytes: impl Into<Vec<u8>>,
        lectores: Lectores,
    ) -> Result<Escrito, Fallo> {
        let bytes = bytes.into();
        let temporal = match &self.0 {
            Some(ruta) if !is_special(ruta) => {
                let temporal = temporary(&replaced(ruta), &bytes, lectores);
                Some(temporal.map_err(|error| self.failure(&error))?)
            }
            _ => None,
        };
        Ok(Escrito {
            destino: self,
            bytes,
            temporal,
        })
    }

    fn failure(&self, error: &io::Error) -> Fallo {
        let motivo = format!("no se puede escribir: {}", cause(error));
        match &self.0 {
            Some(ruta) => wrong(ruta, &motivo),
            None => Fallo::configuracion(format!("salida estándar: {motivo}")),
        }
    }
}

impl Escrito {
    /// Puts it at its place, and says which, if it is a file that can be removed.
    pub(crate) fn publish(self) -> Result<Option<PathBuf>, Fallo> {
        let Self {
            destino,
            bytes,
            temporal,
        } = self;
        let puesto = match (&destino.0, temporal) {
            (Some(ruta), Some(temporal)) => {
                let puesto = replaced(ruta);
                let archivo = temporal.persist(&puesto);
                archivo.map(|_| Some(puesto)).map_err(|error| error.error)
            }
            (Some(ruta), None) => File::options()
                .write(true)
                .open(ruta)
                .and_then(|mut archivo| archivo.write_all(&bytes))
                .map(|()| None),
            (None, _) => print(&bytes).map(|()| None),
        };
        puesto.map_err(|error| destino.failure(&error))
    }
}

/// Through a link, what is replaced is the file it leads to.
fn replaced(ruta: &Path) -> PathBuf {
    fs::canonicalize(ruta).unwrap_or_else(|_| ruta.to_owned())
}

fn temporary(ruta: &Path, bytes: &[u8], lectores: Lectores) -> io::Result<NamedTempFile> {
    let mut nuevo = tempfile::Builder::new();
    nuevo.prefix(".pacto-");
    let permisos = permissions(lectores);
    if let Some(permisos) = permisos {
        nuevo.permissions(permisos);
    }
    let mut temporal = nuevo.tempfile_in(folder(ruta))?;
    temporal.write_all(bytes)?;
    temporal.as_file().sync_all()?;
    Ok(temporal)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn permissions(lectores: Lectores) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(match lectores {
        Lectores::Todos => 0o666,
        Lectores::Propietario => 0o600,
    }))
}

#[cfg(not(unix))]
fn permissions(_: Lectores) -> Option<Permissions> {
    None
}

/// Writes to standard output. A reader that has gone is no failure.
fn print(bytes: &[u8]) -> io::Result<()> {
    let mut salida = io::stdout().lock();
    let escrito = salida.write_all(bytes).and_then(|()| salida.flush());
    escrito.or_else(|error| match error.kind() {
        ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}
