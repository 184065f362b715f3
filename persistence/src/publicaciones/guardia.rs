//! Whether the base answers, and the state of what is published when it last did: whoever asks for what is in memory is
//! answered while it is away, for so long and no longer, because what is withdrawn meanwhile is not known.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::Error;
use crate::almacen::{Causa, Falla};

/// How long an answer is waited for by whoever only wants to know whether there is one.
const PRISA: Duration = Duration::from_millis(800);
/// How long a base that did not answer is taken for one that does not.
const PAUSA: Duration = Duration::from_millis(250);

/// The state that was seen last, and whether the base has been away since.
pub(super) struct Guardia<T> {
    gracia: Duration,
    estado: Mutex<Vista<T>>,
}

struct Vista<T> {
    /// What was seen last, and when it was looked for.
    visto: Option<(Instant, T)>,
    falla: Option<Fuera>,
    /// Whether somebody is looking whether it is back.
    mira: bool,
}

/// The base has been away since then, and was so still a moment ago.
struct Fuera {
    desde: Instant,
    cuando: Instant,
    error: Error,
}

impl<T> Vista<T> {
    /// Why there is no use in asking the base now.
    fn away(&self) -> Option<Error> {
        let fuera = self.falla.as_ref()?;
        (self.mira || fuera.cuando.elapsed() < PAUSA).then(|| fuera.error.clone())
    }
}

/// Says that nobody looks any more, however the look ends.
struct Mirada<'a, T>(&'a Guardia<T>);

impl<T> Drop for Mirada<'_, T> {
    fn drop(&mut self) {
        self.0.with(|estado| estado.mira = false);
    }
}

impl<T> Guardia<T> {
    /// A guard that gives what it saw last for so long.
    pub(super) fn new(gracia: Duration) -> Self {
        Self {
            gracia,
            estado: Mutex::new(Vista {
                visto: None,
                falla: None,
                mira: false,
            }),
        }
    }

    fn with<R>(&self, hacer: impl FnOnce(&mut Vista<T>) -> R) -> R {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        hacer(&mut self.estado.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why there is no use in asking the base now: it was away a moment ago.
    pub(super) fn away(&self) -> Option<Error> {
        self.with(|estado| estado.away())
    }

    /// Since when the base is away, if it is.
    pub(super) fn away_since(&self) -> Option<Instant> {
        self.with(|estado| estado.falla.as_ref().map(|fuera| fuera.desde))
    }

    /// Whether anything was ever seen.
    pub(super) fn has_seen(&self) -> bool {
        self.with(|estado| estado.visto.is_some())
    }

    /// What `look` sees now, and when it looked; or what was seen last while the base is away. One asker at a time looks
    /// whether it is back. Whoever looked earlier never puts what it saw in the place of what was seen since.
    ///
    /// # Errors
    /// Those of `look`; that the base is away, when nothing was seen for too long.
    pub(super) async fn see(
        &self,
        look: impl Future<Output = Result<(Instant, T), Error>>,
    ) -> Result<T, Error>
    where
        T: Clone,
    {
        let (fuera, _mirada) = self.with(|estado| match estado.away() {
            Some(error) => (Some(error), None),
            None if estado.falla.is_none() => (None, None),
            None => {
                estado.mira = true;
                (None, Some(Mirada(self)))
            }
        });
        if let Some(error) = fuera {
            return self.kept(error);
        }
        let llega = Instant::now();
        match look.await {
            Ok((cuando, visto)) => Ok(self.with(|estado| {
                // One that looked before it went away does not know that it did.
                let sabe = estado
                    .falla
                    .as_ref()
                    .is_none_or(|fuera| fuera.cuando <= cuando);
                if sabe && estado.falla.take().is_some() {
                    tracing::warn!("la base de las publicaciones contesta otra vez");
                }
                match &estado.visto {
                    Some((antes, nuevo)) if *antes > cuando => nuevo.clone(),
                    _ => {
                        estado.visto = Some((cuando, visto.clone()));
                        visto
                    }
                }
            })),
            Err(error) if error.passes() => {
                self.with(|estado| {
                    // Somebody has seen it since this one began to look.
                    if estado
                        .visto
                        .as_ref()
                        .is_some_and(|(visto, _)| *visto > llega)
                    {
                        return;
                    }
                    let cuando = Instant::now();
                    let desde = estado.falla.as_ref().map_or(cuando, |fuera| fuera.desde);
                    let nueva = Fuera {
                        desde,
                        cuando,
                        error: error.clone(),
                    };
                    if estado.falla.replace(nueva).is_none() {
                        tracing::warn!(%error, "no se alcanza la base de las publicaciones");
                    }
                });
                self.kept(error)
            }
            Err(error) => Err(error),
        }
    }

    /// What was seen last, if that was not too long ago.
    fn kept(&self, error: Error) -> Result<T, Error>
    where
        T: Clone,
    {
        self.with(|estado| match &estado.visto {
            Some((cuando, visto)) if cuando.elapsed() <= self.gracia => Ok(visto.clone()),
            _ => Err(error),
        })
    }
}

/// What is there soon, or that it is not.
pub(super) async fn hurry<T>(look: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    within(PRISA, look).await
}

/// What is there within a time, or that the base does not answer.
pub(super) async fn within<T>(
    tiempo: Duration,
    look: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match timeout(tiempo, look).await {
        Ok(visto) => visto,
        Err(_) => Err(Error::SinConexion(Falla::new(Causa::Tarda, None))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn falla() -> Error {
        Error::SinConexion(Falla::new(Causa::Nadie, None))
    }

    fn see(guardia: &Guardia<u8>, visto: Result<u8, Error>) -> Result<u8, Error> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(guardia.see(async { visto.map(|visto| (Instant::now(), visto)) }))
    }

    #[test]
    fn what_was_seen_last_is_given_while_the_base_is_away() {
        let guardia = Guardia::new(Duration::from_mins(1));
        assert!(see(&guardia, Err(falla())).is_err(), "nothing was seen yet");
        let guardia = Guardia::new(Duration::from_mins(1));
        assert_eq!(see(&guardia, Ok(1)).unwrap(), 1);
        assert!(guardia.away().is_none());
        assert_eq!(see(&guardia, Err(falla())).unwrap(), 1);
        assert!(guardia.away().is_some());
        // For a moment nobody looks; then one does, and it is back.
        assert_eq!(see(&guardia, Ok(2)).unwrap(), 1);
        std::thread::sleep(PAUSA);
        assert_eq!(see(&guardia, Ok(2)).unwrap(), 2);
        assert!(guardia.away().is_none());
    }

    #[test]
    fn what_was_looked_for_earlier_never_takes_the_place_of_what_was_seen_since() {
        let guardia = Guardia::new(Duration::from_mins(1));
        let (antes, ahora) = (Instant::now(), Instant::now() + PAUSA);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let see = |cuando, visto: u8| {
            runtime
                .block_on(guardia.see(async move { Ok((cuando, visto)) }))
                .unwrap()
        };
        assert_eq!(see(ahora, 2), 2);
        assert_eq!(see(antes, 1), 2);
        assert_eq!(see(ahora + PAUSA, 3), 3);
    }

    #[test]
    fn it_is_not_given_for_ever_nor_for_other_errors() {
        let guardia = Guardia::new(Duration::ZERO);
        assert_eq!(see(&guardia, Ok(1)).unwrap(), 1);
        std::thread::sleep(Duration::from_millis(2));
        assert!(see(&guardia, Err(falla())).is_err());
        let guardia = Guardia::new(Duration::from_mins(1));
        assert_eq!(see(&guardia, Ok(1)).unwrap(), 1);
        assert!(see(&guardia, Err(Error::Turno)).is_err());
    }

    #[test]
    fn a_look_that_is_given_up_lets_the_next_one_look() {
        let guardia = Guardia::<u8>::new(Duration::ZERO);
        assert!(see(&guardia, Err(falla())).is_err());
        std::thread::sleep(PAUSA);
        let mirada = guardia.see(std::future::pending());
        drop(mirada);
        assert_eq!(see(&guardia, Ok(3)).unwrap(), 3);
    }
}
