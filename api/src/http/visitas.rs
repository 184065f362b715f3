//! What is taken up at once, by client: streams, bytes. There is so much of each. A client has no more of it than there is left for
//! others: whoever comes next finds some, however many have all that they may.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::limites::servidor::SHARE;
use super::tasa::network;

/// What there is of something, and who has how much of it.
pub(super) struct Visitas {
    cuentas: Mutex<Cuentas>,
    /// Of all clients.
    maximo: usize,
    /// Of one, and what it may have as long as there is any.
    suyas: usize,
    minimo: usize,
}

#[derive(Default)]
struct Cuentas {
    todas: usize,
    de: HashMap<IpAddr, usize>,
}

/// A part of it, which is counted until it is dropped.
pub(super) struct Visita {
    de: Arc<Visitas>,
    quien: IpAddr,
    cuanto: usize,
}

impl Visitas {
    /// So much for all, of which one client has an eighth at most.
    pub(super) fn new(maximo: usize) -> Arc<Self> {
        Self::limited(maximo, maximo / SHARE, 0)
    }

    /// The same, of which one client has that much at most, and may have `minimo` as long as there is any.
    pub(super) fn limited(maximo: usize, suyas: usize, minimo: usize) -> Arc<Self> {
        Arc::new(Self {
            cuentas: Mutex::default(),
            maximo,
            suyas,
            minimo,
        })
    }

    /// So much of it for a client, unless it has or all have too much.
    pub(super) fn take(de: &Arc<Self>, quien: IpAddr, cuanto: usize) -> Option<Visita> {
        let mut visita = Visita {
            de: de.clone(),
            quien: network(quien),
            cuanto: 0,
        };
        // What is larger than a client may have is for one who has nothing else.
        visita.grow(cuanto.min(de.suyas)).then_some(visita)
    }

    fn change(&self, quien: IpAddr, change: impl FnOnce(&mut usize, &mut usize) -> bool) -> bool {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut cuentas = self.cuentas.lock().unwrap_or_else(PoisonError::into_inner);
        let Cuentas { todas, de } = &mut *cuentas;
        let suyas = de.entry(quien).or_default();
        let hecho = change(todas, suyas);
        if *suyas == 0 {
            de.remove(&quien);
        }
        hecho
    }
}

impl Visita {
    /// So much more of it; whether there was.
    pub(super) fn grow(&mut self, cuanto: usize) -> bool {
        let Visitas {
            maximo,
            suyas,
            minimo,
            ..
        } = *self.de;
        let hay = self.de.change(self.quien, |todas, de_este| {
            let tendria = *de_este + cuanto;
            let queda = maximo - *todas;
            let cabe = cuanto <= queda && tendria <= suyas && tendria <= queda.max(minimo);
            if cabe {
                *todas += cuanto;
                *de_este += cuanto;
            }
            cabe
        });
        if hay {
            self.cuanto += cuanto;
        }
        hay
    }
}

impl Drop for Visita {
    fn drop(&mut self) {
        let cuanto = self.cuanto;
        self.de.change(self.quien, |todas, de_este| {
            *todas -= cuanto;
            *de_este -= cuanto;
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_has_a_part_and_what_is_dropped_is_given_back() {
        let visitas = Visitas::limited(10, 6, 6);
        let de = |quien: &str, cuanto| Visitas::take(&visitas, quien.parse().unwrap(), cuanto);
        let mut primera = de("203.0.113.5", 4).unwrap();
        assert!(de("203.0.113.5", 3).is_none() && !primera.grow(3) && primera.grow(2));
        assert!(de("203.0.113.6", 5).is_none());
        let otra = de("203.0.113.6", 4).unwrap();
        // A network of IPv6 is one client.
        assert!(de("2001:db8::1", 1).is_none());
        drop(primera);
        let larga = de("2001:db8::1", 6);
        assert!(larga.is_some() && de("2001:db8::2", 1).is_none());
        drop((otra, larga));
        assert!(visitas.cuentas.lock().unwrap().de.is_empty());
    }

    #[test]
    fn whoever_comes_next_finds_some() {
        let visitas = Visitas::new(1000);
        let mut tomadas = vec![];
        // Each takes all that it may.
        for cliente in 0..9u8 {
            let quien = IpAddr::from([203, 0, 113, cliente]);
            let suyas = (0..1000).map_while(|_| Visitas::take(&visitas, quien, 1));
            tomadas.push(suyas.collect::<Vec<_>>());
        }
        let cuantas: Vec<usize> = tomadas.iter().map(Vec::len).collect();
        assert_eq!(cuantas, [125, 125, 125, 125, 125, 125, 125, 63, 31]);
    }
}
