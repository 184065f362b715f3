//! Words for what hyper refuses by itself: a head that does not end, an address that does not fit, bytes that are no request. It
//! answers such a connection with a status and nothing else, before the service hears of it.

use axum::body::to_bytes;
use axum::http::StatusCode;

use crate::headers::COMMON;
use crate::limits::BODY;
use crate::site::{Refusal, Site};

/// How the head of a refusal begins.
const HEAD: &[u8] = b"HTTP/1.1 4";
/// What every answer of the service has, and none of hyper's own.
const OURS: &[u8] = b"x-content-type-options:";

/// Whole answers, by the status that they are instead of.
pub(crate) struct Words(Vec<(StatusCode, Vec<u8>)>);

impl Words {
    /// The words of a site.
    pub(crate) async fn of(site: &dyn Site) -> Self {
        let mut words = vec![];
        for refusal in [Refusal::LargeHead, Refusal::LongAddress, Refusal::Malformed] {
            let (parts, body) = refusal.dress(site.refuse(refusal)).into_parts();
            let body = to_bytes(body, BODY).await.unwrap_or_default();
            let mut headers = COMMON.clone();
            headers.extend(parts.headers);
            let mut bytes = format!("HTTP/1.1 {}\r\n", parts.status).into_bytes();
            for (name, value) in &headers {
                // As the server writes them: some clients look letter by letter.
                bytes.extend_from_slice(title_case(name.as_str()).as_bytes());
                bytes.extend_from_slice(b": ");
                bytes.extend_from_slice(value.as_bytes());
                bytes.extend_from_slice(b"\r\n");
            }
            let ends = if headers.contains_key("connection") {
                ""
            } else {
                "Connection: close\r\n"
            };
            let end = format!("{ends}Content-Length: {}\r\n\r\n", body.len());
            bytes.extend_from_slice(end.as_bytes());
            bytes.extend_from_slice(&body);
            words.push((parts.status, bytes));
        }
        Self(words)
    }

    /// What is said instead of an answer that hyper made by itself, if there are words for it, with the date that it has.
    pub(crate) fn instead(&self, said: &[u8]) -> Option<Vec<u8>> {
        let status = said
            .strip_prefix(b"HTTP/1.1 ")
            .filter(|_| said.starts_with(HEAD))?;
        let status = StatusCode::from_bytes(status.get(..3)?).ok()?;
        let head = said.to_ascii_lowercase();
        let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
        let is_bare = head.ends_with(b"\r\n\r\n") && has(b"content-length: 0\r\n") && !has(OURS);
        let (_, words) = self.0.iter().find(|(other, _)| *other == status)?;
        let mut lines = said.split_inclusive(|byte| *byte == b'\n');
        let date = lines.find(|line| line.to_ascii_lowercase().starts_with(b"date:"));
        let first = words.iter().position(|byte| *byte == b'\n')? + 1;
        is_bare.then(|| [&words[..first], date.unwrap_or_default(), &words[first..]].concat())
    }
}

/// The name of a header with its words capitalized.
fn title_case(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_instead_of_what_says_nothing_alone() {
        let larga = b"HTTP/1.1 414 URI Too Long\r\n\r\nlarga".to_vec();
        let words = Words(vec![(StatusCode::URI_TOO_LONG, larga)]);
        let bare = b"HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Length: 0\r\nDate: hoy\r\n\r\n";
        let said = b"HTTP/1.1 414 URI Too Long\r\nDate: hoy\r\n\r\nlarga";
        assert_eq!(words.instead(bare), Some(said.to_vec()));
        for other in [
            "HTTP/1.1 414 URI Too Long\r\nContent-Length: 0\r\nX-Content-Type-Options: nosniff\r\n\r\n",
            "HTTP/1.1 414 URI Too Long\r\nContent-Length: 10\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 4",
            "",
        ] {
            assert_eq!(words.instead(other.as_bytes()), None, "{other}");
        }
    }
}
