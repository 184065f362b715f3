//! A conversation over WebSocket: operations that go on at once, until either side ends it.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use serde::Deserialize;
use servidor::limits::{DELIVERY_TIME, REQUEST_TIME};
use servidor::{Quota, Share, note_operation};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_stream::StreamMap;
use tungstenite::error::ProtocolError;

use super::limites::suscripciones::{
    INICIO, LATIDO, NOMBRE, OCIO, OPERACION, OPERACIONES, SILENCIO,
};
use super::peticion::{Cuerpo, Peticion};
use super::respuesta::{Answer, Outcome};
use super::seguimiento::Told;
use super::shared::Shared;
use super::{ejecucion, seguimiento};
use crate::Error;

/// A message of a client.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ClientMessage {
    ConnectionInit {},
    Ping {},
    Pong {},
    Subscribe { id: String, payload: Cuerpo },
    Complete { id: String },
}

/// An answer, and its share of what is being sent, until it has been.
struct Counted {
    answer: Arc<Answer>,
    _share: Option<Arc<Share>>,
}

impl Counted {
    fn new(answer: impl Into<Arc<Answer>>, share: Option<Arc<Share>>) -> Self {
        Self {
            answer: answer.into(),
            _share: share,
        }
    }

    fn refusal(error: Error) -> Self {
        Self::new(Answer::refusal(error), None)
    }
}

/// A step of an operation.
enum Step {
    Next(Counted),
    End,
}

/// Why a connection ends: a code of the protocol, and a reason.
pub(super) type Close = (u16, &'static str);
/// The end after which a client tries again.
pub(super) const TRY_AGAIN: Close = (1013, "vuelva a intentarlo más tarde");

/// Sends a message, to a client that takes it.
async fn send(socket: &mut WebSocket, what: Message) -> Option<()> {
    timeout(DELIVERY_TIME, socket.send(what)).await.ok()?.ok()
}

/// A conversation.
pub(super) struct Session {
    shared: Arc<Shared>,
    client: IpAddr,
    begun: bool,
    operations: StreamMap<String, BoxStream<'static, Step>>,
}

impl Session {
    pub(super) fn new(shared: Arc<Shared>, client: IpAddr) -> Self {
        Self {
            shared,
            client,
            begun: false,
            operations: StreamMap::new(),
        }
    }

    /// Talks until the conversation ends; none if the client is gone.
    pub(super) async fn talk(mut self, socket: &mut WebSocket) -> Option<Close> {
        let mut stopping = std::pin::pin!(self.shared.resources.stopping());
        let mut beat = interval(LATIDO);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let start = Instant::now();
        let (mut heard, mut busy) = (start, start);
        loop {
            if !self.operations.is_empty() {
                busy = Instant::now();
            }
            tokio::select! {
                biased;
                () = &mut stopping => return Some((1001, "el servidor termina")),
                Some((id, step)) = self.operations.next(), if !self.operations.is_empty() => {
                    if self.shared.resources.is_stopping() {
                        continue;
                    }
                    match self.tell(&id, &step) {
                        Ok(text) => send(socket, Message::text(text)).await?,
                        Err(end) => return Some(end),
                    }
                }
                said = socket.recv() => {
                    let said = match said? {
                        Ok(said) => said,
                        Err(error) => return violation(error),
                    };
                    heard = Instant::now();
                    match self.hear(&said).await {
                        Ok(None) => {}
                        Ok(Some(text)) => send(socket, Message::text(text)).await?,
                        Err(end) => return Some(end),
                    }
                }
                _ = beat.tick() => {
                    if !self.begun && start.elapsed() > INICIO {
                        return Some((4408, "no se inició a tiempo"));
                    }
                    if heard.elapsed() > SILENCIO {
                        return None;
                    }
                    if busy.elapsed() > OCIO {
                        return Some((1000, "sin operaciones"));
                    }
                    send(socket, Message::Ping(axum::body::Bytes::new())).await?;
                }
            }
        }
    }

    /// The message for a step of an operation. A refusal completes the operation; an internal error closes the connection, so
    /// that the client connects again.
    fn tell(&mut self, id: &str, step: &Step) -> Result<String, Close> {
        let (kind, content) = match step {
            Step::Next(Counted { answer, .. }) => match answer.outcome {
                Outcome::Internal | Outcome::Away => return Err(TRY_AGAIN),
                Outcome::Data => ("next", answer.text()),
                Outcome::Refused => ("error", answer.errors()),
            },
            Step::End => ("complete", ""),
        };
        if kind != "next" {
            self.operations.remove(id);
        }
        let id = serde_json::Value::from(id);
        let separator = if content.is_empty() {
            ""
        } else {
            r#","payload":"#
        };
        Ok(format!(
            r#"{{"id":{id},"type":"{kind}"{separator}{content}}}"#
        ))
    }

    /// The answer at once to a message of a client.
    async fn hear(&mut self, said: &Message) -> Result<Option<String>, Close> {
        let text = match said {
            Message::Text(text) => text.as_str(),
            Message::Binary(_) => return Err((4400, "se esperan mensajes de texto")),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(None),
        };
        if self.shared.resources.rate.allows(self.client).is_err() {
            return Err(TRY_AGAIN);
        }
        match serde_json::from_str(text) {
            Ok(ClientMessage::ConnectionInit {}) if self.begun => {
                Err((4429, "ya se había iniciado"))
            }
            Ok(ClientMessage::ConnectionInit {}) => {
                self.begun = true;
                Ok(Some(r#"{"type":"connection_ack"}"#.to_owned()))
            }
            Ok(ClientMessage::Ping {}) => Ok(Some(r#"{"type":"pong"}"#.to_owned())),
            Ok(ClientMessage::Pong {}) => Ok(None),
            Ok(ClientMessage::Complete { id }) => {
                self.operations.remove(&id);
                Ok(None)
            }
            Ok(ClientMessage::Subscribe { .. }) if !self.begun => {
                Err((4401, "falta connection_init"))
            }
            Ok(ClientMessage::Subscribe { id, payload }) => {
                if id.is_empty() || id.len() > NOMBRE {
                    return Err((4400, "el id no es válido"));
                }
                if self.operations.contains_key(&id) {
                    return Err((4409, "ya hay una operación con ese id"));
                }
                let steps = self.begin(payload).await.unwrap_or_else(|error| {
                    stream::iter([Step::Next(Counted::refusal(error))]).boxed()
                });
                self.operations.insert(id, steps);
                Ok(None)
            }
            Err(_) => Err((4400, "el mensaje no es válido")),
        }
    }

    /// Begins an operation.
    async fn begin(&mut self, asked: Cuerpo) -> Result<BoxStream<'static, Step>, Error> {
        if self.shared.resources.log {
            note_operation(asked.mark());
        }
        if self.operations.len() >= OPERACIONES {
            let hay = self.operations.len() + 1;
            return Err(self.refuse(Error::limite("operaciones a la vez", OPERACIONES, hay)));
        }
        let weight = OPERACION + asked.weight();
        let peticion = Peticion::new(asked)?;
        if !self.shared.consultas.allows(&peticion.documento) {
            return Err(self.refuse(Error::consulta_no_permitida()));
        }
        let steps = if ejecucion::asks_for(&self.shared, &peticion, OperationType::Subscription) {
            let followed = seguimiento::follow(&self.shared, self.client, &peticion, None);
            let followed = timeout(REQUEST_TIME, followed).await;
            let followed = followed.unwrap_or_else(|_| Err(Error::tardada()))?;
            followed
                .told
                .map(|Told { answer, share, .. }| Step::Next(Counted::new(answer, share)))
                .boxed()
        } else {
            let pending = Quota::take(&self.shared.resources.bodies, self.client, weight);
            let pending = pending.ok_or_else(Error::ocupado)?;
            let (shared, client) = (self.shared.clone(), self.client);
            let once = async move {
                let _pending = pending;
                let counted = ask(&shared, client, &peticion).await;
                Step::Next(counted.unwrap_or_else(Counted::refusal))
            };
            seguimiento::detach(once.into_stream().boxed())
        };
        Ok(steps.chain(stream::iter([Step::End])).boxed())
    }

    /// Counts a refusal.
    fn refuse(&self, error: Error) -> Error {
        self.shared.metricas.refused(error.codigo().nombre());
        error
    }
}

/// How a conversation ends that was not said as the protocol has it (RFC 6455, §7.4.1); none if the client is gone.
fn violation(error: axum::Error) -> Option<Close> {
    let error = error.into_inner();
    match error.downcast_ref::<tungstenite::Error>()? {
        tungstenite::Error::Capacity(_) => Some((1009, "el mensaje es demasiado grande")),
        tungstenite::Error::Utf8(_) => Some((1007, "el texto no es UTF-8")),
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        tungstenite::Error::Protocol(_) => Some((1002, "eso no es WebSocket")),
        _ => None,
    }
}

/// Answers a question, in its time, and counts the answer until it has been sent.
async fn ask(shared: &Shared, client: IpAddr, peticion: &Peticion) -> Result<Counted, Error> {
    let asked = ejecucion::ask(shared, client, peticion, None);
    let asked = timeout(REQUEST_TIME, asked).await;
    let answer = asked.unwrap_or_else(|_| Err(Error::tardada()))?;
    let share = if answer.is_short() {
        None
    } else {
        Some(answer.count(&shared.resources.answers, client)?)
    };
    Ok(Counted::new(answer, share))
}
