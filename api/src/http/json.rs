//! Objects of JSON as clients send them: what is said twice is not one of both, and a number without a fraction is a whole one,
//! however it is written (GraphQL, §3.5.1).

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// An object in which no key is twice, nor in any that it holds.
pub(super) struct Objeto(pub(super) Map<String, Value>);

impl<'de> Deserialize<'de> for Objeto {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Valor::deserialize(deserializer)?.0 {
            Value::Object(campos) => Ok(Self(campos)),
            _ => Err(D::Error::custom("no object")),
        }
    }
}

/// Any value within.
struct Valor(Value);

impl<'de> Deserialize<'de> for Valor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonReader).map(Self)
    }
}

struct JsonReader;

impl<'de> Visitor<'de> for JsonReader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_bool<E>(self, si: bool) -> Result<Value, E> {
        Ok(Value::Bool(si))
    }

    fn visit_i64<E>(self, numero: i64) -> Result<Value, E> {
        Ok(numero.into())
    }

    fn visit_u64<E>(self, numero: u64) -> Result<Value, E> {
        Ok(numero.into())
    }

    fn visit_f64<E>(self, numero: f64) -> Result<Value, E> {
        // No whole number of ours is larger.
        let entero = numero.fract() == 0.0 && numero.abs() < f64::from(u32::MAX);
        if entero && let Ok(entero) = format!("{:.0}", numero.abs()).parse::<i64>() {
            return Ok(if numero < 0.0 { -entero } else { entero }.into());
        }
        Ok(Number::from_f64(numero).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, texto: &str) -> Result<Value, E> {
        Ok(texto.into())
    }

    fn visit_string<E>(self, texto: String) -> Result<Value, E> {
        Ok(Value::String(texto))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut partes: A) -> Result<Value, A::Error> {
        let mut elementos = vec![];
        while let Some(Valor(elemento)) = partes.next_element()? {
            elementos.push(elemento);
        }
        Ok(Value::Array(elementos))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut partes: A) -> Result<Value, A::Error> {
        let mut campos = Map::new();
        while let Some((nombre, Valor(valor))) = partes.next_entry::<String, Valor>()? {
            if campos.insert(nombre, valor).is_some() {
                return Err(A::Error::custom("twice"));
            }
        }
        Ok(Value::Object(campos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_a_fraction_are_whole_and_nothing_is_twice() {
        let read = |texto: &str| {
            let leido = serde_json::from_str::<Objeto>(texto);
            leido.ok().map(|objeto| Value::Object(objeto.0).to_string())
        };
        let leido = read(r#"{"a":[1.0,-0,1e2,-3.0,0.5,1e300],"b":{"c":null,"d":"x","e":true}}"#);
        let esperado = r#"{"a":[1,0,100,-3,0.5,1e+300],"b":{"c":null,"d":"x","e":true}}"#;
        assert_eq!(leido.as_deref(), Some(esperado));
        for mal in [r#"{"a":1,"a":1}"#, r#"{"a":[{"b":1,"b":2}]}"#, "[]", "1"] {
            assert_eq!(read(mal), None, "{mal}");
        }
    }
}
