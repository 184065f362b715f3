//! Region, municipality, agencias, places and periods.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::consulta::Filtro;
use persistence::{Documento, EdicionId};

use super::POR_LISTA;
use super::actividad::Actividad;
use super::cubo::{self, CifraCubo, FiltroInput};
use super::dato::Dato;
use super::enumeraciones::{ClaseLugar, Medida, Region, TipoAgencia};
use super::escalares::Fecha;
use super::id::Ruta;
use super::varios::Varios;
use crate::Error;
use crate::cargadores::Cargadores;

/// A document of an edition, with what it takes to find it and its neighbours.
#[derive(Clone)]
pub(crate) struct En<T> {
    pub(crate) edicion: Arc<EdicionId>,
    pub(crate) padre: String,
    pub(crate) dato: T,
}

impl<T: Documento + std::fmt::Debug> En<T> {
    pub(crate) fn new(edicion: &Arc<EdicionId>, padre: &str, dato: T) -> Self {
        Self {
            edicion: edicion.clone(),
            padre: padre.to_owned(),
            dato,
        }
    }

    pub(crate) fn id(&self) -> ID {
        Ruta::documento(T::TIPO, &self.edicion, &self.padre, &self.dato.clave())
    }

    /// The list of documents under one parent, wrapped.
    pub(crate) async fn list<O: From<Self>, C: FromIterator<O>>(
        ctx: &Context<'_>,
        edicion: &Arc<EdicionId>,
        padre: &str,
    ) -> Result<C, Error> {
        let lista = Cargadores::of(ctx).list::<T>(edicion, padre).await?;
        Ok(lista
            .into_iter()
            .map(|dato| Self::new(edicion, padre, dato).into())
            .collect())
    }

    /// One document, wrapped.
    pub(crate) async fn one<O: From<Self>>(
        ctx: &Context<'_>,
        edicion: &Arc<EdicionId>,
        padre: &str,
        clave: &str,
    ) -> Result<Option<O>, Error> {
        let dato = Cargadores::of(ctx).one::<T>(edicion, padre, clave).await?;
        Ok(dato.map(|dato| Self::new(edicion, padre, dato).into()))
    }
}

/// Implements the wrapping of a document by its GraphQL object.
macro_rules! wraps {
    ($($objeto:ident),*) => {$(
        impl From<$crate::esquema::territorio::En<domain::$objeto>> for $objeto {
            fn from(en: $crate::esquema::territorio::En<domain::$objeto>) -> Self {
                Self(en)
            }
        }
    )*};
}
pub(crate) use wraps;

/// Municipio, según el catálogo del INEGI.
#[derive(SimpleObject)]
pub(crate) struct Municipio {
    /// Clave del INEGI: cinco dígitos.
    clave: String,
    /// Nombre.
    nombre: String,
    /// Distrito del estado.
    distrito: String,
    /// Región del estado.
    region: Region,
}

impl From<&domain::Municipio> for Municipio {
    fn from(municipio: &domain::Municipio) -> Self {
        Self {
            clave: municipio.clave.to_string(),
            nombre: municipio.nombre.clone(),
            distrito: municipio.distrito.clone(),
            region: municipio.region.into(),
        }
    }
}

/// Año, trimestre o mes.
#[derive(SimpleObject)]
pub(crate) struct Periodo {
    /// Como se escribe: 2017, 2017-T3, 2017-06. Nulo si no es un año, un trimestre o un mes.
    codigo: Option<String>,
    /// Primer día.
    desde: Fecha,
    /// Último día.
    hasta: Fecha,
}

impl From<domain::Periodo> for Periodo {
    fn from(periodo: domain::Periodo) -> Self {
        Self {
            codigo: Some(periodo.to_string()),
            desde: Fecha(periodo.desde()),
            hasta: Fecha(periodo.hasta()),
        }
    }
}

impl From<domain::Rango> for Periodo {
    fn from(rango: domain::Rango) -> Self {
        let anio = domain::Periodo::Anio(rango.desde().year());
        let completo = (anio.desde(), anio.hasta()) == (rango.desde(), rango.hasta());
        Self {
            codigo: completo.then(|| anio.to_string()),
            desde: Fecha(rango.desde()),
            hasta: Fecha(rango.hasta()),
        }
    }
}

/// Mandato, con la precisión que da la fuente.
#[derive(SimpleObject)]
pub(crate) struct Mandato {
    /// Periodo en que empieza.
    desde: Dato<Periodo>,
    /// Periodo en que termina.
    hasta: Dato<Periodo>,
}

impl From<&domain::Mandato> for Mandato {
    fn from(mandato: &domain::Mandato) -> Self {
        Self {
            desde: Dato::of(&mandato.desde, |periodo| (*periodo).into()),
            hasta: Dato::of(&mandato.hasta, |periodo| (*periodo).into()),
        }
    }
}

/// Vigencia; un extremo nulo está abierto.
#[derive(SimpleObject)]
pub(crate) struct Vigencia {
    /// Primer día.
    desde: Option<Fecha>,
    /// Último día.
    hasta: Option<Fecha>,
}

impl From<domain::Vigencia> for Vigencia {
    fn from(vigencia: domain::Vigencia) -> Self {
        Self {
            desde: vigencia.desde.map(Fecha),
            hasta: vigencia.hasta.map(Fecha),
        }
    }
}

/// Lugar de un acto o de procedencia de una atención.
#[derive(SimpleObject)]
pub(crate) struct Lugar {
    /// Clase de lugar.
    clase: ClaseLugar,
    /// La agencia, si es una.
    agencia: Option<Agencia>,
}

impl Lugar {
    pub(crate) async fn load(
        ctx: &Context<'_>,
        edicion: &Arc<EdicionId>,
        lugar: &domain::Lugar,
    ) -> Result<Self, Error> {
        let clase = match lugar {
            domain::Lugar::Agencia(_) => ClaseLugar::Agencia,
            domain::Lugar::Cabecera => ClaseLugar::Cabecera,
            domain::Lugar::OtroMunicipio => ClaseLugar::OtroMunicipio,
            domain::Lugar::NoEspecificada => ClaseLugar::NoEspecificada,
        };
        let agencia = match lugar.agencia() {
            Some(cual) => En::<domain::Agencia>::one(ctx, edicion, "", cual).await?,
            None => None,
        };
        Ok(Self { clase, agencia })
    }
}

/// Agencia municipal o de policía.
pub(crate) struct Agencia(pub(crate) En<domain::Agencia>);
wraps!(Agencia);

/// Agencia municipal o de policía.
#[Object]
impl Agencia {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave estable dentro de la instancia.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Nombre.
    async fn nombre(&self) -> &str {
        &self.0.dato.nombre
    }

    /// Otras grafías en uso.
    async fn alias(&self) -> Varios<&str> {
        self.0.dato.alias.iter().map(String::as_str).collect()
    }

    /// Si es agencia municipal o de policía.
    async fn tipo(&self) -> Dato<TipoAgencia> {
        Dato::of(&self.0.dato.tipo, |tipo| (*tipo).into())
    }

    /// Fuente del tipo.
    async fn fuente_tipo(&self) -> Dato<String> {
        Dato::of(&self.0.dato.fuente_tipo, Clone::clone)
    }

    /// Vigencia.
    async fn vigencia(&self) -> Vigencia {
        self.0.dato.vigencia.into()
    }

    /// Una cuenta de quienes vienen de la agencia: la del año o, con un filtro de tiempo, la de otro periodo.
    async fn cifra(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
        #[graphql(desc = "De qué se pregunta, además de la agencia.")] filtros: Option<
            Vec<FiltroInput>,
        >,
    ) -> Result<Option<CifraCubo>, Error> {
        let mut filtros = cubo::filters(ctx, filtros)?;
        let de_agencia = |filtro: &Filtro| filtro.nivel.eje() == domain::Nivel::Agencia.eje();
        if let Some(i) = filtros.iter().position(de_agencia) {
            return Err(Error::agencia_repetida().at(&format!("filtros[{i}]")));
        }
        let indice = cubo::index(ctx, &self.0.edicion).await?;
        filtros.push(Filtro {
            nivel: domain::Nivel::Agencia,
            codigos: vec![domain::Lugar::Agencia(self.0.dato.clave.clone()).to_string()],
        });
        cubo::figure(&indice, medida.into(), &filtros).map(Some)
    }

    /// Ferias de servicios que llegaron a la agencia en el año de la edición.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn ferias(&self, ctx: &Context<'_>) -> Result<Varios<Actividad>, Error> {
        let ferias = Cargadores::of(ctx)
            .ferias(&self.0.edicion, &self.0.dato.clave)
            .await?;
        Ok(ferias
            .into_iter()
            .map(|feria| Actividad::new(&self.0.edicion, feria))
            .collect())
    }
}
