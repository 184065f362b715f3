//! Following a subscription, for as long as there is something to tell.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Response, Value};
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use serde_json::Map;
use servidor::{Opened, Quota, Resources, Share, Turns};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_stream::wrappers::ReceiverStream;
use tracing::Instrument;

use super::ejecucion::{Pregunta, finish, prepare};
use super::escaner;
use super::limites::suscripciones::TAREA;
use super::metricas::Metricas;
use super::peticion::Peticion;
use super::respuesta::{Answer, Outcome};
use super::shared::Shared;
use crate::Error;
use crate::novedades::{Espera, Ritmo};
use crate::presupuesto::Presupuesto;

/// One answer that a subscription tells.
pub(super) struct Told {
    pub(super) answer: Answer,
    /// Its share of what is being sent, if it is long.
    pub(super) share: Option<Arc<Share>>,
    /// Cursor to go on after it.
    pub(super) cursor: String,
}

/// A subscription that has begun.
pub(super) struct Subscription {
    /// Cursor after which it begins; none if it could not.
    pub(super) start: Option<String>,
    pub(super) told: BoxStream<'static, Told>,
}

/// Runs a subscription, after a cursor if its transport knows one. It ends when it fails, or the server does. What is
/// published after this returns is told. A client is told things at the pace at which it may ask for them: it may have asked for
/// all that was ever published.
///
/// # Errors
/// That it cannot be asked.
pub(super) async fn follow(
    shared: &Shared,
    client: IpAddr,
    peticion: &Peticion,
    desde: Option<String>,
) -> Result<Subscription, Error> {
    // Until it has begun.
    let _turn = Turns::take(&shared.resources.turns, client).await;
    let prepared = prepare(shared, peticion, None).inspect_err(|error| {
        shared.metricas.refused(error.codigo().nombre());
    })?;
    // The document is read as long as the subscription goes on, and the library has a copy.
    let weight = 2 * escaner::weight(&peticion.documento) + TAREA;
    let share = Quota::take(&shared.abiertas, client, weight);
    let share = share.ok_or_else(Error::demasiadas_corrientes)?;
    let espera = shared
        .novedades
        .wait(desde, pace(&shared.resources, client));
    let mut position = espera.position();
    let teller = Teller {
        documento: prepared.documento,
        operacion: peticion.operacion.clone(),
        variables: peticion.variables.clone(),
        presupuesto: prepared.presupuesto,
        espera: espera.clone(),
        client,
        resources: shared.resources.clone(),
        metricas: shared.metricas.clone(),
        _open: (shared.metricas.subscribed(), share),
    };
    let told = shared
        .esquema
        .execute_stream(prepared.request.data(espera))
        .map(move |done| teller.tell(done))
        .take_until(Box::pin(shared.resources.stopping()));
    // What failed is the last that is told.
    let until_failure = told.scan(false, |failed, told| {
        let goes_on = !std::mem::replace(failed, told.answer.outcome != Outcome::Data);
        std::future::ready(goes_on.then_some(told))
    });
    let told = detach(until_failure.boxed());
    let start = position.wait_for(Option::is_some).await;
    let start = start.ok().and_then(|cursor| cursor.clone());
    Ok(Subscription { start, told })
}

/// The pace of a client: its rate, and then a turn.
fn pace(resources: &Arc<Resources>, client: IpAddr) -> Ritmo {
    let resources = resources.clone();
    Arc::new(move || {
        let resources = resources.clone();
        async move {
            resources.rate.pace(client).await;
            Turns::take(&resources.turns, client).await
        }
        .boxed()
    })
}

/// Makes the answers of a subscription, which is counted as open as long as this is kept.
struct Teller {
    documento: Arc<ExecutableDocument>,
    operacion: Option<String>,
    variables: Map<String, serde_json::Value>,
    presupuesto: Arc<Presupuesto>,
    espera: Espera,
    client: IpAddr,
    resources: Arc<Resources>,
    metricas: Arc<Metricas>,
    _open: (Opened, Share),
}

impl Teller {
    fn tell(&self, mut done: Response) -> Told {
        let cursor = self.espera.told();
        if done.data == Value::Null {
            // There is nothing to tell, not an answer with a field that failed.
            done.errors.iter_mut().for_each(|error| error.path.clear());
        }
        let (mut answer, _) = finish(
            &self.metricas,
            done,
            &self.presupuesto,
            &Pregunta {
                documento: &self.documento,
                operacion: self.operacion.as_deref(),
                variables: &self.variables,
            },
        );
        let mut share = None;
        if !answer.is_short() {
            match answer.count(&self.resources.answers, self.client) {
                Ok(counted) => share = Some(counted),
                // The client connects again, where it was.
                Err(_) => answer = Answer::new(Outcome::Internal, None, &[]),
            }
        }
        Told {
            answer,
            share,
            cursor,
        }
    }
}

/// A task that ends with its handle.
struct Task(AbortHandle);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The same stream, in a task of its own: a client who does not take what it asked for would otherwise hold up what the
/// stream has in hand, connections of the database and answers that others wait for.
pub(super) fn detach<T: Send + 'static>(
    mut stream: BoxStream<'static, T>,
) -> BoxStream<'static, T> {
    let (send, receive) = mpsc::channel(1);
    let forward = async move {
        while let Some(told) = stream.next().await {
            if send.send(told).await.is_err() {
                break;
            }
        }
    };
    let task = Task(tokio::spawn(forward.in_current_span()).abort_handle());
    ReceiverStream::new(receive)
        .inspect(move |_| {
            let _ = &task;
        })
        .boxed()
}
