//! Reading the body of a request, counted while it comes.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody};
use futures_util::StreamExt;

use crate::limits::{BODY, UNCOUNTED};
use crate::quota::{Quota, Share};
use crate::site::Refusal;

/// Reads all of a body, with its share of the quota if it is long. Most bodies come in one piece, of which no copy is made.
///
/// # Errors
/// The body is too large, breaks off or is badly cut, or there is too much of all clients.
pub async fn read_body(
    bodies: &Arc<Quota>,
    client: IpAddr,
    body: Body,
) -> Result<(Bytes, Option<Share>), Refusal> {
    let mut pieces = body.into_data_stream();
    let Some(first) = pieces.next().await else {
        return Ok((Bytes::new(), None));
    };
    let first = first.map_err(|_| Refusal::Malformed)?;
    if first.len() > BODY {
        return Err(Refusal::LargeBody);
    }
    if pieces.is_end_stream() {
        return Ok((first, None));
    }
    let mut whole = first.to_vec();
    let mut share: Option<Share> = None;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Refusal::Malformed)?;
        let length = whole.len() + piece.len();
        if length > BODY {
            return Err(Refusal::LargeBody);
        }
        let fits = match &mut share {
            Some(share) => share.grow(piece.len()),
            None if length <= UNCOUNTED => true,
            None => {
                share = Quota::take(bodies, client, length);
                share.is_some()
            }
        };
        if !fits {
            return Err(Refusal::Busy);
        }
        whole.extend_from_slice(&piece);
    }
    Ok((whole.into(), share))
}
