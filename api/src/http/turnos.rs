//! Turns to work: questions that are not answered from memory are done so many at a time. The next turn is of the client who has
//! had the least of them lately: whoever asks for little does not wait for all that others ask for.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::num::NonZero;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::limites::servidor::HALF_LIFE;

/// Questions that are done at once. There have to be more threads than that: what is done is not interrupted.
pub fn turns() -> usize {
    2 * available_parallelism().map_or(2, NonZero::get).clamp(2, 16)
}

pub(crate) struct Turnos(Mutex<Reparto>);

struct Reparto {
    libres: usize,
    /// Of one client at once.
    de_uno: usize,
    siguiente: u64,
    de: HashMap<IpAddr, Suyos>,
}

/// Of a client.
struct Suyos {
    en_curso: usize,
    /// Microseconds that it has had, and until when they were counted.
    gasto: u128,
    hasta: Instant,
    /// Those who wait, in order.
    esperan: BTreeMap<u64, oneshot::Sender<Turno>>,
}

/// A turn, until it is dropped.
pub(crate) struct Turno {
    de: Arc<Turnos>,
    quien: IpAddr,
    desde: Instant,
}

/// Who waits for a turn, until it has it or does not wait any more.
struct Espera<'a> {
    de: &'a Turnos,
    quien: IpAddr,
    cual: u64,
}

impl Drop for Espera<'_> {
    fn drop(&mut self) {
        if let Some(suyos) = self.de.lock().de.get_mut(&self.quien) {
            suyos.esperan.remove(&self.cual);
        }
    }
}

impl Default for Turnos {
    fn default() -> Self {
        Self(Mutex::new(Reparto {
            libres: turns(),
            de_uno: turns() / 2,
            siguiente: 0,
            de: HashMap::new(),
        }))
    }
}

impl Turnos {
    fn lock(&self) -> MutexGuard<'_, Reparto> {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn of a client.
    pub(crate) async fn take(turnos: &Arc<Self>, quien: IpAddr) -> Option<Turno> {
        let (da, recibe) = oneshot::channel();
        let cual = {
            let mut reparto = turnos.lock();
            let cual = reparto.siguiente;
            reparto.siguiente += 1;
            let suyos = reparto.de.entry(quien).or_insert_with(Suyos::new);
            suyos.esperan.insert(cual, da);
            cual
        };
        let _espera = Espera {
            de: turnos,
            quien,
            cual,
        };
        Self::share(turnos);
        recibe.await.ok()
    }

    /// Gives free turns to those who wait.
    fn share(turnos: &Arc<Self>) {
        loop {
            let Some((quien, da)) = turnos.lock().next() else {
                return;
            };
            let turno = Turno {
                de: turnos.clone(),
                quien,
                desde: Instant::now(),
            };
            // Whoever has just stopped waiting gives it back.
            drop(da.send(turno));
        }
    }

    /// Forgets who has no turn, waits for none, and has not had any for a while.
    pub(crate) fn forget(&self) {
        let mut reparto = self.lock();
        reparto.de.retain(|_, suyos| {
            suyos.decay();
            suyos.en_curso > 0 || !suyos.esperan.is_empty() || suyos.gasto > 0
        });
        reparto.de.shrink_to_fit();
    }
}

impl Reparto {
    /// Whose turn it is, if there is one: of those who have the least, the first.
    fn next(&mut self) -> Option<(IpAddr, oneshot::Sender<Turno>)> {
        if self.libres == 0 {
            return None;
        }
        let de_uno = self.de_uno;
        let esperan = self.de.iter_mut().filter_map(|(quien, suyos)| {
            let primero = *suyos.esperan.first_key_value()?.0;
            suyos.decay();
            (suyos.en_curso < de_uno).then_some((*quien, suyos, primero))
        });
        let (quien, suyos, _) =
            esperan.min_by_key(|(_, suyos, primero)| (suyos.gasto, *primero))?;
        let (_, da) = suyos.esperan.pop_first()?;
        suyos.en_curso += 1;
        self.libres -= 1;
        Some((quien, da))
    }

    fn give_back(&mut self, turno: &Turno, tuvo: Duration) {
        self.libres += 1;
        if let Some(suyos) = self.de.get_mut(&turno.quien) {
            suyos.decay();
            suyos.en_curso -= 1;
            suyos.gasto += tuvo.as_micros();
        }
    }
}

impl Suyos {
    fn new() -> Self {
        Self {
            en_curso: 0,
            gasto: 0,
            hasta: Instant::now(),
            esperan: BTreeMap::new(),
        }
    }

    /// What it has had counts less as time goes by.
    fn decay(&mut self) {
        let mitades = self.hasta.elapsed().as_secs() / HALF_LIFE.as_secs();
        if mitades > 0 {
            let mitades = u32::try_from(mitades).unwrap_or(u32::MAX);
            self.gasto = self.gasto.checked_shr(mitades).unwrap_or(0);
            self.hasta += HALF_LIFE * mitades;
        }
    }
}

impl Drop for Turno {
    fn drop(&mut self) {
        self.de.lock().give_back(self, self.desde.elapsed());
        Turnos::share(&self.de);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn who_has_had_the_least_is_next() {
        let turnos = Arc::new(Turnos::default());
        let [uno, otro, tercero]: [IpAddr; 3] =
            [1, 2, 3].map(|i| format!("203.0.113.{i}").parse().unwrap());
        let wait = |quien| -> Pin<Box<_>> { Box::pin(Turnos::take(&turnos, quien)) };
        let take = |quien| wait(quien).now_or_never().flatten();
        let mut suyos: Vec<Turno> = (0..turns()).map_while(|_| take(uno)).collect();
        assert_eq!(suyos.len(), turns() / 2, "half");
        let mut de_otro: Vec<Turno> = (0..turns()).map_while(|_| take(otro)).collect();
        assert_eq!(de_otro.len(), turns() / 2);
        // Many wait, and one who comes last; those who do not wait any more get none.
        let mut esperan: Vec<_> = (0..10).map(|_| wait(uno)).collect();
        for espera in &mut esperan {
            assert!(espera.now_or_never().is_none());
        }
        let mut ultimo = wait(tercero);
        assert!((&mut ultimo).now_or_never().is_none());
        drop(esperan.remove(0));
        turnos.lock().de.get_mut(&uno).unwrap().gasto = 1000;
        suyos.pop();
        let de_tercero = ultimo.now_or_never().flatten();
        assert!(de_tercero.is_some());
        assert!((&mut esperan[0]).now_or_never().is_none());
        de_otro.pop();
        assert!((&mut esperan[0]).now_or_never().flatten().is_some());
        drop((suyos, de_otro, de_tercero, esperan));
        turnos.forget();
        assert_eq!(turnos.lock().libres, turns());
        for suyos in turnos.lock().de.values_mut() {
            suyos.hasta -= Duration::from_mins(5);
        }
        turnos.forget();
        assert!(turnos.lock().de.is_empty());
    }
}
