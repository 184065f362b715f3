//! The policy of a server, and what its requests share of it.

use std::num::NonZeroU32;
use std::sync::Arc;

use ipnet::IpNet;
use tokio::sync::watch;

use crate::limits::{ALL_ANSWERS, ALL_BODIES, SHARE, STREAMS};
use crate::quota::Quota;
use crate::rate::Rate;
use crate::turns::Turns;

/// What clients may do, as the operator decides.
#[derive(Debug)]
pub struct Policy {
    /// Requests of a client per second, [`crate::limits::BURST`] times as many at once; none is no limit.
    pub rate: Option<NonZeroU32>,
    /// Proxies that are believed when they say who asks.
    pub proxies: Vec<IpNet>,
    /// Streams at once, of all clients.
    pub streams: usize,
    /// Whether each request is noted in the log.
    pub log: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            rate: None,
            proxies: vec![],
            streams: STREAMS,
            log: false,
        }
    }
}

/// What requests share: rates, quotas, turns, and whether the server stops.
pub struct Resources {
    /// The rate of each client.
    pub rate: Rate,
    /// Streams of events and connections of WebSocket that are open.
    pub streams: Arc<Quota>,
    /// Bytes of bodies that are coming or are being answered.
    pub bodies: Arc<Quota>,
    /// Bytes of answers that are being sent.
    pub answers: Arc<Quota>,
    /// Turns to work.
    pub turns: Arc<Turns>,
    /// Whether each request is noted in the log.
    pub log: bool,
    pub(crate) stop: watch::Sender<bool>,
}

impl Resources {
    /// Resources under a policy. A client may have two streams as long as there are any.
    pub fn new(policy: Policy) -> Arc<Self> {
        let share = policy.streams.div_ceil(SHARE).max(2);
        Arc::new(Self {
            rate: Rate::new(policy.rate, policy.proxies),
            streams: Quota::limited(policy.streams, share, 2),
            bodies: Quota::new(ALL_BODIES),
            answers: Quota::new(ALL_ANSWERS),
            turns: Arc::default(),
            log: policy.log,
            stop: watch::Sender::default(),
        })
    }

    /// Whether the server has been told to stop.
    pub fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Waits until the server is told to stop, independently of these resources.
    pub fn stopping(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stop = self.stop.subscribe();
        async move {
            // Without a server there is nothing to wait for either.
            let _ = stop.wait_for(|stops| *stops).await;
        }
    }

    /// Forgets clients that have not come for a while.
    pub(crate) fn forget(&self) {
        self.rate.forget();
        self.turns.forget();
    }
}
