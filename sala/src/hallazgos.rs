//! What was read is remembered for all requests, by how much it weighs: the memory of a server must not grow with what has
//! ever been asked.

use std::any::{Any, TypeId};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use persistence::{Error, Sello};
use tokio::sync::OnceCell;

use crate::{Clave, Memoria, Peso};

/// What each weighs beside what was found.
const CADA_UNO: u32 = 500;

/// What a finding is of: the type of its key, and the key.
pub type Quien = (TypeId, String);

/// What was found: nothing, or something of the type that is asked for.
type Hallado = Option<Arc<dyn Any + Send + Sync>>;

/// What a key was found to be, once.
#[derive(Clone, Default)]
pub struct Hallazgo(Arc<OnceCell<Hallado>>);

impl Hallazgo {
    /// What it is.
    ///
    /// # Errors
    /// Those of `find`: whoever asks next finds it then.
    pub async fn find<'a, V: Send + Sync + 'static>(
        &self,
        find: impl FnOnce() -> BoxFuture<'a, Result<Option<Arc<V>>, Error>> + Send,
    ) -> Result<Option<Arc<V>>, Error> {
        let hallado = self.0.get_or_try_init(async || {
            let valor = find().await?;
            Ok::<_, Error>(of_any_type(valor))
        });
        Ok(of_type(hallado.await?))
    }
}

fn of_any_type<V: Send + Sync + 'static>(valor: Option<Arc<V>>) -> Hallado {
    Some(valor?)
}

fn of_type<V: Send + Sync + 'static>(hallado: &Hallado) -> Option<Arc<V>> {
    hallado.clone()?.downcast().ok()
}

/// Findings, by the state in which they were made: of the instancia that they are about, or of everything.
pub struct Hallazgos(Memoria<Hallado, Error>);

impl Hallazgos {
    /// So many bytes of them at most.
    pub(crate) fn new(bytes: u64) -> Self {
        Self(Memoria::new(bytes))
    }

    /// What was found under a key, or what is found now.
    ///
    /// # Errors
    /// Those of `find`.
    pub async fn remember<'a, V: Peso + Send + Sync + 'static>(
        &self,
        (sello, (tipo, texto)): (Sello, Quien),
        find: impl FnOnce() -> BoxFuture<'a, Result<Option<Arc<V>>, Error>> + Send,
    ) -> Result<Option<Arc<V>>, Error> {
        let clave = Clave::Hallazgo(sello, tipo, texto);
        if let Some(hallado) = self.0.get(&clave) {
            return Ok(of_type(&hallado));
        }
        let finding = find();
        // In a box: all findings are made as one type.
        let making: BoxFuture<'_, _> = Box::pin(async move {
            let valor = finding.await?;
            let suyo = valor.as_ref().map_or(0, |valor| valor.weight());
            let peso = u32::try_from(suyo).unwrap_or(u32::MAX);
            Ok((of_any_type(valor), peso.saturating_add(CADA_UNO)))
        });
        match self.0.once(&clave, making).await {
            Ok(hallado) => Ok(of_type(&hallado)),
            Err(error) => Err(Error::clone(&error)),
        }
    }
}
