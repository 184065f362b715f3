//! Who runs the program, and when.

use oficina::Autoria;
use time::OffsetDateTime;

/// The user of the system, now.
pub(crate) fn autoria() -> Autoria {
    Autoria {
        quien: whoami::username().unwrap_or_else(|_| "desconocido".to_owned()),
        cuando: now(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
