//! The files of what is published on SQLite: an index, with everything but what editions say, and beside it one file for each
//! instancia, with what its editions say.
//!
//! The press never writes into a file that is served: it puts a new one in its place, and readers open it when they see
//! that. That of the instancia comes first: what the index does not know yet, nobody asks for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};

use crate::Error;
use crate::almacen::{Causa, Falla, Uso, behind, open_sqlite};
use crate::entidad::{edicion, pieza};

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

/// What a file is called while it is written.
pub(super) fn unfinished(ruta: &Path) -> PathBuf {
    ruta.with_extension("nueva")
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
    /// Files are opened one at a time: who asks for the same meanwhile finds it open.
    turno: futures_util::lock::Mutex<()>,
}

impl Archivos {
    pub(super) fn new(indice: PathBuf) -> Self {
        Self {
            indice,
            abiertos: Mutex::default(),
            turno: futures_util::lock::Mutex::default(),
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
        if instancia.parse::<domain::Clave>().is_err() {
            return self.index().await;
        }
        let ruta = apart(&behind(&self.indice)?, instancia);
        let Some(version) = VersionDeArchivo::find(&ruta)? else {
            let indice = self.index().await?;
            must_have_pieces(&indice, &ruta, instancia).await?;
            return Ok(indice);
        };
        if let Some(db) = self.kept(&ruta, version) {
            return Ok(db);
        }
        let _turno = self.turno.lock().await;
        if let Some(db) = self.kept(&ruta, version) {
            return Ok(db);
        }
        // What the index knows and the file does not is no answer: a copy that is not finished would be remembered as nothing.
        let conocida = last_of(&self.index().await?, instancia).await?;
        let db = self.open(&ruta, version).await?;
        let escrita = written(&db, instancia).await?;
        if escrita < conocida {
            self.forget(&ruta);
            return Err(lacking(&ruta));
        }
        Ok(db)
    }

    /// What is open of a file, if it is that one.
    fn kept(&self, ruta: &Path, version: VersionDeArchivo) -> Option<DatabaseConnection> {
        // A poisoned lock only means that another request panicked; what it guards is whole.
        let mut abiertos = self.abiertos.lock().unwrap_or_else(PoisonError::into_inner);
        let (turno, abiertos) = &mut *abiertos;
        *turno += 1;
        let abierto = abiertos.get_mut(ruta).filter(|a| a.version == version)?;
        abierto.turno = *turno;
        Some(abierto.db.clone())
    }

    fn forget(&self, ruta: &Path) {
        let mut abiertos = self.abiertos.lock().unwrap_or_else(PoisonError::into_inner);
        abiertos.1.remove(ruta);
    }

    async fn open(
        &self,
        ruta: &Path,
        version: VersionDeArchivo,
    ) -> Result<DatabaseConnection, Error> {
        if let Some(db) = self.kept(ruta, version) {
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

/// That the file of what the editions of an instancia say is not there, or is not the one that the index is of.
fn lacking(ruta: &Path) -> Error {
    Error::SinConexion(Falla::new(Causa::Incompleto, ruta.display().to_string()))
}

/// The last edition of an instancia that an index knows.
async fn last_of(indice: &DatabaseConnection, instancia: &str) -> Result<Option<i32>, Error> {
    let ultima: Option<Option<i32>> = edicion::Entity::find()
        .select_only()
        .column_as(edicion::Column::Numero.max(), "ultima")
        .filter(edicion::Column::InstanciaId.eq(instancia))
        .into_tuple()
        .one(indice)
        .await?;
    Ok(ultima.flatten())
}

/// The last edition of an instancia of which a file has what it says.
pub(super) async fn written(
    db: &DatabaseConnection,
    instancia: &str,
) -> Result<Option<i32>, Error> {
    let ultima: Option<Option<i32>> = pieza::Entity::find()
        .select_only()
        .column_as(pieza::Column::Numero.max(), "ultima")
        .filter(pieza::Column::InstanciaId.eq(instancia))
        .into_tuple()
        .one(db)
        .await?;
    Ok(ultima.flatten())
}

/// Refuses to go on without an index where there are editions: an index that is lost announced them, and their numbers would be
/// given again.
///
/// # Errors
/// [`Error::SinConexion`], and those of the store.
pub(super) async fn must_have_index(indice: &Path) -> Result<(), Error> {
    let entradas = match std::fs::read_dir(indice.with_file_name("ediciones")) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entradas => entradas.map_err(Error::archivo("leer lo publicado"))?,
    };
    for entrada in entradas.filter_map(Result::ok) {
        let ruta = entrada.path();
        let nombre = ruta.file_stem().and_then(|nombre| nombre.to_str());
        let clave = nombre.filter(|nombre| nombre.parse::<domain::Clave>().is_ok());
        let (Some(clave), true) = (clave, ruta.extension().is_some_and(|e| e == "sqlite")) else {
            continue;
        };
        let db = open_sqlite(&ruta, Uso::Lectura).await?;
        let escrita = written(&db, clave).await?;
        db.close().await?;
        if escrita.is_some() {
            return Err(lost(indice));
        }
    }
    Ok(())
}

/// An index is lost.
pub(super) fn lost(indice: &Path) -> Error {
    let donde = indice.display().to_string();
    Error::SinConexion(Falla::new(Causa::SinIndice, donde))
}

/// An index from before there were files has what editions say itself.
///
/// # Errors
/// [`Error::SinConexion`]: it has not, and knows editions of the instancia.
pub(super) async fn must_have_pieces(
    indice: &DatabaseConnection,
    ruta: &Path,
    instancia: &str,
) -> Result<(), Error> {
    if last_of(indice, instancia).await?.is_none() {
        return Ok(());
    }
    let escrita = written(indice, instancia).await?;
    escrita.map(|_| ()).ok_or_else(|| lacking(ruta))
}
