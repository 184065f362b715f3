//! The keys that editions are signed with.

use async_graphql::{ID, SimpleObject};

use super::escalares::Instante;
use super::id::Ruta;

/// Clave pública con la que una instancia firma sus ediciones.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ClaveFirma {
    /// Identificador opaco.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// La clave, como la toma «minisign -P».
    clave: String,
    /// Cuándo se firmó con ella la primera edición.
    desde: Instante,
    /// Cuándo se firmó la primera con la que le sigue; nulo mientras sea la de ahora.
    hasta: Option<Instante>,
    /// La clave anterior, si la hubo y consta.
    anterior: Option<String>,
    /// Firma de esta clave, letra por letra, con la anterior, en el formato de minisign; nula en la primera, y si la anterior se
    /// perdió.
    aval: Option<String>,
}

impl ClaveFirma {
    /// The keys of an instancia, in order.
    pub(crate) fn list(instancia: &str, claves: &[persistence::ClaveFirma]) -> Vec<Self> {
        let siguientes = claves.iter().skip(1).map(Some).chain([None]);
        let par =
            |(una, otra): (&persistence::ClaveFirma, Option<&persistence::ClaveFirma>)| Self {
                id: Ruta::Clave(instancia.to_owned(), una.clave.clone()).encode(),
                clave: una.clave.clone(),
                desde: Instante(una.desde),
                hasta: otra.map(|otra| Instante(otra.desde)),
                anterior: una.anterior.clone(),
                aval: una.firma.clone(),
            };
        claves.iter().zip(siguientes).map(par).collect()
    }

    /// The one with those letters.
    pub(crate) fn find(
        instancia: &str,
        claves: &[persistence::ClaveFirma],
        clave: &str,
    ) -> Option<Self> {
        Self::list(instancia, claves)
            .into_iter()
            .find(|una| una.clave == clave)
    }
}
