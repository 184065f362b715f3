//! The clock of a connection. Each request has a time for its head to come, which nearly always comes long before: the timer
//! of the runtime is set once for many of them, and set anew only when it rings before the time of the last one.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};

type Despertador = Pin<Box<tokio::time::Sleep>>;

/// The timer of one connection, which waits for one thing at a time.
pub(super) struct Reloj(Arc<Mutex<Despertador>>);

impl Reloj {
    pub(super) fn new() -> Self {
        let despertador = tokio::time::sleep_until(tokio::time::Instant::now());
        Self(Arc::new(Mutex::new(Box::pin(despertador))))
    }
}

impl Timer for Reloj {
    fn sleep(&self, cuanto: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + cuanto)
    }

    fn sleep_until(&self, cuando: Instant) -> Pin<Box<dyn Sleep>> {
        let despertador = self.0.clone();
        Box::pin(Espera {
            despertador,
            cuando,
        })
    }
}

struct Espera {
    despertador: Arc<Mutex<Despertador>>,
    cuando: Instant,
}

impl Sleep for Espera {}

impl Future for Espera {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let cuando = tokio::time::Instant::from_std(self.cuando);
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut despertador = self
            .despertador
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if despertador.deadline() > cuando {
            despertador.as_mut().reset(cuando);
        }
        loop {
            ready!(despertador.as_mut().poll(cx));
            if despertador.deadline() >= cuando {
                return Poll::Ready(());
            }
            // It was set for a request that has come.
            despertador.as_mut().reset(cuando);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;

    #[tokio::test]
    async fn each_wait_ends_in_its_time() {
        let reloj = Reloj::new();
        let en = |milesimas| Instant::now() + Duration::from_millis(milesimas);
        // One that is given up, and a later one.
        assert!(poll!(reloj.sleep_until(en(20))).is_pending());
        let cuando = en(60);
        reloj.sleep_until(cuando).await;
        assert!(Instant::now() >= cuando);
        // One that is over.
        reloj.sleep_until(cuando).await;
        // One that is given up, and an earlier one.
        assert!(poll!(reloj.sleep_until(en(100_000))).is_pending());
        let pronto = tokio::time::timeout(Duration::from_secs(50), reloj.sleep(Duration::ZERO));
        assert!(pronto.await.is_ok());
    }
}
