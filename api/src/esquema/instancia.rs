//! Instancias and the choice of an edition.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::POR_LISTA;
use super::conexion::page_size;
use super::consejo::Consejo;
use super::edicion::Edicion;
use super::enumeraciones::Region;
use super::id::{Ruta, decode_orden};
use super::territorio::{Agencia, En, Mandato, Municipio};
use super::varios::{Varios, page_cost};
use crate::Error;
use crate::cargadores::Cargadores;

/// Quien encabeza una instancia.
#[derive(SimpleObject)]
pub(crate) struct Titular {
    /// Nombre: es un cargo público.
    nombre: String,
    /// Cargo.
    cargo: String,
    /// Mandato.
    mandato: Mandato,
}

/// Instancia.
pub(crate) struct Instancia(pub(crate) domain::Instancia);

impl Instancia {
    fn clave(&self) -> &str {
        self.0.clave().as_str()
    }

    /// The edition with the latest cut-off, and of those the one with the highest number.
    async fn latest(&self, ctx: &Context<'_>) -> Result<Edicion, Error> {
        self.choose(ctx, None, None).await
    }

    async fn choose(
        &self,
        ctx: &Context<'_>,
        anio: Option<i32>,
        numero: Option<i32>,
    ) -> Result<Edicion, Error> {
        let todas = Cargadores::of(ctx).ediciones(self.clave()).await?;
        // A number that is none has no edition.
        let entero = numero.map(|numero| u32::try_from(numero).unwrap_or(0));
        if let Some(elegida) = todas.elegida(anio, entero) {
            return Ok(Edicion::new(elegida, &todas));
        }
        let buscada = |e: &domain::Edicion| {
            anio.is_none_or(|anio| e.corte.year() == anio)
                && entero.is_none_or(|numero| e.numero == numero)
        };
        let cargadores = Cargadores::of(ctx);
        cargadores.must_be_current(self.clave(), buscada).await?;
        let anios: BTreeSet<i32> = todas.all().iter().map(|e| e.corte.year()).collect();
        Err(match (anio, numero) {
            (Some(anio), _) if !anios.contains(&anio) => {
                Error::anio_sin_edicion(anio, &Vec::from_iter(anios))
            }
            (_, Some(numero)) => Error::edicion_desconocida(numero),
            _ => Error::instancia_desconocida(self.clave()),
        })
    }
}

/// Organismo municipal para las mujeres.
#[Object]
impl Instancia {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        Ruta::Instancia(self.clave().to_owned()).encode()
    }

    /// Clave: la del INEGI de su municipio.
    #[graphql(name = "clave")]
    async fn clave_publica(&self) -> &str {
        self.clave()
    }

    /// Nombre oficial.
    async fn nombre(&self) -> &str {
        &self.0.nombre
    }

    /// Siglas, si las usa.
    async fn siglas(&self) -> Option<&str> {
        self.0.siglas.as_deref()
    }

    /// Municipio.
    async fn municipio(&self) -> Municipio {
        (&self.0.municipio).into()
    }

    /// Región del estado.
    async fn region(&self) -> Region {
        self.0.municipio.region.into()
    }

    /// Quienes la han encabezado y constan, en orden.
    async fn titulares(&self) -> Varios<Titular> {
        let titular = |t: &domain::Titular| Titular {
            nombre: t.nombre.clone(),
            cargo: t.cargo.clone(),
            mandato: (&t.mandato).into(),
        };
        self.0.titulares.iter().map(titular).collect()
    }

    /// Una edición: la de corte más reciente que cumpla lo pedido.
    async fn edicion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Año de la fecha de corte.")] anio: Option<i32>,
        #[graphql(desc = "Número de la edición.")] numero: Option<i32>,
    ) -> Result<Option<Edicion>, Error> {
        self.choose(ctx, anio, numero).await.map(Some)
    }

    /// Todas sus ediciones, por número; las de un formato anterior no están, porque no se sirven.
    #[graphql(complexity = "page_cost(first, POR_LISTA, child_complexity)")]
    async fn ediciones(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Cuántas, de 1 a 100; si no se indica, todas las que caben en una respuesta."
        )]
        first: Option<i32>,
        #[graphql(desc = "«cursor» de la última edición que ya se tiene.")] despues_de: Option<
            String,
        >,
    ) -> Result<Varios<Edicion>, Error> {
        let cuantas = page_size(first)?;
        let orden = despues_de.as_deref().map(decode_orden).transpose()?;
        let todas = Cargadores::of(ctx).ediciones(self.clave()).await?;
        let siguen = todas
            .all()
            .iter()
            .filter(|edicion| orden.is_none_or(|orden| edicion.orden > orden));
        Ok(siguen
            .take(cuantas)
            .map(|edicion| Edicion::new(edicion, &todas))
            .collect())
    }

    /// Agencias de su municipio, según la edición más reciente.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn agencias(&self, ctx: &Context<'_>) -> Result<Varios<Agencia>, Error> {
        let edicion = self.latest(ctx).await?;
        En::<domain::Agencia>::list(ctx, edicion.key(), "").await
    }

    /// Consejo de un tipo, según la edición más reciente; nulo si no consta que lo haya.
    async fn consejo(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Clave del tipo de consejo, como «consultivo» o «pase».",
            default = "consultivo"
        )]
        tipo: String,
    ) -> Result<Option<Consejo>, Error> {
        self.latest(ctx).await?.council(ctx, &tipo).await
    }
}
