//! What is told as it happens.

use std::collections::VecDeque;

use async_graphql::{Context, Subscription};
use futures_util::Stream;
use futures_util::stream::unfold;
use persistence::{ClaseNovedad, Tramo};

use super::conexion::only_cursor;
use super::edicion::Edicion;
use super::novedad::Novedad;
use crate::Error;
use crate::cargadores::Cargadores;
use crate::novedades::Espera;

/// News that are read at once.
const POR_VEZ: u64 = 100;

/// Lo que se avisa cuando ocurre.
pub(crate) struct Suscripcion;

/// Lo que se avisa cuando ocurre, por Server-Sent Events («Accept: text/event-stream») o por WebSocket
/// («graphql-transport-ws»), en la misma dirección y con los mismos límites para lo que se pide de cada aviso.
#[Subscription(name = "Subscription")]
impl Suscripcion {
    /// Cada edición que se publica, cuando se publica. Para no perder ninguna entre dos conexiones, diga en «after»
    /// el «cursor» de la última que tiene: primero llegan las que siguen. Por Server-Sent Events basta con decir el id del
    /// último suceso en «Last-Event-ID», como hacen los navegadores. De un retiro avisa «novedades».
    async fn edicion_publicada<'a>(
        &self,
        ctx: &'a Context<'_>,
        #[graphql(desc = "Sólo las de la instancia con esta clave del INEGI.")] instancia: Option<
            String,
        >,
        #[graphql(desc = "«cursor» de la última edición que ya se tiene.")] after: Option<String>,
        #[graphql(
            desc = "«cursor» de la última edición que ya se tiene.",
            deprecation = "Use «after», que es lo mismo."
        )]
        despues_de: Option<String>,
    ) -> Result<impl Stream<Item = Result<Edicion, Error>> + use<'a>, Error> {
        let nombre = if after.is_some() {
            "after"
        } else {
            "despuesDe"
        };
        let desde = only_cursor(after, despues_de)?.map(|cursor| (nombre, cursor));
        let sigue = Seguimiento::begin(ctx, instancia, desde).await?;
        Ok(unfold(sigue, Seguimiento::next_edition))
    }

    /// Todo lo que pasa con lo publicado, cuando pasa: ediciones, retiros, ediciones que se reponen y cambios de clave. Se
    /// sigue desde un «cursor» como en «edicionPublicada».
    async fn novedades<'a>(
        &self,
        ctx: &'a Context<'_>,
        #[graphql(desc = "Sólo las de la instancia con esta clave del INEGI.")] instancia: Option<
            String,
        >,
        #[graphql(desc = "«cursor» de la última novedad que ya se tiene.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<Novedad, Error>> + use<'a>, Error> {
        let desde = after.map(|cursor| ("after", cursor));
        let sigue = Seguimiento::begin(ctx, instancia, desde).await?;
        Ok(unfold(sigue, Seguimiento::next_news))
    }
}

/// A subscription that goes on.
struct Seguimiento<'a> {
    cargadores: &'a Cargadores,
    espera: Espera,
    instancia: Option<String>,
    /// The position of the last thing that was read.
    orden: u64,
    pendientes: VecDeque<Novedad>,
}

impl<'a> Seguimiento<'a> {
    /// `desde`: a cursor, and what it is called in the question.
    async fn begin(
        ctx: &'a Context<'_>,
        instancia: Option<String>,
        desde: Option<(&str, String)>,
    ) -> Result<Self, Error> {
        if let Some(clave) = &instancia
            && clave.parse::<domain::Clave>().is_err()
        {
            return Err(Error::instancia_desconocida(clave));
        }
        let cargadores = Cargadores::of(ctx);
        let espera = ctx.data_unchecked::<Espera>().clone();
        let dicho = espera.desde.clone();
        let desde = dicho.map(|cursor| ("Last-Event-ID", cursor)).or(desde);
        let (nombre, cursor) = match desde {
            Some(dicho) => dicho,
            None => ("after", cargadores.ultimo_cursor().await?),
        };
        let orden = cargadores.orden(&cursor).await;
        let orden = orden.map_err(|error| error.of_cursor(nombre))?;
        espera.begin(cursor);
        Ok(Self {
            cargadores,
            espera,
            instancia,
            orden,
            pendientes: VecDeque::new(),
        })
    }

    /// The next edition that is published, and is served.
    async fn next_edition(mut self) -> Option<(Result<Edicion, Error>, Self)> {
        loop {
            let (novedad, sigue) = self.next(ClaseNovedad::Edicion).await?;
            self = sigue;
            let novedad = match novedad {
                Ok(novedad) => novedad.0,
                Err(error) => return Some((Err(error), self)),
            };
            let todas = match self.cargadores.ediciones(&novedad.instancia).await {
                Ok(todas) => todas,
                Err(error) => return Some((Err(error), self)),
            };
            if let Some(edicion) = novedad.numero.and_then(|numero| todas.con_numero(numero)) {
                return Some((Ok(Edicion::new(edicion, &todas)), self));
            }
        }
    }

    async fn next_news(self) -> Option<(Result<Novedad, Error>, Self)> {
        self.next(None).await
    }

    /// The next thing that happens, of one kind if it is named.
    async fn next(
        mut self,
        clase: impl Into<Option<ClaseNovedad>>,
    ) -> Option<(Result<Novedad, Error>, Self)> {
        let clase = clase.into();
        loop {
            if let Some(novedad) = self.pendientes.pop_front() {
                if clase.is_some_and(|clase| clase != novedad.0.clase) {
                    continue;
                }
                self.cargadores.forget();
                self.espera.tell(novedad.position()).await;
                return Some((Ok(novedad), self));
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
        let tramo = Tramo {
            despues: Some(self.orden),
            limite: POR_VEZ,
            ..Tramo::default()
        };
        let siguen = publicaciones
            .novedades(tramo, self.instancia.as_deref())
            .await?;
        if let Some(ultima) = siguen.last() {
            self.orden = ultima.orden;
        }
        let hay = !siguen.is_empty();
        self.pendientes.extend(siguen.into_iter().map(Novedad));
        Ok(hay)
    }
}
