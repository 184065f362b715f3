//! Running a question that has passed the gate: once, or for as long as there is something to tell.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, Response, Value, Variables};
use axum::body::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use persistence::Sello;
use servidor::{Opened, Quota, Resources, Share, Turns};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_stream::wrappers::ReceiverStream;
use tracing::Instrument;

use super::limites::documento::ERRORES;
use super::limites::suscripciones::TAREA;
use super::metricas::Metricas;
use super::peticion::Peticion;
use super::respuesta::{Answer, Outcome};
use super::shared::Shared;
use super::{documento, puerta, traduccion};
use crate::Error;
use crate::cargadores::Cargadores;
use crate::esquema::encode_orden;
use crate::novedades::{Espera, Ritmo};
use crate::presupuesto::Presupuesto;

/// A question that may be run.
struct Preparada {
    documento: Arc<ExecutableDocument>,
    request: Request,
    presupuesto: Arc<Presupuesto>,
    suscripcion: bool,
}

fn prepare(shared: &Shared, peticion: &Peticion, sello: Option<Sello>) -> Result<Preparada, Error> {
    let leido = shared.memoria.document(peticion)?;
    let nombre = peticion.operacion.as_deref();
    let operacion =
        documento::operation(&leido, nombre).ok_or_else(Error::operacion_desconocida)?;
    if let Some(falta) = documento::missing_variable(operacion, &peticion.variables) {
        return Err(Error::variable_faltante(falta));
    }
    let suscripcion = operacion.ty == OperationType::Subscription;
    if suscripcion && !documento::one_root_field(operacion) {
        return Err(Error::suscripcion_de_varios());
    }
    let variables = serde_json::Value::Object(peticion.variables.clone());
    let cargadores = Cargadores::new(
        shared.publicaciones.clone(),
        shared.cubos.clone(),
        sello.map(|sello| (shared.hallazgos.clone(), sello)),
    );
    let presupuesto = cargadores.presupuesto.clone();
    let mut request = Request::new(&peticion.documento)
        .variables(Variables::from_json(variables))
        .data(cargadores);
    request.set_parsed_query((*leido).clone());
    request.operation_name.clone_from(&peticion.operacion);
    Ok(Preparada {
        documento: leido,
        request,
        presupuesto,
        suscripcion,
    })
}

/// Whether a question asks for an operation of a type. The keyword is looked for first: most questions need not be read.
pub(super) fn asks_for(shared: &Shared, peticion: &Peticion, tipo: OperationType) -> bool {
    let palabra = match tipo {
        OperationType::Query => "",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    };
    peticion.documento.contains(palabra)
        && shared.memoria.document(peticion).is_ok_and(|leido| {
            documento::operation(&leido, peticion.operacion.as_deref())
                .is_some_and(|operacion| operacion.ty == tipo)
        })
}

/// Runs a question about this state of what is published; whether its answer may be kept.
pub(super) async fn answer(shared: &Shared, peticion: &Peticion, sello: Sello) -> (Answer, bool) {
    let preparada = match prepare(shared, peticion, Some(sello)) {
        Ok(preparada) if preparada.suscripcion => Err(Error::suscripcion()),
        otra => otra,
    };
    match preparada {
        Ok(Preparada {
            documento,
            request,
            presupuesto,
            ..
        }) => {
            let hecha = tokio::select! {
                biased;
                hecha = shared.esquema.execute(request) => hecha,
                () = presupuesto.spent() => Response::default(),
            };
            let operacion = peticion.operacion.as_deref();
            finish(&shared.metricas, hecha, &presupuesto, &documento, operacion)
        }
        Err(error) => {
            shared.metricas.refused(error.codigo().nombre());
            (Answer::refusal(error), false)
        }
    }
}

/// Answers a question from memory, or at a turn of the client. `cuerpo`: the bytes that ask, where they are a body.
///
/// # Errors
/// What is published cannot be read.
pub(super) async fn ask(
    shared: &Shared,
    client: IpAddr,
    peticion: &Peticion,
    cuerpo: Option<Bytes>,
) -> Result<Arc<Answer>, Error> {
    let turn = Turns::take(&shared.resources.turns, client);
    let make = async |sello| answer(shared, peticion, sello).await;
    let (answer, hit) = shared.memoria.get(peticion, cuerpo, turn, make).await?;
    shared.metricas.remembered(hit);
    Ok(answer)
}

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

/// Runs a subscription, after a position if its transport knows one. It ends when it fails, or the server does. What is
/// published after this returns is told. A client is told things at the pace at which it may ask for them: it may have asked for
/// all that was ever published.
///
/// # Errors
/// That it cannot be asked.
pub(super) async fn follow(
    shared: &Shared,
    client: IpAddr,
    peticion: &Peticion,
    desde: Option<u64>,
) -> Result<Subscription, Error> {
    // Until it has begun.
    let _turn = Turns::take(&shared.resources.turns, client).await;
    let prepared = prepare(shared, peticion, None).inspect_err(|error| {
        shared.metricas.refused(error.codigo().nombre());
    })?;
    // The document is read as long as the subscription goes on, and the library has a copy.
    let weight = 2 * puerta::weight(&peticion.documento) + TAREA;
    let share = Quota::take(&shared.abiertas, client, weight);
    let share = share.ok_or_else(Error::demasiadas_corrientes)?;
    let espera = shared
        .novedades
        .wait(desde, pace(&shared.resources, client));
    let mut position = espera.position();
    let teller = Teller {
        documento: prepared.documento,
        operacion: peticion.operacion.clone(),
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
    let start = start.ok().and_then(|orden| *orden).map(encode_orden);
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
    presupuesto: Arc<Presupuesto>,
    espera: Espera,
    client: IpAddr,
    resources: Arc<Resources>,
    metricas: Arc<Metricas>,
    _open: (Opened, Share),
}

impl Teller {
    fn tell(&self, mut done: Response) -> Told {
        let cursor = encode_orden(self.espera.told());
        if done.data == Value::Null {
            // There is nothing to tell, not an answer with a field that failed.
            done.errors.iter_mut().for_each(|error| error.path.clear());
        }
        let (mut answer, _) = finish(
            &self.metricas,
            done,
            &self.presupuesto,
            &self.documento,
            self.operacion.as_deref(),
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

/// The answer as it is sent; whether it may be kept.
fn finish(
    metricas: &Metricas,
    hecha: Response,
    presupuesto: &Presupuesto,
    documento: &ExecutableDocument,
    operacion: Option<&str>,
) -> (Answer, bool) {
    // Half of an answer would be taken for all of it.
    if let Some(error) = presupuesto.exceeded() {
        metricas.refused(error.codigo().nombre());
        return (Answer::refusal(error), false);
    }
    let datos = documento::arrange(hecha.data, documento, operacion, &hecha.errors);
    let mut errores = hecha.errors;
    errores.truncate(ERRORES);
    let errores: Vec<_> = errores.into_iter().map(traduccion::translate).collect();
    if errores.iter().any(crate::error::is_internal) {
        return (Answer::new(Outcome::Internal, None, &errores), false);
    }
    let sin_datos = datos == Value::Null && !errores.is_empty();
    if sin_datos && errores.iter().all(|error| error.path.is_empty()) {
        let causa = errores.first().and_then(crate::error::code);
        metricas.refused(causa.unwrap_or_default());
        return (Answer::new(Outcome::Refused, None, &errores), false);
    }
    let answer = Answer::new(Outcome::Data, Some(&datos), &errores);
    let cabe = answer.outcome == Outcome::Data;
    (answer, cabe)
}
