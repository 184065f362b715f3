//! The protocol graphql-transport-ws (of the package graphql-ws), behind the same gate, rates and memory as HTTP. The data
//! are public and there are no cookies: any origin may connect.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_stream::StreamMap;
use tracing::{Instrument, Span};

use super::accesos;
use super::ejecucion::{self, Suceso};
use super::peticion::{Cuerpo, Peticion};
use super::respuesta::{Lista, Suerte};
use super::servicio::PETICION;
use super::servidor::ENTREGA;
use super::{CUERPO, Estado, OperationType, refuse};
use crate::Error;

const PROTOCOLO: &str = "graphql-transport-ws";
/// Between two signs of life.
const LATIDO: Duration = Duration::from_secs(10);
/// For a client to begin, and to ask for something once it has nothing open.
const INICIO: Duration = Duration::from_secs(20);
const OCIO: Duration = Duration::from_mins(1);
/// A client that says nothing for so long, not even that it lives, is not there.
const SILENCIO: Duration = Duration::from_secs(45);
/// For the other side to close too.
const CIERRE: Duration = Duration::from_secs(2);
/// Operations of a connection at once.
const OPERACIONES: usize = 20;
/// Letters of the name that a client gives to an operation.
const NOMBRE: usize = 128;

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Dicho {
    ConnectionInit {},
    Ping {},
    Pong {},
    Subscribe { id: String, payload: Cuerpo },
    Complete { id: String },
}

/// What an operation gives.
enum Paso {
    Sigue(Arc<Lista>),
    Fin,
}

/// Why a connection ends: a code of the protocol, and a reason.
type Fin = (u16, &'static str);
/// The one after which a client tries again.
const DESPUES: Fin = (1013, "vuelva a intentarlo más tarde");

/// Answers with a connection of another kind; `guardia` goes with it.
pub(super) async fn upgrade<G: Send + 'static>(
    estado: Arc<Estado>,
    cliente: IpAddr,
    guardia: G,
    peticion: Request,
) -> Response {
    let (mut cabeza, _) = peticion.into_parts();
    let Ok(pedido) = WebSocketUpgrade::from_request_parts(&mut cabeza, &()).await else {
        return refuse(StatusCode::BAD_REQUEST, Error::websocket());
    };
    let lugar = Span::current();
    pedido
        .protocols([PROTOCOLO])
        .max_message_size(CUERPO)
        .max_frame_size(CUERPO)
        .on_upgrade(move |mut hilo| {
            let conversa = async move {
                let fin = if hilo.protocol().is_some_and(|p| p == PROTOCOLO) {
                    let sesion = Sesion {
                        estado,
                        cliente,
                        iniciada: false,
                        operaciones: StreamMap::new(),
                    };
                    sesion.talk(&mut hilo).await
                } else {
                    Some((4406, "se habla graphql-transport-ws"))
                };
                if let Some((code, reason)) = fin {
                    // Whoever is not there does not hear it.
                    let _ = timeout(CIERRE, close(&mut hilo, code, reason)).await;
                }
                drop(guardia);
            };
            conversa.instrument(lugar)
        })
}

/// Sends a message, to a client that takes it.
async fn send(hilo: &mut WebSocket, que: Message) -> Option<()> {
    timeout(ENTREGA, hilo.send(que)).await.ok()?.ok()
}

async fn close(hilo: &mut WebSocket, code: u16, reason: &'static str) {
    let cierre = CloseFrame {
        code,
        reason: reason.into(),
    };
    if hilo.send(Message::Close(Some(cierre))).await.is_ok() {
        while hilo.recv().await.is_some_and(|dicho| dicho.is_ok()) {}
    }
}

/// A conversation.
struct Sesion {
    estado: Arc<Estado>,
    cliente: IpAddr,
    iniciada: bool,
    operaciones: StreamMap<String, BoxStream<'static, Paso>>,
}

impl Sesion {
    /// Until it ends; none if the client is gone.
    async fn talk(mut self, hilo: &mut WebSocket) -> Option<Fin> {
        let mut fin = self.estado.fin.subscribe();
        let termina = async move { fin.wait_for(|termina| *termina).await.is_ok() };
        let mut termina = std::pin::pin!(termina);
        let mut latido = interval(LATIDO);
        latido.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let empieza = Instant::now();
        let (mut oido, mut ocupado) = (empieza, empieza);
        loop {
            if !self.operaciones.is_empty() {
                ocupado = Instant::now();
            }
            tokio::select! {
                biased;
                _ = &mut termina => return Some((1001, "el servidor termina")),
                Some((id, paso)) = self.operaciones.next(), if !self.operaciones.is_empty() => {
                    if *self.estado.fin.borrow() {
                        continue;
                    }
                    match self.tell(&id, &paso) {
                        Ok(texto) => send(hilo, Message::text(texto)).await?,
                        Err(fin) => return Some(fin),
                    }
                }
                dicho = hilo.recv() => {
                    let dicho = dicho?.ok()?;
                    oido = Instant::now();
                    match self.hear(&dicho).await {
                        Ok(None) => {}
                        Ok(Some(texto)) => send(hilo, Message::text(texto)).await?,
                        Err(fin) => return Some(fin),
                    }
                }
                _ = latido.tick() => {
                    if !self.iniciada && empieza.elapsed() > INICIO {
                        return Some((4408, "no se inició a tiempo"));
                    }
                    if oido.elapsed() > SILENCIO {
                        return None;
                    }
                    if ocupado.elapsed() > OCIO {
                        return Some((1000, "sin operaciones"));
                    }
                    send(hilo, Message::Ping(axum::body::Bytes::new())).await?;
                }
            }
        }
    }

    /// What is told of a step of an operation. What is refused ends it; what fails here, the connection: then the client
    /// connects again.
    fn tell(&mut self, id: &str, paso: &Paso) -> Result<String, Fin> {
        let (tipo, contenido) = match paso {
            Paso::Sigue(lista) if lista.suerte == Suerte::Interna => return Err(DESPUES),
            Paso::Sigue(lista) if lista.suerte == Suerte::Datos => ("next", lista.text()),
            Paso::Sigue(lista) => ("error", lista.errors()),
            Paso::Fin => ("complete", ""),
        };
        if tipo != "next" {
            self.operaciones.remove(id);
        }
        let id = serde_json::Value::from(id);
        let coma = if contenido.is_empty() {
            ""
        } else {
            r#","payload":"#
        };
        Ok(format!(r#"{{"id":{id},"type":"{tipo}"{coma}{contenido}}}"#))
    }

    /// What is answered at once to what a client says.
    async fn hear(&mut self, dicho: &Message) -> Result<Option<String>, Fin> {
        let texto = match dicho {
            Message::Text(texto) => texto.as_str(),
            Message::Binary(_) => return Err((4400, "se esperan mensajes de texto")),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(None),
        };
        if self.estado.tasa.allows(self.cliente).is_err() {
            return Err(DESPUES);
        }
        match serde_json::from_str(texto) {
            Ok(Dicho::ConnectionInit {}) if self.iniciada => Err((4429, "ya se había iniciado")),
            Ok(Dicho::ConnectionInit {}) => {
                self.iniciada = true;
                Ok(Some(r#"{"type":"connection_ack"}"#.to_owned()))
            }
            Ok(Dicho::Ping {}) => Ok(Some(r#"{"type":"pong"}"#.to_owned())),
            Ok(Dicho::Pong {}) => Ok(None),
            Ok(Dicho::Complete { id }) => {
                self.operaciones.remove(&id);
                Ok(None)
            }
            Ok(Dicho::Subscribe { .. }) if !self.iniciada => Err((4401, "falta connection_init")),
            Ok(Dicho::Subscribe { id, payload }) => {
                if id.is_empty() || id.len() > NOMBRE {
                    return Err((4400, "el id no es válido"));
                }
                if self.operaciones.contains_key(&id) {
                    return Err((4409, "ya hay una operación con ese id"));
                }
                let pasos = self.begin(payload).await.unwrap_or_else(|error| {
                    let lista = Arc::new(Lista::refusal(error));
                    stream::iter([Paso::Sigue(lista)]).boxed()
                });
                self.operaciones.insert(id, pasos);
                Ok(None)
            }
            Err(_) => Err((4400, "el mensaje no es válido")),
        }
    }

    /// Begins an operation.
    async fn begin(&mut self, pedida: Cuerpo) -> Result<BoxStream<'static, Paso>, Error> {
        if self.estado.accesos {
            accesos::operation(pedida.mark());
        }
        if self.operaciones.len() >= OPERACIONES {
            let hay = self.operaciones.len() + 1;
            let error = Error::limite("operaciones a la vez", OPERACIONES, hay);
            self.estado.metricas.refused(error.codigo());
            return Err(error);
        }
        let peticion = Peticion::new(pedida).map_err(|(_, error)| error)?;
        if !self.estado.consultas.allows(&peticion.documento) {
            let error = Error::consulta_no_permitida();
            self.estado.metricas.refused(error.codigo());
            return Err(error);
        }
        let pasos = if ejecucion::asks_for(&self.estado, &peticion, OperationType::Subscription) {
            let seguida = ejecucion::follow(&self.estado, self.cliente, &peticion, None);
            let seguida = timeout(PETICION, seguida).await;
            let seguida = seguida.unwrap_or_else(|_| Err(Error::tardada()))?;
            let sucesos = seguida.sucesos;
            sucesos
                .map(|Suceso { lista, .. }| Paso::Sigue(Arc::new(lista)))
                .boxed()
        } else {
            let estado = self.estado.clone();
            let una = async move {
                let answer = async |sello| ejecucion::answer(&estado, &peticion, sello).await;
                let hecha = timeout(PETICION, estado.memoria.get(&peticion, None, answer)).await;
                let lista = match hecha {
                    Ok(Ok((lista, acierto))) => {
                        estado.metricas.remembered(acierto);
                        Ok(lista)
                    }
                    Ok(Err(error)) => Err(error),
                    Err(_) => Err(Error::tardada()),
                };
                Paso::Sigue(lista.unwrap_or_else(|error| Arc::new(Lista::refusal(error))))
            };
            ejecucion::detach(una.into_stream().boxed())
        };
        Ok(pasos.chain(stream::iter([Paso::Fin])).boxed())
    }
}
