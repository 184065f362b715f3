//! What has been answered is kept, under what was asked and the state of what is published; the same question asked
//! by many at once is answered once.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::parser::types::ExecutableDocument;
use axum::body::Bytes;
use foldhash::quality::RandomState;
use moka::future::Cache;
use persistence::Sello;
use sala::Sala;
use servidor::Turn;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::escaner;
use super::estable::Estable;
use super::limites::memoria::{DOCUMENTOS, POR_CUERPO, POR_PREGUNTA, TABLAS, VALE};
use super::peticion::Peticion;
use super::puerta;
use super::respuesta::Answer;
use crate::Error;

/// A question, as of a state of what is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Clave {
    sello: Sello,
    pregunta: [u8; 32],
}

/// Answers and documents.
pub(super) struct Memoria {
    sala: Arc<Sala>,
    sello: Mutex<Option<(Instant, Sello)>>,
    answers: Cache<Clave, Arc<Answer>, RandomState>,
    /// The same by the bytes of the body that asked, which need not even be read.
    cuerpos: moka::sync::Cache<Bytes, (Sello, Arc<Answer>), RandomState>,
    documentos: moka::sync::Cache<[u8; 32], Leido, RandomState>,
    tablas: moka::sync::Cache<Clave, Arc<Estable>, RandomState>,
}

/// A document, and how much it weighs.
type Leido = (Arc<ExecutableDocument>, usize);

/// An answer that is not kept.
struct Unkept(Arc<Answer>);

impl Memoria {
    pub(super) fn new(sala: Arc<Sala>) -> Self {
        Self {
            sala,
            sello: Mutex::default(),
            answers: Cache::builder()
                .max_capacity(POR_PREGUNTA)
                .weigher(|_, answer: &Arc<Answer>| answer.weight())
                .build_with_hasher(RandomState::default()),
            cuerpos: moka::sync::Cache::builder()
                .max_capacity(POR_CUERPO)
                .weigher(|cuerpo: &Bytes, (_, answer): &(Sello, Arc<Answer>)| {
                    let largo = u32::try_from(cuerpo.len()).unwrap_or(u32::MAX);
                    largo.saturating_add(answer.weight())
                })
                .build_with_hasher(RandomState::default()),
            tablas: moka::sync::Cache::builder()
                .max_capacity(TABLAS)
                .weigher(|_, tabla: &Arc<Estable>| tabla.weight())
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
        let sello = Box::pin(self.sala.publicaciones().sello()).await?;
        *self.sello.lock().unwrap_or_else(PoisonError::into_inner) = Some((ahora, sello));
        Ok(sello)
    }

    /// The answer to these very bytes, if it was given since the last publication.
    pub(super) async fn known(&self, cuerpo: &Bytes) -> Option<Arc<Answer>> {
        let sello = self.sello().await.ok()?;
        let (de, answer) = self.cuerpos.get(cuerpo)?;
        (de == sello).then_some(answer)
    }

    /// The answer that is kept, or the one that `make` makes at its turn; it says whether it may be kept. `cuerpo`:
    /// the bytes that ask, where they are a body. Whether it was there is told too.
    pub(super) async fn get(
        &self,
        peticion: &Peticion,
        cuerpo: Option<Bytes>,
        turn: impl Future<Output = Option<Turn>>,
        make: impl AsyncFnOnce(Sello) -> (Answer, bool),
    ) -> Result<(Arc<Answer>, bool), Error> {
        let sello = self.sello().await?;
        let clave = Clave {
            sello,
            pregunta: question(peticion),
        };
        let found = self.answers.get(&clave).await;
        let hit = found.is_some();
        // In a box: most questions are answered without it.
        let making = Box::pin(async {
            let (mut answer, keep) = make(sello).await;
            answer.documento = peticion.mark();
            let answer = Arc::new(answer);
            // What was published meanwhile may be in it, or not.
            let mismo = self.sello().await.is_ok_and(|s| s == sello);
            if keep && mismo {
                Ok(answer)
            } else {
                Err(Unkept(answer))
            }
        });
        let kept = if let Some(answer) = found {
            Ok(answer)
        } else {
            // By who asks, not by who asked it first: that one may have to wait for long.
            let _turn = turn.await;
            self.answers.try_get_with(clave, making).await
        };
        match kept {
            Ok(answer) => {
                // What is asked once is found by its question the second time, and by its bytes from then on.
                if hit && let Some(cuerpo) = cuerpo {
                    // A copy: what was read is a part of the buffer of its connection, which would be kept with it.
                    let cuerpo = Bytes::copy_from_slice(&cuerpo);
                    self.cuerpos.insert(cuerpo, (sello, answer.clone()));
                }
                Ok((answer, hit))
            }
            Err(unkept) => Ok((unkept.0.clone(), false)),
        }
    }

    /// The table that is kept under the digest of what asks for it, or the one that `make` makes.
    pub(super) async fn table(
        &self,
        pregunta: [u8; 32],
        make: impl AsyncFnOnce() -> Result<Estable, Error>,
    ) -> Result<Arc<Estable>, Error> {
        let sello = self.sello().await?;
        let clave = Clave { sello, pregunta };
        if let Some(tabla) = self.tablas.get(&clave) {
            return Ok(tabla);
        }
        let tabla = Arc::new(make().await?);
        // What was published meanwhile may be in it, or not.
        if self.sello().await.is_ok_and(|s| s == sello) {
            self.tablas.insert(clave, tabla.clone());
        }
        Ok(tabla)
    }

    /// A document that has passed the gate.
    pub(super) fn document(&self, peticion: &Peticion) -> Result<Arc<ExecutableDocument>, Error> {
        if let Some((documento, _)) = self.documentos.get(&peticion.huella) {
            return Ok(documento);
        }
        let texto = &peticion.documento;
        let documento = Arc::new(puerta::admit(texto)?);
        // A question without variables hits the answers, so that its document need not be kept. Mutations and subscriptions
        // are looked at before that: theirs are kept.
        let mirado = ["mutation", "subscription"].map(|palabra| texto.contains(palabra));
        if !peticion.variables.is_empty() || mirado.contains(&true) {
            self.documentos
                .insert(peticion.huella, (documento.clone(), escaner::weight(texto)));
        }
        Ok(documento)
    }
}

/// Digest of a question: digest of its document ‖ length of the name of its operation ‖ that name ‖ its variables as JSON.
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
