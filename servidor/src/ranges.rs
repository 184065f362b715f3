//! Bytes under a tag, whole or by ranges (RFC 9110, §13 and §14).

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::negotiation::is_known;
use crate::quota::{Share, counted};

/// Why bytes are not sent.
pub enum Refused {
    /// There is too much being sent.
    Busy,
    /// There are so many bytes, and not those.
    Range(usize),
}

/// Bytes under a tag: whole, a part, or nothing to whoever has them.
///
/// # Errors
/// That they are not there.
pub fn bytes(
    headers: &HeaderMap,
    all: Bytes,
    share: Option<Arc<Share>>,
    kind: HeaderValue,
    tag: &str,
) -> Result<Response, Refused> {
    let known = is_known(headers, tag);
    let length = all.len();
    let asked = asked(headers, length, tag);
    let mut answer = match asked {
        _ if known => StatusCode::NOT_MODIFIED.into_response(),
        None => Body::from(counted(all, share)).into_response(),
        Some(None) => return Err(Refused::Range(length)),
        Some(Some((first, last))) => {
            let part = counted(all.slice(first..=last), share);
            let mut answer = (StatusCode::PARTIAL_CONTENT, Body::from(part)).into_response();
            let which = format!("bytes {first}-{last}/{length}");
            put(&mut answer, header::CONTENT_RANGE, &which);
            answer
        }
    };
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    put(&mut answer, header::ETAG, tag);
    put(&mut answer, header::ACCEPT_RANGES, "bytes");
    Ok(answer)
}

/// Whether a part is asked for of so many bytes under a tag. Any other range is ignored: the answer is whole, as it is to
/// whoever asks for none.
pub fn is_part(headers: &HeaderMap, length: usize, tag: &str) -> bool {
    asked(headers, length, tag).is_some()
}

/// The range that is asked for, as [`range`] has it.
#[expect(clippy::option_option, reason = "ignored, or not satisfiable")]
fn asked(headers: &HeaderMap, length: usize, tag: &str) -> Option<Option<(usize, usize)>> {
    let said = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    said(header::RANGE)
        .filter(|_| said(header::IF_RANGE).is_none_or(|one| one == tag))
        .and_then(|asked| range(asked, length))
}

/// Sets a header; one that cannot be written is left out.
pub fn put(answer: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// First and last byte of a single range (RFC 9110, §14): none if it is another kind, which is then ignored;
/// an inner none if the bytes are not there.
#[expect(clippy::option_option, reason = "ignored, or not satisfiable")]
fn range(text: &str, length: usize) -> Option<Option<(usize, usize)>> {
    let (unit, asked) = text.split_once('=')?;
    let (first, last) = asked.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !unit.eq_ignore_ascii_case("bytes") || !digits(first) || !digits(last) {
        return None;
    }
    if first.is_empty() {
        let suffix = position(last)?;
        let there = suffix > 0 && length > 0;
        return Some(there.then(|| (length.saturating_sub(suffix), length - 1)));
    }
    let first = position(first)?;
    let last: usize = if last.is_empty() {
        usize::MAX
    } else {
        position(last)?
    };
    if last < first {
        return None;
    }
    Some((first < length).then(|| (first, last.min(length - 1))))
}

/// A position, as far as there can be any; none where nothing is written.
fn position(digits: &str) -> Option<usize> {
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests;
