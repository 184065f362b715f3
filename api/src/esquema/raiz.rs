//! Where queries start.

use async_graphql::{Context, ID, Object};

use super::POR_LISTA;
use super::conexion::{EdicionConnection, POR_PAGINA, editions, page_size};
use super::enumeraciones::Region;
use super::instancia::Instancia;
use super::nodo::Nodo;
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
/// valores, que son los elementos de cada lista por los campos que se piden de ellos, y 4 MiB. Lo que se excede se dice en
/// el error, en «extensions.limite».
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
            Some(instancia) => Ok(Some(Instancia(instancia))),
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
    ) -> Result<Varios<Instancia>, Error> {
        let cuantas = page_size(first)?;
        if let Some(clave) = &despues_de
            && clave.parse::<domain::Clave>().is_err()
        {
            return Err(Error::clave_invalida());
        }
        let instancias = Cargadores::of(ctx)
            .instancias(region.map(Into::into))
            .await?;
        let siguen = instancias.iter().filter(|instancia| {
            despues_de
                .as_deref()
                .is_none_or(|clave| instancia.clave().as_str() > clave)
        });
        Ok(siguen.take(cuantas).cloned().map(Instancia).collect())
    }

    /// Ediciones de todas las instancias, en el orden en que se publicaron aquí: lo que hay de nuevo desde la última
    /// vez. Un retiro no es una edición nueva: se ve en el «estado» de la que se retira.
    #[graphql(complexity = "page_cost(Some(first), 1, child_complexity)")]
    async fn ediciones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cuántas, de 1 a 100.", default_with = "POR_PAGINA")] first: i32,
        #[graphql(desc = "Cursor de la última edición que ya se tiene.")] despues_de: Option<
            String,
        >,
    ) -> Result<EdicionConnection, Error> {
        editions(ctx, first, despues_de).await
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
