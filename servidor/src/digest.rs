//! The digest of what is sent (RFC 9530), for whoever checks a download.

use axum::http::HeaderName;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::ranges::put;

const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");

/// Says the sum of SHA-256 of the bytes that are at an address: of all of them, also where a part is sent.
pub fn put_digest(answer: &mut Response, sum: &[u8]) {
    let said = format!("sha-256=:{}:", STANDARD.encode(sum));
    put(answer, REPR_DIGEST, &said);
}
