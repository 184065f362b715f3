//! How published cells are shown: one code for every state, and chart and table in one object.
//!
//! Widths, tones and heights are made of published values alone: a cell that is not published has none.

mod casilla;
mod columnas;
mod cuadro;
mod hallazgo;
mod hoja;
mod mosaico;
mod tonos;

pub(crate) use casilla::Casilla;
pub(crate) use columnas::{Columnas, Tramo};
pub(crate) use cuadro::{Cuadro, Grupo, Renglon, heading, is_silent};
pub(crate) use hallazgo::{cut, fit, largest};
pub(crate) use mosaico::Mosaico;
pub(crate) use tonos::Tonos;

/// A name that may be broken where «-» stands.
pub(crate) fn breakable(corto: &str) -> String {
    corto.replace('-', "\u{ad}")
}
