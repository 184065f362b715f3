//! Batched reading of relational content: one statement per kind of document, whatever the number of
//! rows. One set of loaders per request; what they find is remembered for others, as long as the same is published.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use domain::consulta::Indice;
use domain::{Actividad, Edicion, Ediciones, Instancia, NoServida, Region, TipoActividad};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use persistence::{
    ClaveFirma, ConsultaActividades, Documento, EdicionId, Pagina, Publicaciones, Sello, Tramo,
};
use sala::{Hallazgo, Peso, Quien, Sala};

use crate::Error;
use crate::esquema::{decode_orden, encode_orden};
use crate::presupuesto::Presupuesto;

/// The documents of kind `T` of an edition, of one subkind if it is named. Editions are immutable and
/// public, so that a key with the edition in it is correct whoever asks.
#[derive(Debug)]
struct Todos<T> {
    edicion: EdicionId,
    clase: Option<&'static str>,
    tipo: PhantomData<fn() -> T>,
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
struct ClaveInstancia(String);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct EdicionesDe(String);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct ClaveActividad(EdicionId, String);

struct Lector(Arc<Sala>);

/// Documents by the key of their parent.
type PorPadre<T> = Arc<HashMap<String, Vec<T>>>;

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
                documentos.insert(
                    Todos {
                        edicion,
                        clase,
                        tipo: PhantomData,
                    },
                    Arc::new(por_padre),
                );
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

/// Refuses what an edition says that is not served.
pub(crate) fn served(edicion: &Edicion) -> Result<(), Error> {
    let servida = edicion.served();
    servida.map_err(|motivo| Error::edicion_no_servida(edicion.numero, &motivo))
}

/// The loaders of a request.
pub(crate) struct Cargadores {
    /// What the answer may hold.
    pub(crate) presupuesto: Arc<Presupuesto>,
    lector: DataLoader<Lector>,
    sala: Arc<Sala>,
    /// In which state of what is published findings of all requests are shared, if they are.
    sello: Option<Sello>,
    /// The loader joins what is asked for at the same moment; a large answer takes longer to ask. So
    /// that the number of statements does not depend on the clock, each key is asked for once.
    hallazgos: Mutex<HashMap<Quien, Hallazgo>>,
}

impl Cargadores {
    /// Without `sello`, what is found is forgotten with the request.
    pub(crate) fn new(sala: Arc<Sala>, sello: Option<Sello>) -> Self {
        let lector = DataLoader::new(Lector(sala.clone()), tokio::spawn).delay(Duration::ZERO);
        Self {
            presupuesto: Arc::default(),
            lector,
            sala,
            sello,
            hallazgos: Mutex::default(),
        }
    }

    /// Those of the request being answered.
    pub(crate) fn of<'a>(ctx: &Context<'a>) -> &'a Self {
        ctx.data_unchecked::<Self>()
    }

    /// Forgets what was found: what a subscription tells next is read anew, and counted anew.
    pub(crate) fn forget(&self) {
        self.presupuesto.renew();
        let mut hallazgos = self
            .hallazgos
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        hallazgos.clear();
    }

    /// For questions that no two fields of a query share.
    pub(crate) fn publicaciones(&self) -> &Publicaciones {
        self.sala.publicaciones()
    }

    async fn once<K, V>(&self, clave: K) -> Result<Option<Arc<V>>, Error>
    where
        K: Debug + Clone + Eq + Hash + Send + Sync + 'static,
        V: Peso + Send + Sync + 'static,
        Lector: Loader<K, Value = Arc<V>, Error = persistence::Error>,
    {
        let quien = (TypeId::of::<K>(), format!("{clave:?}"));
        self.remember(quien, || Box::pin(self.lector.load_one(clave)))
            .await
    }

    /// What was found under a key, or what is found now: in a box, so that the futures of those who ask are small.
    async fn remember<'a, V: Peso + Send + Sync + 'static>(
        &'a self,
        quien: Quien,
        find: impl FnOnce() -> BoxFuture<'a, Result<Option<Arc<V>>, persistence::Error>> + Send,
    ) -> Result<Option<Arc<V>>, Error> {
        if let Some(sello) = self.sello {
            return Ok(self.sala.hallazgos().remember((sello, quien), find).await?);
        }
        let hallazgo = {
            // What a poisoned lock guards is whole: nothing panics while it is held.
            let mut hallazgos = self
                .hallazgos
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            hallazgos.entry(quien).or_default().clone()
        };
        Ok(hallazgo.find(find).await?.0)
    }

    /// The instancias with editions here, those of a region if one is named.
    pub(crate) async fn instancias(
        &self,
        region: Option<Region>,
    ) -> Result<Arc<Vec<Instancia>>, Error> {
        let quien = (TypeId::of::<Region>(), format!("{region:?}"));
        let find = || async move {
            Ok(Some(Arc::new(
                self.publicaciones().instancias(region).await?,
            )))
        };
        let halladas = self.remember(quien, || find().boxed()).await?;
        Ok(halladas.unwrap_or_default())
    }

    /// The signature of an edition, and the key it is checked with.
    pub(crate) async fn firma(
        &self,
        edicion: &EdicionId,
    ) -> Result<Option<Arc<(String, String)>>, Error> {
        let quien = (TypeId::of::<EdicionId>(), format!("{edicion:?}"));
        let find = || async { Ok(self.publicaciones().firma(edicion).await?.map(Arc::new)) };
        self.remember(quien, || find().boxed()).await
    }

    /// Refuses what an edition says that is withdrawn, or of another format.
    async fn served(&self, edicion: &EdicionId) -> Result<(), Error> {
        let ediciones = self.ediciones(&edicion.instancia).await?;
        let Some(propia) = ediciones.con_numero(edicion.numero) else {
            let propia = |otra: &Edicion| otra.numero == edicion.numero;
            return self.must_be_current(&edicion.instancia, propia).await;
        };
        served(propia)
    }

    /// Of editions that were not found, says so if the latest of them is there, in another format.
    pub(crate) async fn must_be_current(
        &self,
        instancia: &str,
        buscada: impl Fn(&Edicion) -> bool,
    ) -> Result<(), Error> {
        let otras = Box::pin(self.publicaciones().de_otro_formato(Some(instancia))).await?;
        let otras = otras.iter().filter(|otra| buscada(otra));
        match otras.max_by_key(|otra| (otra.corte, otra.numero)) {
            Some(otra) => {
                let motivo = NoServida::DeOtroFormato(otra.formato);
                Err(Error::edicion_no_servida(otra.numero, &motivo))
            }
            None => Ok(()),
        }
    }

    /// The position that a cursor says, if it is of this store.
    pub(crate) async fn orden(&self, cursor: &str) -> Result<u64, Error> {
        let (orden, huella) = decode_orden(cursor)?;
        let Some(huella) = huella else {
            // Those of former versions do not say of which store they are.
            let ultimo = self.publicaciones().ultimo_orden().await?;
            return if orden <= ultimo {
                Ok(orden)
            } else {
                Err(Error::cursor_ajeno())
            };
        };
        let quien = (TypeId::of::<String>(), format!("{orden}"));
        let find = || async move { Ok(self.publicaciones().huella(orden).await?.map(Arc::new)) };
        let hay = self.remember(quien, || find().boxed()).await?;
        if hay.as_deref() == Some(&huella) {
            Ok(orden)
        } else {
            Err(Error::cursor_ajeno())
        }
    }

    /// The cursor after the last thing that happened.
    pub(crate) async fn ultimo_cursor(&self) -> Result<String, Error> {
        let ultimo = self.publicaciones().ultimo_orden().await?;
        let huella = self.publicaciones().huella(ultimo).await?;
        Ok(encode_orden(ultimo, huella.as_deref().unwrap_or_default()))
    }

    /// All editions that are served, in the order of their publication.
    pub(crate) async fn todas(&self) -> Result<Arc<Vec<Edicion>>, Error> {
        let quien = (TypeId::of::<Vec<Edicion>>(), String::new());
        let todas = Tramo {
            limite: u32::MAX.into(),
            ..Tramo::default()
        };
        let find = || async move {
            let todas = self.publicaciones().ediciones_in(todas).await?;
            Ok(Some(Arc::new(todas)))
        };
        let todas = self.remember(quien, || find().boxed()).await?;
        Ok(todas.unwrap_or_default())
    }

    /// The keys that editions of an instancia are signed with, the first one first.
    pub(crate) async fn claves(&self, instancia: &str) -> Result<Arc<Vec<ClaveFirma>>, Error> {
        let quien = (TypeId::of::<Vec<ClaveFirma>>(), instancia.to_owned());
        let find = || async move {
            let claves = self.publicaciones().claves(instancia).await?;
            Ok(Some(Arc::new(claves)))
        };
        let claves = self.remember(quien, || find().boxed()).await?;
        Ok(claves.unwrap_or_default())
    }

    /// A page of the activities of an edition.
    pub(crate) async fn actividades(
        &self,
        consulta: &ConsultaActividades,
    ) -> Result<Pagina<Actividad>, Error> {
        self.served(&consulta.edicion).await?;
        Ok(Box::pin(self.publicaciones().actividades(consulta)).await?)
    }

    async fn all<T: Documento + Debug>(
        &self,
        edicion: &EdicionId,
        clase: Option<&'static str>,
    ) -> Result<PorPadre<T>, Error> {
        self.served(edicion).await?;
        let todos = Todos {
            edicion: edicion.clone(),
            clase,
            tipo: PhantomData,
        };
        Ok(self
            .once::<Todos<T>, HashMap<String, Vec<T>>>(todos)
            .await?
            .unwrap_or_default())
    }

    /// The documents of one kind under one parent (empty at the top of the edition), in order.
    pub(crate) async fn list<T: Documento + Debug>(
        &self,
        edicion: &EdicionId,
        padre: &str,
    ) -> Result<Vec<T>, Error> {
        Ok(self
            .all::<T>(edicion, None)
            .await?
            .get(padre)
            .cloned()
            .unwrap_or_default())
    }

    /// The document with that key under that parent.
    pub(crate) async fn one<T: Documento + Debug>(
        &self,
        edicion: &EdicionId,
        padre: &str,
        clave: &str,
    ) -> Result<Option<T>, Error> {
        let todos = self.all::<T>(edicion, None).await?;
        let hermanos = todos.get(padre).map(Vec::as_slice).unwrap_or_default();
        Ok(hermanos
            .iter()
            .find(|documento| documento.clave() == clave)
            .cloned())
    }

    /// The fairs that came to an agencia.
    pub(crate) async fn ferias(
        &self,
        edicion: &EdicionId,
        agencia: &str,
    ) -> Result<Vec<Actividad>, Error> {
        let ferias = self
            .all::<Actividad>(edicion, Some(TipoActividad::Feria.into()))
            .await?;
        Ok(ferias.get(agencia).cloned().unwrap_or_default())
    }

    pub(crate) async fn actividad(
        &self,
        edicion: &EdicionId,
        clave: &str,
    ) -> Result<Option<Actividad>, Error> {
        self.served(edicion).await?;
        let actividad = self
            .once(ClaveActividad(edicion.clone(), clave.to_owned()))
            .await?;
        Ok(actividad.as_deref().cloned())
    }

    pub(crate) async fn instancia(&self, clave: &str) -> Result<Option<Instancia>, Error> {
        Ok(self
            .once(ClaveInstancia(clave.to_owned()))
            .await?
            .as_deref()
            .cloned())
    }

    /// The counts of an edition; none if it was published without.
    pub(crate) async fn indice(&self, edicion: &EdicionId) -> Result<Option<Arc<Indice>>, Error> {
        let ediciones = self.ediciones(&edicion.instancia).await?;
        self.served(edicion).await?;
        let Some(propia) = ediciones.con_numero(edicion.numero) else {
            return Ok(None);
        };
        Ok(self.sala.indice(propia).await?)
    }

    /// The editions of an instancia that are served, by number.
    pub(crate) async fn ediciones(&self, clave: &str) -> Result<Arc<Ediciones>, Error> {
        Ok(self
            .once(EdicionesDe(clave.to_owned()))
            .await?
            .unwrap_or_default())
    }
}
