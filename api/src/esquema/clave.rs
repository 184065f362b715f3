//! The keys that editions are signed with.

use async_graphql::SimpleObject;

use super::escalares::Instante;

/// Clave pública con la que una instancia firma sus ediciones.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ClaveFirma {
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
    /// Keys, in order.
    pub(crate) fn list(claves: &[persistence::ClaveFirma]) -> Vec<Self> {
        let siguientes = claves.iter().skip(1).map(Some).chain([None]);
        let par =
            |(una, otra): (&persistence::ClaveFirma, Option<&persistence::ClaveFirma>)| Self {
                clave: una.clave.clone(),
                desde: Instante(una.desde),
                hasta: otra.map(|otra| Instante(otra.desde)),
                anterior: una.anterior.clone(),
                aval: una.firma.clone(),
            };
        claves.iter().zip(siguientes).map(par).collect()
    }

    /// The one with those letters.
    pub(crate) fn find(claves: &[persistence::ClaveFirma], clave: &str) -> Option<Self> {
        Self::list(claves)
            .into_iter()
            .find(|una| una.clave == clave)
    }
}
