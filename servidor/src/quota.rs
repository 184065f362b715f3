//! Quotas: streams and bytes that clients take up at once. A client has no more of a quota than there is left for others:
//! whoever comes next finds some, however many have all that they may.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;

use crate::limits::SHARE;
use crate::rate::network;

/// So much of something, and who has how much of it.
pub struct Quota {
    taken: Mutex<Taken>,
    /// Of all clients.
    most: usize,
    /// Of one client, and what it may have as long as there is any.
    each: usize,
    least: usize,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by_client: HashMap<IpAddr, usize>,
}

/// A part of a quota, which is counted until it is dropped.
pub struct Share {
    quota: Arc<Quota>,
    client: IpAddr,
    amount: usize,
}

impl Quota {
    /// A quota for all, of which one client has one part in [`SHARE`] at most.
    pub fn new(most: usize) -> Arc<Self> {
        Self::limited(most, most / SHARE, 0)
    }

    /// A quota of which one client has `each` at most, and may have `least` as long as there is any.
    pub fn limited(most: usize, each: usize, least: usize) -> Arc<Self> {
        Arc::new(Self {
            taken: Mutex::default(),
            most,
            each,
            least,
        })
    }

    /// Takes some of a quota for a client, unless it has or all have too much.
    pub fn take(quota: &Arc<Self>, client: IpAddr, amount: usize) -> Option<Share> {
        let mut share = Share {
            quota: quota.clone(),
            client: network(client),
            amount: 0,
        };
        // More than a client may have is for one who has nothing else.
        share.grow(amount.min(quota.each)).then_some(share)
    }

    fn change(&self, client: IpAddr, change: impl FnOnce(&mut usize, &mut usize) -> bool) -> bool {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let Taken { all, by_client } = &mut *taken;
        let own = by_client.entry(client).or_default();
        let done = change(all, own);
        if *own == 0 {
            by_client.remove(&client);
        }
        done
    }
}

impl Share {
    /// Takes so much more; whether there was.
    pub fn grow(&mut self, amount: usize) -> bool {
        let Quota {
            most, each, least, ..
        } = *self.quota;
        let fits = self.quota.change(self.client, |all, own| {
            let would_have = *own + amount;
            let left = most - *all;
            let fits = amount <= left && would_have <= each && would_have <= left.max(least);
            if fits {
                *all += amount;
                *own += amount;
            }
            fits
        });
        if fits {
            self.amount += amount;
        }
        fits
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let amount = self.amount;
        self.quota.change(self.client, |all, own| {
            *all -= amount;
            *own -= amount;
            true
        });
    }
}

/// Bytes that are being sent, with their share of a quota.
struct Sent {
    bytes: Bytes,
    _share: Arc<Share>,
}

impl AsRef<[u8]> for Sent {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The same bytes, counted until they have been sent.
pub fn counted(bytes: Bytes, share: Option<Arc<Share>>) -> Bytes {
    match share {
        Some(share) => Bytes::from_owner(Sent {
            bytes,
            _share: share,
        }),
        None => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_has_a_part_and_what_is_dropped_is_given_back() {
        let quota = Quota::limited(10, 6, 6);
        let de = |client: &str, amount| Quota::take(&quota, client.parse().unwrap(), amount);
        let mut first = de("203.0.113.5", 4).unwrap();
        assert!(de("203.0.113.5", 3).is_none() && !first.grow(3) && first.grow(2));
        assert!(de("203.0.113.6", 5).is_none());
        let other = de("203.0.113.6", 4).unwrap();
        // A network of IPv6 is one client.
        assert!(de("2001:db8::1", 1).is_none());
        drop(first);
        let long = de("2001:db8::1", 6);
        assert!(long.is_some() && de("2001:db8::2", 1).is_none());
        drop((other, long));
        assert!(quota.taken.lock().unwrap().by_client.is_empty());
    }

    #[test]
    fn whoever_comes_next_finds_some() {
        let quota = Quota::new(1000);
        let mut taken = vec![];
        // Each takes all that it may.
        for cliente in 0..9u8 {
            let client = IpAddr::from([203, 0, 113, cliente]);
            let each = (0..1000).map_while(|_| Quota::take(&quota, client, 1));
            taken.push(each.collect::<Vec<_>>());
        }
        let counts: Vec<usize> = taken.iter().map(Vec::len).collect();
        assert_eq!(counts, [125, 125, 125, 125, 125, 125, 125, 63, 31]);
    }
}
