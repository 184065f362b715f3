//! The protocol graphql-transport-ws (of the package graphql-ws), behind the same gate, rates and memory as HTTP. The data
//! are public and there are no cookies: any origin may connect.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use servidor::{Origin, Quota, Refusal};
use tokio::time::timeout;
use tracing::{Instrument, Span};

use super::conversacion::{Session, TRY_AGAIN};
use super::limites::suscripciones::{CIERRE, DESPEDIDA, LECTURA, MENSAJE};
use super::rechazo::{decline, refuse};
use super::shared::Shared;
use crate::Error;

const PROTOCOLO: &str = "graphql-transport-ws";

/// Answers with a connection of another kind, which is counted as a stream.
pub(super) async fn upgrade(shared: Arc<Shared>, origin: Origin, peticion: Request) -> Response {
    let Some(share) = Quota::take(&shared.resources.streams, origin.client, 1) else {
        return decline(Refusal::TooManyStreams);
    };
    let (mut head, _) = peticion.into_parts();
    if !has_key(&head.headers) {
        return unopened();
    }
    let Ok(handshake) = WebSocketUpgrade::from_request_parts(&mut head, &()).await else {
        return unopened();
    };
    let span = Span::current();
    handshake
        .protocols([PROTOCOLO])
        .max_message_size(MENSAJE)
        .max_frame_size(MENSAJE)
        .read_buffer_size(LECTURA)
        .on_upgrade(move |mut socket| {
            let conversation = async move {
                let end = if socket.protocol().is_some_and(|p| p == PROTOCOLO) {
                    let session = Session::new(shared, origin.client);
                    tokio::select! {
                        end = session.talk(&mut socket) => end,
                        () = origin.given_up() => Some(TRY_AGAIN),
                    }
                } else {
                    Some((4406, "se habla graphql-transport-ws"))
                };
                if let Some((code, reason)) = end {
                    // Whoever is not there does not hear it.
                    let _ = timeout(CIERRE, close(&mut socket, code, reason)).await;
                }
                drop((origin, share));
            };
            conversation.instrument(span)
        })
}

/// The answer to what is no handshake, with the version that there is (RFC 6455, §4.2.2).
fn unopened() -> Response {
    let mut respuesta = refuse(Error::websocket());
    let version = HeaderValue::from_static("13");
    respuesta
        .headers_mut()
        .insert(header::SEC_WEBSOCKET_VERSION, version);
    respuesta
}

/// Whether a handshake has a key: sixteen bytes in base64 (RFC 6455, §4.2.1).
fn has_key(cabeceras: &HeaderMap) -> bool {
    let clave = cabeceras.get(header::SEC_WEBSOCKET_KEY);
    let bytes = clave.and_then(|clave| STANDARD.decode(clave.as_bytes()).ok());
    bytes.is_some_and(|bytes| bytes.len() == 16)
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        while let Some(said) = socket.recv().await {
            if said.is_err() {
                // What is left unread would break the connection before the other side has read the frame.
                tokio::time::sleep(DESPEDIDA).await;
                break;
            }
        }
    }
}
