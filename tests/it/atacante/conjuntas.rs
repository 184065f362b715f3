//! Boxes that no plan declares, where two of its cross-tabulations meet.

use super::lectura::Lectura;
use super::sistema::Sistema;

/// Adds as unknowns those that fit in so many.
pub(super) fn add(_sistema: &mut Sistema, _lectura: &Lectura, _cuantas: usize) {}
