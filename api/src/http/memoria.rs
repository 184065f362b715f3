//! What has been answered is kept, under what was asked, until something changes that it was read from; the same question
//! asked by many at once is answered once.

use std::sync::Arc;

use async_graphql::parser::types::ExecutableDocument;
use axum::body::Bytes;
use futures_util::future::BoxFuture;
use persistence::EstadoPublico;
use sala::{Clave, Sala, Vigencia};
use servidor::Turn;
use sha2::{Digest, Sha256};

use super::escaner;
use super::estable::Estable;
use super::limites::memoria::{DOCUMENTOS, Sizes};
use super::peticion::Peticion;
use super::puerta;
use super::respuesta::Answer;
use crate::Error;

/// An answer, for as long as nothing changes that it was read from.
#[derive(Clone)]
struct Guardada {
    answer: Arc<Answer>,
    vigencia: Arc<Vigencia>,
}

impl Guardada {
    fn weight(&self) -> u32 {
        self.answer.weight().saturating_add(self.vigencia.weight())
    }
}

/// Answers and documents.
pub(super) struct Memoria {
    sala: Arc<Sala>,
    answers: sala::Memoria<Guardada, Unkept>,
    /// The same by the bytes of the body that asked, which need not even be read.
    cuerpos: sala::Memoria<Guardada>,
    documentos: sala::Memoria<ExecutableDocument>,
    tablas: sala::Memoria<Estable>,
}

/// An answer that is not kept.
struct Unkept(Guardada);

/// An answer being made, for how long it will hold, and whether it may be kept.
pub(super) type Making<'a> = BoxFuture<'a, (Answer, Vigencia, bool)>;

/// How often an answer is taken from somebody else who makes it, and turns out to be of a state that is over.
const INTENTOS: usize = 3;

impl Memoria {
    pub(super) fn new(sala: Arc<Sala>, sizes: Sizes) -> Self {
        Self {
            sala,
            answers: sala::Memoria::new(sizes.questions),
            cuerpos: sala::Memoria::new(sizes.bodies),
            tablas: sala::Memoria::new(sizes.tables),
            documentos: sala::Memoria::new(DOCUMENTOS),
        }
    }

    async fn estado(&self) -> Result<Arc<EstadoPublico>, Error> {
        Ok(self.sala.publicaciones().estado().await?)
    }

    /// The answer to these very bytes, if nothing has changed since that it was read from.
    pub(super) async fn known(&self, cuerpo: &Bytes) -> Option<Arc<Answer>> {
        let estado = self.estado().await.ok()?;
        // Bytes are shared, not copied.
        let guardada = self.cuerpos.get(&Clave::Cuerpo(cuerpo.clone()))?;
        let vale = guardada.vigencia.holds(&estado);
        vale.then(|| guardada.answer.clone())
    }

    /// The answer that is kept, or the one that `make` makes at its turn; it says what it was read from, and whether it may
    /// be kept. `cuerpo`: the bytes that ask, where they are a body. Whether it was there is told too.
    pub(super) async fn get<'a>(
        &self,
        peticion: &Peticion,
        cuerpo: Option<Bytes>,
        turn: impl Future<Output = Option<Turn>>,
        make: impl Fn(Arc<EstadoPublico>) -> Making<'a>,
    ) -> Result<(Arc<Answer>, bool), Error> {
        let pregunta = Clave::Pregunta(question(peticion));
        let estado = self.estado().await?;
        if let Some(guardada) = self.answers.get(&pregunta)
            && guardada.vigencia.holds(&estado)
        {
            let answer = guardada.answer.clone();
            // What is asked once is found by its question the second time, and by its bytes from then on.
            if let Some(cuerpo) = cuerpo {
                // A copy: what was read is a part of the buffer of its connection, which would be kept with it.
                let peso = guardada.weight();
                let cuerpo = Clave::Cuerpo(Bytes::copy_from_slice(&cuerpo));
                self.cuerpos.put(cuerpo, guardada, peso);
            }
            return Ok((answer, true));
        }
        // By who asks, not by who asked it first: that one may have to wait for long.
        let _turn = turn.await;
        for _ in 0..INTENTOS {
            let estado = self.estado().await?;
            let hallada = self.answers.get(&pregunta);
            if hallada.is_some_and(|hallada| !hallada.vigencia.holds(&estado)) {
                self.answers.forget(&pregunta);
            }
            // In a box: most questions are answered without it.
            let making = Box::pin(self.finish(peticion, make(estado.clone())));
            let hecha = self.answers.once(&pregunta, making).await;
            let guardada = match &hecha {
                Ok(guardada) => guardada.as_ref(),
                Err(unkept) => &unkept.0,
            };
            // Somebody else may have begun to make it before something was published that whoever asks knows of.
            if guardada.vigencia.holds(&estado) {
                return Ok((guardada.answer.clone(), false));
            }
        }
        let estado = self.estado().await?;
        let (Ok((guardada, _)) | Err(Unkept(guardada))) = self.finish(peticion, make(estado)).await;
        Ok((guardada.answer, false))
    }

    /// An answer that is being made; an error if it is not to be kept.
    async fn finish(
        &self,
        peticion: &Peticion,
        making: Making<'_>,
    ) -> Result<(Guardada, u32), Unkept> {
        let (mut answer, vigencia, keep) = making.await;
        answer.documento = peticion.mark();
        // What was published meanwhile may be in it, or not.
        let ahora = self.estado().await;
        let vale = ahora.is_ok_and(|ahora| vigencia.holds(&ahora));
        let guardada = Guardada {
            answer: Arc::new(answer),
            vigencia: Arc::new(vigencia),
        };
        if keep && vale {
            let peso = guardada.weight();
            Ok((guardada, peso))
        } else {
            Err(Unkept(guardada))
        }
    }

    /// The table of an edition of an instancia that is kept under the digest of what asks for it, or the one that `make` makes.
    pub(super) async fn table(
        &self,
        instancia: &str,
        pregunta: [u8; 32],
        make: impl AsyncFnOnce() -> Result<Estable, Error>,
    ) -> Result<Arc<Estable>, Error> {
        let sello = self.estado().await?.of(instancia);
        let clave = Clave::DeEstado(sello, pregunta);
        if let Some(tabla) = self.tablas.get(&clave) {
            return Ok(tabla);
        }
        let tabla = Arc::new(make().await?);
        // What was published meanwhile may be in it, or not.
        if self.estado().await.is_ok_and(|e| e.of(instancia) == sello) {
            self.tablas.put(clave, tabla.clone(), tabla.weight());
        }
        Ok(tabla)
    }

    /// A document that has passed the gate.
    pub(super) fn document(&self, peticion: &Peticion) -> Result<Arc<ExecutableDocument>, Error> {
        let clave = Clave::Pregunta(peticion.huella);
        if let Some(documento) = self.documentos.get(&clave) {
            return Ok(documento);
        }
        let texto = &peticion.documento;
        let documento = Arc::new(puerta::admit(texto)?);
        // A question without variables hits the answers, so that its document need not be kept. Mutations and subscriptions
        // are looked at before that: theirs are kept.
        let mirado = ["mutation", "subscription"].map(|palabra| texto.contains(palabra));
        if !peticion.variables.is_empty() || mirado.contains(&true) {
            let peso = u32::try_from(escaner::weight(texto)).unwrap_or(u32::MAX);
            self.documentos.put(clave, documento.clone(), peso);
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
