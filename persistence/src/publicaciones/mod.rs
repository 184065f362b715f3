//! The public store, read-only: all that the API receives.

mod anteriores;
mod consulta;
mod contenido;
mod guardia;
mod imprenta;
mod novedades;
mod retiro;
mod sello;
mod verificacion;

use std::path::PathBuf;
use std::sync::RwLock;
use std::time::Duration;

use sea_orm::DatabaseConnection;

pub use consulta::{Archivo, ConsultaActividades, FiltroActividades, Pagina};
pub use imprenta::{Imprenta, Publicacion, Tirada};
pub use novedades::{ClaseNovedad, ClaveFirma, Novedad, Tramo};
pub use sello::Sello;
pub use verificacion::{Descargada, Verificacion};

use guardia::{Guardia, hurry};

use crate::Error;
use crate::almacen::{
    Causa, Destino, Falla, Uso, open_postgres, open_sqlite, pending, postgres_later,
};
use crate::migracion::publicaciones::Migrador;

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
    /// What is known of a base that is away.
    guardia: Guardia<Sello>,
}

/// For how long what is in memory is answered while the base is away, unless the operator says otherwise.
pub const GRACIA: Duration = Duration::from_mins(5);

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
    /// [`Error::SinPublicaciones`] when there is none, [`Error::SinConexion`], [`Error::OtraVersion`].
    pub async fn open(destino: &Destino) -> Result<Self, Error> {
        let fuente = match destino {
            Destino::Archivo(_) => return Self::later(destino).checked().await,
            Destino::Postgres(opciones) => open_postgres(opciones, Uso::Lectura).await?,
        };
        Self::of(Fuente::Postgres(fuente)).checked().await
    }

    /// What will be published there: whoever asks before it is, or while the base is away, is told so.
    pub fn later(destino: &Destino) -> Self {
        Self::of(match destino {
            Destino::Archivo(ruta) => Fuente::Archivo {
                ruta: ruta.clone(),
                abierto: RwLock::new(None),
            },
            Destino::Postgres(opciones) => Fuente::Postgres(postgres_later(opciones, Uso::Lectura)),
        })
    }

    fn of(fuente: Fuente) -> Self {
        Self {
            fuente,
            guardia: Guardia::new(GRACIA),
        }
    }

    /// The same; the state that was seen last is given for so long while the base is away.
    #[must_use]
    pub fn with_grace(self, gracia: Duration) -> Self {
        Self {
            guardia: Guardia::new(gracia),
            ..self
        }
    }

    async fn checked(self) -> Result<Self, Error> {
        self.check().await?;
        // Tables of a newer version are refused; older ones are read as they are until whoever publishes brings them up to date.
        pending::<Migrador>(&self.db().await?).await?;
        Ok(self)
    }

    /// Whether what is published can be read now; it is known within a second.
    ///
    /// # Errors
    /// Those of [`Publicaciones::check`], and [`Error::SinConexion`] where it takes longer.
    pub async fn ready(&self) -> Result<(), Error> {
        hurry(self.check()).await
    }

    /// The connection to what is published now.
    pub(crate) async fn db(&self) -> Result<DatabaseConnection, Error> {
        match &self.fuente {
            Fuente::Postgres(db) => {
                // Whoever asks what is not in memory does not wait for a base that is known to be away.
                if let Some(error) = self.guardia.away() {
                    return Err(error);
                }
                // Before the first edition there is nothing to be asked.
                if !self.guardia.has_seen() {
                    self.guardia.saw(self.look().await?);
                }
                Ok(db.clone())
            }
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
            kind => {
                Error::SinConexion(Falla::new(Causa::Sistema(kind), ruta.display().to_string()))
            }
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
