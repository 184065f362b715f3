//! Questions that are known by name: those that come with the program, or those of a folder. They can be the only
//! ones.

use std::collections::BTreeMap;

use super::puerta;

/// Known questions.
#[derive(Debug, Clone)]
pub struct Consultas {
    /// By name: their document.
    pub por_nombre: BTreeMap<String, String>,
    /// Whether no other is answered.
    pub solo_estas: bool,
}

impl Default for Consultas {
    /// Those of the portal and of the partners.
    fn default() -> Self {
        let incluidas = [
            (
                "consejo",
                include_str!("../../../datos/consultas/consejo.graphql"),
            ),
            (
                "explorador",
                include_str!("../../../datos/consultas/explorador.graphql"),
            ),
            (
                "novedades",
                include_str!("../../../datos/consultas/novedades.graphql"),
            ),
            (
                "socias",
                include_str!("../../../datos/consultas/socias.graphql"),
            ),
            (
                "sucesos",
                include_str!("../../../datos/consultas/sucesos.graphql"),
            ),
            (
                "tablero",
                include_str!("../../../datos/consultas/tablero.graphql"),
            ),
        ];
        let par = |(nombre, texto): (&str, &str)| (nombre.to_owned(), texto.to_owned());
        Self {
            por_nombre: incluidas.map(par).into(),
            solo_estas: false,
        }
    }
}

impl Consultas {
    /// Whether each of them can be asked.
    ///
    /// # Errors
    /// In Spanish, which one cannot.
    pub fn check(&self) -> Result<(), String> {
        for (nombre, documento) in &self.por_nombre {
            if puerta::admit(documento).is_err() {
                return Err(format!(
                    "la consulta «{nombre}» no está bien escrita en GraphQL, o pasa de los límites"
                ));
            }
        }
        Ok(())
    }

    /// As they are told.
    pub(super) fn listed(&self) -> Vec<u8> {
        let una = |(nombre, documento): (&String, &String)| serde_json::json!({ "nombre": nombre, "documento": documento });
        let todas: Vec<serde_json::Value> = self.por_nombre.iter().map(una).collect();
        serde_json::json!({ "consultas": todas })
            .to_string()
            .into_bytes()
    }

    /// Whether a document may be asked.
    pub(super) fn allows(&self, documento: &str) -> bool {
        !self.solo_estas
            || self
                .por_nombre
                .values()
                .any(|una| una.trim() == documento.trim())
    }
}
