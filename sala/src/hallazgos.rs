//! What was read is remembered for all requests, by how much it weighs: the memory of a server must not grow with what has
//! ever been asked.

use std::any::{Any, TypeId};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use foldhash::quality::RandomState;
use futures_util::future::BoxFuture;
use moka::sync::Cache;
use persistence::Sello;

use tokio::sync::OnceCell;

use crate::Peso;

/// What each weighs beside what was found.
const CADA_UNO: u32 = 500;

/// What a finding is of: the type of its key, and the key.
pub type Quien = (TypeId, String);

/// What a key was found to be, once.
#[derive(Clone, Default)]
pub struct Hallazgo {
    hallado: Arc<OnceCell<Option<Arc<dyn Any + Send + Sync>>>>,
    peso: Arc<AtomicU32>,
}

impl Hallazgo {
    /// What it is, and whether that was found now.
    pub async fn find<'a, V: Peso + Send + Sync + 'static>(
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

/// Findings, by the state in which they were made: of the instancia that they are about, or of everything.
pub struct Hallazgos(Cache<(Sello, Quien), Hallazgo, RandomState>);

impl Hallazgos {
    /// So many bytes of them at most.
    pub(crate) fn new(bytes: u64) -> Self {
        let cache = Cache::builder().max_capacity(bytes).weigher(
            |(_, (_, clave)): &(Sello, Quien), hallazgo: &Hallazgo| {
                let clave = u32::try_from(clave.len()).unwrap_or(u32::MAX);
                let peso = hallazgo.peso.load(Ordering::Relaxed);
                peso.saturating_add(clave).saturating_add(CADA_UNO)
            },
        );
        Self(cache.build_with_hasher(RandomState::default()))
    }

    /// What was found under a key, or what is found now.
    pub async fn remember<'a, V: Peso + Send + Sync + 'static>(
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
