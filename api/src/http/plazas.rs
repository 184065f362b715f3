//! Places for connections. When all are taken, whoever has the most of them gives its oldest up to whoever has fewer: some
//! addresses that hold all that they may do not keep others out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::limites::servidor::LIVE;
use super::metricas::Abierta;
use super::tasa::network;

pub(super) struct Plazas {
    maximo: usize,
    tomadas: Mutex<Tomadas>,
    /// Those that have not ended, also of those that were told to.
    vivas: Arc<Semaphore>,
}

#[derive(Default)]
struct Tomadas {
    todas: usize,
    siguiente: u64,
    de: HashMap<IpAddr, Suyas>,
}

/// Those of a client, from the oldest. A proxy that is trusted keeps what it has: its connections are of many.
#[derive(Default)]
struct Suyas {
    es_proxy: bool,
    cuales: BTreeMap<u64, Arc<Notify>>,
}

/// The place of a connection, while it is open.
pub(super) struct Plaza {
    de: Arc<Plazas>,
    quien: IpAddr,
    cual: u64,
    fuera: Arc<Notify>,
    _viva: OwnedSemaphorePermit,
    _abierta: Option<Abierta>,
}

impl Plazas {
    /// So many.
    pub(super) fn new(maximo: usize) -> Arc<Self> {
        let todas = usize::try_from(LIVE).unwrap_or(Semaphore::MAX_PERMITS);
        Arc::new(Self {
            maximo,
            tomadas: Mutex::default(),
            vivas: Arc::new(Semaphore::new(todas)),
        })
    }

    /// A place for a client, unless it has half of them, or all are taken and nobody has more of them.
    pub(super) fn enter(
        de: &Arc<Self>,
        quien: IpAddr,
        es_proxy: bool,
        abierta: Option<Abierta>,
    ) -> Option<Plaza> {
        let quien = network(quien);
        let viva = de.vivas.clone().try_acquire_owned().ok()?;
        let fuera = Arc::new(Notify::new());
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut tomadas = de.tomadas.lock().unwrap_or_else(PoisonError::into_inner);
        let hay = tomadas.de.get(&quien).map_or(0, |s| s.cuales.len());
        if !es_proxy && hay >= de.maximo.div_ceil(2) {
            return None;
        }
        if tomadas.todas >= de.maximo {
            tomadas.make_room(hay)?;
        }
        let cual = tomadas.siguiente;
        tomadas.siguiente += 1;
        tomadas.todas += 1;
        let suyas = tomadas.de.entry(quien).or_default();
        suyas.es_proxy = es_proxy;
        suyas.cuales.insert(cual, fuera.clone());
        drop(tomadas);
        Some(Plaza {
            de: de.clone(),
            quien,
            cual,
            fuera,
            _viva: viva,
            _abierta: abierta,
        })
    }

    /// Waits until all have ended.
    pub(super) async fn ended(&self) {
        // It is never closed.
        let _ = self.vivas.acquire_many(LIVE).await;
    }
}

impl Tomadas {
    /// Takes the oldest place of whoever has the most, for one who has so many: fewer, also with one more, or none.
    fn make_room(&mut self, hay: usize) -> Option<()> {
        let de_otros = self.de.values_mut().filter(|s| !s.es_proxy);
        let (suyas, cuantas) = de_otros
            .map(|s| (s.cuales.len(), s))
            .max_by_key(|(cuantas, s)| {
                (
                    *cuantas,
                    Reverse(s.cuales.first_key_value().map(|(c, _)| *c)),
                )
            })
            .map(|(cuantas, s)| (s, cuantas))?;
        if hay > 0 && cuantas < hay + 2 {
            return None;
        }
        let (_, fuera) = suyas.cuales.pop_first()?;
        fuera.notify_one();
        self.todas -= 1;
        Some(())
    }
}

impl Plaza {
    /// Waits until it is to be given up.
    pub(super) async fn given_up(&self) {
        self.fuera.notified().await;
    }
}

impl Drop for Plaza {
    fn drop(&mut self) {
        let mut tomadas = self
            .de
            .tomadas
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(suyas) = tomadas.de.get_mut(&self.quien) else {
            return;
        };
        // One that was given up is another's already.
        let suya = suyas.cuales.remove(&self.cual).is_some();
        if suyas.cuales.is_empty() {
            tomadas.de.remove(&self.quien);
        }
        tomadas.todas -= usize::from(suya);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn whoever_has_the_most_gives_up_its_oldest() {
        let plazas = Plazas::new(8);
        let de = |quien: &str| Plazas::enter(&plazas, quien.parse().unwrap(), false, None);
        let evicted = |plaza: &Plaza| plaza.given_up().now_or_never().is_some();
        let primeras: Vec<Plaza> = (0..4).map_while(|_| de("203.0.113.1")).collect();
        assert!(primeras.len() == 4 && de("203.0.113.1").is_none(), "half");
        let segundas: Vec<Plaza> = (0..4).map_while(|_| de("203.0.113.2")).collect();
        assert_eq!(segundas.len(), 4);
        // There is room for another, and it has its share in the end, not more.
        let terceras: Vec<Plaza> = (0..8).map_while(|_| de("203.0.113.3")).collect();
        assert_eq!(terceras.len(), 2);
        let fuera = |plazas: &[Plaza]| -> Vec<bool> { plazas.iter().map(evicted).collect() };
        assert_eq!(fuera(&primeras), [true, false, false, false]);
        assert_eq!(fuera(&segundas), [true, false, false, false]);
        assert_eq!(fuera(&terceras), [false; 2]);
        // What ends makes room; what was given up does not again.
        drop(primeras);
        let cuartas: Vec<Plaza> = (0..8).map_while(|_| de("203.0.113.4")).collect();
        assert_eq!(cuartas.len(), 3);
        drop((segundas, terceras, cuartas));
        assert_eq!(plazas.tomadas.lock().unwrap().todas, 0);
        // A proxy that is trusted may have all, and keeps them.
        let suyas = || Plazas::enter(&plazas, "203.0.113.5".parse().unwrap(), true, None);
        let suyas: Vec<Plaza> = (0..9).map_while(|_| suyas()).collect();
        assert!(suyas.len() == 8 && de("203.0.113.1").is_none());
        assert_eq!(fuera(&suyas), [false; 8]);
    }
}
