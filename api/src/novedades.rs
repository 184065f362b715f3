//! What is published while somebody waits for it.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use persistence::Publicaciones;
use servidor::Turn;
use tokio::sync::watch;

use crate::http::CADA;

/// Tells whoever waits that something may have been published.
#[derive(Default)]
pub(crate) struct Novedades {
    aviso: watch::Sender<()>,
}

impl Novedades {
    /// Looks at what is published while somebody waits, for ever.
    pub(crate) async fn watch(&self, publicaciones: &Publicaciones) {
        let mut ultimo = None;
        loop {
            tokio::time::sleep(CADA).await;
            if self.aviso.receiver_count() == 0 {
                continue;
            }
            match publicaciones.sello().await {
                Ok(sello) if ultimo == Some(sello) => {}
                Ok(sello) => {
                    ultimo = Some(sello);
                    // Opened once, here, and not by all who wait.
                    if let Err(error) = publicaciones.check().await {
                        tracing::warn!(%error, "las publicaciones no responden");
                    }
                    self.aviso.send_replace(());
                }
                Err(error) => tracing::warn!(%error, "las publicaciones no responden"),
            }
        }
    }

    /// Whoever waits; after a cursor, if it is known where it was.
    /// Before each thing that is told, what `ritmo` says is waited for.
    pub(crate) fn wait(&self, desde: Option<String>, ritmo: Ritmo) -> Espera {
        Espera {
            aviso: self.aviso.subscribe(),
            desde,
            ritmo,
            posicion: watch::Sender::default(),
            turno: Arc::default(),
        }
    }
}

/// What is waited for before something is told, and kept until it has been: of an edition all hear at the same time.
pub(crate) type Ritmo = Arc<dyn Fn() -> BoxFuture<'static, Option<Turn>> + Send + Sync>;

/// Where a subscription is.
#[derive(Clone)]
pub(crate) struct Espera {
    pub(crate) aviso: watch::Receiver<()>,
    /// The cursor after which it goes on, if its transport knows.
    pub(crate) desde: Option<String>,
    ritmo: Ritmo,
    /// The cursor of the last thing that was told, or after which it began; none before that.
    posicion: watch::Sender<Option<String>>,
    turno: Arc<Mutex<Option<Turn>>>,
}

impl Espera {
    /// It begins after that cursor.
    pub(crate) fn begin(&self, cursor: String) {
        self.posicion.send_replace(Some(cursor));
    }

    /// What is at that cursor is told next, when it is its turn.
    pub(crate) async fn tell(&self, cursor: String) {
        let turno = (self.ritmo)().await;
        // What a poisoned lock guards is whole: nothing panics while it is held.
        *self.turno.lock().unwrap_or_else(PoisonError::into_inner) = turno;
        self.posicion.send_replace(Some(cursor));
    }

    /// It has been told: its cursor.
    pub(crate) fn told(&self) -> String {
        drop(
            self.turno
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        self.posicion.borrow().clone().unwrap_or_default()
    }

    /// Where it is, as it changes.
    pub(crate) fn position(&self) -> watch::Receiver<Option<String>> {
        self.posicion.subscribe()
    }
}
