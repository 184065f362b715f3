//! JSON as it is written: keys keep their order and their repetitions, which a reader may refuse.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use crate::tabla::TablaInvalida;

/// A JSON value.
#[derive(Debug)]
pub(super) enum Valor {
    Nulo,
    Logico,
    Natural(u64),
    Negativo,
    /// With decimals or an exponent, or out of the range of whole numbers.
    Decimal(f64),
    Texto(String),
    Lista(Vec<Valor>),
    Objeto(Vec<(String, Valor)>),
}

impl Valor {
    /// Parses a whole document.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, TablaInvalida> {
        serde_json::from_slice(bytes).map_err(|error| {
            let lugar = format!("línea {}, columna {}", error.line(), error.column());
            TablaInvalida::new(lugar, reason(&error))
        })
    }

    /// Its kind, after «no».
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nulo => "null",
            Self::Logico => "un valor lógico",
            Self::Natural(_) | Self::Negativo | Self::Decimal(_) => "un número",
            Self::Texto(_) => "un texto",
            Self::Lista(_) => "una lista",
            Self::Objeto(_) => "un objeto",
        }
    }
}

/// The library says why in English: only its beginning tells its errors apart.
fn reason(error: &serde_json::Error) -> &'static str {
    const MOTIVOS: [(&str, &str); 10] = [
        (
            "recursion limit",
            "hay demasiados niveles, uno dentro de otro",
        ),
        ("number out of range", "el número es demasiado grande"),
        ("trailing characters", "sobra texto después del documento"),
        ("trailing comma", "sobra una coma"),
        ("expected `,` or `}`", "se esperaba «,» o «}»"),
        ("expected `,` or `]`", "se esperaba «,» o «]»"),
        ("expected `:`", "se esperaba «:»"),
        ("key must be a string", "la clave debe ir entre comillas"),
        (
            "control character",
            "el texto tiene un salto de línea u otro carácter de control",
        ),
        (
            "invalid unicode",
            "hay un carácter que no es válido en UTF-8",
        ),
    ];
    if error.classify() == Category::Eof {
        return "el documento está incompleto";
    }
    let texto = error.to_string();
    let motivo = MOTIVOS.iter().find(|(inicio, _)| texto.starts_with(inicio));
    motivo.map_or("no es JSON válido", |(_, motivo)| motivo)
}

impl<'de> Deserialize<'de> for Valor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitante)
    }
}

struct Visitante;

impl<'de> Visitor<'de> for Visitante {
    type Value = Valor;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Valor, E> {
        Ok(Valor::Nulo)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Valor, E> {
        Ok(Valor::Logico)
    }

    fn visit_u64<E>(self, valor: u64) -> Result<Valor, E> {
        Ok(Valor::Natural(valor))
    }

    fn visit_i64<E>(self, valor: i64) -> Result<Valor, E> {
        Ok(u64::try_from(valor).map_or(Valor::Negativo, Valor::Natural))
    }

    fn visit_f64<E>(self, valor: f64) -> Result<Valor, E> {
        // The sign, so that -0 is as negative as it looks.
        Ok(if valor.is_sign_negative() {
            Valor::Negativo
        } else {
            Valor::Decimal(valor)
        })
    }

    fn visit_str<E>(self, valor: &str) -> Result<Valor, E> {
        Ok(Valor::Texto(valor.to_owned()))
    }

    fn visit_string<E>(self, valor: String) -> Result<Valor, E> {
        Ok(Valor::Texto(valor))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut lista: A) -> Result<Valor, A::Error> {
        let mut valores = Vec::new();
        while let Some(valor) = lista.next_element()? {
            valores.push(valor);
        }
        Ok(Valor::Lista(valores))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut objeto: A) -> Result<Valor, A::Error> {
        let mut pares = Vec::new();
        while let Some(par) = objeto.next_entry()? {
            pares.push(par);
        }
        Ok(Valor::Objeto(pares))
    }
}
