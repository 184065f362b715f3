//! The media types of answers: which one a client prefers.

use axum::http::{HeaderMap, HeaderValue, header};
use servidor::preferences;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn with(valor: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(valor))])
    }

    #[test]
    fn the_preferred_media_type_is_told() {
        let de = |valor| media(&with(valor));
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
}
