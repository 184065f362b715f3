//! The types of the schema, as introspection tells them: what is read of an answer or of an error is read off the schema itself.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_graphql::{ObjectType, Schema, SubscriptionType};
use futures_util::FutureExt;

/// A type, with what may be null of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tipo {
    /// Never null.
    NoNulo(Box<Tipo>),
    /// A list.
    Lista(Box<Tipo>),
    /// A named type.
    De(String),
}

impl Tipo {
    /// The name of the type, or of what it is a list of.
    pub(crate) fn nombre(&self) -> &str {
        match self {
            Self::NoNulo(dentro) | Self::Lista(dentro) => dentro.nombre(),
            Self::De(nombre) => nombre,
        }
    }
}

/// The types of a schema, by name.
#[derive(Debug, Default)]
pub(crate) struct Tipos {
    campos: HashMap<String, HashMap<String, Tipo>>,
    valores: HashMap<String, Vec<String>>,
}

const PREGUNTA: &str = "{ __schema { types { name enumValues { name } fields(includeDeprecated: true) { name type { ...T } } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

/// Those of this API.
pub(crate) static TIPOS: LazyLock<Tipos> = LazyLock::new(|| Tipos::of(&super::build()));

impl Tipos {
    /// The types of a schema. Introspection looks for nothing: it is there at once.
    pub(crate) fn of<Q, M, S>(esquema: &Schema<Q, M, S>) -> Self
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let respuesta = esquema.execute(PREGUNTA).now_or_never();
        let datos = respuesta.map(|respuesta| respuesta.data);
        let datos = datos.and_then(|datos| datos.into_json().ok());
        let tipos = datos.map(|mut datos| datos["__schema"]["types"].take());
        let mut todos = Self::default();
        for tipo in tipos.iter().filter_map(|tipos| tipos.as_array()).flatten() {
            let nombre = tipo["name"].as_str().unwrap_or_default();
            let de = |lista: &str| tipo[lista].as_array().cloned().unwrap_or_default();
            let campos = de("fields").into_iter().filter_map(|campo| {
                Some((campo["name"].as_str()?.to_owned(), read(&campo["type"])?))
            });
            todos.campos.insert(nombre.to_owned(), campos.collect());
            let valores = de("enumValues").into_iter();
            let valores: Vec<String> = valores
                .filter_map(|valor| Some(valor["name"].as_str()?.to_owned()))
                .collect();
            if !valores.is_empty() {
                todos.valores.insert(nombre.to_owned(), valores);
            }
        }
        todos
    }

    /// The type of a field; none if there is no such field.
    pub(crate) fn campo(&self, tipo: &str, campo: &str) -> Option<&Tipo> {
        self.campos.get(tipo)?.get(campo)
    }

    /// The values of an enumeration.
    pub(crate) fn valores(&self, enumeracion: &str) -> Option<&[String]> {
        self.valores.get(enumeracion).map(Vec::as_slice)
    }
}

fn read(tipo: &serde_json::Value) -> Option<Tipo> {
    let dentro = || read(&tipo["ofType"]).map(Box::new);
    match tipo["kind"].as_str()? {
        "NON_NULL" => Some(Tipo::NoNulo(dentro()?)),
        "LIST" => Some(Tipo::Lista(dentro()?)),
        _ => Some(Tipo::De(tipo["name"].as_str()?.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_of_the_schema() {
        let de = |nombre: &str| Tipo::De(nombre.to_owned());
        let hay = |tipo: &str, campo: &str| TIPOS.campo(tipo, campo).cloned();
        assert_eq!(hay("Instancia", "edicion"), Some(de("Edicion")));
        assert_eq!(hay("Instancia", "siglas"), Some(de("String")));
        let valores = Tipo::NoNulo(Box::new(Tipo::Lista(Box::new(de("Int")))));
        assert_eq!(hay("Tabla", "valores"), Some(valores));
        assert_eq!(hay("Tabla", "otro"), None);
        assert_eq!(
            TIPOS.valores("Ausencia"),
            Some(&["NO_CONSTA".to_owned()][..])
        );
    }
}
