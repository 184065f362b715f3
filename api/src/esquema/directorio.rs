//! Instancias by pages, and by region.

use async_graphql::{Context, Object, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::conexion::{POR_PAGINA, PageInfo, Pide};
use super::enumeraciones::Region;
use super::instancia::Instancia;
use super::varios::{Varios, page_cost};
use crate::Error;
use crate::cargadores::Cargadores;

/// Una página de instancias, por clave.
#[derive(SimpleObject)]
pub(crate) struct InstanciaConnection {
    /// Instancias con su cursor.
    edges: Varios<InstanciaEdge>,
    /// Instancias, sin cursor.
    nodes: Varios<Instancia>,
    /// Datos de la página.
    page_info: PageInfo,
    /// Cuántas instancias cumplen lo pedido, en todas las páginas.
    total_count: usize,
}

/// Una instancia y su posición en la lista.
#[derive(SimpleObject)]
pub(crate) struct InstanciaEdge {
    /// La instancia.
    node: Instancia,
    /// Su posición, para seguir desde ella.
    cursor: String,
}

/// Una región y las instancias que hay en ella.
pub(crate) struct RegionPublicada(Region);

/// Una región y las instancias que hay en ella.
#[Object]
impl RegionPublicada {
    /// La región.
    async fn region(&self) -> Region {
        self.0
    }

    /// Nombre.
    async fn nombre(&self) -> String {
        match domain::Region::from(self.0) {
            otra @ domain::Region::OtraEntidad => otra.nombre().to_owned(),
            de_oaxaca => format!("{} de Oaxaca", de_oaxaca.nombre()),
        }
    }

    /// Sus instancias con ediciones publicadas aquí, por clave.
    #[graphql(complexity = "page_cost(last.or(first), 1, child_complexity)")]
    async fn instancias(
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
    ) -> Result<Option<InstanciaConnection>, Error> {
        let pide = Pide {
            first,
            after,
            last,
            before,
        };
        directory(ctx, Some(self.0), &pide).await.map(Some)
    }
}

fn encode(clave: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("clave:{clave}"))
}

fn decode(cursor: &str) -> Result<String, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
    let texto = String::from_utf8(bytes).unwrap_or_default();
    let clave = texto.strip_prefix("clave:").map(str::to_owned);
    clave.ok_or_else(Error::cursor_invalido)
}

/// A page of instancias, of a region if it is named.
pub(crate) async fn directory(
    ctx: &Context<'_>,
    region: Option<Region>,
    pide: &Pide,
) -> Result<InstanciaConnection, Error> {
    let cuantas = pide.length()?;
    let (despues, antes) = pide.cursors(decode)?;
    let todas = Cargadores::of(ctx)
        .instancias(region.map(Into::into))
        .await?;
    let dentro = todas.iter().filter(|una| {
        let clave = una.clave().as_str();
        despues.as_deref().is_none_or(|despues| clave > despues)
            && antes.as_deref().is_none_or(|antes| clave < antes)
    });
    let mut dentro: Vec<&domain::Instancia> = dentro.collect();
    let sobran = dentro.len().saturating_sub(cuantas);
    let atras = pide.last.is_some();
    if atras {
        dentro.drain(..sobran);
    } else {
        dentro.truncate(cuantas);
    }
    let cursor = |una: &&domain::Instancia| encode(una.clave().as_str());
    let edge = |una: &&domain::Instancia| InstanciaEdge {
        node: Instancia::now((*una).clone()),
        cursor: cursor(una),
    };
    Ok(InstanciaConnection {
        edges: dentro.iter().map(edge).collect(),
        nodes: (dentro.iter())
            .map(|una| Instancia::now((*una).clone()))
            .collect(),
        page_info: PageInfo {
            has_next_page: if atras { antes.is_some() } else { sobran > 0 },
            has_previous_page: if atras { sobran > 0 } else { despues.is_some() },
            start_cursor: dentro.first().map(cursor),
            end_cursor: dentro.last().map(cursor),
        },
        total_count: todas.len(),
    })
}

/// The regions that have instancias.
pub(crate) async fn regions(ctx: &Context<'_>) -> Result<Varios<RegionPublicada>, Error> {
    let todas = Cargadores::of(ctx).instancias(None).await?;
    let mut regiones: Vec<domain::Region> = vec![];
    for una in todas.iter() {
        if !regiones.contains(&una.municipio.region) {
            regiones.push(una.municipio.region);
        }
    }
    let regiones = regiones.into_iter();
    Ok(regiones
        .map(|region| RegionPublicada(region.into()))
        .collect())
}
