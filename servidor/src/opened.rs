//! Gauges of what is open.

use prometheus_client::metrics::gauge::Gauge;

/// Something open, counted by a gauge until it is dropped.
pub struct Opened(Gauge);

impl Opened {
    /// Counts one more.
    pub fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.dec();
    }
}
