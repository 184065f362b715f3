//! Limits of connections and requests, whatever they ask for. What depends on what is asserted where it is compiled.

use std::time::Duration;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// Time for the head of a request to come, also of the next one on a connection.
pub const HEAD_TIME: Duration = Duration::from_secs(5);
/// Time for the body of a request to come and its answer to be made.
pub const REQUEST_TIME: Duration = Duration::from_secs(10);
/// Time for a client to take some of the answer.
pub const DELIVERY_TIME: Duration = Duration::from_secs(20);
/// Time for requests in flight to end when the server is told to stop.
pub const FAREWELL_TIME: Duration = Duration::from_secs(15);
/// Pause after an accept that failed because the system has no more to give.
pub const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Seconds after which whoever was told that there is too much under way, or that what is served is away, may try again.
pub const RETRY: u64 = 5;

/// Bytes of the address of a request.
pub const ADDRESS: usize = 16 * KIB;
/// Bytes of the head of a request, with its address.
pub const HEAD: usize = 32 * KIB;
/// Bytes of the body of a request.
pub const BODY: usize = 256 * KIB;
/// Bytes of a body or of an answer that are not counted: there are no more of them than connections.
pub const UNCOUNTED: usize = 16 * KIB;
/// Bytes of an answer from which it is worth packing.
pub const PACKED: usize = KIB;

/// Bytes of all bodies that are coming or are being answered.
pub const ALL_BODIES: usize = 32 * MIB;
/// Bytes of all answers that are being sent.
pub const ALL_ANSWERS: usize = 48 * MIB;
/// Streams of events and connections of WebSocket, unless the operator says otherwise.
pub const STREAMS: usize = 512;
/// Clients among whom a quota is enough: one has this part of it at most.
pub const SHARE: usize = 8;
/// Connections that are open or ending: more than there can be.
pub const LIVE: u32 = 1 << 20;

/// Requests of a client at once, for each one per second.
pub const BURST: u32 = 4;
/// Time after which what a client has had of turns counts half.
pub const HALF_LIFE: Duration = Duration::from_secs(5);

const _: () = assert!(ADDRESS < HEAD);
const _: () = assert!(UNCOUNTED < BODY && PACKED < UNCOUNTED);
// A client that has nothing else can send the largest body.
const _: () = assert!(BODY <= ALL_BODIES / SHARE);
// Whatever is in flight when the server is told to stop can end.
const _: () = assert!(REQUEST_TIME.as_secs() < FAREWELL_TIME.as_secs());
