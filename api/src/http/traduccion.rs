//! The GraphQL library writes its own errors, in English and without a code. A client gets them in
//! Spanish, with one.

use async_graphql::{ErrorExtensionValues, ServerError};

use crate::error::Codigo;
use crate::esquema::{COMPLEJIDAD, PROFUNDIDAD, RECURSION};

/// How the library begins a message, the code it gets here, and how it is said: `{0}`, `{1}`, … are
/// the names it quotes.
const MENSAJES: [(&str, Codigo, &str); 12] = [
    (
        "Unknown field",
        Codigo::CampoDesconocido,
        "El campo «{0}» no existe en el tipo «{1}».",
    ),
    (
        "Unknown argument",
        Codigo::ArgumentoDesconocido,
        "El argumento «{0}» no existe en «{1}».",
    ),
    (
        "Unknown type",
        Codigo::ConsultaInvalida,
        "El tipo «{0}» no existe.",
    ),
    (
        "Unknown fragment",
        Codigo::ConsultaInvalida,
        "El fragmento «{0}» no está definido.",
    ),
    (
        "Unknown directive",
        Codigo::ConsultaInvalida,
        "La directiva «{0}» no existe.",
    ),
    (
        "Invalid value for argument",
        Codigo::ValorInvalido,
        "El valor del argumento «{0}» no es del tipo que se espera.",
    ),
    (
        "Failed to parse",
        Codigo::ValorInvalido,
        "Un valor no se pudo leer como «{0}».",
    ),
    (
        "Directive",
        Codigo::FaltaArgumento,
        "A la directiva «{0}» le falta el argumento «{1}».",
    ),
    (
        "Variable",
        Codigo::VariableInvalida,
        "La variable «{0}» no está definida, no se usa o no tiene un valor válido.",
    ),
    (
        "Fragment",
        Codigo::ConsultaInvalida,
        "El fragmento «{0}» no se usa o no puede ir ahí.",
    ),
    (
        "Unknown operation named",
        Codigo::OperacionDesconocida,
        "No hay una operación llamada «{0}».",
    ),
    (
        "Operation name required",
        Codigo::OperacionDesconocida,
        "Hay varias operaciones: diga cuál con «operationName».",
    ),
];

/// How the library begins the message of a limit, the limit, and of what it is.
const LIMITES: [(&str, usize, &str); 3] = [
    (
        "Query is too complex",
        COMPLEJIDAD,
        "campos, contando los de cada lista y página",
    ),
    (
        "Query is nested too deep",
        PROFUNDIDAD,
        "niveles de anidamiento",
    ),
    ("The recursion depth", RECURSION, "niveles de anidamiento"),
];

/// The same error, as a client should see it. Those of our own resolvers come with a code already.
pub(super) fn translate(error: ServerError) -> ServerError {
    if error
        .extensions
        .as_ref()
        .is_some_and(|extensiones| extensiones.get("code").is_some())
    {
        return error;
    }
    let (codigo, mensaje) = wording(&error.message);
    let mut extensiones = ErrorExtensionValues::default();
    extensiones.set("code", codigo.nombre());
    ServerError {
        message: mensaje,
        source: None,
        extensions: Some(extensiones),
        ..error
    }
}

fn wording(original: &str) -> (Codigo, String) {
    // A syntax error quotes the line it is in: nothing of it goes back.
    if original.trim_start().starts_with("-->") {
        return (
            Codigo::SintaxisInvalida,
            "La consulta no está bien escrita en GraphQL.".to_owned(),
        );
    }
    if original.starts_with("Field ") {
        return field_wording(original);
    }
    if let Some((_, maximo, que)) = LIMITES
        .iter()
        .find(|(principio, _, _)| original.starts_with(principio))
    {
        return (
            Codigo::LimiteExcedido,
            format!("La consulta pasa de {maximo} {que}."),
        );
    }
    match MENSAJES
        .iter()
        .find(|(principio, _, _)| original.starts_with(principio))
    {
        Some((_, codigo, plantilla)) => (*codigo, fill(plantilla, original)),
        None => (
            Codigo::ConsultaInvalida,
            "La consulta no es válida según el esquema.".to_owned(),
        ),
    }
}

fn field_wording(original: &str) -> (Codigo, String) {
    let (codigo, plantilla) = if original.contains("is required but not provided") {
        (
            Codigo::FaltaArgumento,
            "Al campo «{0}» le falta el argumento «{1}».",
        )
    } else if original.contains("must have a selection") {
        (
            Codigo::ConsultaInvalida,
            "El campo «{0}» es un objeto: diga entre llaves qué quiere de él.",
        )
    } else {
        (
            Codigo::ConsultaInvalida,
            "El campo «{0}» no tiene partes: quite las llaves.",
        )
    };
    (codigo, fill(plantilla, original))
}

/// Fills the places of a template with the names that the original quotes. A name is of the client's
/// making: only what GraphQL admits in one goes back, and no more than 64 characters of it.
fn fill(plantilla: &str, original: &str) -> String {
    let nombres = original.split('"').skip(1).step_by(2);
    let limpio = |nombre: &str| -> String {
        nombre
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .take(64)
            .collect()
    };
    let mut mensaje = plantilla.to_owned();
    for (i, nombre) in nombres.enumerate().take(3) {
        mensaje = mensaje.replace(&format!("{{{i}}}"), &limpio(nombre));
    }
    for i in 0..3 {
        mensaje = mensaje.replace(&format!("{{{i}}}"), "…");
    }
    mensaje
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_spanish_and_quote_only_names() {
        let casos = [
            (
                r#"Unknown field "nmbre" on type "Instancia". Did you mean "nombre"?"#,
                "El campo «nmbre» no existe en el tipo «Instancia».",
            ),
            (
                r#"Field "edicion" of type "Edicion" must have a selection of subfields"#,
                "El campo «edicion» es un objeto: diga entre llaves qué quiere de él.",
            ),
            (
                r#"Field "instancia" argument "clave" of type "Query" is required but not provided"#,
                "Al campo «instancia» le falta el argumento «clave».",
            ),
            (
                " --> 1:3\n  |\n1 | { secreto",
                "La consulta no está bien escrita en GraphQL.",
            ),
            (
                "something new",
                "La consulta no es válida según el esquema.",
            ),
        ];
        for (original, esperado) in casos {
            assert_eq!(wording(original).1, esperado);
        }
    }
}
