//! Answers that were made, kept under the state of what is published and their address.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use foldhash::quality::RandomState;
use moka::future::Cache;
use persistence::Sello;
use sala::Sala;
use time::{Date, OffsetDateTime, UtcOffset};

use crate::respuesta::Hecha;

/// Bytes of answers at most.
const PAGINAS: u64 = 24 << 20;
/// How long the state of what is published is taken for what it was.
const VALE: Duration = Duration::from_millis(10);

/// An address, as of a state of what is published and a day: the next session of a council is one that has not been held.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Clave {
    pub(crate) sello: Sello,
    pub(crate) dia: Dia,
    pub(crate) direccion: String,
}

/// A day, as long as it is the same one in every municipality: it begins in one zone after another, from five to eight hours
/// after it does at Greenwich.
pub(crate) type Dia = (Date, u8);

/// The day of an instant.
pub(crate) fn day(ahora: OffsetDateTime) -> Dia {
    let ahora = ahora.to_offset(UtcOffset::UTC);
    (ahora.date(), ahora.hour().clamp(4, 8))
}

/// Answers, by address.
pub(crate) struct Memoria {
    hechas: Cache<Clave, Arc<Hecha>, RandomState>,
    sello: Mutex<Option<(Instant, Sello)>>,
}

/// An answer that is not kept.
struct Unkept(Arc<Hecha>);

impl Default for Memoria {
    fn default() -> Self {
        let peso = |clave: &Clave, hecha: &Arc<Hecha>| {
            let clave = u32::try_from(clave.direccion.len()).unwrap_or(u32::MAX);
            hecha.weight().saturating_add(clave)
        };
        Self {
            hechas: Cache::builder()
                .max_capacity(PAGINAS)
                .weigher(peso)
                .build_with_hasher(RandomState::default()),
            sello: Mutex::default(),
        }
    }
}

impl Memoria {
    /// The state of what is published, looked at every so often.
    pub(crate) async fn sello(&self, sala: &Sala) -> Result<Sello, persistence::Error> {
        // A poisoned lock guards something whole: nothing panics while it is held.
        let ultimo = *self.sello.lock().unwrap_or_else(PoisonError::into_inner);
        let ahora = Instant::now();
        if let Some((cuando, sello)) = ultimo
            && ahora.duration_since(cuando) < VALE
        {
            return Ok(sello);
        }
        let sello = sala.publicaciones().sello().await?;
        *self.sello.lock().unwrap_or_else(PoisonError::into_inner) = Some((ahora, sello));
        Ok(sello)
    }

    /// The key of an address as of now.
    pub(crate) async fn key(
        &self,
        sala: &Sala,
        ahora: OffsetDateTime,
        direccion: String,
    ) -> Result<Clave, persistence::Error> {
        Ok(Clave {
            sello: self.sello(sala).await?,
            dia: day(ahora),
            direccion,
        })
    }

    /// The answer that is kept, or the one that is made now; only what went well is kept, and only if nothing was published
    /// meanwhile.
    pub(crate) async fn get(
        &self,
        sala: &Sala,
        clave: Clave,
        make: impl Future<Output = Hecha>,
    ) -> Arc<Hecha> {
        let sello = clave.sello;
        let making = Box::pin(async {
            let hecha = Arc::new(make.await);
            let mismo = self.sello(sala).await.is_ok_and(|s| s == sello);
            if hecha.status.is_success() && mismo {
                Ok(hecha)
            } else {
                Err(Unkept(hecha))
            }
        });
        match self.hechas.try_get_with(clave, making).await {
            Ok(hecha) => hecha,
            Err(unkept) => unkept.0.clone(),
        }
    }

    /// The answer that is kept.
    pub(crate) async fn known(&self, clave: &Clave) -> Option<Arc<Hecha>> {
        self.hechas.get(clave).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_day_is_another_as_soon_as_it_is_somewhere() {
        let tarde = day(datetime!(2026-11-28 23:00 UTC));
        assert_eq!(tarde, day(datetime!(2026-11-28 09:30 UTC)));
        // In the south-east it is the next day at five, in the centre at six.
        let horas = [3, 5, 6, 7, 8]
            .map(|hora| day(datetime!(2026-11-29 0:00 UTC) + time::Duration::hours(hora)));
        let distintas: std::collections::BTreeSet<Dia> = horas.into_iter().collect();
        assert_eq!(distintas.len(), 5);
    }
}
