//! The counts of editions, decoded once.

use std::sync::Arc;

use domain::consulta::Indice;
use futures_util::future::BoxFuture;
use persistence::Error;
use tokio::sync::Semaphore;

use crate::{Clave, Memoria};

/// Bytes of the counts of an edition: of its members, and of each of its cells.
const POR_CUBO: usize = 20_000;
const POR_CELDA: usize = 100;
/// Counts that are read at once.
const A_LA_VEZ: usize = 2;

/// Counts of editions, ready to be asked, by what the edition says.
pub(crate) struct Cubos {
    listos: Memoria<Indice, Falta>,
    lectura: Semaphore,
}

/// There are none, or why they cannot be read.
type Falta = Option<Error>;

impl Cubos {
    /// So many bytes of them at most.
    pub(crate) fn new(bytes: u64) -> Self {
        Self {
            listos: Memoria::new(bytes),
            lectura: Semaphore::new(A_LA_VEZ),
        }
    }

    /// Those under that hash, or those that `find` reads: once, whoever asks. Editions that say the same have the same counts.
    pub(crate) async fn get(
        &self,
        hash: &str,
        find: BoxFuture<'_, Result<Option<Indice>, Error>>,
    ) -> Result<Option<Arc<Indice>>, Error> {
        let clave = Clave::Edicion(hash.to_owned());
        if let Some(listo) = self.listos.get(&clave) {
            return Ok(Some(listo));
        }
        let leer = async {
            // It is never closed.
            let _lectura = self.lectura.acquire().await;
            let indice = find.await.map_err(Some)?.ok_or(None)?;
            let peso = POR_CUBO + indice.celdas() * POR_CELDA;
            Ok((indice, u32::try_from(peso).unwrap_or(u32::MAX)))
        };
        match self.listos.once(&clave, leer).await {
            Ok(indice) => Ok(Some(indice)),
            Err(falta) => match &*falta {
                None => Ok(None),
                Some(error) => Err(error.clone()),
            },
        }
    }
}
