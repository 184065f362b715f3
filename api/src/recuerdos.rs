//! What was read is remembered for all requests, by how much it weighs: the memory of the server must not grow with what has ever
//! been asked.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::consulta::Indice;
use domain::formato::{FORMATO, Pieza};
use domain::{Actividad, Edicion, Ediciones, Instancia};
use foldhash::quality::RandomState;
use futures_util::future::BoxFuture;
use moka::sync::Cache;
use persistence::{Documento, Sello};
use tokio::sync::{OnceCell, Semaphore};

/// Bytes of findings at most, and what each weighs beside what was found.
const HALLAZGOS: u64 = 12 << 20;
const CADA_UNO: u32 = 500;
/// How many times its text a document weighs once it is read.
const POR_LETRA: usize = 3;
/// Bytes of counts at most; of those of an edition, its members, and each of its cells.
const CUBOS: u64 = 16 << 20;
const POR_CUBO: usize = 20_000;
const POR_CELDA: usize = 100;
/// Counts that are read at once.
const A_LA_VEZ: usize = 2;

/// What a finding is of: the type of its key, and the key.
pub(crate) type Quien = (TypeId, String);

/// What weighs in memory.
pub(crate) trait Peso {
    /// Bytes, about.
    fn weight(&self) -> usize;
}

/// By the length of its text; what has none is not kept.
fn of_text(documento: &impl Pieza) -> usize {
    let largo = documento
        .written(FORMATO)
        .map_or(usize::MAX, |texto| texto.len());
    largo.saturating_mul(POR_LETRA)
}

impl<T: Documento> Peso for HashMap<String, Vec<T>> {
    fn weight(&self) -> usize {
        self.values().flatten().map(of_text).sum()
    }
}

impl Peso for Instancia {
    fn weight(&self) -> usize {
        of_text(self)
    }
}

impl Peso for Vec<Instancia> {
    fn weight(&self) -> usize {
        self.iter().map(of_text).sum()
    }
}

impl Peso for Actividad {
    fn weight(&self) -> usize {
        of_text(self)
    }
}

impl Peso for Ediciones {
    fn weight(&self) -> usize {
        let de = |e: &Edicion| 300 + e.retiro.as_ref().map_or(0, |retiro| retiro.motivo.len());
        self.all().iter().map(de).sum()
    }
}

impl Peso for (String, String) {
    fn weight(&self) -> usize {
        self.0.len() + self.1.len()
    }
}

/// What a key was found to be, once.
#[derive(Clone, Default)]
pub(crate) struct Hallazgo {
    hallado: Arc<OnceCell<Option<Arc<dyn Any + Send + Sync>>>>,
    peso: Arc<AtomicU32>,
}

impl Hallazgo {
    /// What it is, and whether that was found now.
    pub(crate) async fn find<'a, V: Peso + Send + Sync + 'static>(
        &self,
        find: impl FnOnce() -> BoxFuture<'a, Result<Option<Arc<V>>, persistence::Error>> + Send,
    ) -> Result<(Option<Arc<V>>, bool), persistence::Error> {
        let mut nuevo = false;
        let hallado = self.hallado.get_or_try_init(|| async {
            let valor: Option<Arc<dyn Any + Send + Sync>> = match find().await? {
                Some(valor) => {
                    let peso = u32::try_from(valor.weight()).unwrap_or(u32::MAX);
                    self.peso.store(peso, Ordering::Relaxed);
                    Some(valor)
                }
                None => None,
            };
            nuevo = true;
            Ok::<_, persistence::Error>(valor)
        });
        let hallado = hallado.await?.clone();
        Ok((hallado.and_then(|valor| valor.downcast().ok()), nuevo))
    }
}

/// Findings, by the state of what is published in which they were made.
pub(crate) struct Hallazgos(Cache<(Sello, Quien), Hallazgo, RandomState>);

impl Default for Hallazgos {
    fn default() -> Self {
        let cache = Cache::builder().max_capacity(HALLAZGOS).weigher(
            |(_, (_, clave)): &(Sello, Quien), hallazgo: &Hallazgo| {
                let clave = u32::try_from(clave.len()).unwrap_or(u32::MAX);
                let peso = hallazgo.peso.load(Ordering::Relaxed);
                peso.saturating_add(clave).saturating_add(CADA_UNO)
            },
        );
        Self(cache.build_with_hasher(RandomState::default()))
    }
}

impl Hallazgos {
    /// What was found under a key, or what is found now.
    pub(crate) async fn remember<'a, V: Peso + Send + Sync + 'static>(
        &self,
        quien: (Sello, Quien),
        find: impl FnOnce() -> BoxFuture<'a, Result<Option<Arc<V>>, persistence::Error>> + Send,
    ) -> Result<Option<Arc<V>>, persistence::Error> {
        let hallazgo = match self.0.get(&quien) {
            Some(hallazgo) => hallazgo,
            None => self.0.get_with(quien.clone(), Hallazgo::default),
        };
        let (valor, nuevo) = hallazgo.find(find).await?;
        if nuevo {
            // It is weighed when it is put, and there was nothing in it yet.
            self.0.insert(quien, hallazgo);
        }
        Ok(valor)
    }
}

/// Counts of editions, ready to be asked, by what the edition says.
pub(crate) struct Cubos {
    listos: moka::future::Cache<String, Arc<Indice>>,
    lectura: Semaphore,
}

impl Default for Cubos {
    fn default() -> Self {
        let peso = |_: &String, indice: &Arc<Indice>| {
            let peso = POR_CUBO + indice.celdas() * POR_CELDA;
            u32::try_from(peso).unwrap_or(u32::MAX)
        };
        Self {
            listos: moka::future::Cache::builder()
                .max_capacity(CUBOS)
                .weigher(peso)
                .build(),
            lectura: Semaphore::new(A_LA_VEZ),
        }
    }
}

impl Cubos {
    /// Those under that hash, or those that `find` reads: once, whoever asks. Editions that say the same have the same counts.
    pub(crate) async fn get(
        &self,
        hash: &str,
        find: BoxFuture<'_, Result<Option<Indice>, persistence::Error>>,
    ) -> Result<Option<Arc<Indice>>, persistence::Error> {
        if let Some(listo) = self.listos.get(hash).await {
            return Ok(Some(listo));
        }
        let leer = async {
            // It is never closed.
            let _lectura = self.lectura.acquire().await;
            match find.await {
                Ok(Some(indice)) => Ok(Arc::new(indice)),
                Ok(None) => Err(None),
                Err(error) => Err(Some(error)),
            }
        };
        match self.listos.try_get_with_by_ref(hash, leer).await {
            Ok(indice) => Ok(Some(indice)),
            Err(falta) => match &*falta {
                None => Ok(None),
                Some(error) => Err(error.clone()),
            },
        }
    }
}
