//! What the parts of a municipality are called: agencias in Oaxaca, comunidades or barrios elsewhere.

use std::collections::BTreeSet;

use crate::{Agencia, Region, TipoAgencia};

/// What the parts of a municipality are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partes {
    /// «agencia»
    pub una: &'static str,
    /// «agencias»
    pub varias: &'static str,
    /// «Por agencia», over a table of them.
    pub por_una: &'static str,
    /// «la», which is said with `que` too: «la agencia de la que vinieron».
    articulo: &'static str,
}

impl Partes {
    const AGENCIAS: Self = Self::new("agencia", "agencias", "Por agencia");
    const LOCALIDADES: Self = Self::new("localidad", "localidades", "Por localidad");

    const fn new(una: &'static str, varias: &'static str, por_una: &'static str) -> Self {
        let articulo = "la";
        Self {
            una,
            varias,
            por_una,
            articulo,
        }
    }

    /// As the kinds of all parts say, if they are of one; where they say nothing, what any state understands, and in Oaxaca
    /// what its law says. Of several kinds the word is the common one too.
    pub fn of(region: Region, agencias: &[Agencia]) -> Self {
        let nombres: BTreeSet<Self> = agencias
            .iter()
            .filter_map(|agencia| agencia.tipo.valor())
            .map(|tipo| Self::named(*tipo))
            .collect();
        match (nombres.len(), nombres.first(), region) {
            (1, Some(suyo), _) => *suyo,
            (_, _, Region::OtraEntidad) => Self::LOCALIDADES,
            _ => Self::AGENCIAS,
        }
    }

    /// What a kind is called.
    pub const fn named(tipo: TipoAgencia) -> Self {
        match tipo {
            TipoAgencia::Municipal | TipoAgencia::Policia => Self::AGENCIAS,
            TipoAgencia::Comunidad => Self::new("comunidad", "comunidades", "Por comunidad"),
            TipoAgencia::Colonia => Self::new("colonia", "colonias", "Por colonia"),
            TipoAgencia::Delegacion => Self::new("delegación", "delegaciones", "Por delegación"),
            TipoAgencia::Barrio => Self::new("barrio", "barrios", "Por barrio").with_el(),
            TipoAgencia::Localidad => Self::LOCALIDADES,
            TipoAgencia::Pueblo => Self::new("pueblo", "pueblos", "Por pueblo").with_el(),
            TipoAgencia::Rancheria => Self::new("ranchería", "rancherías", "Por ranchería"),
            TipoAgencia::Ejido => Self::new("ejido", "ejidos", "Por ejido").with_el(),
            TipoAgencia::Fraccionamiento => {
                Self::new("fraccionamiento", "fraccionamientos", "Por fraccionamiento").with_el()
            }
            TipoAgencia::Tenencia => Self::new("tenencia", "tenencias", "Por tenencia"),
            TipoAgencia::Comisaria => Self::new("comisaría", "comisarías", "Por comisaría"),
            TipoAgencia::JuntaAuxiliar => {
                Self::new("junta auxiliar", "juntas auxiliares", "Por junta auxiliar")
            }
            TipoAgencia::Congregacion => {
                Self::new("congregación", "congregaciones", "Por congregación")
            }
            TipoAgencia::Sindicatura => Self::new("sindicatura", "sindicaturas", "Por sindicatura"),
            TipoAgencia::Ayudantia => Self::new("ayudantía", "ayudantías", "Por ayudantía"),
            TipoAgencia::PresidenciaDeComunidad => Self::new(
                "presidencia de comunidad",
                "presidencias de comunidad",
                "Por presidencia de comunidad",
            ),
        }
    }

    const fn with_el(mut self) -> Self {
        self.articulo = "el";
        self
    }

    /// A name that plans give to what they count, with the word of this place for the one that they have: «Agencia y servicio,
    /// por año» is «Comunidad y servicio, por año». What is signed has the name of the plan.
    pub fn rename(self, nombre: &str) -> String {
        let palabras = nombre.split_inclusive(|c: char| !c.is_alphanumeric());
        let renamed = |palabra: &str| {
            let letras = palabra.trim_end_matches(|c: char| !c.is_alphanumeric());
            let nueva = match letras {
                "agencia" => self.una.to_owned(),
                "agencias" => self.varias.to_owned(),
                "Agencia" => capital(self.una),
                "Agencias" => capital(self.varias),
                otra => otra.to_owned(),
            };
            format!("{nueva}{}", &palabra[letras.len()..])
        };
        palabras.map(renamed).collect()
    }

    /// «la agencia»
    pub fn la(self) -> String {
        format!("{} {}", self.articulo, self.una)
    }

    /// «la agencia de la que»
    pub fn of_which(self) -> String {
        let de = if self.articulo == "el" {
            "del"
        } else {
            "de la"
        };
        format!("{} {de} que", self.la())
    }

    /// «esta agencia»
    pub fn esta(self) -> String {
        let esta = if self.articulo == "el" {
            "este"
        } else {
            "esta"
        };
        format!("{esta} {}", self.una)
    }

    /// «las demás agencias»
    pub fn others(self) -> String {
        let las = if self.articulo == "el" { "Los" } else { "Las" };
        format!("{las} demás {}", self.varias)
    }
}

fn capital(palabra: &str) -> String {
    let mut letras = palabra.chars();
    let primera = letras.next().into_iter().flat_map(char::to_uppercase);
    primera.chain(letras).collect()
}

#[cfg(test)]
mod tests;
