//! Rates: how many requests a client may make. A client is an address; behind a proxy that is trusted, the one that the proxy
//! names. What the client itself says it is, is not believed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::HeaderMap;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;

use crate::limits::BURST;

const FORWARDED: &str = "x-forwarded-for";

/// The rate of each client, and who the client is.
pub struct Rate {
    limit: Option<DefaultKeyedRateLimiter<IpAddr>>,
    /// The same for what is told without being asked for, so that a client who waits may ask meanwhile.
    news: Option<DefaultKeyedRateLimiter<IpAddr>>,
    proxies: Vec<IpNet>,
    clock: DefaultClock,
}

impl Rate {
    /// A rate per second; none is no limit.
    pub fn new(per_second: Option<NonZeroU32>, proxies: Vec<IpNet>) -> Self {
        let limiter = || {
            per_second.map(|per_second| {
                let burst = per_second.saturating_mul(NonZeroU32::new(BURST).unwrap_or(per_second));
                RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst))
            })
        };
        Self {
            limit: limiter(),
            news: limiter(),
            proxies,
            clock: DefaultClock::default(),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// Seconds to wait, if it is too much.
    pub fn allows(&self, client: IpAddr) -> Result<(), u64> {
        self.take(self.limit.as_ref(), client)
    }

    /// Waits until a client may be told one more thing.
    pub async fn pace(&self, client: IpAddr) {
        while let Err(seconds) = self.take(self.news.as_ref(), client) {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
        }
    }

    fn take(
        &self,
        limit: Option<&DefaultKeyedRateLimiter<IpAddr>>,
        client: IpAddr,
    ) -> Result<(), u64> {
        let Some(limit) = limit else {
            return Ok(());
        };
        limit
            .check_key(&client)
            .map_err(|not_yet| not_yet.wait_time_from(self.clock.now()).as_secs() + 1)
    }

    /// Forgets who has not come for a while.
    pub(crate) fn forget(&self) {
        for limit in [&self.limit, &self.news].into_iter().flatten() {
            limit.retain_recent();
            limit.shrink_to_fit();
        }
    }

    /// Whether an address is that of a trusted proxy.
    pub fn trusts(&self, who: IpAddr) -> bool {
        self.proxies.iter().any(|proxies| proxies.contains(&who))
    }

    /// The client: from the last proxy back, the first address that is none of those that are trusted.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut who = peer.to_canonical();
        let mut named: Vec<&str> = headers
            .get_all(FORWARDED)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        while self.trusts(who) {
            let Some(previous) = named.pop().and_then(address) else {
                break;
            };
            who = previous.to_canonical();
        }
        network(who)
    }
}

/// An address, with or without the port and the brackets that some proxies write around it.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse().ok().map(|socket: SocketAddr| socket.ip());
    text.parse().ok().or_else(with_port).or_else(bare)
}

/// Whoever has one address of IPv6 has all of its network.
pub(crate) fn network(who: IpAddr) -> IpAddr {
    match who.to_canonical() {
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        short @ IpAddr::V4(_) => short,
    }
}

#[cfg(test)]
mod tests;
