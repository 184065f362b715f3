//! What is told as it happens.

use std::collections::VecDeque;

use async_graphql::{Context, Subscription};
use futures_util::Stream;
use futures_util::stream::unfold;

use super::edicion::Edicion;
use super::id::decode_orden;
use crate::Error;
use crate::cargadores::Cargadores;
use crate::novedades::Espera;

/// Editions that are read at once.
const POR_VEZ: u64 = 100;

/// Lo que se avisa cuando ocurre.
pub(crate) struct Suscripcion;

/// Lo que se avisa cuando ocurre, por Server-Sent Events («Accept: text/event-stream») o por WebSocket
/// («graphql-transport-ws»), en la misma dirección y con los mismos límites para lo que se pide de cada aviso.
#[Subscription(name = "Subscription")]
impl Suscripcion {
    /// Cada edición que se publica, cuando se publica. Para no perder ninguna entre dos conexiones, diga en «despuesDe»
    /// el «cursor» de la última que tiene: primero llegan las que siguen. Por Server-Sent Events basta con decir el id del
    /// último suceso en «Last-Event-ID», como hacen los navegadores.
    async fn edicion_publicada<'a>(
        &self,
        ctx: &'a Context<'_>,
        #[graphql(desc = "Sólo las de la instancia con esta clave del INEGI.")] instancia: Option<
            String,
        >,
        #[graphql(desc = "«cursor» de la última edición que ya se tiene.")] despues_de: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Result<Edicion, Error>> + use<'a>, Error> {
        if let Some(clave) = &instancia
            && clave.parse::<domain::Clave>().is_err()
        {
            return Err(Error::instancia_desconocida(clave));
        }
        let cargadores = Cargadores::of(ctx);
        let espera = ctx.data_unchecked::<Espera>().clone();
        let desde = despues_de.as_deref().map(decode_orden).transpose()?;
        let orden = match espera.desde.or(desde) {
            Some(orden) => orden,
            None => cargadores.publicaciones().ultimo_orden().await?,
        };
        espera.begin(orden);
        let seguimiento = Seguimiento {
            cargadores,
            espera,
            instancia,
            orden,
            pendientes: VecDeque::new(),
        };
        Ok(unfold(seguimiento, Seguimiento::next))
    }
}

/// A subscription that goes on.
struct Seguimiento<'a> {
    cargadores: &'a Cargadores,
    espera: Espera,
    instancia: Option<String>,
    /// The position of the last edition that was read.
    orden: u64,
    pendientes: VecDeque<domain::Edicion>,
}

impl Seguimiento<'_> {
    async fn next(mut self) -> Option<(Result<Edicion, Error>, Self)> {
        loop {
            if let Some(edicion) = self.pendientes.pop_front() {
                self.cargadores.forget();
                self.espera.tell(edicion.orden).await;
                let todas = self.cargadores.ediciones(edicion.instancia.as_str()).await;
                let dicha = todas.map(|todas| Edicion::new(&edicion, &todas));
                return Some((dicha, self));
            }
            self.espera.aviso.mark_unchanged();
            match self.read().await {
                Ok(true) => {}
                // Nobody will tell any more.
                Ok(false) => self.espera.aviso.changed().await.ok()?,
                Err(error) => return Some((Err(error), self)),
            }
        }
    }

    /// Reads what follows; whether there was anything.
    async fn read(&mut self) -> Result<bool, Error> {
        let publicaciones = self.cargadores.publicaciones();
        let siguen = publicaciones.ediciones_after(self.orden, POR_VEZ).await?;
        if let Some(ultima) = siguen.last() {
            self.orden = ultima.orden;
        }
        let hay = !siguen.is_empty();
        let suya = |edicion: &domain::Edicion| match &self.instancia {
            Some(clave) => edicion.instancia.as_str() == clave,
            None => true,
        };
        self.pendientes.extend(siguen.into_iter().filter(suya));
        Ok(hay)
    }
}
