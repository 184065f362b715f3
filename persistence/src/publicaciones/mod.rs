//! The public store, read-only: all that the API receives.

mod anteriores;
mod consulta;
mod contenido;
mod imprenta;
mod novedades;
mod retiro;
mod sello;
mod verificacion;

use std::path::PathBuf;
use std::sync::RwLock;

use sea_orm::DatabaseConnection;

pub use consulta::{Archivo, ConsultaActividades, FiltroActividades, Pagina};
pub use imprenta::{Imprenta, Publicacion, Tirada};
pub use novedades::{ClaseNovedad, ClaveFirma, Novedad, Tramo};
pub use sello::Sello;
pub use verificacion::{Descargada, Verificacion};

use crate::Error;
use crate::almacen::{Destino, Uso, open_postgres, open_sqlite};

/// Key of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdicionId {
    /// Key of the instancia.
    pub instancia: String,
    /// Number within it.
    pub numero: u32,
}

impl From<&domain::Edicion> for EdicionId {
    fn from(edicion: &domain::Edicion) -> Self {
        Self {
            instancia: edicion.instancia.to_string(),
            numero: edicion.numero,
        }
    }
}

/// The public store, opened so that nothing can be written through it.
pub struct Publicaciones {
    fuente: Fuente,
}

enum Fuente {
    Postgres(DatabaseConnection),
    /// The press never writes into the file that is served: it puts a new one in its place. The file
    /// is opened again when that happens.
    Archivo {
        ruta: PathBuf,
        abierto: RwLock<Option<Abierto>>,
    },
}

#[derive(Clone)]
struct Abierto {
    identidad: VersionDeArchivo,
    db: DatabaseConnection,
}

/// What tells one file from the next under the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct VersionDeArchivo {
    #[cfg(unix)]
    inodo: (u64, u64),
    modificado: Option<std::time::SystemTime>,
    bytes: u64,
}

impl Publicaciones {
    /// Opens what is published.
    ///
    /// # Errors
    /// [`Error::SinPublicaciones`] when there is none, [`Error::SinConexion`].
    pub async fn open(destino: &Destino) -> Result<Self, Error> {
        let fuente = match destino {
            Destino::Archivo(ruta) => Fuente::Archivo {
                ruta: ruta.clone(),
                abierto: RwLock::new(None),
            },
            Destino::Postgres(opciones) => {
                Fuente::Postgres(open_postgres(opciones, Uso::Lectura).await?)
            }
        };
        let publicaciones = Self { fuente };
        publicaciones.check().await?;
        Ok(publicaciones)
    }

    /// The connection to what is published now.
    pub(crate) async fn db(&self) -> Result<DatabaseConnection, Error> {
        match &self.fuente {
            Fuente::Postgres(db) => Ok(db.clone()),
            Fuente::Archivo { ruta, abierto } => {
                let identidad = VersionDeArchivo::of(ruta)?;
                // A poisoned lock only means that another request panicked; what it guards is whole.
                let actual = abierto
                    .read()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .clone();
                if let Some(actual) = actual.filter(|actual| actual.identidad == identidad) {
                    return Ok(actual.db);
                }
                let db = open_sqlite(ruta, Uso::Lectura).await?;
                let nuevo = Abierto {
                    identidad,
                    db: db.clone(),
                };
                *abierto
                    .write()
                    .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(nuevo);
                Ok(db)
            }
        }
    }
}

impl VersionDeArchivo {
    fn of(ruta: &std::path::Path) -> Result<Self, Error> {
        let datos = std::fs::metadata(ruta).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::SinPublicaciones,
            _ => Error::archivo("leer las publicaciones")(error),
        })?;
        Ok(Self {
            #[cfg(unix)]
            inodo: {
                use std::os::unix::fs::MetadataExt;
                (datos.dev(), datos.ino())
            },
            modificado: datos.modified().ok(),
            bytes: datos.len(),
        })
    }
}
