//! How many requests a client may make. A client is an address; behind a proxy that is trusted, the one that the proxy
//! says it is. What the client itself says it is, is not believed.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::HeaderMap;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;

use super::limites::servidor::BURST;

const REENVIADA: &str = "x-forwarded-for";

pub(super) struct Tasa {
    limite: Option<DefaultKeyedRateLimiter<IpAddr>>,
    /// The same for what is told without being asked for, so that a client who waits may ask meanwhile.
    avisos: Option<DefaultKeyedRateLimiter<IpAddr>>,
    proxies: Vec<IpNet>,
    reloj: DefaultClock,
}

impl Tasa {
    /// No limit if there is none.
    pub(super) fn new(por_segundo: Option<NonZeroU32>, proxies: Vec<IpNet>) -> Self {
        let limite = || {
            por_segundo.map(|por_segundo| {
                let rafaga =
                    por_segundo.saturating_mul(NonZeroU32::new(BURST).unwrap_or(por_segundo));
                RateLimiter::keyed(Quota::per_second(por_segundo).allow_burst(rafaga))
            })
        };
        Self {
            limite: limite(),
            avisos: limite(),
            proxies,
            reloj: DefaultClock::default(),
        }
    }

    /// Seconds to wait, if it is too much.
    pub(super) fn check(&self, vecino: IpAddr, cabeceras: &HeaderMap) -> Result<(), u64> {
        if self.limite.is_none() {
            return Ok(());
        }
        self.allows(self.client(vecino, cabeceras))
    }

    /// The same of a client that is known.
    pub(super) fn allows(&self, cliente: IpAddr) -> Result<(), u64> {
        self.take(self.limite.as_ref(), cliente)
    }

    /// Waits until a client may be told one more thing.
    pub(super) async fn pace(&self, cliente: IpAddr) {
        while let Err(segundos) = self.take(self.avisos.as_ref(), cliente) {
            tokio::time::sleep(Duration::from_secs(segundos)).await;
        }
    }

    fn take(
        &self,
        limite: Option<&DefaultKeyedRateLimiter<IpAddr>>,
        cliente: IpAddr,
    ) -> Result<(), u64> {
        let Some(limite) = limite else {
            return Ok(());
        };
        limite
            .check_key(&cliente)
            .map_err(|falta| falta.wait_time_from(self.reloj.now()).as_secs() + 1)
    }

    /// Forgets who has not come for a while.
    pub(super) fn forget(&self) {
        for limite in [&self.limite, &self.avisos].into_iter().flatten() {
            limite.retain_recent();
            limite.shrink_to_fit();
        }
    }

    fn trusted(&self, quien: IpAddr) -> bool {
        self.proxies.iter().any(|red| red.contains(&quien))
    }

    /// From the last proxy back: the first address that is none of those that are trusted.
    pub(super) fn client(&self, vecino: IpAddr, cabeceras: &HeaderMap) -> IpAddr {
        let mut quien = vecino.to_canonical();
        let mut dichas: Vec<&str> = cabeceras
            .get_all(REENVIADA)
            .iter()
            .filter_map(|valor| valor.to_str().ok())
            .flat_map(|valor| valor.split(','))
            .map(str::trim)
            .collect();
        while self.trusted(quien) {
            let Some(anterior) = dichas.pop().and_then(|texto| texto.parse::<IpAddr>().ok()) else {
                break;
            };
            quien = anterior.to_canonical();
        }
        network(quien)
    }
}

/// Whoever has one address of IPv6 has all of its network.
pub(super) fn network(quien: IpAddr) -> IpAddr {
    match quien.to_canonical() {
        IpAddr::V6(larga) => {
            let [a, b, c, d, ..] = larga.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        corta @ IpAddr::V4(_) => corta,
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    #[test]
    fn only_what_a_trusted_proxy_says_is_believed() {
        let tasa = Tasa::new(None, vec!["10.0.0.0/8".parse().unwrap()]);
        let de = |vecino: &str, dicha: &'static str| {
            let mut cabeceras = HeaderMap::new();
            if !dicha.is_empty() {
                cabeceras.insert(REENVIADA, dicha.parse().unwrap());
            }
            tasa.client(vecino.parse().unwrap(), &cabeceras).to_string()
        };
        assert_eq!(de("203.0.113.5", "198.51.100.1"), "203.0.113.5");
        assert_eq!(de("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        // What the client wrote before the proxies is not believed.
        assert_eq!(
            de("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2"),
            "198.51.100.1"
        );
        assert_eq!(de("10.0.0.1", "nadie"), "10.0.0.1");
        assert_eq!(de("10.0.0.1", ""), "10.0.0.1");
        assert_eq!(de("::ffff:10.0.0.1", "2001:db8:1:2:3::4"), "2001:db8:1:2::");
    }

    #[test]
    fn too_much_has_to_wait() {
        let tasa = Tasa::new(NonZeroU32::new(1), vec![]);
        let nadie = HeaderMap::new();
        let quien: IpAddr = "203.0.113.5".parse().unwrap();
        for _ in 0..BURST {
            assert_eq!(tasa.check(quien, &nadie), Ok(()));
        }
        assert!(
            tasa.check(quien, &nadie)
                .is_err_and(|segundos| (1..=2).contains(&segundos))
        );
        let otro: IpAddr = "203.0.113.6".parse().unwrap();
        assert_eq!(tasa.check(otro, &nadie), Ok(()));
        // What is told without being asked for waits too, and is counted apart.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let told = |quien| {
            let pronto = async { timeout(Duration::from_millis(50), tasa.pace(quien)).await };
            runtime.block_on(pronto).is_ok()
        };
        assert!((0..BURST).all(|_| told(quien)));
        assert!(!told(quien) && told(otro));
    }
}
