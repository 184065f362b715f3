//! Bytes that stay what they are for a while: tagged, packed for whoever takes it, and by ranges.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use servidor::limits::{PACKED, UNCOUNTED};
use servidor::{Coding, Quota, Resources, coding, pack, put_digest};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use servidor::ranges::{Refused, bytes, is_part, put};

/// Bytes, their tag, and how they are packed.
pub(super) struct Estable {
    todos: Bytes,
    /// Quoted but for its end.
    etiqueta: String,
    /// SHA-256 of them.
    suma: [u8; 32],
    packed_in: [OnceCell<Bytes>; Coding::ALL.len()],
}

impl Estable {
    pub(super) fn new(todos: impl Into<Bytes>) -> Self {
        let todos = todos.into();
        let suma = Sha256::digest(&todos);
        let cabo = suma[..12]
            .iter()
            .fold(0, |cabo, byte| cabo << 8 | u128::from(*byte));
        Self {
            todos,
            etiqueta: format!("\"{cabo:024x}"),
            suma: suma.into(),
            packed_in: Default::default(),
        }
    }

    /// Its weight in memory, about, once it has been packed in each way.
    pub(super) fn weight(&self) -> u32 {
        u32::try_from(self.todos.len() * 7 / 4 + 500).unwrap_or(u32::MAX)
    }

    async fn packed(&self, coding: Coding) -> Bytes {
        let posicion = Coding::ALL.iter().position(|c| *c == coding).unwrap_or(0);
        let packed = self.packed_in[posicion].get_or_init(|| async {
            let todos = self.todos.clone();
            if todos.len() <= UNCOUNTED {
                return pack(coding, &todos);
            }
            let apart = tokio::task::spawn_blocking(move || pack(coding, &todos));
            apart.await.unwrap_or_default()
        });
        packed.await.clone()
    }

    /// As it is sent: whole, a part of it as it is, or nothing to whoever has it.
    ///
    /// # Errors
    /// That there is too much being sent, or that the part is not there.
    pub(super) async fn send(
        &self,
        resources: &Resources,
        client: IpAddr,
        metodo: &Method,
        cabeceras: &HeaderMap,
        (tipo, guarda): (&'static str, &'static str),
    ) -> Result<Response, Refused> {
        let mut cabeceras = cabeceras.clone();
        // Ranges are for GET (RFC 9110, §14.2), and of the bytes as they are.
        if *metodo == Method::HEAD {
            cabeceras.remove(header::RANGE);
        }
        let asks_part = || {
            let etiqueta = format!("{}\"", self.etiqueta);
            is_part(&cabeceras, self.todos.len(), &etiqueta)
        };
        let entera = !cabeceras.contains_key(header::RANGE) || !asks_part();
        let coding = coding(&cabeceras).filter(|_| entera && self.todos.len() >= PACKED);
        let todos = match coding {
            None => self.todos.clone(),
            Some(coding) => self.packed(coding).await,
        };
        let cuenta = if todos.len() > UNCOUNTED {
            let cuenta = Quota::take(&resources.answers, client, todos.len());
            Some(Arc::new(cuenta.ok_or(Refused::Busy)?))
        } else {
            None
        };
        let fin = coding.map_or("", Coding::name);
        let etiqueta = format!("{}{fin}\"", self.etiqueta);
        let tipo = HeaderValue::from_static(tipo);
        let mut respuesta = bytes(&cabeceras, todos, cuenta, tipo, &etiqueta)?;
        put(&mut respuesta, header::VARY, "Accept-Encoding");
        put(&mut respuesta, header::CACHE_CONTROL, guarda);
        match coding {
            _ if !respuesta.status().is_success() => {}
            Some(coding) => put(&mut respuesta, header::CONTENT_ENCODING, coding.name()),
            None => put_digest(&mut respuesta, &self.suma),
        }
        Ok(respuesta)
    }
}
