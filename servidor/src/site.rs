//! The site: what a server serves. Everything the server does not know comes through here.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use tower::ServiceExt;
use tracing::Instrument;

use crate::limits::RETRY;
use crate::requests::RequestId;
use crate::seats::Seat;

/// Routes, words and counts of what is served.
pub trait Site: Send + Sync {
    /// Names under which requests are counted. They are few: whatever a client makes up is none of them.
    fn groups(&self) -> Vec<String>;

    /// The position among the groups of a path. A site that answers a part of another one's addresses tells what is of neither
    /// by a position that is of no group.
    fn group(&self, path: &str) -> usize;

    /// Whether a path is of a page, which persons read.
    fn is_page(&self, _path: &str) -> bool {
        false
    }

    /// Whether a path may be asked at any rate: whoever watches the server is not to be told to wait.
    fn is_exempt(&self, path: &str) -> bool;

    /// The answer to a request that may be asked.
    fn answer(&self, origin: Origin, request: Request) -> BoxFuture<'_, Response>;

    /// The words of a refusal. The server adds the headers.
    fn refuse(&self, refusal: Refusal) -> Response;

    /// The words of the same for whoever sent a request, where it matters what is read there: a person is told in a page.
    fn refuse_to(&self, refusal: Refusal, _request: &Request) -> Response {
        self.refuse(refusal)
    }

    /// A page that says to a client why what is at a path is refused, if the site has pages.
    fn tell<'a>(
        &'a self,
        _client: IpAddr,
        _path: &'a str,
        _status: StatusCode,
        _text: &'a str,
    ) -> BoxFuture<'a, Option<Response>> {
        Box::pin(std::future::ready(None))
    }

    /// Brings the metrics of the site up to date, before they are read.
    fn measure(&self) -> BoxFuture<'_, ()>;
}

/// Why an answer refuses, among its extensions: whoever reads otherwise is told the same in other words.
#[derive(Debug, Clone)]
pub struct Told {
    /// The stable code of the refusal.
    pub code: &'static str,
    /// What it says.
    pub text: String,
}

/// Where a request comes from. The seat of its connection is taken as long as this is kept.
#[derive(Clone)]
pub struct Origin {
    /// The client: the peer, or whom a trusted proxy names.
    pub client: IpAddr,
    /// The id under which the request is noted.
    pub id: RequestId,
    pub(crate) seat: Option<Arc<Seat>>,
}

impl Origin {
    /// Waits until the connection is to end for another; for ever if it has no seat.
    pub async fn given_up(&self) {
        given_up(self.seat.as_deref()).await;
    }
}

/// Waits until a connection is to end for another; for ever if it has no seat.
pub(crate) async fn given_up(seat: Option<&Seat>) {
    match seat {
        Some(seat) => seat.given_up().await,
        None => std::future::pending().await,
    }
}

/// Answers by routes, which find their [`Origin`] among the extensions of the request.
pub async fn route(routes: Router, origin: Origin, mut request: Request) -> Response {
    let span = origin.id.span();
    request.extensions_mut().insert(origin);
    let answer = Box::pin(routes.oneshot(request));
    answer.instrument(span).await.into_response()
}

/// Why the server does not let a request through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The client asks too often; it may again after so many seconds.
    TooOften {
        /// Seconds to wait.
        seconds: u64,
    },
    /// The client has as many streams open as it may.
    TooManyStreams,
    /// All clients have as much under way as they may.
    Busy,
    /// The address exceeds [`crate::limits::ADDRESS`].
    LongAddress,
    /// The address cannot be read.
    BadAddress,
    /// The request is not HTTP as it is written down: its host, or how its body comes.
    Malformed,
    /// The head exceeds [`crate::limits::HEAD`].
    LargeHead,
    /// The body exceeds [`crate::limits::BODY`].
    LargeBody,
    /// What is at the address is not what the client wants to read, and nothing else (RFC 9110, §13.1.1).
    Changed,
    /// The answer took longer than [`crate::limits::REQUEST_TIME`].
    Late,
}

impl Refusal {
    /// Adds to the words of a refusal when to try again, and whether its connection ends.
    pub fn dress(self, mut words: Response) -> Response {
        let headers = words.headers_mut();
        let seconds = match self {
            Self::TooOften { seconds } => Some(seconds),
            Self::TooManyStreams => Some(60),
            Self::Busy => Some(RETRY),
            _ => None,
        };
        if let Some(seconds) = seconds {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.ends_connection() {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        words
    }

    fn ends_connection(self) -> bool {
        matches!(
            self,
            Self::Busy | Self::Malformed | Self::LargeHead | Self::LargeBody | Self::Late
        )
    }
}
