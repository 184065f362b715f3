//! Turns to work: what takes long is done so many at a time. The next turn is of the client who has had the least of them
//! lately: whoever asks for little does not wait for all that others ask for.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::num::NonZero;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::limits::HALF_LIFE;

/// Turns at once. There have to be more threads than that: what is done is not interrupted.
pub fn turns() -> usize {
    2 * available_parallelism().map_or(2, NonZero::get).clamp(2, 16)
}

/// The turns of a server, and who waits for one.
pub struct Turns(Mutex<Ledger>);

struct Ledger {
    free: usize,
    /// Of one client at once.
    each: usize,
    next_number: u64,
    clients: HashMap<IpAddr, Claimant>,
}

/// The turns of a client.
struct Claimant {
    running: usize,
    /// Microseconds that it has had, and until when they were counted.
    spent: u128,
    until: Instant,
    /// Those who wait, in order.
    waiting: BTreeMap<u64, oneshot::Sender<Turn>>,
}

/// A turn, until it is dropped.
pub struct Turn {
    turns: Arc<Turns>,
    client: IpAddr,
    since: Instant,
}

/// Who waits for a turn, until it has it or does not wait any more.
struct Waiting<'a> {
    turns: &'a Turns,
    client: IpAddr,
    number: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(own) = self.turns.lock().clients.get_mut(&self.client) {
            own.waiting.remove(&self.number);
        }
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self(Mutex::new(Ledger {
            free: turns(),
            each: turns() / 2,
            next_number: 0,
            clients: HashMap::new(),
        }))
    }
}

impl Turns {
    fn lock(&self) -> MutexGuard<'_, Ledger> {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn of a client.
    pub async fn take(turns: &Arc<Self>, client: IpAddr) -> Option<Turn> {
        let (give, receive) = oneshot::channel();
        let number = {
            let mut ledger = turns.lock();
            let number = ledger.next_number;
            ledger.next_number += 1;
            let own = ledger.clients.entry(client).or_insert_with(Claimant::new);
            own.waiting.insert(number, give);
            number
        };
        let _waiting = Waiting {
            turns,
            client,
            number,
        };
        Self::share(turns);
        receive.await.ok()
    }

    /// Gives free turns to those who wait.
    fn share(turns: &Arc<Self>) {
        loop {
            let Some((client, give)) = turns.lock().next() else {
                return;
            };
            let turn = Turn {
                turns: turns.clone(),
                client,
                since: Instant::now(),
            };
            // Whoever has just stopped waiting gives it back.
            drop(give.send(turn));
        }
    }

    /// Forgets who has no turn, waits for none, and has not had any for a while.
    pub fn forget(&self) {
        let mut ledger = self.lock();
        ledger.clients.retain(|_, own| {
            own.decay();
            own.running > 0 || !own.waiting.is_empty() || own.spent > 0
        });
        ledger.clients.shrink_to_fit();
    }
}

impl Ledger {
    /// Whose turn it is, if there is one: of those who have the least, the first.
    fn next(&mut self) -> Option<(IpAddr, oneshot::Sender<Turn>)> {
        if self.free == 0 {
            return None;
        }
        let each = self.each;
        let waiting = self.clients.iter_mut().filter_map(|(client, own)| {
            let first = *own.waiting.first_key_value()?.0;
            own.decay();
            (own.running < each).then_some((*client, own, first))
        });
        let (client, own, _) = waiting.min_by_key(|(_, own, first)| (own.spent, *first))?;
        let (_, give) = own.waiting.pop_first()?;
        own.running += 1;
        self.free -= 1;
        Some((client, give))
    }

    fn give_back(&mut self, turn: &Turn, had: Duration) {
        self.free += 1;
        if let Some(own) = self.clients.get_mut(&turn.client) {
            own.decay();
            own.running -= 1;
            own.spent += had.as_micros();
        }
    }
}

impl Claimant {
    fn new() -> Self {
        Self {
            running: 0,
            spent: 0,
            until: Instant::now(),
            waiting: BTreeMap::new(),
        }
    }

    /// What it has had counts less as time goes by.
    fn decay(&mut self) {
        let halves = self.until.elapsed().as_secs() / HALF_LIFE.as_secs();
        if halves > 0 {
            let halves = u32::try_from(halves).unwrap_or(u32::MAX);
            self.spent = self.spent.checked_shr(halves).unwrap_or(0);
            self.until += HALF_LIFE * halves;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.lock().give_back(self, self.since.elapsed());
        Turns::share(&self.turns);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn who_has_had_the_least_is_next() {
        let turns = Arc::new(Turns::default());
        let [one, other, third]: [IpAddr; 3] =
            [1, 2, 3].map(|i| format!("203.0.113.{i}").parse().unwrap());
        let wait = |client| -> Pin<Box<_>> { Box::pin(Turns::take(&turns, client)) };
        let take = |client| wait(client).now_or_never().flatten();
        let mut own: Vec<Turn> = (0..super::turns()).map_while(|_| take(one)).collect();
        assert_eq!(own.len(), super::turns() / 2, "half");
        let mut of_other: Vec<Turn> = (0..super::turns()).map_while(|_| take(other)).collect();
        assert_eq!(of_other.len(), super::turns() / 2);
        // Many wait, and one who comes last; those who do not wait any more get none.
        let mut waiting: Vec<_> = (0..10).map(|_| wait(one)).collect();
        for wait_ in &mut waiting {
            assert!(wait_.now_or_never().is_none());
        }
        let mut last = wait(third);
        assert!((&mut last).now_or_never().is_none());
        drop(waiting.remove(0));
        turns.lock().clients.get_mut(&one).unwrap().spent = 1000;
        own.pop();
        let of_third = last.now_or_never().flatten();
        assert!(of_third.is_some());
        assert!((&mut waiting[0]).now_or_never().is_none());
        of_other.pop();
        assert!((&mut waiting[0]).now_or_never().flatten().is_some());
        drop((own, of_other, of_third, waiting));
        turns.forget();
        assert_eq!(turns.lock().free, super::turns());
        for own in turns.lock().clients.values_mut() {
            own.until -= Duration::from_mins(5);
        }
        turns.forget();
        assert!(turns.lock().clients.is_empty());
    }
}
