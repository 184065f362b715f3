//! The public store, read-only: all that the API receives.

mod anteriores;
mod archivos;
mod consulta;
mod contenido;
mod estado;
mod guardia;
mod imprenta;
mod novedades;
mod prensa;
mod retiro;
mod sello;
mod verificacion;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;

use archivos::Archivos;
pub use consulta::{Archivo, ConsultaActividades, FiltroActividades, Pagina};
pub(crate) use estado::settle;
pub use imprenta::{Publicacion, Tirada};
pub use novedades::{ClaseNovedad, ClaveFirma, Novedad, Tramo};
pub use prensa::Imprenta;
pub(crate) use prensa::Paso;
use sello::Vigia;
pub use sello::{EstadoPublico, Sello};
pub use verificacion::{Descargada, Verificacion};

use guardia::{Guardia, hurry};

use crate::Error;
use crate::almacen::{Destino, Uso, open_postgres, pending, postgres_later};
use crate::migracion::publicaciones::MigradorDePublicaciones;

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
    vigia: Vigia,
    /// What is known of a base that is away.
    guardia: Guardia<Arc<EstadoPublico>>,
}

/// For how long what is in memory is answered while the base is away, unless the operator says otherwise.
pub const GRACIA: Duration = Duration::from_mins(5);

enum Fuente {
    Postgres(DatabaseConnection),
    Archivos(Archivos),
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
            Destino::Archivo(ruta) => Fuente::Archivos(Archivos::new(ruta.clone())),
            Destino::Postgres(opciones) => Fuente::Postgres(postgres_later(opciones, Uso::Lectura)),
        })
    }

    fn of(fuente: Fuente) -> Self {
        Self {
            fuente,
            vigia: Vigia::default(),
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
        pending::<MigradorDePublicaciones>(&self.db().await?).await?;
        Ok(self)
    }

    /// Whether what is published can be read now; it is known within a second.
    ///
    /// # Errors
    /// Those of [`Publicaciones::check`], and [`Error::SinConexion`] where it takes longer.
    pub async fn ready(&self) -> Result<(), Error> {
        hurry(self.check()).await
    }

    /// The connection to what is published now, but for what editions say.
    pub(crate) async fn db(&self) -> Result<DatabaseConnection, Error> {
        match &self.fuente {
            Fuente::Postgres(db) => {
                // Whoever asks what is not in memory does not wait for a base that is known to be away.
                if let Some(error) = self.guardia.away() {
                    return Err(error);
                }
                // Before the first edition there is nothing to be asked.
                if !self.guardia.has_seen() {
                    self.guardia.saw(self.look(Instant::now()).await?);
                }
                Ok(db.clone())
            }
            Fuente::Archivos(archivos) => archivos.index().await,
        }
    }

    /// The connection to what the editions of an instancia say.
    pub(crate) async fn db_of(&self, instancia: &str) -> Result<DatabaseConnection, Error> {
        match &self.fuente {
            Fuente::Postgres(_) => self.db().await,
            Fuente::Archivos(archivos) => archivos.of(instancia).await,
        }
    }

    /// Whether what editions say is in files of their own.
    pub(crate) fn is_parted(&self) -> bool {
        matches!(self.fuente, Fuente::Archivos(_))
    }

    /// Editions by the connection that knows what they say: one for all in a database.
    async fn by_store(
        &self,
        ediciones: Vec<EdicionId>,
    ) -> Result<Vec<(DatabaseConnection, Vec<EdicionId>)>, Error> {
        if ediciones.is_empty() {
            return Ok(vec![]);
        }
        if let Fuente::Postgres(_) = &self.fuente {
            return Ok(vec![(self.db().await?, ediciones)]);
        }
        let mut de: BTreeMap<String, Vec<EdicionId>> = BTreeMap::new();
        for edicion in ediciones {
            let suyas = de.entry(edicion.instancia.clone()).or_default();
            suyas.push(edicion);
        }
        let mut suyas = Vec::new();
        for (instancia, ediciones) in de {
            suyas.push((self.db_of(&instancia).await?, ediciones));
        }
        Ok(suyas)
    }
}
