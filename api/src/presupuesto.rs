//! What an answer may hold, counted while it is made: how long a list is, is only known when it is read.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

use crate::Error;

/// Values of an answer: the elements of each list, times the fields that are asked for of them.
pub(crate) const ELEMENTOS: usize = 50_000;
/// Bytes of an answer.
pub(crate) const RESPUESTA: usize = 4 << 20;

/// What the answer being made holds.
#[derive(Debug, Default)]
pub(crate) struct Presupuesto {
    elementos: AtomicUsize,
    letras: AtomicUsize,
    pasado: Notify,
}

impl Presupuesto {
    /// So many values more.
    ///
    /// # Errors
    /// That there are too many.
    pub(crate) fn take(&self, elementos: usize) -> Result<(), Error> {
        self.elementos.fetch_add(elementos, Ordering::Relaxed);
        self.check()
    }

    /// So many letters more.
    ///
    /// # Errors
    /// That there are too many.
    pub(crate) fn write(&self, letras: usize) -> Result<(), Error> {
        self.letras.fetch_add(letras, Ordering::Relaxed);
        self.check()
    }

    fn check(&self) -> Result<(), Error> {
        match self.exceeded() {
            None => Ok(()),
            Some(error) => {
                self.pasado.notify_one();
                Err(error)
            }
        }
    }

    /// Waits until it holds too much: what is still being read for it is in vain.
    pub(crate) async fn spent(&self) {
        self.pasado.notified().await;
    }

    /// That it holds too much, if it does: then nothing of it is told.
    pub(crate) fn exceeded(&self) -> Option<Error> {
        let elementos = self.elementos.load(Ordering::Relaxed);
        if elementos > ELEMENTOS {
            return Some(Error::respuesta_grande("valores", ELEMENTOS, elementos));
        }
        let letras = self.letras.load(Ordering::Relaxed);
        (letras > RESPUESTA).then(|| Error::respuesta_grande("bytes", RESPUESTA, letras))
    }

    /// Another answer begins.
    pub(crate) fn renew(&self) {
        self.elementos.store(0, Ordering::Relaxed);
        self.letras.store(0, Ordering::Relaxed);
    }
}
