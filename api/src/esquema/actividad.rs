//! Activities.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use persistence::EdicionId;

use super::dato::{Celda, Dato, Origen};
use super::enumeraciones::{Efemeride, Estado, Publico, Sexo, Tema, TipoActividad};
use super::escalares::Fecha;
use super::territorio::{En, Lugar, Periodo};
use super::varios::Varios;
use crate::Error;
use crate::cargadores::Cargadores;

/// Entrada que una instancia dio de alta en una lista que trae el programa.
#[derive(SimpleObject)]
pub(crate) struct EntradaPropia {
    /// Clave, que no cambia.
    clave: String,
    /// Nombre.
    nombre: String,
}

impl From<&domain::Mencion> for EntradaPropia {
    fn from(mencion: &domain::Mencion) -> Self {
        Self {
            clave: mencion.clave.clone(),
            nombre: mencion.nombre.clone(),
        }
    }
}

/// Qué actividades; lo que no se indica no filtra.
#[derive(InputObject, Default)]
pub(crate) struct FiltroActividades {
    /// De este tipo.
    pub(crate) tipo: Option<TipoActividad>,
    /// Con este tema.
    pub(crate) tema: Option<Tema>,
    /// En la agencia con esta clave, o con el código que tiene en las tablas: «donaji», «agencia:donaji».
    pub(crate) agencia: Option<String>,
    /// Del tipo propio de la instancia con esta clave, como en «tipoPropio».
    pub(crate) tipo_propio: Option<String>,
    /// Con el tema propio de la instancia con esta clave.
    pub(crate) tema_propio: Option<String>,
    /// Con participantes del público propio de la instancia con esta clave; sólo donde se publican.
    pub(crate) publico_propio: Option<String>,
    /// Que conmemoran la efeméride propia de la instancia con esta clave.
    pub(crate) efemeride_propia: Option<String>,
    /// Desde este día, incluido; deja fuera las que no tienen fecha.
    pub(crate) desde: Option<Fecha>,
    /// Hasta este día, incluido; deja fuera las que no tienen fecha.
    pub(crate) hasta: Option<Fecha>,
}

/// Participantes de un público, y de un sexo donde se anotó.
#[derive(SimpleObject)]
pub(crate) struct Participacion {
    /// Público, como se cuenta.
    publico: Publico,
    /// Cuál, si es uno de los que la instancia dio de alta.
    publico_propio: Option<EntradaPropia>,
    /// Sexo.
    sexo: Dato<Sexo>,
    /// Cuántas personas.
    numero: u32,
}

/// Participantes de una actividad: se cuentan, no se identifican.
#[derive(SimpleObject)]
pub(crate) struct Participantes {
    /// Si se publican, se reservan o no se anotaron.
    estado: Estado,
    /// Cuántas personas en total.
    total: Option<u64>,
    /// Por público y sexo; nulo si no se publican.
    partes: Option<Varios<Participacion>>,
}

impl From<&domain::Participantes> for Participantes {
    fn from(participantes: &domain::Participantes) -> Self {
        let total: Celda = participantes.total().into();
        let parte = |parte: &domain::Participacion| Participacion {
            publico: parte.publico.into(),
            publico_propio: parte.publico_propio.as_ref().map(Into::into),
            sexo: Dato::of(&parte.sexo, |sexo| (*sexo).into()),
            numero: parte.numero,
        };
        Self {
            estado: total.estado,
            total: total.valor,
            partes: participantes
                .lista()
                .map(|partes| partes.iter().map(parte).collect()),
        }
    }
}

/// Acto colectivo.
pub(crate) struct Actividad(pub(crate) En<domain::Actividad>);

impl Actividad {
    pub(crate) fn new(edicion: &Arc<EdicionId>, dato: domain::Actividad) -> Self {
        // All activities are siblings: their key is enough to find them.
        Self(En::new(edicion, "", dato))
    }

    pub(crate) async fn load(
        ctx: &Context<'_>,
        edicion: &Arc<EdicionId>,
        clave: &str,
    ) -> Result<Option<Self>, Error> {
        let dato = Cargadores::of(ctx).actividad(edicion, clave).await?;
        Ok(dato.map(|dato| Self::new(edicion, dato)))
    }
}

/// Acto colectivo: capacitación, taller, conmemoración, feria o encuentro.
#[Object]
impl Actividad {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave dentro de la instancia.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Tipo, como se cuenta.
    async fn tipo(&self) -> TipoActividad {
        self.0.dato.tipo.into()
    }

    /// Cuál, si es uno de los que la instancia dio de alta.
    async fn tipo_propio(&self) -> Option<EntradaPropia> {
        self.0.dato.tipo_propio.as_ref().map(Into::into)
    }

    /// Nombre.
    async fn nombre(&self) -> &str {
        &self.0.dato.nombre
    }

    /// Día que conmemora, si es una conmemoración.
    async fn efemeride(&self) -> Option<Efemeride> {
        self.0.dato.efemeride.map(Into::into)
    }

    /// Cuál, si es una de las que la instancia dio de alta.
    async fn efemeride_propia(&self) -> Option<EntradaPropia> {
        self.0.dato.efemeride_propia.as_ref().map(Into::into)
    }

    /// Temas.
    async fn temas(&self) -> Varios<Tema> {
        self.0
            .dato
            .temas
            .iter()
            .map(|tema| (*tema).into())
            .collect()
    }

    /// Los temas que la instancia dio de alta.
    async fn temas_propios(&self) -> Varios<EntradaPropia> {
        self.0.dato.temas_propios.iter().map(Into::into).collect()
    }

    /// Día.
    async fn fecha(&self) -> Dato<Fecha> {
        Dato::of(&self.0.dato.fecha, |fecha| Fecha(*fecha))
    }

    /// Periodo en el que se informa, conocido aunque no lo sea el día.
    async fn periodo(&self) -> Periodo {
        self.0.dato.periodo.into()
    }

    /// Lugar.
    async fn lugar(&self, ctx: &Context<'_>) -> Result<Dato<Lugar>, Error> {
        Ok(match self.0.dato.lugar.valor() {
            Some(lugar) => Some(Lugar::load(ctx, &self.0.edicion, lugar).await?).into(),
            None => None.into(),
        })
    }

    /// Participantes.
    async fn participantes(&self) -> Participantes {
        (&self.0.dato.participantes).into()
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}
