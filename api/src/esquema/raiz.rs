//! Where queries start.

use async_graphql::{Context, ID, Object};

use super::POR_LISTA;
use super::conexion::{EdicionConnection, POR_PAGINA, editions};
use super::enumeraciones::Region;
use super::instancia::Instancia;
use super::nodo::Nodo;
use crate::Error;
use crate::cargadores::Cargadores;

/// Inicio de toda consulta.
pub(crate) struct Consulta;

/// Lo que publican las instancias municipales de la mujer. Todo sale de ediciones inmutables, protegidas
/// para que nadie pueda ser reconocido.
///
/// Límites de una consulta: 18 niveles de campos; 500 campos, los de un fragmento donde se use; 60 alias; 2000 palabras y
/// signos; 50 directivas; 40 niveles de llaves, corchetes y paréntesis; 1000
/// valores en las variables. Su costo, hasta 3000: un campo cuesta 1; los de una
/// página, tantas veces como elementos pide; los de una tabla o una serie, tantas veces como decenas de celdas; los de otra
/// lista que contenga listas, cinco veces; los de «cruces», cuarenta. Lo que se excede se dice en
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
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn instancias(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Sólo las de esta región.")] region: Option<Region>,
    ) -> Result<Vec<Instancia>, Error> {
        let instancias = Cargadores::of(ctx)
            .instancias(region.map(Into::into))
            .await?;
        Ok(instancias.iter().cloned().map(Instancia).collect())
    }

    /// Ediciones de todas las instancias, en el orden en que se publicaron aquí: lo que hay de nuevo desde la última
    /// vez. Un retiro no es una edición nueva: se ve en el «estado» de la que se retira.
    #[graphql(complexity = "usize::try_from(first).unwrap_or(0).max(1) * child_complexity")]
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
