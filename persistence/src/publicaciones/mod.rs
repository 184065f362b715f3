//! The public store, read-only: all that the API receives.

mod anteriores;
mod archivos;
mod arrivals;
mod consulta;
mod contenido;
mod estado;
mod guardia;
mod imprenta;
mod muerta;
mod novedades;
mod pliego;
mod pools;
mod retiro;
mod sello;
mod tirada;
mod verificacion;
mod watched;

use async_recursion::async_recursion as boxed;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;

use archivos::{Archivos, must_have_index, unfinished};
use arrivals::Arrivals;
pub use consulta::{Archivo, ConsultaActividades, FiltroActividades, ListaPropia, Pagina};
pub(crate) use estado::settle;
pub use imprenta::Imprenta;
pub(crate) use imprenta::Paso;
pub use novedades::{ClaseNovedad, ClaveFirma, Novedad, Tramo};
pub(crate) use pliego::are_kept;
pub use pliego::{Componer, Pliego};
use pools::Pools;
use sello::Vigia;
pub use sello::{EstadoPublico, Sello};
pub use tirada::{Publicacion, Tirada, unpublished};
pub use verificacion::{Descargada, Verificacion};
pub(crate) use watched::Watched;

use guardia::{Guardia, hurry};

use crate::Error;
use crate::almacen::{Destino, behind, pending};
use crate::migracion::publicaciones::MIGRACIONES;

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
    /// Whether its tables are known to be of this version.
    probadas: AtomicBool,
    arrivals: Arrivals,
}

/// For how long what is in memory is answered while the base is away, unless the operator says otherwise.
pub const GRACIA: Duration = Duration::from_mins(5);

enum Fuente {
    Postgres(Box<Pools>),
    Archivos(Archivos),
}

impl Publicaciones {
    /// Opens what is published.
    ///
    /// # Errors
    /// [`Error::SinPublicaciones`] when there is none, [`Error::SinConexion`], [`Error::OtraVersion`].
    #[boxed]
    pub async fn open(destino: &Destino) -> Result<Self, Error> {
        let publicaciones = match destino {
            Destino::Archivo(_) => Self::later(destino),
            Destino::Postgres(opciones) => {
                Self::of(Fuente::Postgres(Box::new(Pools::open(opciones).await?)))
            }
        };
        let hay = publicaciones.check().await;
        if let (Err(Error::SinPublicaciones), Destino::Archivo(indice)) = (&hay, destino) {
            // The first edition is being put in its place, or whoever did was killed: the next press puts it right.
            if !unfinished(&behind(indice)?).exists() {
                must_have_index(indice).await?;
            }
        }
        hay?;
        Ok(publicaciones)
    }

    /// What will be published there: whoever asks before it is, or while the base is away, is told so.
    pub fn later(destino: &Destino) -> Self {
        Self::of(match destino {
            Destino::Archivo(ruta) => Fuente::Archivos(Archivos::new(ruta.clone())),
            Destino::Postgres(opciones) => Fuente::Postgres(Box::new(Pools::later(opciones))),
        })
    }

    fn of(fuente: Fuente) -> Self {
        Self {
            fuente,
            vigia: Vigia::default(),
            guardia: Guardia::new(GRACIA),
            probadas: AtomicBool::new(false),
            arrivals: Arrivals::default(),
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

    /// That the tables are not of a newer version; older ones are read as they are until whoever publishes brings them up to
    /// date. It is asked once, of whatever is there when it is first read.
    async fn must_be_known(&self, db: &impl ConnectionTrait) -> Result<(), Error> {
        if !self.probadas.load(Ordering::Relaxed) {
            pending(db, MIGRACIONES).await?;
            self.probadas.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Whether what is published can be read now; it is known within a second. Slow questions do not make it wait.
    ///
    /// # Errors
    /// Those of [`Publicaciones::check`], and [`Error::SinConexion`] where it takes longer.
    #[boxed]
    pub async fn ready(&self) -> Result<(), Error> {
        hurry(async {
            match &self.fuente {
                Fuente::Postgres(bases) => {
                    if let Some(error) = self.guardia.away() {
                        return Err(error);
                    }
                    self.check_in(&bases.looks()).await
                }
                Fuente::Archivos(_) => self.check().await,
            }
        })
        .await
    }

    /// The connection to what is published now, but for what editions say.
    pub(crate) async fn db(&self) -> Result<Watched<'_>, Error> {
        match &self.fuente {
            Fuente::Postgres(bases) => {
                // Whoever asks what is not in memory does not wait for a base that is known to be away.
                if let Some(error) = self.guardia.away() {
                    return Err(error);
                }
                // Before the first edition there is nothing to be asked.
                if !self.guardia.has_seen() {
                    Box::pin(self.watch(Instant::now())).await?;
                }
                Ok(Watched::new(bases.questions(), Some(self)))
            }
            Fuente::Archivos(archivos) => Ok(Watched::new(archivos.index().await?, None)),
        }
    }

    /// The connection to what the editions of an instancia say.
    pub(crate) async fn db_of(&self, instancia: &str) -> Result<Watched<'_>, Error> {
        match &self.fuente {
            Fuente::Postgres(_) => self.db().await,
            Fuente::Archivos(archivos) => Ok(Watched::new(archivos.of(instancia).await?, None)),
        }
    }

    /// The connection to what an edition says, once it is there.
    async fn db_with(&self, edicion: &EdicionId) -> Result<Watched<'_>, Error> {
        let db = self.db_of(&edicion.instancia).await?;
        if let Fuente::Postgres(_) = &self.fuente {
            let suya = std::slice::from_ref(edicion);
            Box::pin(self.arrivals.wait(&db, suya)).await?;
        }
        Ok(db)
    }

    /// Whether what editions say is in files of their own.
    pub(crate) fn is_parted(&self) -> bool {
        matches!(self.fuente, Fuente::Archivos(_))
    }

    /// Editions by the connection that knows what they say: one for all in a database.
    async fn by_store(
        &self,
        ediciones: Vec<EdicionId>,
    ) -> Result<Vec<(Watched<'_>, Vec<EdicionId>)>, Error> {
        if ediciones.is_empty() {
            return Ok(vec![]);
        }
        if let Fuente::Postgres(_) = &self.fuente {
            let db = self.db().await?;
            Box::pin(self.arrivals.wait(&db, &ediciones)).await?;
            return Ok(vec![(db, ediciones)]);
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
