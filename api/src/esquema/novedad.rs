//! What happened to what is published: editions, withdrawals, keys.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use persistence::{EdicionId, Tramo};

use super::clave::ClaveFirma;
use super::conexion::{PageInfo, Pide};
use super::edicion::Edicion;
use super::escalares::Instante;
use super::id::{Ruta, encode_orden};
use super::instancia::Instancia;
use super::varios::Varios;
use crate::Error;
use crate::cargadores::Cargadores;

/// Qué pasó.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "persistence::ClaseNovedad")]
pub(crate) enum ClaseNovedad {
    /// Se publicó una edición.
    Edicion,
    /// Se retiró una edición: deje de mostrar lo que decía.
    Retiro,
    /// Se deshizo un retiro: la edición se sirve otra vez.
    Reposicion,
    /// Las ediciones que siguen se firman con otra clave.
    Clave,
}

/// Something that happened.
#[derive(Clone)]
pub(crate) struct Novedad(pub(crate) persistence::Novedad);

impl Novedad {
    /// Its position.
    pub(crate) fn position(&self) -> String {
        encode_orden(self.0.orden, &self.0.huella)
    }

    /// The one at a position of this store.
    pub(crate) async fn at(ctx: &Context<'_>, cursor: &str) -> Result<Option<Self>, Error> {
        let cargadores = Cargadores::of(ctx);
        let orden = cargadores.orden(cursor).await?;
        let tramo = Tramo {
            despues: orden.checked_sub(1),
            antes: orden.checked_add(1),
            limite: 1,
            ultimas: false,
        };
        let publicaciones = cargadores.publicaciones();
        let halladas = Box::pin(publicaciones.novedades(tramo, None)).await?;
        Ok(halladas.into_iter().next().map(Self))
    }
}

/// Algo que pasó con lo publicado.
#[Object]
impl Novedad {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        Ruta::Novedad(self.position()).encode()
    }

    /// Qué pasó.
    async fn clase(&self) -> ClaseNovedad {
        self.0.clase.into()
    }

    /// Su posición, para pedir lo que sigue con «after». Es de este almacén: en otro da un error que lo dice.
    async fn cursor(&self) -> String {
        self.position()
    }

    /// Cuándo.
    async fn instante(&self) -> Instante {
        Instante(self.0.instante)
    }

    /// De quién.
    async fn instancia(&self, ctx: &Context<'_>) -> Result<Option<Instancia>, Error> {
        let instancia = Cargadores::of(ctx).instancia(&self.0.instancia).await?;
        Ok(instancia.map(Instancia::now))
    }

    /// La edición, como es ahora; nula en un cambio de clave, y si es de un formato que ya no se sirve.
    async fn edicion(&self, ctx: &Context<'_>) -> Result<Option<Edicion>, Error> {
        let Some(numero) = self.0.numero else {
            return Ok(None);
        };
        let id = EdicionId {
            instancia: self.0.instancia.clone(),
            numero,
        };
        let todas = Cargadores::of(ctx).ediciones(&id.instancia).await?;
        match todas.con_numero(id.numero) {
            Some(_) => Edicion::load(ctx, &id).await,
            None => Ok(None),
        }
    }

    /// La clave nueva; nula si no es un cambio de clave.
    async fn clave(&self, ctx: &Context<'_>) -> Result<Option<ClaveFirma>, Error> {
        let Some(clave) = &self.0.clave else {
            return Ok(None);
        };
        let todas = Cargadores::of(ctx).claves(&self.0.instancia).await?;
        Ok(ClaveFirma::find(&self.0.instancia, &todas, clave))
    }
}

/// Una página de novedades, en el orden en que pasaron.
#[derive(SimpleObject)]
pub(crate) struct NovedadConnection {
    /// Novedades con su cursor.
    edges: Varios<NovedadEdge>,
    /// Novedades, sin cursor.
    nodes: Varios<Novedad>,
    /// Datos de la página.
    page_info: PageInfo,
}

/// Una novedad y su posición en la lista.
#[derive(SimpleObject)]
pub(crate) struct NovedadEdge {
    /// La novedad.
    node: Novedad,
    /// Su posición, para seguir desde ella.
    cursor: String,
}

/// A page of what happened, of all instancias or of one.
pub(crate) async fn news(
    ctx: &Context<'_>,
    pide: &Pide,
    instancia: Option<&str>,
) -> Result<NovedadConnection, Error> {
    if let Some(clave) = instancia
        && clave.parse::<domain::Clave>().is_err()
    {
        return Err(Error::instancia_desconocida(clave));
    }
    let cargadores = Cargadores::of(ctx);
    let ventana = pide.window(cargadores).await?;
    let leidas = cargadores
        .publicaciones()
        .novedades(ventana.tramo, instancia);
    let leidas = Box::pin(leidas).await?;
    let mut filas: Vec<Novedad> = leidas.into_iter().map(Novedad).collect();
    let page_info = ventana.cut(&mut filas, Novedad::position);
    Ok(NovedadConnection {
        edges: (filas.iter())
            .map(|novedad| NovedadEdge {
                node: novedad.clone(),
                cursor: novedad.position(),
            })
            .collect(),
        nodes: filas.into(),
        page_info,
    })
}
