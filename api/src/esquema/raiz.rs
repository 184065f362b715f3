//! Where queries start.

use async_graphql::{Context, ID, Object};

use super::POR_LISTA;
use super::conexion::{EdicionConnection, POR_PAGINA, Pide, editions, only_cursor, page_size};
use super::conjunta::{self, TablaConjunta};
use super::cubo::{self, FiltroInput};
use super::directorio::{InstanciaConnection, RegionPublicada, directory, regions};
use super::enumeraciones::{EstadoEdicion, Medida, Nivel, Region};
use super::instancia::Instancia;
use super::nodo::Nodo;
use super::novedad::{NovedadConnection, news};
use super::varios::{Varios, page_cost};
use crate::Error;
use crate::cargadores::Cargadores;

/// Inicio de toda consulta.
pub(crate) struct Consulta;

/// Lo que publican las instancias municipales de la mujer. Todo sale de ediciones inmutables, protegidas
/// para que nadie pueda ser reconocido.
///
/// Límites de una consulta: 18 niveles de campos; 500 campos, los de un fragmento donde se use; 60 alias; 2000 palabras y
/// signos, de 128 letras; 50 directivas; 40 niveles de llaves, corchetes y paréntesis; 1000
/// valores en las variables; 16384 letras en sus textos, y otras tantas en los de la consulta. Su costo, hasta 3000: un
/// campo cuesta 1; los de una página, tantas veces como elementos pide; los de una tabla o una serie, tantas veces como
/// decenas de celdas; los de otra lista que contenga listas, cinco veces; los de «cruces», cuarenta. De su respuesta: 50000
/// valores, que son los elementos de cada lista por los campos que se piden de ellos, y 4 MiB. Además, 150 ediciones en una
/// tabla de varias y, en cada conexión de WebSocket, 20 operaciones a la vez. Lo que se excede se dice en el error, en
/// «extensions.limite».
#[Object(name = "Query")]
impl Consulta {
    /// La instancia de un municipio.
    async fn instancia(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Clave del INEGI del municipio: cinco dígitos, como 20067.")]
        clave: String,
    ) -> Result<Option<Instancia>, Error> {
        // What is not a key is not asked for: databases disagree on what text they take.
        let buscada = if clave.parse::<domain::Clave>().is_ok() {
            Cargadores::of(ctx).instancia(&clave).await?
        } else {
            None
        };
        match buscada {
            Some(instancia) => Ok(Some(Instancia::now(instancia))),
            None => Err(Error::instancia_desconocida(&clave)),
        }
    }

    /// Las instancias con ediciones publicadas aquí, por clave.
    #[graphql(complexity = "page_cost(first, POR_LISTA, child_complexity)")]
    async fn instancias(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Sólo las de esta región.")] region: Option<Region>,
        #[graphql(
            desc = "Cuántas, de 1 a 100; si no se indica, todas las que caben en una respuesta."
        )]
        first: Option<i32>,
        #[graphql(desc = "«clave» de la última instancia que ya se tiene.")] despues_de: Option<
            String,
        >,
    ) -> Result<Option<Varios<Instancia>>, Error> {
        let cuantas = page_size(first)?;
        if let Some(clave) = &despues_de
            && clave.parse::<domain::Clave>().is_err()
        {
            return Err(Error::clave_invalida().at("despuesDe"));
        }
        let instancias = Cargadores::of(ctx)
            .instancias(region.map(Into::into))
            .await?;
        let siguen = instancias.iter().filter(|instancia| {
            despues_de
                .as_deref()
                .is_none_or(|clave| instancia.clave().as_str() > clave)
        });
        let siguen = siguen.take(cuantas).cloned().map(Instancia::now);
        Ok(Some(siguen.collect()))
    }

    /// Ediciones de todas las instancias, en el orden en que se publicaron aquí: lo que hay de nuevo desde la última
    /// vez. Un retiro no es una edición nueva: se ve en el «estado» de la que se retira, y en «novedades».
    #[graphql(complexity = "page_cost(last.or(first), 1, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "those of a connection")]
    async fn ediciones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cuántas, de 0 a 100.", default_with = "Some(POR_PAGINA)")] first: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la última edición que ya se tiene.")] after: Option<String>,
        #[graphql(desc = "Cuántas del final, de 0 a 100: con él, «first» no cuenta.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la primera edición de la página siguiente.")] before: Option<
            String,
        >,
        #[graphql(desc = "Sólo las que están así; todas, si no se indica.")] estado: Option<
            EstadoEdicion,
        >,
        #[graphql(
            desc = "Cursor de la última edición que ya se tiene.",
            deprecation = "Use «after», que es lo mismo."
        )]
        despues_de: Option<String>,
    ) -> Result<Option<EdicionConnection>, Error> {
        let pide = Pide {
            first,
            after: only_cursor(after, despues_de)?,
            last,
            before,
        };
        editions(ctx, &pide, estado).await.map(Some)
    }

    /// Lo que pasó con lo publicado, en orden y una sola vez cada cosa: ediciones, retiros, ediciones que se reponen y
    /// cambios de clave. Quien guarda copias pregunta por lo que sigue a lo último que vio.
    #[graphql(complexity = "page_cost(last.or(first), 1, child_complexity)")]
    async fn novedades(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cuántas, de 0 a 100.", default_with = "Some(POR_PAGINA)")] first: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la última novedad que ya se tiene.")] after: Option<String>,
        #[graphql(desc = "Cuántas del final, de 0 a 100: con él, «first» no cuenta.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la primera novedad de la página siguiente.")] before: Option<
            String,
        >,
        #[graphql(desc = "Sólo las de la instancia con esta clave del INEGI.")] instancia: Option<
            String,
        >,
    ) -> Result<Option<NovedadConnection>, Error> {
        let pide = Pide {
            first,
            after,
            last,
            before,
        };
        news(ctx, &pide, instancia.as_deref()).await.map(Some)
    }

    /// La misma tabla de varias instancias en un año, una junto a otra. No se suman: la misma persona puede haber ido a
    /// varias.
    #[graphql(
        complexity = "instancias.len() * cubo::cost(filas.iter().chain(columnas.iter().flatten()), filtros.as_ref(), child_complexity)"
    )]
    #[expect(clippy::too_many_arguments, reason = "what a table is of")]
    async fn tabla(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Claves del INEGI de los municipios, en el orden en que se quieren.")]
        instancias: Vec<String>,
        #[graphql(desc = "Año de la fecha de corte.")] anio: i32,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
        #[graphql(desc = "Niveles de las filas; ninguno, para el conjunto.")] filas: Vec<Nivel>,
        #[graphql(desc = "Niveles de las columnas; ninguno, si no se indica.")] columnas: Option<
            Vec<Nivel>,
        >,
        #[graphql(
            desc = "De qué se pregunta. En una dimensión de la tabla elige miembros; en otra, fija uno o suma varios."
        )]
        filtros: Option<Vec<FiltroInput>>,
    ) -> Result<Option<TablaConjunta>, Error> {
        let pregunta = cubo::question(ctx, medida, filas, columnas, filtros)?;
        let tabla = conjunta::of_instancias(ctx, &instancias, &pregunta, anio);
        Box::pin(tabla).await.map(Some)
    }

    /// Las instancias con ediciones publicadas aquí, por clave y por páginas.
    #[graphql(complexity = "page_cost(last.or(first), 1, child_complexity)")]
    async fn directorio(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Sólo las de esta región.")] region: Option<Region>,
        #[graphql(desc = "Cuántas, de 0 a 100.", default_with = "Some(POR_PAGINA)")] first: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la última de la página anterior.")] after: Option<String>,
        #[graphql(desc = "Cuántas del final, de 0 a 100: con él, «first» no cuenta.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la primera de la página siguiente.")] before: Option<String>,
    ) -> Result<Option<InstanciaConnection>, Error> {
        let pide = Pide {
            first,
            after,
            last,
            before,
        };
        directory(ctx, region, &pide).await.map(Some)
    }

    /// Las regiones en las que hay instancias con ediciones publicadas aquí.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn regiones(&self, ctx: &Context<'_>) -> Result<Varios<RegionPublicada>, Error> {
        regions(ctx).await
    }

    /// Cualquier objeto por su identificador; nulo si ya no existe.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identificador que dio esta API.")] id: ID,
    ) -> Result<Option<Nodo>, Error> {
        Nodo::load(ctx, &id).await
    }
}
