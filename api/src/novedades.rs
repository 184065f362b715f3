//! What is published while somebody waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use persistence::Publicaciones;
use tokio::sync::watch;

/// Between two looks at what is published.
const CADA: Duration = Duration::from_millis(500);

/// Tells whoever waits that something may have been published.
#[derive(Default)]
pub(crate) struct Novedades(watch::Sender<()>);

impl Novedades {
    /// Looks at what is published while somebody waits, for ever.
    pub(crate) async fn watch(&self, publicaciones: &Publicaciones) {
        let mut ultimo = None;
        loop {
            tokio::time::sleep(CADA).await;
            if self.0.receiver_count() == 0 {
                continue;
            }
            match publicaciones.sello().await {
                Ok(sello) if ultimo == Some(sello) => {}
                Ok(sello) => {
                    ultimo = Some(sello);
                    self.0.send_replace(());
                }
                Err(error) => tracing::warn!(%error, "las publicaciones no responden"),
            }
        }
    }

    /// Whoever waits; after a position in the order of publication, if it is known where it was.
    pub(crate) fn wait(&self, desde: Option<u64>) -> Espera {
        Espera {
            aviso: self.0.subscribe(),
            desde,
            dicha: Arc::default(),
        }
    }
}

/// Where a subscription is.
#[derive(Clone)]
pub(crate) struct Espera {
    pub(crate) aviso: watch::Receiver<()>,
    /// The position after which it goes on, if its transport knows.
    pub(crate) desde: Option<u64>,
    dicha: Arc<AtomicU64>,
}

impl Espera {
    /// The edition at that position is told now.
    pub(crate) fn tell(&self, orden: u64) {
        self.dicha.store(orden, Ordering::Relaxed);
    }

    /// The position of the last edition that was told.
    pub(crate) fn told(&self) -> u64 {
        self.dicha.load(Ordering::Relaxed)
    }
}
