//! The protocol graphql-transport-ws (of the package graphql-ws), behind the same gate, rates and memory as HTTP. The data
//! are public and there are no cookies: any origin may connect.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::response::Response;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_stream::StreamMap;
use tracing::{Instrument, Span};

use super::accesos;
use super::ejecucion::{self, Suceso};
use super::limites::servidor::{DELIVERY_TIME, REQUEST_TIME};
use super::limites::suscripciones::{
    CIERRE, INICIO, LATIDO, LECTURA, MENSAJE, NOMBRE, OCIO, OPERACION, OPERACIONES, SILENCIO,
};
use super::peticion::{Cuerpo, Peticion};
use super::respuesta::{Lista, Suerte};
use super::servicio::Origen;
use super::servidor::given_up;
use super::visitas::{Visita, Visitas};
use super::{Estado, OperationType, Turnos, refuse};
use crate::Error;

const PROTOCOLO: &str = "graphql-transport-ws";

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

/// An answer, and what is counted of it until it has been sent.
struct Contada {
    lista: Arc<Lista>,
    _cuenta: Option<Arc<Visita>>,
}

impl Contada {
    fn new(lista: impl Into<Arc<Lista>>, cuenta: Option<Arc<Visita>>) -> Self {
        Self {
            lista: lista.into(),
            _cuenta: cuenta,
        }
    }
}

/// What an operation gives.
enum Paso {
    Sigue(Contada),
    Fin,
}

/// Why a connection ends: a code of the protocol, and a reason.
type Fin = (u16, &'static str);
/// The one after which a client tries again.
const DESPUES: Fin = (1013, "vuelva a intentarlo más tarde");

/// Answers with a connection of another kind, which is counted as a visit.
pub(super) async fn upgrade(
    estado: Arc<Estado>,
    cliente: IpAddr,
    origen: Origen,
    visita: Visita,
    peticion: Request,
) -> Response {
    let (mut cabeza, _) = peticion.into_parts();
    let Ok(pedido) = WebSocketUpgrade::from_request_parts(&mut cabeza, &()).await else {
        return refuse(Error::websocket());
    };
    let lugar = Span::current();
    pedido
        .protocols([PROTOCOLO])
        .max_message_size(MENSAJE)
        .max_frame_size(MENSAJE)
        .read_buffer_size(LECTURA)
        .on_upgrade(move |mut hilo| {
            let conversa = async move {
                let fin = if hilo.protocol().is_some_and(|p| p == PROTOCOLO) {
                    let sesion = Sesion {
                        estado,
                        cliente,
                        iniciada: false,
                        operaciones: StreamMap::new(),
                    };
                    tokio::select! {
                        fin = sesion.talk(&mut hilo) => fin,
                        () = given_up(origen.plaza.as_deref()) => Some(DESPUES),
                    }
                } else {
                    Some((4406, "se habla graphql-transport-ws"))
                };
                if let Some((code, reason)) = fin {
                    // Whoever is not there does not hear it.
                    let _ = timeout(CIERRE, close(&mut hilo, code, reason)).await;
                }
                drop((origen, visita));
            };
            conversa.instrument(lugar)
        })
}

/// Sends a message, to a client that takes it.
async fn send(hilo: &mut WebSocket, que: Message) -> Option<()> {
    timeout(DELIVERY_TIME, hilo.send(que)).await.ok()?.ok()
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
            Paso::Sigue(Contada { lista, .. }) => match lista.suerte {
                Suerte::Interna => return Err(DESPUES),
                Suerte::Datos => ("next", lista.text()),
                Suerte::Mala => ("error", lista.errors()),
            },
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
                    let negada = Contada::new(Lista::refusal(error), None);
                    stream::iter([Paso::Sigue(negada)]).boxed()
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
            self.estado.metricas.refused(error.codigo().nombre());
            return Err(error);
        }
        let peso = OPERACION + pedida.weight();
        let peticion = Peticion::new(pedida)?;
        if !self.estado.consultas.allows(&peticion.documento) {
            let error = Error::consulta_no_permitida();
            self.estado.metricas.refused(error.codigo().nombre());
            return Err(error);
        }
        let pasos = if ejecucion::asks_for(&self.estado, &peticion, OperationType::Subscription) {
            let seguida = ejecucion::follow(&self.estado, self.cliente, &peticion, None);
            let seguida = timeout(REQUEST_TIME, seguida).await;
            let seguida = seguida.unwrap_or_else(|_| Err(Error::tardada()))?;
            let sucesos = seguida.sucesos;
            sucesos
                .map(|Suceso { lista, cuenta, .. }| Paso::Sigue(Contada::new(lista, cuenta)))
                .boxed()
        } else {
            let (estado, cliente) = (self.estado.clone(), self.cliente);
            let pendiente = Visitas::take(&estado.cuerpos, cliente, peso);
            let pendiente = pendiente.ok_or_else(Error::ocupado)?;
            let una = async move {
                let _pendiente = pendiente;
                let turno = Turnos::take(&estado.turnos, cliente);
                let answer = async |sello| ejecucion::answer(&estado, &peticion, sello).await;
                let hecha = estado.memoria.get(&peticion, None, turno, answer);
                let hecha = timeout(REQUEST_TIME, hecha).await;
                let lista = match hecha {
                    Ok(Ok((lista, acierto))) => {
                        estado.metricas.remembered(acierto);
                        Ok(lista)
                    }
                    Ok(Err(error)) => Err(error),
                    Err(_) => Err(Error::tardada()),
                };
                let cuenta = match &lista {
                    Ok(lista) if !lista.is_short() => {
                        lista.count(&estado.salidas, cliente).map(Some)
                    }
                    _ => Ok(None),
                };
                let contada = lista.and_then(|lista| Ok((lista, cuenta?)));
                Paso::Sigue(match contada {
                    Ok((lista, cuenta)) => Contada::new(lista, cuenta),
                    Err(error) => Contada::new(Lista::refusal(error), None),
                })
            };
            ejecucion::detach(una.into_stream().boxed())
        };
        Ok(pasos.chain(stream::iter([Paso::Fin])).boxed())
    }
}
