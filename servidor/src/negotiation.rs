//! Negotiation: what a client takes, with its preferences (RFC 9110, §12), and what it has already.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum::response::Response;

use crate::packing::Coding;

/// The items of a list of preferences, with their weights in thousandths.
pub fn preferences<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<Vec<(&'a str, u16)>> {
    let mut given = false;
    let mut list = vec![];
    for value in headers.get_all(name) {
        // An empty list is of no preference.
        given |= !value.as_bytes().trim_ascii().is_empty();
        for item in value.to_str().unwrap_or_default().split(',') {
            let mut parts = item.split(';').map(str::trim);
            let what = parts.next().unwrap_or_default();
            let weight = parts
                .filter_map(|part| part.split_once('='))
                .find(|(key, _)| key.trim().eq_ignore_ascii_case("q"))
                .map_or(Some(1000), |(_, q)| weight(q.trim()));
            if let (false, Some(weight)) = (what.is_empty(), weight) {
                list.push((what, weight));
            }
        }
    }
    given.then_some(list)
}

fn weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let thousandths: u16 = format!("{decimals:0<3}").get(..3)?.parse().ok()?;
    match whole {
        "1" => Some(1000),
        "0" => Some(thousandths),
        _ => None,
    }
}

/// Whether a client takes a stream of events.
pub fn accepts_events(headers: &HeaderMap) -> bool {
    let list = preferences(headers, &header::ACCEPT).unwrap_or_default();
    let mut items = list.iter().filter(|(_, weight)| *weight > 0);
    items.any(|(what, _)| what.eq_ignore_ascii_case("text/event-stream"))
}

/// The coding that is preferred, if one is taken; of two alike, the one that packs more. None is preferred where `identity`
/// weighs more than any.
pub fn coding(headers: &HeaderMap) -> Option<Coding> {
    let list = preferences(headers, &header::ACCEPT_ENCODING)?;
    let named = |name: &str| {
        let mut named = list.iter();
        let named = named.find(|(what, _)| what.eq_ignore_ascii_case(name));
        named.map(|(_, weight)| *weight)
    };
    let weight = |one: Coding| named(one.name()).or_else(|| named("*")).unwrap_or(0);
    let best = Coding::ALL
        .into_iter()
        .rev()
        .max_by_key(|one| weight(*one))?;
    let identity = named("identity").unwrap_or(0);
    Some(best).filter(|one| weight(*one) > 0 && weight(*one) >= identity)
}

/// The tags of which a client wants one, and nothing else.
pub(crate) struct Wanted(Vec<String>);

/// What a client wants only as it was, if it says so of what it reads (RFC 9110, §13.1.1).
pub(crate) fn wanted(request: &Request) -> Option<Wanted> {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if !reads || !request.headers().contains_key(header::IF_MATCH) {
        return None;
    }
    let lists = request.headers().get_all(header::IF_MATCH).iter();
    let tags = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(',').map(|tag| tag.trim().to_owned()));
    Some(Wanted(tags.collect()))
}

impl Wanted {
    /// Whether an answer is what is wanted, or says why there is none.
    pub(crate) fn is_met(&self, answer: &Response) -> bool {
        let Some(tag) = answer.headers().get(header::ETAG) else {
            // Without a tag it is none of those.
            return !answer.status().is_success() || self.0.iter().any(|one| one == "*");
        };
        let is_strong = !tag.as_bytes().starts_with(b"W/");
        let met = |one: &String| one == "*" || is_strong && one.as_bytes() == tag.as_bytes();
        self.0.iter().any(met)
    }
}

/// Whether a client says that it has what is under a tag (RFC 9110, §13.1.2).
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(',').map(str::trim));
    tags.any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn with(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn what_is_had_may_be_told_in_several_lines() {
        let mut headers = HeaderMap::new();
        for tag in ["\"a\", \"b\"", "W/\"c\""] {
            headers.append(header::IF_NONE_MATCH, HeaderValue::from_static(tag));
        }
        assert!(is_known(&headers, "\"b\"") && is_known(&headers, "\"c\""));
        assert!(!is_known(&headers, "\"d\""));
    }

    #[test]
    fn the_preferred_coding_is_told() {
        let of = |value| coding(&with(value));
        assert_eq!(coding(&HeaderMap::new()), None);
        assert_eq!(of("gzip, deflate, br, zstd"), Some(Coding::Brotli));
        assert_eq!(of("gzip"), Some(Coding::Gzip));
        assert_eq!(of("br;q=0.1, gzip;q=0.2"), Some(Coding::Gzip));
        assert_eq!(of("identity"), None);
        assert_eq!(of("*"), Some(Coding::Brotli));
        assert_eq!(of("*, br;q=0"), Some(Coding::Zstd));
        assert_eq!(of(""), None);
        assert_eq!(of("identity;q=1.0, gzip;q=0.5, *;q=0"), None);
        assert_eq!(of("identity;q=0.5, gzip;q=1.0, *;q=0"), Some(Coding::Gzip));
        assert_eq!(of("identity, gzip"), Some(Coding::Gzip));
    }
}
