//! Texts that do not change while the server runs.

use super::estable::Estable;

/// Texts, ready to be sent.
pub(super) struct Fijos {
    pub(super) pagina: Estable,
    pub(super) estilo: Estable,
    pub(super) guion: Estable,
    pub(super) esquema: Estable,
    pub(super) consultas: Estable,
}

impl Fijos {
    /// `consultas`: the questions that are known by name, as they are told.
    pub(super) fn new(consultas: Vec<u8>) -> Self {
        Self {
            pagina: Estable::new(include_str!("../../explorador/index.html")),
            estilo: Estable::new(include_str!("../../explorador/estilo.css")),
            guion: Estable::new(include_str!("../../explorador/explorador.js")),
            esquema: Estable::new(crate::sdl()),
            consultas: Estable::new(consultas),
        }
    }
}
