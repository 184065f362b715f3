//! Pages of activities, in the form that Relay expects.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use persistence::{ConsultaActividades, EdicionId, FiltroActividades as Filtro};

use super::actividad::{Actividad, FiltroActividades};
use super::edicion::Edicion;
use super::id::{decode_cursor, decode_orden, encode_cursor, encode_orden};
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
    has_next_page: bool,
    /// Si la página no es la primera.
    has_previous_page: bool,
    /// Posición del primer elemento.
    start_cursor: Option<String>,
    /// Posición del último elemento, para pedir la página siguiente.
    end_cursor: Option<String>,
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

/// Elements of a page that need not be asked for: all, if it is not said how many.
pub(crate) fn page_size(first: Option<i32>) -> Result<usize, Error> {
    let Some(first) = first else {
        return Ok(usize::MAX);
    };
    let cuantos = usize::try_from(first).ok();
    let cuantos = cuantos.filter(|_| (1..=MAXIMO).contains(&first));
    cuantos.ok_or_else(|| Error::pagina_invalida(MAXIMO))
}

/// Editions of all instancias, those published after a position.
pub(crate) async fn editions(
    ctx: &Context<'_>,
    first: i32,
    despues: Option<String>,
) -> Result<EdicionConnection, Error> {
    if !(1..=MAXIMO).contains(&first) {
        return Err(Error::pagina_invalida(MAXIMO));
    }
    let orden = despues
        .as_deref()
        .map(decode_orden)
        .transpose()?
        .unwrap_or(0);
    let limite = u64::from(first.unsigned_abs());
    let cargadores = Cargadores::of(ctx);
    let siguen = cargadores
        .publicaciones()
        .ediciones_after(orden, limite + 1);
    let mut filas = Box::pin(siguen).await?;
    let hay_mas = filas.len() > usize::try_from(first).unwrap_or(0);
    filas.truncate(usize::try_from(first).unwrap_or(0));
    let (mut edges, mut nodes) = (Vec::new(), Vec::new());
    for fila in &filas {
        let todas = cargadores.ediciones(fila.instancia.as_str()).await?;
        let cursor = encode_orden(fila.orden);
        let node = Edicion::new(fila, &todas);
        edges.push(EdicionEdge { node, cursor });
        nodes.push(Edicion::new(fila, &todas));
    }
    Ok(EdicionConnection {
        page_info: PageInfo {
            has_next_page: hay_mas,
            has_previous_page: despues.is_some(),
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        },
        edges: edges.into(),
        nodes: nodes.into(),
    })
}

pub(crate) async fn page(
    ctx: &Context<'_>,
    edicion: &Arc<EdicionId>,
    filtro: FiltroActividades,
    first: i32,
    after: Option<String>,
) -> Result<ActividadConnection, Error> {
    if !(1..=MAXIMO).contains(&first) {
        return Err(Error::pagina_invalida(MAXIMO));
    }
    if filtro
        .agencia
        .as_ref()
        .is_some_and(|agencia| agencia.chars().any(char::is_control))
    {
        return Err(Error::agencia_invalida());
    }
    let consulta = ConsultaActividades {
        edicion: EdicionId::clone(edicion),
        filtro: Filtro {
            clase: filtro
                .tipo
                .map(|tipo| domain::TipoActividad::from(tipo).into()),
            etiqueta: filtro.tema.map(|tema| domain::Tema::from(tema).into()),
            agencia: filtro.agencia,
            desde: filtro.desde.map(|fecha| fecha.0),
            hasta: filtro.hasta.map(|fecha| fecha.0),
        },
        limite: first.unsigned_abs().into(),
        despues: after.as_deref().map(decode_cursor).transpose()?,
    };
    let pagina = Cargadores::of(ctx).actividades(&consulta).await?;
    let cursores: Vec<String> = pagina
        .filas
        .iter()
        .map(|(posicion, _)| encode_cursor(posicion))
        .collect();
    let actividad = |(_, dato): &(_, domain::Actividad)| Actividad::new(edicion, dato.clone());
    let edges = pagina.filas.iter().zip(&cursores);
    Ok(ActividadConnection {
        edges: edges
            .map(|(fila, cursor)| ActividadEdge {
                node: actividad(fila),
                cursor: cursor.clone(),
            })
            .collect(),
        nodes: pagina.filas.iter().map(actividad).collect(),
        page_info: PageInfo {
            has_next_page: pagina.hay_mas,
            has_previous_page: after.is_some(),
            start_cursor: cursores.first().cloned(),
            end_cursor: cursores.last().cloned(),
        },
        total_count: pagina.total,
    })
}
