//! The counts of editions, decoded once.

use std::sync::Arc;

use domain::consulta::Indice;
use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;

/// Bytes of the counts of an edition: of its members, and of each of its cells.
const POR_CUBO: usize = 20_000;
const POR_CELDA: usize = 100;
/// Counts that are read at once.
const A_LA_VEZ: usize = 2;

/// Counts of editions, ready to be asked, by what the edition says.
pub(crate) struct Cubos {
    listos: moka::future::Cache<String, Arc<Indice>>,
    lectura: Semaphore,
}

impl Cubos {
    /// So many bytes of them at most.
    pub(crate) fn new(bytes: u64) -> Self {
        let peso = |_: &String, indice: &Arc<Indice>| {
            let peso = POR_CUBO + indice.celdas() * POR_CELDA;
            u32::try_from(peso).unwrap_or(u32::MAX)
        };
        Self {
            listos: moka::future::Cache::builder()
                .max_capacity(bytes)
                .weigher(peso)
                .build(),
            lectura: Semaphore::new(A_LA_VEZ),
        }
    }

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
