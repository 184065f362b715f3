//! What has been answered is kept, under what was asked and the state of what is published; the same question asked
//! by many at once is answered once.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::parser::types::ExecutableDocument;
use axum::body::Bytes;
use foldhash::quality::RandomState;
use moka::future::Cache;
use persistence::{Publicaciones, Sello};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::limites::memoria::{DOCUMENTOS, POR_CUERPO, POR_PREGUNTA, VALE};
use super::peticion::Peticion;
use super::puerta;
use super::respuesta::Lista;
use super::turnos::Turno;
use crate::Error;

/// A question, as of a state of what is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Clave {
    sello: Sello,
    pregunta: [u8; 32],
}

/// Answers and documents.
pub(super) struct Memoria {
    publicaciones: Arc<Publicaciones>,
    sello: Mutex<Option<(Instant, Sello)>>,
    respuestas: Cache<Clave, Arc<Lista>, RandomState>,
    /// The same by the bytes of the body that asked, which need not even be read.
    cuerpos: moka::sync::Cache<Bytes, (Sello, Arc<Lista>), RandomState>,
    documentos: moka::sync::Cache<[u8; 32], Leido, RandomState>,
}

/// A document, and how much it weighs.
type Leido = (Arc<ExecutableDocument>, usize);

/// An answer that is not kept.
struct Pasajera(Arc<Lista>);

impl Memoria {
    pub(super) fn new(publicaciones: Arc<Publicaciones>) -> Self {
        Self {
            publicaciones,
            sello: Mutex::default(),
            respuestas: Cache::builder()
                .max_capacity(POR_PREGUNTA)
                .weigher(|_, lista: &Arc<Lista>| lista.weight())
                .build_with_hasher(RandomState::default()),
            cuerpos: moka::sync::Cache::builder()
                .max_capacity(POR_CUERPO)
                .weigher(|cuerpo: &Bytes, (_, lista): &(Sello, Arc<Lista>)| {
                    let largo = u32::try_from(cuerpo.len()).unwrap_or(u32::MAX);
                    largo.saturating_add(lista.weight())
                })
                .build_with_hasher(RandomState::default()),
            documentos: moka::sync::Cache::builder()
                .max_capacity(DOCUMENTOS)
                .weigher(|_, (_, peso): &Leido| u32::try_from(*peso).unwrap_or(u32::MAX))
                .build_with_hasher(RandomState::default()),
        }
    }

    async fn sello(&self) -> Result<Sello, Error> {
        // A poisoned lock guards something whole: nothing panics while it is held.
        let ultimo = *self.sello.lock().unwrap_or_else(PoisonError::into_inner);
        let ahora = Instant::now();
        if let Some((cuando, sello)) = ultimo
            && ahora.duration_since(cuando) < VALE
        {
            return Ok(sello);
        }
        // In a box: it is looked at every so often, and would make every question larger.
        let sello = Box::pin(self.publicaciones.sello()).await?;
        *self.sello.lock().unwrap_or_else(PoisonError::into_inner) = Some((ahora, sello));
        Ok(sello)
    }

    /// The answer to these very bytes, if it was given since the last publication.
    pub(super) async fn known(&self, cuerpo: &Bytes) -> Option<Arc<Lista>> {
        let sello = self.sello().await.ok()?;
        let (de, lista) = self.cuerpos.get(cuerpo)?;
        (de == sello).then_some(lista)
    }

    /// The answer that is kept, or the one that `answer` makes at its turn; it says whether it may be kept. `cuerpo`:
    /// the bytes that ask, where they are a body. Whether it was there is told too.
    pub(super) async fn get(
        &self,
        peticion: &Peticion,
        cuerpo: Option<Bytes>,
        turno: impl Future<Output = Option<Turno>>,
        answer: impl AsyncFnOnce(Sello) -> (Lista, bool),
    ) -> Result<(Arc<Lista>, bool), Error> {
        let sello = self.sello().await?;
        let clave = Clave {
            sello,
            pregunta: question(peticion),
        };
        let hallada = self.respuestas.get(&clave).await;
        let acierto = hallada.is_some();
        // In a box: most questions are answered without it.
        let hecha = Box::pin(async {
            let (mut lista, guardable) = answer(sello).await;
            lista.documento = peticion.mark();
            let lista = Arc::new(lista);
            // What was published meanwhile may be in it, or not.
            let mismo = self.sello().await.is_ok_and(|s| s == sello);
            if guardable && mismo {
                Ok(lista)
            } else {
                Err(Pasajera(lista))
            }
        });
        let guardada = if let Some(lista) = hallada {
            Ok(lista)
        } else {
            // By who asks, not by who asked it first: that one may have to wait for long.
            let _turno = turno.await;
            self.respuestas.try_get_with(clave, hecha).await
        };
        match guardada {
            Ok(lista) => {
                // What is asked once is found by its question the second time, and by its bytes from then on.
                if acierto && let Some(cuerpo) = cuerpo {
                    // A copy: what was read is a part of the buffer of its connection, which would be kept with it.
                    let cuerpo = Bytes::copy_from_slice(&cuerpo);
                    self.cuerpos.insert(cuerpo, (sello, lista.clone()));
                }
                Ok((lista, acierto))
            }
            Err(pasajera) => Ok((pasajera.0.clone(), false)),
        }
    }

    /// A document that has passed the gate.
    pub(super) fn document(&self, peticion: &Peticion) -> Result<Arc<ExecutableDocument>, Error> {
        if let Some((documento, _)) = self.documentos.get(&peticion.huella) {
            return Ok(documento);
        }
        let texto = &peticion.documento;
        let documento = Arc::new(puerta::admit(texto)?);
        // The same without variables is answered from memory, unless it is looked at before that, or is a subscription.
        let mirado = ["mutation", "subscription"].map(|palabra| texto.contains(palabra));
        if !peticion.variables.is_empty() || mirado.contains(&true) {
            self.documentos
                .insert(peticion.huella, (documento.clone(), puerta::weight(texto)));
        }
        Ok(documento)
    }
}

/// Digest of a question: of its document, of the length of the name of its operation, of both the rest.
fn question(peticion: &Peticion) -> [u8; 32] {
    let operacion = peticion.operacion.as_deref().unwrap_or_default();
    if operacion.is_empty() && peticion.variables.is_empty() {
        return peticion.huella;
    }
    let mut suma = Sha256::new_with_prefix(peticion.huella);
    suma.update(operacion.len().to_le_bytes());
    suma.update(operacion);
    if !peticion.variables.is_empty() {
        // Maps of JSON are always JSON.
        suma.update(serde_json::to_vec(&peticion.variables).unwrap_or_default());
    }
    suma.finalize().into()
}
