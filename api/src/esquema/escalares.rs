//! Scalars.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// Un día del calendario, como `2017-12-31` (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fecha(pub(crate) Date);

/// Un día del calendario, como `2017-12-31` (ISO 8601).
#[Scalar(
    name = "Fecha",
    specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html"
)]
impl ScalarType for Fecha {
    fn parse(valor: Value) -> InputValueResult<Self> {
        let formato = format_description!("[year]-[month]-[day]");
        match &valor {
            Value::String(texto) => Date::parse(texto, formato)
                .ok()
                .filter(|fecha| domain::ANIOS.contains(&fecha.year()))
                .map(Self)
                .ok_or_else(|| InputValueError::custom("se espera una fecha como 2017-12-31")),
            _ => Err(InputValueError::expected_type(valor)),
        }
    }

    fn is_valid(valor: &Value) -> bool {
        Self::parse(valor.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Un instante en tiempo universal, como `2018-02-01T18:30:00Z` (RFC 3339).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instante(pub(crate) OffsetDateTime);

/// Un instante en tiempo universal, como `2018-02-01T18:30:00Z` (RFC 3339).
#[Scalar(
    name = "Instante",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"
)]
impl ScalarType for Instante {
    fn parse(valor: Value) -> InputValueResult<Self> {
        match &valor {
            Value::String(texto) => {
                OffsetDateTime::parse(texto, &Rfc3339)
                    .map(Self)
                    .map_err(|_| {
                        InputValueError::custom("se espera un instante como 2018-02-01T18:30:00Z")
                    })
            }
            _ => Err(InputValueError::expected_type(valor)),
        }
    }

    fn is_valid(valor: &Value) -> bool {
        Self::parse(valor.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format(&Rfc3339).unwrap_or_default())
    }
}
