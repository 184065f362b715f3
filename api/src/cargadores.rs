//! Batched reading of relational content: one statement per kind of document, whatever the number of
//! rows. One set of loaders per request; what they find is remembered for others, as long as the same is published.

mod lector;

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use domain::consulta::Indice;
use domain::{
    Actividad, Edicion, Ediciones, EstadoEdicion, Instancia, NoServida, Region, TipoActividad,
};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use persistence::{
    ClaveFirma, ConsultaActividades, Documento, EdicionId, EstadoPublico, Pagina, Publicaciones,
    Tramo,
};
use sala::{Fuentes, Hallazgo, Peso, Quien, Sala};

use self::lector::{
    ClaveActividad, ClaveInstancia, DeInstancia, EdicionesDe, Lector, PorPadre, Todos,
};
use crate::Error;
use crate::esquema::{decode_orden, encode_orden};
use crate::presupuesto::Presupuesto;

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
    /// What the answer is read from.
    pub(crate) fuentes: Arc<Fuentes>,
    /// In which state of what is published findings of all requests are shared, if they are.
    estado: Option<Arc<EstadoPublico>>,
    /// The loader joins what is asked for at the same moment; a large answer takes longer to ask. So
    /// that the number of statements does not depend on the clock, each key is asked for once.
    hallazgos: Mutex<HashMap<Quien, Hallazgo>>,
}

impl Cargadores {
    /// Without `estado`, what is found is forgotten with the request.
    pub(crate) fn new(sala: Arc<Sala>, estado: Option<Arc<EstadoPublico>>) -> Self {
        let lector = DataLoader::new(Lector(sala.clone()), tokio::spawn).delay(Duration::ZERO);
        Self {
            presupuesto: Arc::default(),
            lector,
            sala,
            fuentes: Arc::default(),
            estado,
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

    /// For questions that no two fields of a query share. What is read so, any instancia may change.
    pub(crate) fn publicaciones(&self) -> &Publicaciones {
        self.fuentes.note_all();
        self.sala.publicaciones()
    }

    /// For questions about one instancia, which alone changes what they find.
    fn publicaciones_of(&self, instancia: &str) -> &Publicaciones {
        self.fuentes.note(instancia);
        self.sala.publicaciones()
    }

    async fn once<K, V>(&self, clave: K) -> Result<Option<Arc<V>>, Error>
    where
        K: DeInstancia + Debug + Clone + Eq + Hash + Send + Sync + 'static,
        V: Peso + Send + Sync + 'static,
        Lector: Loader<K, Value = Arc<V>, Error = persistence::Error>,
    {
        let quien = (TypeId::of::<K>(), format!("{clave:?}"));
        let de = clave.instancia().to_owned();
        self.remember(Some(&de), quien, || Box::pin(self.lector.load_one(clave)))
            .await
    }

    /// What was found under a key, or what is found now: in a box, so that the futures of those who ask are small. `de`: the
    /// instancia that alone changes it, if one does.
    async fn remember<'a, V: Peso + Send + Sync + 'static>(
        &'a self,
        de: Option<&str>,
        quien: Quien,
        find: impl FnOnce() -> BoxFuture<'a, Result<Option<Arc<V>>, persistence::Error>> + Send,
    ) -> Result<Option<Arc<V>>, Error> {
        match de {
            Some(instancia) => self.fuentes.note(instancia),
            None => self.fuentes.note_all(),
        }
        if let Some(estado) = &self.estado {
            let sello = de.map_or_else(|| estado.todo(), |instancia| estado.of(instancia));
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
        Ok(hallazgo.find(find).await?)
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
        let halladas = self.remember(None, quien, || find().boxed()).await?;
        Ok(halladas.unwrap_or_default())
    }

    /// The signature of an edition, and the key it is checked with.
    pub(crate) async fn firma(
        &self,
        edicion: &EdicionId,
    ) -> Result<Option<Arc<(String, String)>>, Error> {
        let quien = (TypeId::of::<EdicionId>(), format!("{edicion:?}"));
        let de = edicion.instancia.as_str();
        let find = || async move {
            let firma = self.publicaciones_of(de).firma(edicion).await?;
            Ok(firma.map(Arc::new))
        };
        self.remember(Some(de), quien, || find().boxed()).await
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
        let otras = Box::pin(
            self.publicaciones_of(instancia)
                .de_otro_formato(Some(instancia)),
        )
        .await?;
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
        let hay = self.remember(None, quien, || find().boxed()).await?;
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

    /// The editions of all instancias that are in a state, in the order of their publication.
    pub(crate) async fn en_estado(
        &self,
        estado: EstadoEdicion,
    ) -> Result<Arc<Vec<Edicion>>, Error> {
        let quien = (TypeId::of::<EstadoEdicion>(), format!("{estado:?}"));
        let todas = Tramo {
            limite: u32::MAX.into(),
            ..Tramo::default()
        };
        let find = || async move {
            let todas = self.publicaciones().ediciones_in(todas).await?;
            let mut de: HashMap<String, Vec<Edicion>> = HashMap::new();
            for una in &todas {
                let suyas = de.entry(una.instancia.to_string()).or_default();
                suyas.push(una.clone());
            }
            let de: HashMap<String, Ediciones> = de
                .into_iter()
                .map(|(clave, suyas)| (clave, suyas.into()))
                .collect();
            let es = |una: &Edicion| {
                let suyas = de.get(una.instancia.as_str());
                suyas.is_some_and(|suyas| suyas.estado(una) == estado)
            };
            Ok(Some(Arc::new(
                todas.into_iter().filter(es).collect::<Vec<_>>(),
            )))
        };
        let halladas = self.remember(None, quien, || find().boxed()).await?;
        Ok(halladas.unwrap_or_default())
    }

    /// The keys that editions of an instancia are signed with, the first one first.
    pub(crate) async fn claves(&self, instancia: &str) -> Result<Arc<Vec<ClaveFirma>>, Error> {
        let quien = (TypeId::of::<Vec<ClaveFirma>>(), instancia.to_owned());
        let find = || async move {
            let claves = self.publicaciones_of(instancia).claves(instancia).await?;
            Ok(Some(Arc::new(claves)))
        };
        let claves = self
            .remember(Some(instancia), quien, || find().boxed())
            .await?;
        Ok(claves.unwrap_or_default())
    }

    /// A page of the activities of an edition.
    pub(crate) async fn actividades(
        &self,
        consulta: &ConsultaActividades,
    ) -> Result<Pagina<Actividad>, Error> {
        self.served(&consulta.edicion).await?;
        let publicaciones = self.publicaciones_of(&consulta.edicion.instancia);
        Ok(Box::pin(publicaciones.actividades(consulta)).await?)
    }

    async fn all<T: Documento + Debug>(
        &self,
        edicion: &EdicionId,
        clase: Option<&'static str>,
    ) -> Result<PorPadre<T>, Error> {
        self.served(edicion).await?;
        let todos = Todos::new(edicion, clase);
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
