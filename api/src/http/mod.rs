//! GraphQL over HTTP: POST with JSON, GET with parameters, and whether the server is well.

mod archivos;
mod documento;
mod tabla;
mod traduccion;

use std::sync::Arc;

use async_graphql::{Request, Variables};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use persistence::Publicaciones;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::Error;
use crate::cargadores::{Cargadores, Cubos};
use crate::esquema::{self, COMPLEJIDAD, Esquema};

/// Bytes of a request at most.
const CUERPO: usize = 256 * 1024;
/// Nested brackets of a document at most: the parser recurses, and its stack is finite.
const ANIDAMIENTO: usize = 40;

#[derive(Clone)]
struct Estado {
    esquema: Esquema,
    publicaciones: Arc<Publicaciones>,
    cubos: Arc<Cubos>,
}

/// The routes of the public server.
fn router(publicaciones: Publicaciones) -> Router {
    let estado = Estado {
        esquema: esquema::build(),
        publicaciones: Arc::new(publicaciones),
        cubos: Arc::default(),
    };
    Router::new()
        .route("/graphql", get(by_get).post(by_post))
        .route("/ediciones/{nombre}", get(archivos::get))
        .route("/ediciones/{hash}/tabla.csv", get(tabla::get))
        .route("/salud/vivo", get(alive))
        .route("/salud/listo", get(ready))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(CUERPO))
        .with_state(estado)
}

/// Serves what is published until `stop` is done, and finishes the requests in flight.
///
/// # Errors
/// Those of the listener.
pub async fn serve(
    escucha: TcpListener,
    publicaciones: Publicaciones,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(escucha, router(publicaciones))
        .with_graceful_shutdown(stop)
        .await
}

/// A request, as GraphQL over HTTP spells it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Peticion {
    query: Option<String>,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<serde_json::Map<String, serde_json::Value>>,
}

/// The same in the parameters of an address, where variables are JSON text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeticionGet {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
}

async fn by_post(
    State(estado): State<Estado>,
    cabeceras: HeaderMap,
    cuerpo: Result<Bytes, BytesRejection>,
) -> axum::response::Response {
    let tipo = cabeceras
        .get(header::CONTENT_TYPE)
        .and_then(|tipo| tipo.to_str().ok())
        .unwrap_or_default();
    if tipo.split(';').next().map(str::trim) != Some("application/json") {
        let error = Error::tipo_de_contenido();
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, error);
    }
    let cuerpo = match cuerpo {
        Ok(cuerpo) => cuerpo,
        Err(rechazo) if rechazo.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, Error::cuerpo_grande(CUERPO));
        }
        Err(_) => return refuse(StatusCode::BAD_REQUEST, Error::peticion_invalida()),
    };
    match serde_json::from_slice::<Peticion>(&cuerpo) {
        Ok(peticion) => answer(&estado, peticion).await,
        Err(_) => refuse(StatusCode::BAD_REQUEST, Error::peticion_invalida()),
    }
}

async fn by_get(
    State(estado): State<Estado>,
    parametros: Result<Query<PeticionGet>, QueryRejection>,
) -> axum::response::Response {
    let Ok(Query(PeticionGet {
        query,
        operation_name,
        variables,
    })) = parametros
    else {
        return refuse(StatusCode::BAD_REQUEST, Error::peticion_invalida());
    };
    let variables = variables.as_deref().filter(|texto| !texto.is_empty());
    let Ok(variables) = variables.map(serde_json::from_str).transpose() else {
        return refuse(StatusCode::BAD_REQUEST, Error::peticion_invalida());
    };
    answer(
        &estado,
        Peticion {
            query,
            operation_name,
            variables,
        },
    )
    .await
}

async fn answer(estado: &Estado, peticion: Peticion) -> axum::response::Response {
    let Some(documento) = peticion
        .query
        .filter(|documento| !documento.trim().is_empty())
    else {
        return refuse(StatusCode::BAD_REQUEST, Error::sin_documento());
    };
    if nesting(&documento) > ANIDAMIENTO {
        return refuse(StatusCode::BAD_REQUEST, Error::anidamiento(ANIDAMIENTO));
    }
    let Ok(parsed) = async_graphql::parser::parse_query(&documento) else {
        return refuse(StatusCode::BAD_REQUEST, Error::sintaxis());
    };
    match documento::count_fields(&parsed) {
        Some(campos) if campos <= COMPLEJIDAD => {}
        Some(_) => return refuse(StatusCode::BAD_REQUEST, Error::campos(COMPLEJIDAD)),
        None => return refuse(StatusCode::BAD_REQUEST, Error::fragmento_circular()),
    }
    let operacion = peticion.operation_name.filter(|nombre| !nombre.is_empty());
    let variables = peticion.variables.unwrap_or_default();
    let mut request = Request::new(documento)
        .variables(Variables::from_json(serde_json::Value::Object(variables)))
        .data(Cargadores::new(
            estado.publicaciones.clone(),
            estado.cubos.clone(),
        ));
    request.set_parsed_query(parsed.clone());
    request.operation_name.clone_from(&operacion);
    let mut response = estado.esquema.execute(request).await;
    response.data = documento::arrange(
        response.data,
        &parsed,
        operacion.as_deref(),
        &response.errors,
    );
    response.errors = std::mem::take(&mut response.errors)
        .into_iter()
        .map(traduccion::translate)
        .collect();
    if response.errors.iter().any(crate::error::is_internal) {
        response.data = async_graphql::Value::Null;
    }
    json(StatusCode::OK, &response)
}

/// Deepest nesting of brackets outside strings and comments, in one pass.
fn nesting(documento: &str) -> usize {
    let (mut nivel, mut maximo) = (0usize, 0usize);
    let mut resto = documento.as_bytes();
    while let Some((byte, siguiente)) = resto.split_first() {
        resto = match byte {
            b'#' => after(siguiente, |b| {
                b.first().is_none_or(|b| matches!(b, b'\n' | b'\r'))
            }),
            b'"' => after_string(siguiente),
            _ => siguiente,
        };
        match byte {
            b'{' | b'[' | b'(' => {
                nivel += 1;
                maximo = maximo.max(nivel);
            }
            b'}' | b']' | b')' => nivel = nivel.saturating_sub(1),
            _ => {}
        }
    }
    maximo
}

/// The bytes from where `end` holds.
fn after(mut bytes: &[u8], end: impl Fn(&[u8]) -> bool) -> &[u8] {
    while !end(bytes) {
        bytes = bytes.get(1..).unwrap_or_default();
    }
    bytes
}

/// The bytes after a string whose first quote is already read; strings that do not end, end the text.
fn after_string(mut bytes: &[u8]) -> &[u8] {
    let bloque = bytes.starts_with(b"\"\"");
    if bloque {
        bytes = &bytes[2..];
    }
    let fin: &[u8] = if bloque { b"\"\"\"" } else { b"\"" };
    loop {
        match bytes {
            [] => return bytes,
            [b'\\', b'"', b'"', b'"', resto @ ..] if bloque => bytes = resto,
            [b'\\', _, resto @ ..] if !bloque => bytes = resto,
            // A line end ends a broken string: what follows counts.
            [b'\n' | b'\r', ..] if !bloque => return bytes,
            _ => match bytes.strip_prefix(fin) {
                Some(resto) => return resto,
                None => bytes = &bytes[1..],
            },
        }
    }
}

/// A response without data.
#[derive(Serialize)]
struct Rechazo {
    errors: [async_graphql::ServerError; 1],
}

fn refuse(estado: StatusCode, error: Error) -> axum::response::Response {
    let mut error =
        async_graphql::Error::from(error).into_server_error(async_graphql::Pos::default());
    error.locations.clear();
    json(estado, &Rechazo { errors: [error] })
}

fn json(estado: StatusCode, cuerpo: &impl Serialize) -> axum::response::Response {
    match serde_json::to_vec(cuerpo) {
        Ok(bytes) => {
            let tipo = HeaderValue::from_static("application/json; charset=utf-8");
            (estado, [(header::CONTENT_TYPE, tipo)], bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "no se pudo escribir la respuesta");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn method_not_allowed() -> axum::response::Response {
    refuse(StatusCode::METHOD_NOT_ALLOWED, Error::metodo())
}

async fn not_found() -> axum::response::Response {
    refuse(StatusCode::NOT_FOUND, Error::ruta_desconocida())
}

/// How the server is.
#[derive(Serialize)]
struct Salud {
    estado: &'static str,
}

async fn alive() -> axum::response::Response {
    json(StatusCode::OK, &Salud { estado: "vivo" })
}

async fn ready(State(estado): State<Estado>) -> axum::response::Response {
    match estado.publicaciones.check().await {
        Ok(()) => json(StatusCode::OK, &Salud { estado: "listo" }),
        Err(error) => {
            tracing::warn!(%error, "las publicaciones no responden");
            json(
                StatusCode::SERVICE_UNAVAILABLE,
                &Salud { estado: "no listo" },
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nesting;

    #[test]
    fn nesting_is_the_deepest_level() {
        assert_eq!(nesting("{ a { b(c: [1]) } d }"), 4);
        assert_eq!(nesting("}}}{"), 1);
        assert_eq!(nesting(&"{".repeat(5000)), 5000);
        // Brackets in comments and strings close nothing and open nothing.
        assert_eq!(nesting(&"[#]\n".repeat(500)), 500);
        assert_eq!(nesting(&r#"[ "]" "#.repeat(500)), 500);
        assert_eq!(nesting(&r#"[ """]""" "#.repeat(500)), 500);
        assert_eq!(nesting(r#"{ a(b: "{{{\"{{", c: """{{\"""{{""") }"#), 2);
        assert_eq!(nesting("\"{\n[[["), 3);
    }
}
