//! What was made is kept under its key, by what it weighs, and made once by whoever asks at the same time.
//!
//! All memories are of one kind inside ([`Guardados`]), whatever they keep: the cache of the library, which is long, is compiled
//! once and here, and not with each that keeps something.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_recursion::async_recursion as boxed;
use bytes::Bytes;
use foldhash::quality::RandomState;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use moka::sync::Cache;
use persistence::Sello;
use tokio::sync::OnceCell;

/// What something is kept under. Each memory uses one of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Clave {
    /// The digest of a question.
    Pregunta([u8; 32]),
    /// The same, as of a state.
    DeEstado(Sello, [u8; 32]),
    /// The bytes that ask.
    Cuerpo(Bytes),
    /// What is asked on a day: its number, and how many zones it has reached.
    DelDia((i32, u8), String),
    /// The hash of an edition.
    Edicion(String),
    /// The type of a key and the key, as of a state.
    Hallazgo(Sello, TypeId, String),
}

impl Clave {
    /// Bytes of what it says.
    fn weight(&self) -> u32 {
        let bytes = match self {
            Self::Pregunta(_) | Self::DeEstado(..) => 0,
            Self::Cuerpo(cuerpo) => cuerpo.len(),
            Self::DelDia(_, texto) | Self::Edicion(texto) | Self::Hallazgo(_, _, texto) => {
                texto.len()
            }
        };
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}

type Cosa = Arc<dyn Any + Send + Sync>;

/// Something that is kept, and its bytes.
#[derive(Clone)]
struct Guardado {
    cosa: Cosa,
    peso: u32,
}

/// Something that was made; without a weight it is not to be kept.
#[derive(Clone)]
struct Hecho {
    cosa: Cosa,
    peso: Option<u32>,
}

/// What is being made, for whoever waits for it.
type Haciendo = Arc<OnceCell<Hecho>>;

struct Guardados {
    cache: Cache<Clave, Guardado, RandomState>,
    haciendo: Mutex<HashMap<Clave, Haciendo, RandomState>>,
}

/// One of those who wait. Whoever goes takes what is being made with it, if nobody else waits.
struct Espera<'a> {
    guardados: &'a Guardados,
    clave: &'a Clave,
    haciendo: Haciendo,
}

impl Drop for Espera<'_> {
    fn drop(&mut self) {
        // Copies are made and given up under this lock.
        let mut todas = self.guardados.making();
        drop(std::mem::take(&mut self.haciendo));
        if (todas.get(self.clave)).is_some_and(|una| Arc::strong_count(una) == 1) {
            todas.remove(self.clave);
        }
    }
}

impl Guardados {
    fn making(&self) -> MutexGuard<'_, HashMap<Clave, Haciendo, RandomState>> {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        self.haciendo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, clave: &Clave) -> Option<Cosa> {
        Some(self.cache.get(clave)?.cosa)
    }

    fn put(&self, clave: Clave, cosa: Cosa, peso: u32) {
        self.cache.insert(clave, Guardado { cosa, peso });
    }

    /// What is kept, or what somebody is making, or what is made now.
    #[boxed]
    async fn once<'a>(&'a self, clave: &'a Clave, making: BoxFuture<'a, Hecho>) -> Hecho {
        let kept = |cosa| Hecho {
            cosa,
            peso: Some(0),
        };
        let haciendo = {
            let mut todas = self.making();
            match todas.get(clave) {
                Some(una) => una.clone(),
                // It is kept before it is no longer being made.
                None => match self.find(clave) {
                    Some(cosa) => return kept(cosa),
                    None => todas.entry(clave.clone()).or_default().clone(),
                },
            }
        };
        let espera = Espera {
            guardados: self,
            clave,
            haciendo,
        };
        let hecho = espera.haciendo.get_or_init(async || {
            let hecho = making.await;
            if let Some(peso) = hecho.peso {
                self.put(clave.clone(), hecho.cosa.clone(), peso);
            }
            // Whoever comes now takes what is kept, or makes another.
            self.making().remove(clave);
            hecho
        });
        hecho.await.clone()
    }
}

/// Things of one type, each under its key, of so many bytes at most; `E` is what is made and not kept.
pub struct Memoria<V, E = ()> {
    guardados: Guardados,
    tipo: PhantomData<fn() -> (V, E)>,
}

impl<V: Send + Sync + 'static, E: Send + Sync + 'static> Memoria<V, E> {
    /// So many bytes at most.
    pub fn new(bytes: u64) -> Self {
        let cache = Cache::builder()
            .max_capacity(bytes)
            .weigher(|clave: &Clave, guardado: &Guardado| {
                guardado.peso.saturating_add(clave.weight())
            })
            .build_with_hasher(RandomState::default());
        let guardados = Guardados {
            cache,
            haciendo: Mutex::default(),
        };
        Self {
            guardados,
            tipo: PhantomData,
        }
    }

    /// What is kept under a key.
    pub fn get(&self, clave: &Clave) -> Option<Arc<V>> {
        self.guardados.find(clave)?.downcast().ok()
    }

    /// Keeps something that weighs so many bytes beside its key.
    pub fn put(&self, clave: Clave, valor: Arc<V>, peso: u32) {
        self.guardados.put(clave, valor, peso);
    }

    /// Keeps it no longer.
    pub fn forget(&self, clave: &Clave) {
        self.guardados.cache.invalidate(clave);
    }

    /// What is kept under a key, or what `make` makes now, with what it weighs: once, however many ask at the same time. If whoever
    /// makes it goes away, somebody else who waits makes it.
    ///
    /// # Errors
    /// What was made and is not to be kept, which whoever waits gets too.
    pub async fn once<'a>(
        &'a self,
        clave: &'a Clave,
        make: impl Future<Output = Result<(V, u32), E>> + Send + 'a,
    ) -> Result<Arc<V>, Arc<E>> {
        let making = make.map(|hecho| match hecho {
            Ok((valor, peso)) => Hecho {
                cosa: Arc::new(valor),
                peso: Some(peso),
            },
            Err(suelto) => Hecho {
                cosa: Arc::new(suelto),
                peso: None,
            },
        });
        let hecho = self.guardados.once(clave, making.boxed()).await;
        if hecho.peso.is_some() {
            Ok(hecho.cosa.downcast().unwrap_or_else(other_type))
        } else {
            Err(hecho.cosa.downcast().unwrap_or_else(other_type))
        }
    }
}

fn other_type<T>(_: Cosa) -> T {
    unreachable!("a memory keeps things of its types alone")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::sync::oneshot;

    const CLAVE: Clave = Clave::Pregunta([7; 32]);

    fn memoria() -> Arc<Memoria<String, u32>> {
        Arc::new(Memoria::new(1 << 20))
    }

    #[tokio::test]
    async fn what_many_ask_at_once_is_made_once() {
        let (memoria, veces) = (memoria(), Arc::new(AtomicU32::new(0)));
        let (listo, espera) = oneshot::channel::<()>();
        let primera = async {
            veces.fetch_add(1, Ordering::Relaxed);
            let _ = espera.await;
            Ok(("una".to_owned(), 3))
        };
        let otra = async {
            veces.fetch_add(1, Ordering::Relaxed);
            Ok(("otra".to_owned(), 4))
        };
        let (una, dos, ()) = tokio::join!(
            memoria.once(&CLAVE, primera),
            memoria.once(&CLAVE, otra),
            async { listo.send(()).expect("somebody waits") }
        );
        assert_eq!(
            (una.as_deref(), dos.as_deref()),
            (Ok(&"una".to_owned()), Ok(&"una".to_owned()))
        );
        assert_eq!(veces.load(Ordering::Relaxed), 1);
        assert_eq!(memoria.get(&CLAVE).as_deref(), Some(&"una".to_owned()));
        assert!(memoria.guardados.making().is_empty());
    }

    #[tokio::test]
    async fn what_is_not_to_be_kept_is_given_to_whoever_waits_and_forgotten() {
        let memoria = memoria();
        let (listo, espera) = oneshot::channel::<()>();
        let (una, otra, ()) = tokio::join!(
            memoria.once(&CLAVE, async {
                let _ = espera.await;
                Err(1)
            }),
            memoria.once(&CLAVE, async { Err(2) }),
            async { listo.send(()).expect("somebody waits") }
        );
        assert_eq!((una, otra), (Err(Arc::new(1)), Err(Arc::new(1))));
        assert_eq!(memoria.get(&CLAVE), None);
        assert_eq!(
            memoria.once(&CLAVE, async { Err(3) }).await,
            Err(Arc::new(3))
        );
        assert!(memoria.guardados.making().is_empty());
    }

    #[tokio::test]
    async fn somebody_else_makes_what_its_maker_leaves() {
        let memoria = memoria();
        let (empezada, empieza) = oneshot::channel::<()>();
        let suya = memoria.clone();
        let primera = tokio::spawn(async move {
            let nunca = async {
                empezada.send(()).expect("the test waits");
                std::future::pending().await
            };
            suya.once(&CLAVE, nunca).await
        });
        empieza.await.expect("it begins");
        let suya = memoria.clone();
        let segunda = tokio::spawn(async move {
            suya.once(&CLAVE, async { Ok(("otra".to_owned(), 1)) })
                .await
        });
        tokio::task::yield_now().await;
        primera.abort();
        let otra = segunda.await.expect("it ends");
        assert_eq!(otra.as_deref(), Ok(&"otra".to_owned()));
        // Nobody is left, and nothing.
        let otra = Clave::Edicion(String::new());
        let ida = tokio::time::timeout(
            std::time::Duration::ZERO,
            memoria.once(&otra, std::future::pending()),
        );
        assert!(ida.await.is_err());
        assert!(memoria.guardados.making().is_empty());
    }
}
