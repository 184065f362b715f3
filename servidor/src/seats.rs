//! Seats for connections. When all are taken, whoever has the most of them gives its oldest up to whoever has fewer: some
//! addresses that hold all that they may do not keep others out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::limits::LIVE;
use crate::opened::Opened;
use crate::rate::network;

/// The seats of a server, and who has which.
pub(crate) struct Seats {
    most: usize,
    taken: Mutex<Assigned>,
    /// Connections that have not ended, also those that were told to.
    live: Arc<Semaphore>,
}

#[derive(Default)]
struct Assigned {
    all: usize,
    next: u64,
    clients: HashMap<IpAddr, Holder>,
}

/// The seats of a client, from the oldest. A proxy that is trusted keeps what it has: its connections are of many.
#[derive(Default)]
struct Holder {
    is_proxy: bool,
    seats: BTreeMap<u64, Arc<Notify>>,
}

/// The seat of a connection, while it is open.
pub(crate) struct Seat {
    home: Arc<Seats>,
    who: IpAddr,
    number: u64,
    evicted: Arc<Notify>,
    _live: OwnedSemaphorePermit,
    _opened: Option<Opened>,
}

impl Seats {
    /// So many seats.
    pub(crate) fn new(most: usize) -> Arc<Self> {
        let all = usize::try_from(LIVE).unwrap_or(Semaphore::MAX_PERMITS);
        Arc::new(Self {
            most,
            taken: Mutex::default(),
            live: Arc::new(Semaphore::new(all)),
        })
    }

    /// A seat for a client, unless it has half of them, or all are taken and nobody has more of them.
    pub(crate) fn enter(
        home: &Arc<Self>,
        who: IpAddr,
        is_proxy: bool,
        opened: Option<Opened>,
    ) -> Option<Seat> {
        let who = network(who);
        let live = home.live.clone().try_acquire_owned().ok()?;
        let evicted = Arc::new(Notify::new());
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut taken = home.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let has = taken.clients.get(&who).map_or(0, |s| s.seats.len());
        if !is_proxy && has >= home.most.div_ceil(2) {
            return None;
        }
        if taken.all >= home.most {
            taken.make_room(has)?;
        }
        let number = taken.next;
        taken.next += 1;
        taken.all += 1;
        let own = taken.clients.entry(who).or_default();
        own.is_proxy = is_proxy;
        own.seats.insert(number, evicted.clone());
        drop(taken);
        Some(Seat {
            home: home.clone(),
            who,
            number,
            evicted,
            _live: live,
            _opened: opened,
        })
    }

    /// Waits until all connections have ended.
    pub(crate) async fn ended(&self) {
        // It is never closed.
        let _ = self.live.acquire_many(LIVE).await;
    }
}

impl Assigned {
    /// Takes the oldest seat of whoever has the most, for one who has so many: fewer, also with one more, or none.
    fn make_room(&mut self, has: usize) -> Option<()> {
        let others = self.clients.values_mut().filter(|s| !s.is_proxy);
        let (own, count) = others
            .map(|s| (s.seats.len(), s))
            .max_by_key(|(count, s)| (*count, Reverse(s.seats.first_key_value().map(|(c, _)| *c))))
            .map(|(count, s)| (s, count))?;
        if has > 0 && count < has + 2 {
            return None;
        }
        let (_, evicted) = own.seats.pop_first()?;
        evicted.notify_one();
        self.all -= 1;
        Some(())
    }
}

impl Seat {
    /// Waits until the seat is to be given up.
    pub(crate) async fn given_up(&self) {
        self.evicted.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self
            .home
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(own) = taken.clients.get_mut(&self.who) else {
            return;
        };
        // One that was given up is another's already.
        let was_own = own.seats.remove(&self.number).is_some();
        if own.seats.is_empty() {
            taken.clients.remove(&self.who);
        }
        taken.all -= usize::from(was_own);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn whoever_has_the_most_gives_up_its_oldest() {
        let seats = Seats::new(8);
        let de = |who: &str| Seats::enter(&seats, who.parse().unwrap(), false, None);
        let is_evicted = |seat: &Seat| seat.given_up().now_or_never().is_some();
        let first: Vec<Seat> = (0..4).map_while(|_| de("203.0.113.1")).collect();
        assert!(first.len() == 4 && de("203.0.113.1").is_none(), "half");
        let second: Vec<Seat> = (0..4).map_while(|_| de("203.0.113.2")).collect();
        assert_eq!(second.len(), 4);
        // There is room for another, and it has its share in the end, not more.
        let third: Vec<Seat> = (0..8).map_while(|_| de("203.0.113.3")).collect();
        assert_eq!(third.len(), 2);
        let evicted = |seats: &[Seat]| -> Vec<bool> { seats.iter().map(is_evicted).collect() };
        assert_eq!(evicted(&first), [true, false, false, false]);
        assert_eq!(evicted(&second), [true, false, false, false]);
        assert_eq!(evicted(&third), [false; 2]);
        // What ends makes room; what was given up does not again.
        drop(first);
        let fourth: Vec<Seat> = (0..8).map_while(|_| de("203.0.113.4")).collect();
        assert_eq!(fourth.len(), 3);
        drop((second, third, fourth));
        assert_eq!(seats.taken.lock().unwrap().all, 0);
        // A proxy that is trusted may have all, and keeps them.
        let own = || Seats::enter(&seats, "203.0.113.5".parse().unwrap(), true, None);
        let own: Vec<Seat> = (0..9).map_while(|_| own()).collect();
        assert!(own.len() == 8 && de("203.0.113.1").is_none());
        assert_eq!(evicted(&own), [false; 8]);
    }
}
