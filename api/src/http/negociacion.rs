//! What a client takes: media types and codings, with their preferences (RFC 9110, §12).

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

/// How an answer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Medio {
    /// `application/json`: errors of the question too have the status 200.
    Json,
    /// `application/graphql-response+json`: the status says how it went.
    Graphql,
}

impl Medio {
    pub(super) fn tipo(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Graphql => "application/graphql-response+json; charset=utf-8",
        })
    }
}

/// How the bytes of an answer are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codigo {
    Brotli,
    Zstd,
    Gzip,
}

impl Codigo {
    pub(super) const TODOS: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    pub(super) fn nombre(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }
}

/// The items of a list of preferences, with their weights in thousandths.
fn preferences<'a>(cabeceras: &'a HeaderMap, nombre: &HeaderName) -> Option<Vec<(&'a str, u16)>> {
    let mut hay = false;
    let mut lista = vec![];
    for valor in cabeceras.get_all(nombre) {
        hay = true;
        for item in valor.to_str().unwrap_or_default().split(',') {
            let mut partes = item.split(';').map(str::trim);
            let que = partes.next().unwrap_or_default();
            let peso = partes
                .filter_map(|parte| parte.split_once('='))
                .find(|(clave, _)| clave.trim().eq_ignore_ascii_case("q"))
                .map_or(Some(1000), |(_, q)| weight(q.trim()));
            if let (false, Some(peso)) = (que.is_empty(), peso) {
                lista.push((que, peso));
            }
        }
    }
    hay.then_some(lista)
}

fn weight(texto: &str) -> Option<u16> {
    let (entero, decimales) = texto.split_once('.').unwrap_or((texto, ""));
    let milesimas: u16 = format!("{decimales:0<3}").get(..3)?.parse().ok()?;
    match entero {
        "1" => Some(1000),
        "0" => Some(milesimas),
        _ => None,
    }
}

/// The media type that is preferred; none if nothing that is offered is taken.
pub(super) fn media(cabeceras: &HeaderMap) -> Option<Medio> {
    let Some(lista) = preferences(cabeceras, &header::ACCEPT) else {
        return Some(Medio::Json);
    };
    // What names a type exactly says more of it than what names many.
    let peso = |exacto: &str| {
        [exacto, "application/*", "*/*"]
            .iter()
            .find_map(|rango| {
                lista
                    .iter()
                    .find(|(que, _)| que.eq_ignore_ascii_case(rango))
            })
            .map_or(0, |(_, peso)| *peso)
    };
    let (json, graphql) = (peso(JSON), peso(GRAPHQL));
    let primero = lista
        .iter()
        .find(|(que, _)| que.eq_ignore_ascii_case(GRAPHQL) || que.eq_ignore_ascii_case(JSON));
    match (json, graphql) {
        (0, 0) => None,
        (json, graphql) if graphql > json => Some(Medio::Graphql),
        (json, graphql) if json > graphql => Some(Medio::Json),
        // Both alike: what is named first, or the older one.
        _ => match primero {
            Some((que, _)) if que.eq_ignore_ascii_case(GRAPHQL) => Some(Medio::Graphql),
            _ => Some(Medio::Json),
        },
    }
}

/// Whether a client takes a stream of events.
pub(super) fn events(cabeceras: &HeaderMap) -> bool {
    let lista = preferences(cabeceras, &header::ACCEPT).unwrap_or_default();
    let mut suyos = lista.iter().filter(|(_, peso)| *peso > 0);
    suyos.any(|(que, _)| que.eq_ignore_ascii_case("text/event-stream"))
}

/// The coding that is preferred, if one is taken; of two alike, the one that packs more.
pub(super) fn coding(cabeceras: &HeaderMap) -> Option<Codigo> {
    let lista = preferences(cabeceras, &header::ACCEPT_ENCODING)?;
    let peso = |codigo: Codigo| {
        let suyo = lista
            .iter()
            .find(|(que, _)| que.eq_ignore_ascii_case(codigo.nombre()));
        let suyo = suyo.or_else(|| lista.iter().find(|(que, _)| *que == "*"));
        suyo.map_or(0, |(_, peso)| *peso)
    };
    let mejor = Codigo::TODOS
        .into_iter()
        .rev()
        .max_by_key(|codigo| peso(*codigo))?;
    Some(mejor).filter(|codigo| peso(*codigo) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(nombre: HeaderName, valor: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(nombre, HeaderValue::from_static(valor))])
    }

    #[test]
    fn the_preferred_media_type_is_told() {
        let de = |valor| media(&with(header::ACCEPT, valor));
        assert_eq!(media(&HeaderMap::new()), Some(Medio::Json));
        assert_eq!(de("*/*"), Some(Medio::Json));
        assert_eq!(
            de("application/graphql-response+json"),
            Some(Medio::Graphql)
        );
        assert_eq!(
            de("application/graphql-response+json, application/json"),
            Some(Medio::Graphql)
        );
        assert_eq!(
            de("application/json, application/graphql-response+json"),
            Some(Medio::Json)
        );
        assert_eq!(
            de("application/json;q=0.5, application/graphql-response+json;q=0.9"),
            Some(Medio::Graphql)
        );
        assert_eq!(de("application/json; charset=utf-8"), Some(Medio::Json));
        assert_eq!(de("text/html, */*;q=0.1"), Some(Medio::Json));
        assert_eq!(de("*/*, application/json;q=0"), Some(Medio::Graphql));
        assert_eq!(de("text/html"), None);
        assert_eq!(de("application/json;q=0"), None);
        assert_eq!(de("application/json;q=x"), None);
    }

    #[test]
    fn the_preferred_coding_is_told() {
        let de = |valor| coding(&with(header::ACCEPT_ENCODING, valor));
        assert_eq!(coding(&HeaderMap::new()), None);
        assert_eq!(de("gzip, deflate, br, zstd"), Some(Codigo::Brotli));
        assert_eq!(de("gzip"), Some(Codigo::Gzip));
        assert_eq!(de("br;q=0.1, gzip;q=0.2"), Some(Codigo::Gzip));
        assert_eq!(de("identity"), None);
        assert_eq!(de("*"), Some(Codigo::Brotli));
        assert_eq!(de("*, br;q=0"), Some(Codigo::Zstd));
        assert_eq!(de(""), None);
    }
}
