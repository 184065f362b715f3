//! Pages of lists, forward and back, in the form that Relay expects.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use persistence::{
    ConsultaActividades, EdicionId, FiltroActividades as Filtro, ListaPropia, Tramo,
};

use super::actividad::{Actividad, FiltroActividades};
use super::edicion::Edicion;
use super::enumeraciones::EstadoEdicion;
use super::id::{cursor_of, decode_cursor, encode_cursor};
use super::varios::Varios;
use crate::Error;
use crate::cargadores::Cargadores;

/// Elements of a page unless the client says otherwise.
pub(crate) const POR_PAGINA: i32 = 20;
/// Elements of a page at most.
pub(crate) const MAXIMO: i32 = 100;

/// Una página de actividades.
#[derive(SimpleObject)]
pub(crate) struct ActividadConnection {
    /// Actividades con su cursor.
    edges: Varios<ActividadEdge>,
    /// Actividades, sin cursor.
    nodes: Varios<Actividad>,
    /// Datos de la página.
    page_info: PageInfo,
    /// Cuántas actividades cumplen el filtro, en todas las páginas.
    total_count: u64,
}

/// Una actividad y su posición en la lista.
#[derive(SimpleObject)]
pub(crate) struct ActividadEdge {
    /// La actividad.
    node: Actividad,
    /// Su posición, para seguir desde ella.
    cursor: String,
}

/// Datos de una página.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Si hay más elementos después.
    pub(super) has_next_page: bool,
    /// Si hay más elementos antes.
    pub(super) has_previous_page: bool,
    /// Posición del primer elemento.
    pub(super) start_cursor: Option<String>,
    /// Posición del último elemento, para pedir la página siguiente.
    pub(super) end_cursor: Option<String>,
}

/// Una página de ediciones, en el orden en que se publicaron.
#[derive(SimpleObject)]
pub(crate) struct EdicionConnection {
    /// Ediciones con su cursor.
    edges: Varios<EdicionEdge>,
    /// Ediciones, sin cursor.
    nodes: Varios<Edicion>,
    /// Datos de la página.
    page_info: PageInfo,
}

/// Una edición y su posición en la lista.
#[derive(SimpleObject)]
pub(crate) struct EdicionEdge {
    /// La edición.
    node: Edicion,
    /// Su posición, para seguir desde ella.
    cursor: String,
}

/// Elements of a page that need not be asked for: all, if it is not said how many. A list that says nothing of what follows is
/// not asked for none.
pub(crate) fn page_size(first: Option<i32>) -> Result<usize, Error> {
    match first {
        None => Ok(usize::MAX),
        Some(0) => Err(Error::pagina_invalida(MAXIMO).at("first")),
        Some(first) => size("first", first),
    }
}

/// Elements of a page of a connection: none too, for whoever only asks what there is beside it.
fn size(argumento: &str, cuantos: i32) -> Result<usize, Error> {
    let admitidos = usize::try_from(cuantos).ok();
    let admitidos = admitidos.filter(|_| (0..=MAXIMO).contains(&cuantos));
    admitidos.ok_or_else(|| Error::pagina_invalida(MAXIMO).at(argumento))
}

/// Which page of a list: the first elements after a cursor, or the last ones before another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pide {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

/// A page as a store reads it.
pub(crate) struct Ventana {
    pub(crate) tramo: Tramo,
    cuantos: usize,
}

impl Pide {
    /// How many elements: of the last ones, if it says so. `first` has a default, so that it is null only where that is said.
    pub(crate) fn length(&self) -> Result<usize, Error> {
        match (self.last, self.first) {
            (Some(last), _) => size("last", last),
            (None, Some(first)) => size("first", first),
            (None, None) => Err(Error::pagina_invalida(MAXIMO).at("first")),
        }
    }

    /// What the cursors of a page say, each read so.
    pub(crate) fn cursors<T>(
        &self,
        read: impl Fn(&str) -> Result<T, Error>,
    ) -> Result<(Option<T>, Option<T>), Error> {
        let of = |argumento: &str, cursor: &Option<String>| {
            let leido = cursor.as_deref().map(&read).transpose();
            leido.map_err(|error| error.at(argumento))
        };
        Ok((of("after", &self.after)?, of("before", &self.before)?))
    }

    /// The page in positions of this store. One more is read than is told: whether there are more.
    pub(crate) async fn window(&self, cargadores: &Cargadores) -> Result<Ventana, Error> {
        let cuantos = self.length()?;
        let mut tramo = Tramo {
            limite: u64::try_from(cuantos + 1).unwrap_or(u64::MAX),
            ultimas: self.last.is_some(),
            ..Tramo::default()
        };
        if let Some(cursor) = &self.after {
            let orden = cargadores.orden(cursor).await;
            tramo.despues = Some(orden.map_err(|error| error.of_cursor("after"))?);
        }
        if let Some(cursor) = &self.before {
            let orden = cargadores.orden(cursor).await;
            tramo.antes = Some(orden.map_err(|error| error.of_cursor("before"))?);
        }
        Ok(Ventana { tramo, cuantos })
    }
}

impl Ventana {
    /// Cuts what was read to the page, and says what there is beside it. `cursor`: that of an element.
    pub(crate) fn cut<T>(&self, filas: &mut Vec<T>, cursor: impl Fn(&T) -> String) -> PageInfo {
        let sobran = filas.len().saturating_sub(self.cuantos);
        let ultimas = self.tramo.ultimas;
        if ultimas {
            filas.drain(..sobran);
        } else {
            filas.truncate(self.cuantos);
        }
        let antes = if ultimas {
            sobran > 0
        } else {
            self.tramo.despues.is_some()
        };
        let despues = if ultimas {
            self.tramo.antes.is_some()
        } else {
            sobran > 0
        };
        PageInfo {
            has_next_page: despues,
            has_previous_page: antes,
            start_cursor: filas.first().map(&cursor),
            end_cursor: filas.last().map(&cursor),
        }
    }

    /// Those of a list in order that the page may be of.
    fn of<'a>(&self, todas: &'a [domain::Edicion]) -> &'a [domain::Edicion] {
        let Tramo { despues, antes, .. } = self.tramo;
        let desde = despues.map_or(0, |d| todas.partition_point(|una| una.orden <= d));
        let hasta = antes.map_or(todas.len(), |a| todas.partition_point(|una| una.orden < a));
        let dentro = &todas[desde..hasta.max(desde)];
        let sobran = dentro.len().saturating_sub(self.cuantos + 1);
        if self.tramo.ultimas {
            &dentro[sobran..]
        } else {
            &dentro[..dentro.len() - sobran]
        }
    }
}

/// Editions of all instancias, in the order of their publication; of one state, if it is named.
pub(crate) async fn editions(
    ctx: &Context<'_>,
    pide: &Pide,
    estado: Option<EstadoEdicion>,
) -> Result<EdicionConnection, Error> {
    let cargadores = Cargadores::of(ctx);
    let ventana = pide.window(cargadores).await?;
    let mut filas = match estado {
        None => {
            let publicaciones = cargadores.publicaciones();
            Box::pin(publicaciones.ediciones_in(ventana.tramo)).await?
        }
        Some(estado) => ventana
            .of(&cargadores.en_estado(estado.into()).await?)
            .to_vec(),
    };
    let page_info = ventana.cut(&mut filas, cursor_of);
    connect(cargadores, &filas, page_info).await
}

/// Editions of one instancia, in the order of their publication; of one state, if it is named.
pub(crate) async fn editions_of(
    ctx: &Context<'_>,
    instancia: &str,
    pide: &Pide,
    estado: Option<EstadoEdicion>,
) -> Result<EdicionConnection, Error> {
    let cargadores = Cargadores::of(ctx);
    let ventana = pide.window(cargadores).await?;
    let todas = cargadores.ediciones(instancia).await?;
    let es = |una: &&domain::Edicion| {
        estado.is_none_or(|estado| EstadoEdicion::from(todas.estado(una)) == estado)
    };
    let mut suyas: Vec<domain::Edicion> = todas.all().iter().filter(es).cloned().collect();
    suyas.sort_by_key(|una| una.orden);
    let mut filas = ventana.of(&suyas).to_vec();
    let page_info = ventana.cut(&mut filas, cursor_of);
    connect(cargadores, &filas, page_info).await
}

async fn connect(
    cargadores: &Cargadores,
    filas: &[domain::Edicion],
    page_info: PageInfo,
) -> Result<EdicionConnection, Error> {
    let (mut edges, mut nodes) = (Vec::new(), Vec::new());
    for fila in filas {
        let todas = cargadores.ediciones(fila.instancia.as_str()).await?;
        edges.push(EdicionEdge {
            node: Edicion::new(fila, &todas),
            cursor: cursor_of(fila),
        });
        nodes.push(Edicion::new(fila, &todas));
    }
    Ok(EdicionConnection {
        edges: edges.into(),
        nodes: nodes.into(),
        page_info,
    })
}

/// A cursor under the name that it has now, or under the one of before; both may be said if they are the same.
pub(crate) fn only_cursor(
    after: Option<String>,
    despues_de: Option<String>,
) -> Result<Option<String>, Error> {
    match (after, despues_de) {
        (Some(una), Some(otra)) if una != otra => Err(Error::cursores_distintos().at("despuesDe")),
        (after, despues_de) => Ok(after.or(despues_de)),
    }
}

/// Refuses what is no key of an agencia of an edition: nothing is there, or what is nowhere.
async fn must_be_agencia(ctx: &Context<'_>, edicion: &EdicionId, clave: &str) -> Result<(), Error> {
    let todas = Cargadores::of(ctx)
        .list::<domain::Agencia>(edicion, "")
        .await?;
    if todas.iter().any(|agencia| agencia.clave == clave) {
        return Ok(());
    }
    let claves = todas.iter().map(|agencia| agencia.clave.as_str());
    Err(Error::agencia_desconocida(claves).at("filtro.agencia"))
}

/// What is asked of acts, as a store reads it. An agencia may be called as in tables.
fn wanted(filtro: FiltroActividades) -> Result<Filtro, Error> {
    if let (Some(desde), Some(hasta)) = (&filtro.desde, &filtro.hasta)
        && desde.0 > hasta.0
    {
        return Err(Error::periodos_al_reves().at("filtro.desde"));
    }
    let agencia = filtro.agencia.map(|codigo| match codigo.parse() {
        Ok(domain::Lugar::Agencia(clave)) => clave,
        _ => codigo,
    });
    let propias = [
        (ListaPropia::Tipo, filtro.tipo_propio),
        (ListaPropia::Tema, filtro.tema_propio),
        (ListaPropia::Publico, filtro.publico_propio),
        (ListaPropia::Efemeride, filtro.efemeride_propia),
    ];
    let propias = propias.into_iter();
    Ok(Filtro {
        clase: filtro
            .tipo
            .map(|tipo| domain::TipoActividad::from(tipo).into()),
        etiqueta: filtro.tema.map(|tema| domain::Tema::from(tema).into()),
        agencia,
        propias: propias
            .filter_map(|(de, clave)| Some((de, clave?)))
            .collect(),
        desde: filtro.desde.map(|fecha| fecha.0),
        hasta: filtro.hasta.map(|fecha| fecha.0),
    })
}

/// That there is such an agencia, or was one when an act was in it.
async fn must_have_acts(
    ctx: &Context<'_>,
    edicion: &Arc<EdicionId>,
    clave: &str,
) -> Result<(), Error> {
    let sola = ConsultaActividades {
        edicion: EdicionId::clone(edicion),
        filtro: Filtro {
            agencia: Some(clave.to_owned()),
            ..Filtro::default()
        },
        limite: 0,
        despues: None,
        antes: None,
        ultimas: false,
    };
    if Cargadores::of(ctx).actividades(&sola).await?.total == 0 {
        must_be_agencia(ctx, edicion, clave).await?;
    }
    Ok(())
}

pub(crate) async fn page(
    ctx: &Context<'_>,
    edicion: &Arc<EdicionId>,
    filtro: FiltroActividades,
    pide: &Pide,
) -> Result<ActividadConnection, Error> {
    let cuantas = pide.length()?;
    let (despues, antes) = pide.cursors(decode_cursor)?;
    let filtro = wanted(filtro)?;
    let agencia = filtro.agencia.clone();
    // What no key is may be none that the store takes.
    if let Some(clave) = &agencia
        && (clave.is_empty() || clave.chars().any(char::is_control))
    {
        must_be_agencia(ctx, edicion, clave).await?;
    }
    let consulta = ConsultaActividades {
        edicion: EdicionId::clone(edicion),
        filtro,
        limite: u64::try_from(cuantas).unwrap_or(u64::MAX),
        despues,
        antes,
        ultimas: pide.last.is_some(),
    };
    let pagina = Cargadores::of(ctx).actividades(&consulta).await?;
    if let (Some(clave), 0) = (&agencia, pagina.total) {
        must_have_acts(ctx, edicion, clave).await?;
    }
    let cursores: Vec<String> = pagina
        .filas
        .iter()
        .map(|(posicion, _)| encode_cursor(posicion))
        .collect();
    let actividad = |(_, dato): &(_, domain::Actividad)| Actividad::new(edicion, dato.clone());
    let edges = pagina.filas.iter().zip(&cursores);
    let atras = pide.last.is_some();
    Ok(ActividadConnection {
        edges: edges
            .map(|(fila, cursor)| ActividadEdge {
                node: actividad(fila),
                cursor: cursor.clone(),
            })
            .collect(),
        nodes: pagina.filas.iter().map(actividad).collect(),
        page_info: PageInfo {
            has_next_page: if atras {
                pide.before.is_some()
            } else {
                pagina.hay_mas
            },
            has_previous_page: if atras {
                pagina.hay_mas
            } else {
                pide.after.is_some()
            },
            start_cursor: cursores.first().cloned(),
            end_cursor: cursores.last().cloned(),
        },
        total_count: pagina.total,
    })
}
