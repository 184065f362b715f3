//! The few conversions between whole numbers and floating point.

/// Nearest floating-point number.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "counts stay below 2^40, where this is exact"
)]
pub(super) fn float(numero: i64) -> f64 {
    numero as f64
}

/// Nearest whole number; the ends of the range for what lies beyond.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the conversion saturates"
)]
pub(super) fn whole(numero: f64) -> i64 {
    numero.round() as i64
}
