//! Texts that do not change while the server runs.

use super::estable::Estable;

/// What leads back to the pages, where there are pages.
const VUELTA: &str = "  <p><a class=\"vuelta\" href=\"/\">Volver a las cifras</a></p>\n";

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
    pub(super) fn new(consultas: Vec<u8>, con_paginas: bool) -> Self {
        let mut pagina = include_str!("../../explorador/index.html").to_owned();
        if !con_paginas {
            pagina = pagina.replace(VUELTA, "");
        }
        Self {
            pagina: Estable::new(pagina),
            estilo: Estable::new(include_str!("../../explorador/estilo.css")),
            guion: Estable::new(include_str!("../../explorador/explorador.js")),
            esquema: Estable::new(crate::sdl()),
            consultas: Estable::new(consultas),
        }
    }
}
