//! Headers that every answer has, and the answer to a browser that asks before it asks from another site.

use std::net::Ipv6Addr;
use std::sync::LazyLock;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};

use crate::site::Refusal;

/// Headers of every answer: the data are public and may be read from anywhere; nothing of it is a page to be run.
pub static COMMON: LazyLock<HeaderMap> = LazyLock::new(|| {
    let all = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Link, Repr-Digest, Retry-After, X-Request-Id",
        ),
    ];
    all.map(|(name, value)| (name, HeaderValue::from_static(value)))
        .into_iter()
        .collect()
});

/// How long caches in between keep what says what is published now: what is new, or withdrawn, is seen after a minute. Whoever
/// asks just then is given the old one while the new one is fetched; and for ten minutes, if nobody answers here.
pub const MINUTE: &str = "public, max-age=60, stale-while-revalidate=30, stale-if-error=600";

/// What clients are known to send, for whoever does not say what.
const ALLOWED: &str = "Accept, Apollo-Require-Preflight, Content-Type, If-None-Match, Last-Event-ID, Range, X-Apollo-Operation-Name";
/// Letters of a list of headers at most.
const LIST: usize = 1000;

/// The answer to a preflight request. There are no credentials, so that whatever a client would send may be sent.
pub(crate) fn preflight(request: &HeaderMap) -> Response {
    let asked = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let asked = asked.filter(|list| is_list(list.as_bytes())).cloned();
    let headers = [
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST"),
        ),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            asked.unwrap_or(HeaderValue::from_static(ALLOWED)),
        ),
        (
            header::ACCESS_CONTROL_MAX_AGE,
            HeaderValue::from_static("86400"),
        ),
        (
            header::VARY,
            HeaderValue::from_static("Access-Control-Request-Headers"),
        ),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Whether this is a list of names of headers.
fn is_list(list: &[u8]) -> bool {
    let in_name = |b: &u8| b.is_ascii_alphanumeric() || b"-_, \t".contains(b);
    !list.is_empty() && list.len() <= LIST && list.iter().all(in_name)
}

/// Whether a request names the host that it is for, once, as HTTP/1.1 has it (RFC 9112, §3.2).
pub(crate) fn names_host(version: Version, headers: &HeaderMap) -> bool {
    let mut named = headers.get_all(header::HOST).iter();
    match (named.next(), named.next()) {
        (None, _) => version < Version::HTTP_11,
        (Some(host), None) => {
            let host = host.as_bytes();
            let text = std::str::from_utf8(host).unwrap_or(" ");
            host.is_empty() || (text.parse().is_ok_and(|host| is_host(&host)))
        }
        (Some(_), Some(_)) => false,
    }
}

/// Whether this is a host and a port, or a host alone (RFC 3986, §3.2).
pub(crate) fn is_host(named: &Authority) -> bool {
    let text = named.as_str();
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (text, ""),
    };
    let address = host.strip_prefix('[');
    let address = address.map(|rest| rest.strip_suffix(']').unwrap_or_default());
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    !(text.contains('@') || host.is_empty())
        && (port.is_empty() || is_number && port.parse::<u16>().is_ok())
        && address.is_none_or(|address| address.parse::<Ipv6Addr>().is_ok())
}

/// Has a request name the host that its address does, if it does: then what else it names is not heard (RFC 9112, §3.2.2).
///
/// # Errors
/// That it is none.
pub(crate) fn settle_host(request: &mut Request) -> Result<(), Refusal> {
    let Some(named) = request.uri().authority() else {
        return Ok(());
    };
    let value = HeaderValue::try_from(named.as_str()).ok();
    let value = value.filter(|_| is_host(named)).ok_or(Refusal::Malformed)?;
    request.headers_mut().insert(header::HOST, value);
    Ok(())
}

/// Whether the body comes in a way that is read: as it is, or in chunks.
pub(crate) fn is_coding_known(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(coding), None) => coding.as_bytes().eq_ignore_ascii_case(b"chunked"),
        (Some(_), Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_for_one_host() {
        let of = |hosts: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, HeaderValue::from_static(host));
            }
            names_host(Version::HTTP_11, &headers)
        };
        assert!(of(&["pacto.gob.mx"]) && of(&["127.0.0.1:8080"]) && of(&["[::1]:80"]) && of(&[""]));
        assert!(of(&["a:"]) && of(&["[::1]"]) && !of(&["a:x"]) && !of(&["a:99999"]));
        assert!(!of(&["[zz]"]) && !of(&["[::1"]) && !of(&["[::1]:x"]));
        assert!(!of(&[]) && !of(&["a", "a"]) && !of(&["a b"]) && !of(&["<>"]) && !of(&["u@a"]));
        assert!(names_host(Version::HTTP_10, &HeaderMap::new()));
    }

    #[test]
    fn what_is_asked_for_is_allowed_if_it_is_a_list() {
        let of = |asked: &'static str| {
            let mut headers = HeaderMap::new();
            let asked = HeaderValue::from_static(asked);
            headers.insert(header::ACCESS_CONTROL_REQUEST_HEADERS, asked);
            let answer = preflight(&headers);
            answer.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS].clone()
        };
        assert_eq!(
            of("content-type,x-apollo-operation-name"),
            "content-type,x-apollo-operation-name"
        );
        assert_eq!(of("<script>"), ALLOWED);
    }
}
