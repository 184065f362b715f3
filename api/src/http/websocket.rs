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

use super::ejecucion::{self, Suceso};
use super::peticion::{Cuerpo, Peticion};
use super::respuesta::{Lista, Suerte};
use super::servicio::{Origen, PETICION};
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

/// Answers with a connection of another kind, which is counted as the one it was.
pub(super) async fn upgrade(estado: Arc<Estado>, origen: Origen, peticion: Request) -> Response {
    let (mut cabeza, _) = peticion.into_parts();
    let cliente = estado.tasa.client(origen.quien, &cabeza.headers);
    let Ok(pedido) = WebSocketUpgrade::from_request_parts(&mut cabeza, &()).await else {
        return refuse(StatusCode::BAD_REQUEST, Error::websocket());
    };
    pedido
        .protocols([PROTOCOLO])
        .max_message_size(CUERPO)
        .max_frame_size(CUERPO)
        .on_upgrade(move |mut hilo| async move {
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
            drop(origen);
        })
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
                    let texto = self.tell(&id, &paso);
                    hilo.send(Message::text(texto)).await.ok()?;
                }
                dicho = hilo.recv() => {
                    let dicho = dicho?.ok()?;
                    oido = Instant::now();
                    match self.hear(&dicho) {
                        Ok(None) => {}
                        Ok(Some(texto)) => hilo.send(Message::text(texto)).await.ok()?,
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
                    hilo.send(Message::Ping(axum::body::Bytes::new())).await.ok()?;
                }
            }
        }
    }

    /// What is told of a step of an operation. What fails ends it.
    fn tell(&mut self, id: &str, paso: &Paso) -> String {
        let (tipo, contenido) = match paso {
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
        format!(r#"{{"id":{id},"type":"{tipo}"{coma}{contenido}}}"#)
    }

    /// What is answered at once to what a client says.
    fn hear(&mut self, dicho: &Message) -> Result<Option<String>, Fin> {
        let texto = match dicho {
            Message::Text(texto) => texto.as_str(),
            Message::Binary(_) => return Err((4400, "se esperan mensajes de texto")),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(None),
        };
        if self.estado.tasa.allows(self.cliente).is_err() {
            return Err((4429, "demasiados mensajes"));
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
                let pasos = self.begin(payload).unwrap_or_else(|error| {
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
    fn begin(&self, pedida: Cuerpo) -> Result<BoxStream<'static, Paso>, Error> {
        if self.operaciones.len() >= OPERACIONES {
            let hay = self.operaciones.len() + 1;
            return Err(Error::limite("operaciones a la vez", OPERACIONES, hay));
        }
        let peticion = Peticion::new(pedida).map_err(|(_, error)| error)?;
        if !self.estado.consultas.allows(&peticion.documento) {
            return Err(Error::consulta_no_permitida());
        }
        let pasos = if ejecucion::asks_for(&self.estado, &peticion, OperationType::Subscription) {
            let sucesos = ejecucion::follow(&self.estado, &peticion, None)?;
            sucesos
                .map(|Suceso { lista, .. }| Paso::Sigue(Arc::new(lista)))
                .boxed()
        } else {
            let estado = self.estado.clone();
            let una = async move {
                let answer = async || ejecucion::answer(&estado, &peticion).await;
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
            una.into_stream().boxed()
        };
        Ok(pasos.chain(stream::iter([Paso::Fin])).boxed())
    }
}
