//! HTTP server with a limit for everything: connections, clocks, rates, turns, and what every request goes through.
//!
//! It knows no GraphQL, no store and no rule of the house. What it serves is a [`Site`]: the crates above bring their routes
//! and their words, so that the public server and the office are guarded by the same code. Futures are boxed at this border:
//! the server is compiled once, with this crate.

mod body;
mod digest;
mod headers;
pub mod limits;
mod metrics;
mod names;
mod negotiation;
mod opened;
mod packing;
mod quota;
pub mod ranges;
mod rate;
mod requests;
mod resources;
mod rewritten;
mod seats;
mod server;
mod service;
mod site;
mod timer;
mod tracking;
mod turns;
mod words;

pub use body::read_body;
pub use digest::put_digest;
pub use headers::{COMMON, MINUTE};
pub use ipnet::IpNet;
pub use negotiation::{accepts_events, coding, is_known, preferences};
pub use opened::Opened;
pub use packing::{Coding, pack};
pub use quota::{Quota, Share, counted};
pub use rate::Rate;
pub use requests::{Fingerprint, RequestId, note_operation};
pub use resources::{Policy, Resources};
pub use server::{Settings, serve};
pub use service::Service;
pub use site::{Origin, Refusal, Site, Told, route};
pub use tracking::is_tracking;
pub use turns::{Turn, Turns, turns};
