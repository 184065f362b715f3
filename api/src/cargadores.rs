//! Batched reading of relational content: one statement per kind of document and level of the query,
//! whatever the number of rows. One set of loaders per request.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use domain::{Actividad, Edicion, Instancia};
use persistence::{Documento, EdicionId, Lista, Publicaciones};

use crate::Error;

/// The documents of kind `T` under one parent, in an edition: editions are immutable and public, so
/// that a key with the edition in it is correct whoever asks.
pub(crate) struct De<T>(Lista, PhantomData<fn() -> T>);

impl<T> Clone for De<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T> PartialEq for De<T> {
    fn eq(&self, otra: &Self) -> bool {
        self.0 == otra.0
    }
}

impl<T> Eq for De<T> {}

impl<T> Hash for De<T> {
    fn hash<H: Hasher>(&self, estado: &mut H) {
        self.0.hash(estado);
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct ClaveInstancia(String);

#[derive(Clone, PartialEq, Eq, Hash)]
struct EdicionesDe(String);

struct Lector(Arc<Publicaciones>);

impl<T: Documento> Loader<De<T>> for Lector {
    type Value = Arc<Vec<T>>;
    type Error = persistence::Error;

    async fn load(&self, claves: &[De<T>]) -> Result<HashMap<De<T>, Self::Value>, Self::Error> {
        let listas: Vec<Lista> = claves.iter().map(|clave| clave.0.clone()).collect();
        let documentos = self.0.lists::<T>(&listas).await?;
        Ok(documentos
            .into_iter()
            .map(|(lista, d)| (De(lista, PhantomData), Arc::new(d)))
            .collect())
    }
}

impl Loader<ClaveInstancia> for Lector {
    type Value = Instancia;
    type Error = persistence::Error;

    async fn load(
        &self,
        claves: &[ClaveInstancia],
    ) -> Result<HashMap<ClaveInstancia, Instancia>, Self::Error> {
        let claves: Vec<String> = claves.iter().map(|clave| clave.0.clone()).collect();
        let instancias = self.0.instancias_by_clave(&claves).await?;
        Ok(instancias
            .into_iter()
            .map(|(clave, instancia)| (ClaveInstancia(clave), instancia))
            .collect())
    }
}

impl Loader<EdicionesDe> for Lector {
    type Value = Arc<Vec<Edicion>>;
    type Error = persistence::Error;

    async fn load(
        &self,
        claves: &[EdicionesDe],
    ) -> Result<HashMap<EdicionesDe, Self::Value>, Self::Error> {
        let claves: Vec<String> = claves.iter().map(|clave| clave.0.clone()).collect();
        let ediciones = self.0.ediciones(&claves).await?;
        Ok(ediciones
            .into_iter()
            .map(|(clave, e)| (EdicionesDe(clave), Arc::new(e)))
            .collect())
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct ClaveActividad(EdicionId, String);

impl Loader<ClaveActividad> for Lector {
    type Value = Actividad;
    type Error = persistence::Error;

    async fn load(
        &self,
        claves: &[ClaveActividad],
    ) -> Result<HashMap<ClaveActividad, Actividad>, Self::Error> {
        let claves: Vec<_> = claves
            .iter()
            .map(|clave| (clave.0.clone(), clave.1.clone()))
            .collect();
        let actividades = self.0.actividades_by_clave(&claves).await?;
        Ok(actividades
            .into_iter()
            .map(|((id, clave), a)| (ClaveActividad(id, clave), a))
            .collect())
    }
}

/// The loaders of a request.
pub(crate) struct Cargadores {
    lector: DataLoader<Lector>,
    publicaciones: Arc<Publicaciones>,
}

impl Cargadores {
    pub(crate) fn new(publicaciones: Arc<Publicaciones>) -> Self {
        Self {
            lector: DataLoader::new(Lector(publicaciones.clone()), tokio::spawn),
            publicaciones,
        }
    }

    /// Those of the request being answered.
    pub(crate) fn of<'a>(ctx: &Context<'a>) -> &'a Self {
        ctx.data_unchecked::<Self>()
    }

    /// For questions that no two fields of a query share.
    pub(crate) fn publicaciones(&self) -> &Publicaciones {
        &self.publicaciones
    }

    /// The documents of one kind under one parent (empty at the top of the edition), in order.
    pub(crate) async fn list<T: Documento>(
        &self,
        edicion: &EdicionId,
        padre: &str,
    ) -> Result<Arc<Vec<T>>, Error> {
        let lista = Lista {
            edicion: edicion.clone(),
            padre: padre.to_owned(),
        };
        Ok(self
            .lector
            .load_one(De(lista, PhantomData))
            .await?
            .unwrap_or_default())
    }

    /// The document with that key under that parent.
    pub(crate) async fn one<T: Documento>(
        &self,
        edicion: &EdicionId,
        padre: &str,
        clave: &str,
    ) -> Result<Option<T>, Error> {
        Ok(self
            .list::<T>(edicion, padre)
            .await?
            .iter()
            .find(|documento| documento.clave() == clave)
            .cloned())
    }

    pub(crate) async fn actividad(
        &self,
        edicion: &EdicionId,
        clave: &str,
    ) -> Result<Option<Actividad>, Error> {
        Ok(self
            .lector
            .load_one(ClaveActividad(edicion.clone(), clave.to_owned()))
            .await?)
    }

    pub(crate) async fn instancia(&self, clave: &str) -> Result<Option<Instancia>, Error> {
        Ok(self
            .lector
            .load_one(ClaveInstancia(clave.to_owned()))
            .await?)
    }

    /// The editions of an instancia, by number.
    pub(crate) async fn ediciones(&self, clave: &str) -> Result<Arc<Vec<Edicion>>, Error> {
        Ok(self
            .lector
            .load_one(EdicionesDe(clave.to_owned()))
            .await?
            .unwrap_or_default())
    }
}
