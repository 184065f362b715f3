//! What a client asks, as GraphQL over HTTP spells it, from a body or from an address.

use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::json::Objeto;
use super::limites::documento::{TEXTOS, VALORES};
use crate::Error;

/// A question.
#[derive(Debug, Default)]
pub(super) struct Peticion {
    pub(super) documento: String,
    /// Digest of the document.
    pub(super) huella: [u8; 32],
    pub(super) operacion: Option<String>,
    pub(super) variables: Map<String, Value>,
}

/// The same as JSON spells it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cuerpo {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Objeto>,
    extensions: Option<Objeto>,
}

/// The same in the parameters of an address, where objects are JSON text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parametros {
    pub(super) query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

impl Peticion {
    pub(super) fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        // A byte order mark says nothing here: JSON is UTF-8.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let cuerpo: Cuerpo =
            serde_json::from_slice(bytes).map_err(|_| Error::peticion_invalida())?;
        Self::new(cuerpo)
    }

    pub(super) fn from_parameters(parametros: Parametros) -> Result<Self, Error> {
        let object = |texto: Option<String>| {
            let texto = texto.filter(|texto| !texto.is_empty());
            let leido = texto.map(|texto| serde_json::from_str::<Option<Objeto>>(&texto));
            leido
                .transpose()
                .map(Option::flatten)
                .map_err(|_| Error::peticion_invalida())
        };
        Self::new(Cuerpo {
            query: parametros.query,
            operation_name: parametros.operation_name,
            variables: object(parametros.variables)?,
            extensions: object(parametros.extensions)?,
        })
    }

    pub(super) fn new(cuerpo: Cuerpo) -> Result<Self, Error> {
        let documento = cuerpo.query.filter(|texto| !texto.trim().is_empty());
        let Some(documento) = documento else {
            let guardada = cuerpo
                .extensions
                .is_some_and(|Objeto(e)| e.contains_key("persistedQuery"));
            let error = if guardada {
                Error::sin_guardadas()
            } else {
                Error::sin_documento()
            };
            return Err(error);
        };
        let variables = cuerpo
            .variables
            .map_or_else(Map::new, |Objeto(dadas)| dadas);
        let textos = variables.iter().map(|(n, v)| n.len() + letters(v)).sum();
        if textos > TEXTOS {
            let error = Error::limite("letras en las variables", TEXTOS, textos);
            return Err(error);
        }
        let valores = variables.values().map(values).sum();
        if valores > VALORES {
            let error = Error::limite("valores en las variables", VALORES, valores);
            return Err(error);
        }
        Ok(Self {
            huella: digest(&documento),
            documento,
            operacion: cuerpo.operation_name.filter(|nombre| !nombre.is_empty()),
            variables,
        })
    }

    /// The beginning of the digest of the document, by which it is noted.
    pub(super) fn mark(&self) -> u64 {
        mark(self.huella)
    }
}

impl Cuerpo {
    /// Bytes that it takes, about, whatever comes of it.
    pub(super) fn weight(&self) -> usize {
        let extras = [&self.variables, &self.extensions].into_iter().flatten();
        let extras: usize = extras
            .flat_map(|Objeto(campos)| campos)
            .map(|(n, v)| n.len() + letters(v) + 64 * values(v))
            .sum();
        self.query.as_deref().map_or(0, str::len) + extras
    }

    /// The same of one that may be no question.
    pub(super) fn mark(&self) -> u64 {
        mark(digest(self.query.as_deref().unwrap_or_default()))
    }
}

fn digest(documento: &str) -> [u8; 32] {
    Sha256::digest(documento).into()
}

fn mark([a, b, c, d, e, f, g, h, ..]: [u8; 32]) -> u64 {
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// How many values there are in one. JSON that has been read is not deep.
fn values(valor: &Value) -> usize {
    1 + match valor {
        Value::Array(elementos) => elementos.iter().map(values).sum(),
        Value::Object(campos) => campos.values().map(values).sum(),
        _ => 0,
    }
}

/// How many letters there are in its texts.
fn letters(valor: &Value) -> usize {
    match valor {
        Value::String(texto) => texto.len(),
        Value::Array(elementos) => elementos.iter().map(letters).sum(),
        Value::Object(campos) => campos.iter().map(|(n, v)| n.len() + letters(v)).sum(),
        _ => 0,
    }
}
