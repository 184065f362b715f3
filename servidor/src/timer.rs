//! The timer of a connection. Each request has a time for its head to come, which nearly always comes long before: the alarm
//! of the runtime is set once for many of them, and set anew only when it rings before the time of the last one.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer as HyperTimer};

type Alarm = Pin<Box<tokio::time::Sleep>>;

/// A timer that waits for one thing at a time.
pub(crate) struct Timer(Arc<Mutex<Alarm>>);

impl Timer {
    pub(crate) fn new() -> Self {
        let alarm = tokio::time::sleep_until(tokio::time::Instant::now());
        Self(Arc::new(Mutex::new(Box::pin(alarm))))
    }
}

impl HyperTimer for Timer {
    fn sleep(&self, how_long: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + how_long)
    }

    fn sleep_until(&self, when: Instant) -> Pin<Box<dyn Sleep>> {
        let alarm = self.0.clone();
        Box::pin(Wait { alarm, when })
    }
}

struct Wait {
    alarm: Arc<Mutex<Alarm>>,
    when: Instant,
}

impl Sleep for Wait {}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let when = tokio::time::Instant::from_std(self.when);
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut alarm = self.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        if alarm.deadline() > when {
            alarm.as_mut().reset(when);
        }
        loop {
            ready!(alarm.as_mut().poll(cx));
            if alarm.deadline() >= when {
                return Poll::Ready(());
            }
            // It was set for a request that has come.
            alarm.as_mut().reset(when);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;

    #[tokio::test]
    async fn each_wait_ends_in_its_time() {
        let timer = Timer::new();
        let at = |millis| Instant::now() + Duration::from_millis(millis);
        // One that is given up, and a later one.
        assert!(poll!(timer.sleep_until(at(20))).is_pending());
        let when = at(60);
        timer.sleep_until(when).await;
        assert!(Instant::now() >= when);
        // One that is over.
        timer.sleep_until(when).await;
        // One that is given up, and an earlier one.
        assert!(poll!(timer.sleep_until(at(100_000))).is_pending());
        let soon = tokio::time::timeout(Duration::from_secs(50), timer.sleep(Duration::ZERO));
        assert!(soon.await.is_ok());
    }
}
