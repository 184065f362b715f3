//! Answers that were made, kept under their address until something changes that they were read from: what an instancia
//! publishes does not make the pages of others again.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use persistence::EstadoPublico;
use sala::{Clave, Sala, Vigencia};
use time::{Date, OffsetDateTime, UtcOffset};

use crate::respuesta::Hecha;

/// Bytes of answers at most.
const PAGINAS: u64 = 24 << 20;
/// How often an answer is taken from somebody else who makes it, and turns out to be of a state that is over.
const INTENTOS: usize = 3;

/// What an address says on a day is kept under: the next session of a council is one that has not been held.
pub(crate) fn key((dia, husos): Dia, direccion: String) -> Clave {
    Clave::DelDia((dia.to_julian_day(), husos), direccion)
}

/// A day, as long as it is the same one in every municipality: it begins in one zone after another, from five to eight hours
/// after it does at Greenwich.
pub(crate) type Dia = (Date, u8);

/// The day of an instant.
pub(crate) fn day(ahora: OffsetDateTime) -> Dia {
    let ahora = ahora.to_offset(UtcOffset::UTC);
    (ahora.date(), ahora.hour().clamp(4, 8))
}

/// An answer, and for how long it holds: where it stands depends on how many instancias there are.
#[derive(Clone)]
struct Guardada {
    hecha: Arc<Hecha>,
    vigencia: Arc<Vigencia>,
    cuantas: usize,
}

impl Guardada {
    fn holds(&self, estado: &EstadoPublico) -> bool {
        self.cuantas == estado.cuantas() && self.vigencia.holds(estado)
    }

    fn weight(&self) -> u32 {
        self.hecha.weight().saturating_add(self.vigencia.weight())
    }
}

/// Answers, by address.
pub(crate) struct Memoria {
    hechas: sala::Memoria<Guardada, Unkept>,
}

/// An answer being made, and for how long it will hold.
pub(crate) type Making<'a> = BoxFuture<'a, (Hecha, Vigencia)>;

/// An answer that is not kept.
struct Unkept(Guardada);

impl Default for Memoria {
    fn default() -> Self {
        Self {
            hechas: sala::Memoria::new(PAGINAS),
        }
    }
}

impl Memoria {
    /// The answer that is kept, if nothing has changed since that it was read from.
    pub(crate) fn known(&self, clave: &Clave, estado: &EstadoPublico) -> Option<Arc<Hecha>> {
        let guardada = self.hechas.get(clave)?;
        guardada.holds(estado).then(|| guardada.hecha.clone())
    }

    /// The answer that is kept, or the one that `make` makes now of a state; only what went well is kept.
    ///
    /// # Errors
    /// Those of looking at the state.
    pub(crate) async fn get<'a>(
        &self,
        sala: &Sala,
        clave: Clave,
        make: impl Fn(Arc<EstadoPublico>) -> Making<'a>,
    ) -> Result<Arc<Hecha>, persistence::Error> {
        for _ in 0..INTENTOS {
            let estado = sala.publicaciones().estado().await?;
            let hallada = self.hechas.get(&clave);
            if hallada.is_some_and(|hallada| !hallada.holds(&estado)) {
                self.hechas.forget(&clave);
            }
            let making = Box::pin(finish(sala, &estado, make(estado.clone())));
            let hecha = self.hechas.once(&clave, making).await;
            let guardada = match &hecha {
                Ok(guardada) => guardada.as_ref(),
                Err(suelta) => &suelta.0,
            };
            // Somebody else may have begun to make it before something was published that whoever asks knows of.
            if guardada.holds(&estado) {
                return Ok(guardada.hecha.clone());
            }
        }
        let estado = sala.publicaciones().estado().await?;
        let (Ok((guardada, _)) | Err(Unkept(guardada))) =
            finish(sala, &estado, make(estado.clone())).await;
        Ok(guardada.hecha)
    }
}

/// An answer as it is kept; what went wrong, or was read while something was published, is not.
async fn finish(
    sala: &Sala,
    estado: &EstadoPublico,
    making: Making<'_>,
) -> Result<(Guardada, u32), Unkept> {
    let (hecha, vigencia) = making.await;
    let guardada = Guardada {
        hecha: Arc::new(hecha),
        vigencia: Arc::new(vigencia),
        cuantas: estado.cuantas(),
    };
    let despues = sala.publicaciones().estado().await;
    let igual = despues.is_ok_and(|despues| guardada.holds(&despues));
    if guardada.hecha.status.is_success() && igual {
        let peso = guardada.weight();
        Ok((guardada, peso))
    } else {
        Err(Unkept(guardada))
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
