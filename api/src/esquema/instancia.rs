//! Instancias and the choice of an edition.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, Object, SimpleObject};
use persistence::EdicionId;

use super::POR_LISTA;
use super::clave::ClaveFirma;
use super::conexion::{EdicionConnection, POR_PAGINA, Pide, editions_of, page_size};
use super::conjunta::{self, SerieAnios, TablaConjunta};
use super::consejo::Consejo;
use super::cubo::{self, FiltroInput};
use super::edicion::Edicion;
use super::enumeraciones::{EstadoEdicion, Medida, Nivel, Region};
use super::id::Ruta;
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

/// Instancia: as it is now, or as it was when an edition was published. These say other things, so that their ids differ.
pub(crate) struct Instancia {
    dato: domain::Instancia,
    /// The number of that edition.
    de: Option<u32>,
}

impl Instancia {
    /// As it is now.
    pub(crate) fn now(dato: domain::Instancia) -> Self {
        Self { dato, de: None }
    }

    /// As it was when an edition was published.
    pub(crate) async fn at(ctx: &Context<'_>, id: &EdicionId) -> Result<Option<Self>, Error> {
        let dato = Cargadores::of(ctx)
            .one::<domain::Instancia>(id, "", &id.instancia)
            .await?;
        let de = Some(id.numero);
        Ok(dato.map(|dato| Self { dato, de }))
    }

    fn clave(&self) -> &str {
        self.dato.clave().as_str()
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
        let instancia = self.clave().to_owned();
        match self.de {
            None => Ruta::Instancia(instancia).encode(),
            Some(numero) => Ruta::InstanciaDe(EdicionId { instancia, numero }).encode(),
        }
    }

    /// Clave: la del INEGI de su municipio.
    #[graphql(name = "clave")]
    async fn clave_publica(&self) -> &str {
        self.clave()
    }

    /// Nombre oficial.
    async fn nombre(&self) -> &str {
        &self.dato.nombre
    }

    /// Siglas, si las usa.
    async fn siglas(&self) -> Option<&str> {
        self.dato.siglas.as_deref()
    }

    /// Municipio.
    async fn municipio(&self) -> Municipio {
        (&self.dato.municipio).into()
    }

    /// Región del estado.
    async fn region(&self) -> Region {
        self.dato.municipio.region.into()
    }

    /// Quienes la han encabezado y constan, en orden.
    async fn titulares(&self) -> Varios<Titular> {
        let titular = |t: &domain::Titular| Titular {
            nombre: t.nombre.clone(),
            cargo: t.cargo.clone(),
            mandato: (&t.mandato).into(),
        };
        self.dato.titulares.iter().map(titular).collect()
    }

    /// Una edición: la de corte más reciente que cumpla lo pedido. Sin argumentos, la vigente: la última palabra de la
    /// instancia.
    async fn edicion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Año de la fecha de corte.")] anio: Option<i32>,
        #[graphql(desc = "Número de la edición.")] numero: Option<i32>,
    ) -> Result<Option<Edicion>, Error> {
        self.choose(ctx, anio, numero).await.map(Some)
    }

    /// Todas sus ediciones, por número; las de un formato anterior no están, porque no se sirven.
    #[graphql(
        complexity = "page_cost(first, POR_LISTA, child_complexity)",
        deprecation = "Use «publicaciones», que va por páginas hacia adelante y hacia atrás."
    )]
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
    ) -> Result<Option<Varios<Edicion>>, Error> {
        let cuantas = page_size(first)?;
        let cargadores = Cargadores::of(ctx);
        let orden = match despues_de {
            Some(cursor) => {
                let orden = cargadores.orden(&cursor).await;
                Some(orden.map_err(|error| error.of_cursor("despuesDe"))?)
            }
            None => None,
        };
        let todas = cargadores.ediciones(self.clave()).await?;
        let siguen = todas
            .all()
            .iter()
            .filter(|edicion| orden.is_none_or(|orden| edicion.orden > orden));
        let siguen = siguen.take(cuantas);
        let siguen = siguen.map(|edicion| Edicion::new(edicion, &todas));
        Ok(Some(siguen.collect()))
    }

    /// Sus ediciones, en el orden en que se publicaron, por páginas; las de un formato anterior no están, porque no se
    /// sirven.
    #[graphql(complexity = "page_cost(last.or(first), 1, child_complexity)")]
    async fn publicaciones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cuántas, de 0 a 100.", default_with = "Some(POR_PAGINA)")] first: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la última de la página anterior.")] after: Option<String>,
        #[graphql(desc = "Cuántas del final, de 0 a 100: con él, «first» no cuenta.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la primera de la página siguiente.")] before: Option<String>,
        #[graphql(desc = "Sólo las que están así; todas, si no se indica.")] estado: Option<
            EstadoEdicion,
        >,
    ) -> Result<Option<EdicionConnection>, Error> {
        let pide = Pide {
            first,
            after,
            last,
            before,
        };
        let suyas = editions_of(ctx, self.clave(), &pide, estado).await;
        suyas.map(Some)
    }

    /// Claves públicas con las que se firman sus ediciones, de la primera a la última.
    async fn claves(&self, ctx: &Context<'_>) -> Result<Varios<ClaveFirma>, Error> {
        let claves = Cargadores::of(ctx).claves(self.clave()).await?;
        Ok(ClaveFirma::list(self.clave(), &claves).into())
    }

    /// Años de los que hay una edición vigente, en orden.
    async fn anios(&self, ctx: &Context<'_>) -> Result<Varios<i32>, Error> {
        let todas = Cargadores::of(ctx).ediciones(self.clave()).await?;
        Ok(conjunta::years(&todas).into())
    }

    /// Cuentas de una medida por mes, trimestre o año, a lo largo de sus años: de cada uno, lo que dice su edición vigente.
    #[graphql(complexity = "POR_LISTA * cubo::cost([&nivel], filtros.as_ref(), child_complexity)")]
    async fn serie(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
        #[graphql(desc = "MES, TRIMESTRE o ANIO.")] nivel: Nivel,
        #[graphql(
            desc = "Primer periodo, incluido: 2015, 2015-T1, 2015-03; desde el primero que haya, si no se indica."
        )]
        desde: Option<String>,
        #[graphql(desc = "Último periodo, incluido; hasta el último que haya, si no se indica.")]
        hasta: Option<String>,
        #[graphql(desc = "De qué se pregunta.")] filtros: Option<Vec<FiltroInput>>,
    ) -> Result<Option<SerieAnios>, Error> {
        let filtros = cubo::filters(ctx, filtros)?;
        let que = (medida.into(), nivel.into());
        let serie = conjunta::series(ctx, self.clave(), que, &filtros, [desde, hasta]);
        Box::pin(serie).await.map(Some)
    }

    /// La misma tabla de varios años, uno junto a otro: de cada uno, lo que dice su edición vigente.
    #[graphql(
        complexity = "anios.len() * cubo::cost(filas.iter().chain(columnas.iter().flatten()), filtros.as_ref(), child_complexity)"
    )]
    async fn tabla(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
        #[graphql(desc = "Niveles de las filas.")] filas: Vec<Nivel>,
        #[graphql(desc = "Niveles de las columnas; ninguno, si no se indica.")] columnas: Option<
            Vec<Nivel>,
        >,
        #[graphql(
            desc = "De qué se pregunta. En una dimensión de la tabla elige miembros; en otra, fija uno o suma varios."
        )]
        filtros: Option<Vec<FiltroInput>>,
        #[graphql(desc = "De qué años.")] anios: Vec<i32>,
    ) -> Result<Option<TablaConjunta>, Error> {
        let pregunta = cubo::question(ctx, medida, filas, columnas, filtros)?;
        let tabla = conjunta::of_years(ctx, self.clave(), &pregunta, &anios);
        Box::pin(tabla).await.map(Some)
    }

    /// Agencias de su municipio, según la edición más reciente.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn agencias(&self, ctx: &Context<'_>) -> Result<Option<Varios<Agencia>>, Error> {
        let edicion = self.latest(ctx).await?;
        let agencias = En::<domain::Agencia>::list(ctx, edicion.key(), "").await;
        agencias.map(Some)
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
