//! The files of what is published on SQLite: an index, with everything but what editions say, and beside it one file for each
//! instancia, with what its editions say.
//!
//! The press never writes into a file that is served: it puts a new one in its place, and readers open it when they see
//! that. That of the instancia comes first: what the index does not know yet, nobody asks for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sea_orm::DatabaseConnection;

use crate::Error;
use crate::almacen::{Causa, Falla, Uso, behind, open_sqlite};

/// Files that are open at once: each keeps a thread.
const ABIERTOS: usize = 48;

/// What tells one file from the next under the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct VersionDeArchivo {
    #[cfg(unix)]
    inodo: (u64, u64),
    modificado: Option<std::time::SystemTime>,
    bytes: u64,
}

impl VersionDeArchivo {
    pub(super) fn of(ruta: &Path) -> Result<Self, Error> {
        Self::find(ruta)?.ok_or(Error::SinPublicaciones)
    }

    /// None where there is no file.
    fn find(ruta: &Path) -> Result<Option<Self>, Error> {
        let datos = match std::fs::metadata(ruta) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            datos => datos.map_err(|error| {
                let causa = Causa::Sistema(error.kind());
                Error::SinConexion(Falla::new(causa, ruta.display().to_string()))
            })?,
        };
        Ok(Some(Self {
            #[cfg(unix)]
            inodo: {
                use std::os::unix::fs::MetadataExt;
                (datos.dev(), datos.ino())
            },
            modificado: datos.modified().ok(),
            bytes: datos.len(),
        }))
    }
}

/// The file of what the editions of an instancia say, beside the index.
pub(super) fn apart(indice: &Path, instancia: &str) -> PathBuf {
    let nombre = format!("{instancia}.sqlite");
    indice.with_file_name("ediciones").join(nombre)
}

#[derive(Clone)]
struct Abierto {
    version: VersionDeArchivo,
    db: DatabaseConnection,
    /// When it was asked for last, counted in questions.
    turno: u64,
}

/// The files, those asked for last kept open.
pub(super) struct Archivos {
    indice: PathBuf,
    abiertos: Mutex<(u64, HashMap<PathBuf, Abierto>)>,
}

impl Archivos {
    pub(super) fn new(indice: PathBuf) -> Self {
        Self {
            indice,
            abiertos: Mutex::default(),
        }
    }

    pub(super) fn version(&self) -> Result<VersionDeArchivo, Error> {
        VersionDeArchivo::of(&self.indice)
    }

    /// The index.
    pub(super) async fn index(&self) -> Result<DatabaseConnection, Error> {
        self.open(&self.indice, self.version()?).await
    }

    /// What the editions of an instancia say. Where it has no file, the index has it: nobody has published since there are
    /// files.
    pub(super) async fn of(&self, instancia: &str) -> Result<DatabaseConnection, Error> {
        // It is part of a path.
        if instancia.parse::<domain::Clave>().is_ok() {
            let ruta = apart(&behind(&self.indice)?, instancia);
            if let Some(version) = VersionDeArchivo::find(&ruta)? {
                return self.open(&ruta, version).await;
            }
        }
        self.index().await
    }

    async fn open(
        &self,
        ruta: &Path,
        version: VersionDeArchivo,
    ) -> Result<DatabaseConnection, Error> {
        // A poisoned lock only means that another request panicked; what it guards is whole.
        let hallado = {
            let mut abiertos = self.abiertos.lock().unwrap_or_else(PoisonError::into_inner);
            let (turno, abiertos) = &mut *abiertos;
            *turno += 1;
            let abierto = abiertos.get_mut(ruta).filter(|a| a.version == version);
            abierto.map(|abierto| {
                abierto.turno = *turno;
                abierto.db.clone()
            })
        };
        if let Some(db) = hallado {
            return Ok(db);
        }
        let db = open_sqlite(ruta, Uso::Lectura).await?;
        let mut abiertos = self.abiertos.lock().unwrap_or_else(PoisonError::into_inner);
        let (turno, abiertos) = &mut *abiertos;
        let abierto = Abierto {
            version,
            db: db.clone(),
            turno: *turno,
        };
        abiertos.insert(ruta.to_owned(), abierto);
        if abiertos.len() > ABIERTOS
            && let Some(primero) = abiertos
                .iter()
                .min_by_key(|(_, abierto)| abierto.turno)
                .map(|(ruta, _)| ruta.clone())
        {
            // Whoever is reading it goes on: it is closed when nobody does.
            abiertos.remove(&primero);
        }
        Ok(db)
    }
}
