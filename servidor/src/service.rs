//! The service: what every request goes through, however it comes. Who may ask, for how long, what every answer says, what is
//! noted of it.

use std::net::IpAddr;
use std::sync::Arc;
use std::task::Poll;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, header};
use axum::response::Response;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use crate::headers::{COMMON, is_coding_known, names_host, preflight, settle_host};
use crate::limits::{ADDRESS, BODY, HEAD, REQUEST_TIME};
use crate::metrics::Metrics;
use crate::negotiation::wanted;
use crate::quota::Quota;
use crate::requests::{self, RequestIds};
use crate::resources::Resources;
use crate::seats::Seat;
use crate::site::{Origin, Refusal, Site};

/// Answers the requests of a site.
#[derive(Clone)]
pub struct Service {
    pub(crate) site: Arc<dyn Site>,
    pub(crate) resources: Arc<Resources>,
    pub(crate) metrics: Arc<Metrics>,
    ids: Arc<RequestIds>,
}

/// The other end of a connection, which is counted as long as this is kept.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    pub(crate) seat: Option<Arc<Seat>>,
}

impl Service {
    /// A service of a site, whose own metrics are in the registry.
    pub fn new(site: Arc<dyn Site>, resources: Arc<Resources>, registry: Registry) -> Self {
        Self {
            metrics: Arc::new(Metrics::new(registry, site.groups())),
            site,
            resources,
            ids: Arc::default(),
        }
    }

    /// The answer to a request of a client, without a network between.
    pub fn answer(&self, client: IpAddr, request: Request) -> BoxFuture<'_, Response> {
        let peer = Peer {
            address: client,
            seat: None,
        };
        Box::pin(self.guard(peer, request))
    }

    /// Around every request: who asks too much, what takes too long, what every answer says.
    pub(crate) async fn guard(&self, peer: Peer, request: Request) -> Response {
        let start = Instant::now();
        let group = self.site.group(request.uri().path());
        let method = self.resources.log.then(|| request.method().clone());
        let origin = Origin {
            client: self.resources.rate.client(peer.address, request.headers()),
            id: self.ids.next(),
            seat: peer.seat,
        };
        let id = origin.id;
        let mut answer = self.admit(origin, request).await;
        let status = answer.status();
        let kind = answer.headers().get(header::CONTENT_TYPE);
        if status.is_client_error() && kind.is_some_and(|k| k.as_bytes().starts_with(b"text/plain"))
        {
            // The framework refuses some addresses by itself, in its words. The status is its own.
            answer = self.refuse(Refusal::BadAddress);
            *answer.status_mut() = status;
        }
        let headers = answer.headers_mut();
        // Answers that are kept have them already.
        if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
            headers.extend(COMMON.clone());
        }
        if self.resources.log || !status.is_success() {
            id.mark(headers);
        }
        let took = start.elapsed();
        self.metrics.answered(group, status.as_u16(), took);
        if let Some(method) = method {
            requests::note(id, self.metrics.name(group), &method, &answer, took);
        }
        answer
    }

    fn refuse(&self, refusal: Refusal) -> Response {
        refusal.dress(self.site.refuse(refusal))
    }

    /// Lets through those who may ask what may be asked, for as long as it may take.
    async fn admit(&self, origin: Origin, mut request: Request) -> Response {
        // Without a network between there is nobody who could have written these.
        if origin.seat.is_some()
            && !(names_host(request.version(), request.headers())
                && is_coding_known(request.headers()))
        {
            return self.refuse(Refusal::Malformed);
        }
        if let Err(refusal) = settle_host(&mut request) {
            return self.refuse(refusal);
        }
        // A browser that is told to wait here would take it for a refusal of its page.
        if request.method() == Method::OPTIONS {
            return preflight(request.headers());
        }
        if let Some(refusal) = self.refusal(&origin, &request) {
            return refusal.dress(self.site.refuse_to(refusal, &request));
        }
        let client = origin.client;
        let wanted = wanted(&request);
        let mut answer = self.site.answer(origin, request);
        // Most answers are there at once: no time need be taken for them.
        let answer = match futures_util::poll!(answer.as_mut()) {
            Poll::Ready(answer) => answer,
            Poll::Pending => match tokio::time::timeout(REQUEST_TIME, answer).await {
                Ok(answer) => answer,
                Err(_) => return self.refuse(Refusal::Late),
            },
        };
        if wanted.is_some_and(|wanted| !wanted.is_met(&answer)) {
            return self.refuse(Refusal::Changed);
        }
        self.hold(answer, client)
    }

    /// Why a request is not let through, if it is not: who asks too often, what is too large.
    fn refusal(&self, origin: &Origin, request: &Request) -> Option<Refusal> {
        let uri = request.uri();
        if !self.site.is_exempt(uri.path())
            && let Err(seconds) = self.resources.rate.allows(origin.client)
        {
            return Some(Refusal::TooOften { seconds });
        }
        if uri.path_and_query().map_or(0, |uri| uri.as_str().len()) > ADDRESS {
            return Some(Refusal::LongAddress);
        }
        if head(request) > HEAD {
            return Some(Refusal::LargeHead);
        }
        is_far_too_large(request).then_some(Refusal::LargeBody)
    }

    /// The same answer; if it is a stream of events, counted until it ends.
    fn hold(&self, answer: Response, client: IpAddr) -> Response {
        let kind = answer.headers().get(header::CONTENT_TYPE);
        if kind.is_none_or(|kind| kind != "text/event-stream") {
            return answer;
        }
        let Some(share) = Quota::take(&self.resources.streams, client, 1) else {
            return self.refuse(Refusal::TooManyStreams);
        };
        answer.map(|body| {
            Body::from_stream(body.into_data_stream().inspect(move |_| {
                let _ = &share;
            }))
        })
    }
}

/// Bytes of the head of a request, as it came.
fn head(request: &Request) -> usize {
    let headers = request.headers().iter();
    let headers: usize = headers.map(|(n, v)| n.as_str().len() + v.len() + 4).sum();
    let address = request.uri().path_and_query();
    address.map_or(0, |uri| uri.as_str().len()) + headers
}

/// Whether the body says that it is far too large: then it is not even waited for. Whoever goes a little over the limit is
/// read to it, and hears of it instead of a connection that breaks.
fn is_far_too_large(request: &Request) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    length.is_some_and(|length: u64| usize::try_from(length).map_or(true, |l| l > 4 * BODY))
}
