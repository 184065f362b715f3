//! What is read of what is published by keys, many at once.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::{Actividad, Ediciones, Instancia};
use persistence::{Documento, EdicionId};
use sala::Sala;

/// The documents of kind `T` of an edition, of one subkind if it is named. Editions are immutable and
/// public, so that a key with the edition in it is correct whoever asks.
#[derive(Debug)]
pub(super) struct Todos<T> {
    edicion: EdicionId,
    clase: Option<&'static str>,
    tipo: PhantomData<fn() -> T>,
}

impl<T> Todos<T> {
    pub(super) fn new(edicion: &EdicionId, clase: Option<&'static str>) -> Self {
        Self {
            edicion: edicion.clone(),
            clase,
            tipo: PhantomData,
        }
    }
}

impl<T> Clone for Todos<T> {
    fn clone(&self) -> Self {
        Self {
            edicion: self.edicion.clone(),
            ..*self
        }
    }
}

impl<T> PartialEq for Todos<T> {
    fn eq(&self, otra: &Self) -> bool {
        (&self.edicion, self.clase) == (&otra.edicion, otra.clase)
    }
}

impl<T> Eq for Todos<T> {}

impl<T> Hash for Todos<T> {
    fn hash<H: std::hash::Hasher>(&self, estado: &mut H) {
        (&self.edicion, self.clase).hash(estado);
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ClaveInstancia(pub(super) String);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct EdicionesDe(pub(super) String);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ClaveActividad(pub(super) EdicionId, pub(super) String);

/// What a key is of.
pub(super) trait DeInstancia {
    /// The key of the instancia that alone changes what is found under it.
    fn instancia(&self) -> &str;
}

impl<T> DeInstancia for Todos<T> {
    fn instancia(&self) -> &str {
        &self.edicion.instancia
    }
}

impl DeInstancia for ClaveInstancia {
    fn instancia(&self) -> &str {
        &self.0
    }
}

impl DeInstancia for EdicionesDe {
    fn instancia(&self) -> &str {
        &self.0
    }
}

impl DeInstancia for ClaveActividad {
    fn instancia(&self) -> &str {
        &self.0.instancia
    }
}

pub(super) struct Lector(pub(super) Arc<Sala>);

/// Documents by the key of their parent.
pub(super) type PorPadre<T> = Arc<HashMap<String, Vec<T>>>;

impl<T: Documento> Loader<Todos<T>> for Lector {
    type Value = PorPadre<T>;
    type Error = persistence::Error;

    async fn load(
        &self,
        claves: &[Todos<T>],
    ) -> Result<HashMap<Todos<T>, Self::Value>, Self::Error> {
        let mut por_clase: HashMap<Option<&'static str>, Vec<EdicionId>> = HashMap::new();
        for clave in claves {
            por_clase
                .entry(clave.clase)
                .or_default()
                .push(clave.edicion.clone());
        }
        let mut documentos = HashMap::new();
        for (clase, ediciones) in por_clase {
            for (edicion, por_padre) in self
                .0
                .publicaciones()
                .documents::<T>(&ediciones, clase)
                .await?
            {
                documentos.insert(Todos::new(&edicion, clase), Arc::new(por_padre));
            }
        }
        Ok(documentos)
    }
}

impl Loader<ClaveInstancia> for Lector {
    type Value = Arc<Instancia>;
    type Error = persistence::Error;

    async fn load(
        &self,
        claves: &[ClaveInstancia],
    ) -> Result<HashMap<ClaveInstancia, Self::Value>, Self::Error> {
        let claves: Vec<String> = claves.iter().map(|clave| clave.0.clone()).collect();
        let instancias = self.0.publicaciones().instancias_by_clave(&claves).await?;
        Ok(instancias
            .into_iter()
            .map(|(clave, i)| (ClaveInstancia(clave), Arc::new(i)))
            .collect())
    }
}

impl Loader<EdicionesDe> for Lector {
    type Value = Arc<Ediciones>;
    type Error = persistence::Error;

    async fn load(
        &self,
        claves: &[EdicionesDe],
    ) -> Result<HashMap<EdicionesDe, Self::Value>, Self::Error> {
        let claves: Vec<String> = claves.iter().map(|clave| clave.0.clone()).collect();
        let ediciones = self.0.publicaciones().ediciones(&claves).await?;
        Ok(ediciones
            .into_iter()
            .map(|(clave, e)| (EdicionesDe(clave), Arc::new(e)))
            .collect())
    }
}

impl Loader<ClaveActividad> for Lector {
    type Value = Arc<Actividad>;
    type Error = persistence::Error;

    async fn load(
        &self,
        claves: &[ClaveActividad],
    ) -> Result<HashMap<ClaveActividad, Self::Value>, Self::Error> {
        let claves: Vec<_> = claves
            .iter()
            .map(|clave| (clave.0.clone(), clave.1.clone()))
            .collect();
        let actividades = self.0.publicaciones().actividades_by_clave(&claves).await?;
        Ok(actividades
            .into_iter()
            .map(|((id, clave), a)| (ClaveActividad(id, clave), Arc::new(a)))
            .collect())
    }
}
