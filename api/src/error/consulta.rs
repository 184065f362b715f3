//! Errors about a question: its document, its variables, its limits.

use async_graphql::Pos;

use super::{Codigo, Error};

impl Error {
    pub(crate) fn peticion_invalida() -> Self {
        Self::new(
            Codigo::PeticionInvalida,
            "La petición no es válida: se espera un objeto JSON con «query» y, si hacen falta, «variables» y «operationName».",
        )
    }

    pub(crate) fn sin_documento() -> Self {
        Self::new(
            Codigo::SinConsulta,
            "Falta la consulta: póngala en «query».",
        )
    }

    pub(crate) fn limite(que: &'static str, maximo: usize, hay: usize) -> Self {
        Self {
            limite: Some((que, maximo, hay)),
            ..Self::new(
                Codigo::LimiteExcedido,
                format!("La consulta pasa de {maximo} {que}."),
            )
        }
    }

    pub(crate) fn costo(maximo: usize, hay: usize) -> Self {
        Self {
            limite: Some(("costo", maximo, hay)),
            ..Self::new(
                Codigo::LimiteExcedido,
                format!(
                    "La consulta cuesta {hay}, y se admite hasta {maximo}: pida menos campos, o menos elementos con «first»."
                ),
            )
        }
    }

    pub(crate) fn respuesta_grande(que: &'static str, maximo: usize, hay: usize) -> Self {
        Self {
            limite: Some((que, maximo, hay)),
            ..Self::new(
                Codigo::LimiteExcedido,
                format!(
                    "La respuesta pasa de {maximo} {que}: pida menos campos, o menos elementos con «first»."
                ),
            )
        }
    }

    pub(crate) fn sin_guardadas() -> Self {
        // Clients look for this message, letter by letter, before they send the whole document.
        Self::new(
            Codigo::PersistedQueryNotSupported,
            "PersistedQueryNotSupported",
        )
    }

    pub(crate) fn consulta_desconocida(nombres: &str) -> Self {
        Self::new(
            Codigo::ConsultaDesconocida,
            format!("No hay una consulta con ese nombre. Hay: {nombres}."),
        )
    }

    pub(crate) fn consulta_no_permitida() -> Self {
        Self::new(
            Codigo::ConsultaNoPermitida,
            "Este servidor sólo contesta las consultas que tiene por nombre, en /graphql/consultas/NOMBRE.",
        )
    }

    /// `nula`: whether null was said.
    pub(crate) fn variable_faltante(nombre: &str, nula: bool, lugar: Pos) -> Self {
        let mensaje = if nula {
            format!("La variable «{nombre}» es obligatoria: no puede ser nula.")
        } else {
            format!("Falta la variable «{nombre}», que es obligatoria.")
        };
        Self::new(Codigo::VariableInvalida, mensaje).on(lugar)
    }

    pub(crate) fn campo_repetido(nombre: &str, lugar: Pos) -> Self {
        let mensaje = format!("El campo «{nombre}» está dos veces en el mismo valor.");
        Self::new(Codigo::ConsultaInvalida, mensaje).on(lugar)
    }

    /// What the library says of a document, said our way.
    pub(crate) fn traducido(codigo: Codigo, mensaje: String, lugar: Option<Pos>) -> Self {
        Self {
            lugar,
            ..Self::new(codigo, mensaje)
        }
    }

    pub(crate) fn operacion_desconocida() -> Self {
        Self::new(
            Codigo::OperacionDesconocida,
            "Diga en «operationName» cuál de las operaciones de la consulta se hace.",
        )
    }

    pub(crate) fn suscripcion() -> Self {
        Self::new(
            Codigo::Suscripcion,
            "Una suscripción se pide con «Accept: text/event-stream», o por WebSocket con graphql-transport-ws.",
        )
    }

    pub(crate) fn suscripcion_de_varios(lugar: Pos) -> Self {
        Self::new(
            Codigo::ConsultaInvalida,
            "Una suscripción pide un solo campo, y sin condiciones.",
        )
        .on(lugar)
    }

    pub(crate) fn sin_operacion() -> Self {
        Self::new(
            Codigo::SintaxisInvalida,
            "La consulta no tiene ninguna operación, sólo fragmentos.",
        )
        .on(Pos { line: 1, column: 1 })
    }

    pub(crate) fn sintaxis(lugar: Option<Pos>) -> Self {
        let mensaje = match lugar {
            Some(Pos { line, column }) => format!(
                "La consulta no está bien escrita en GraphQL: línea {line}, columna {column}."
            ),
            None => "La consulta no está bien escrita en GraphQL.".to_owned(),
        };
        Self {
            lugar,
            ..Self::new(Codigo::SintaxisInvalida, mensaje)
        }
    }

    /// `nombre`: of an argument, or of a variable. Names are letters and digits, or they are not told.
    pub(crate) fn entero_grande(nombre: &str, lugar: Option<Pos>) -> Self {
        let nombre: String = nombre
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .take(64)
            .collect();
        let mensaje =
            format!("Un número de «{nombre}» no es un entero de -2147483648 a 2147483647.");
        Self {
            lugar,
            ..Self::new(Codigo::ValorInvalido, mensaje)
        }
    }

    pub(crate) fn fragmento_circular(lugar: Pos) -> Self {
        Self::new(
            Codigo::ConsultaInvalida,
            "Un fragmento se incluye a sí mismo.",
        )
        .on(lugar)
    }
}
