//! The licence of what is published: every file of an instancia says the same one.

use serde::Deserialize;

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licencia {
    /// Identifier of SPDX, as files say it.
    pub clave: String,
    /// Name.
    pub nombre: String,
    /// Address of its text.
    pub direccion: String,
}

impl Default for Licencia {
    /// That of an instancia that does not say another.
    fn default() -> Self {
        Self {
            clave: "CC-BY-4.0".to_owned(),
            nombre: "CC BY 4.0".to_owned(),
            direccion: "https://creativecommons.org/licenses/by/4.0/deed.es".to_owned(),
        }
    }
}
