//! The GraphQL library writes its own errors, in English and without a code. A client gets them in
//! Spanish, with one.

use async_graphql::{ErrorExtensionValues, ServerError};

use crate::Error;
use crate::error::Codigo;
use crate::esquema::{POR_CAMPO, PROFUNDIDAD, RECURSION, TIPOS};

/// How the library begins a message, what else is in it, the code it gets here, and how it is said: `{0}`, `{1}`, … are
/// the names it quotes.
const MENSAJES: [(&str, &str, Codigo, &str); 26] = [
    (
        "Unknown field",
        "",
        Codigo::CampoDesconocido,
        "El campo «{0}» no existe en el tipo «{1}».",
    ),
    (
        "Unknown argument",
        "",
        Codigo::ArgumentoDesconocido,
        "El argumento «{0}» no existe en «{1}».",
    ),
    (
        "Unknown type",
        "",
        Codigo::ConsultaInvalida,
        "El tipo «{0}» no existe.",
    ),
    (
        "Unknown fragment",
        "",
        Codigo::ConsultaInvalida,
        "El fragmento «{0}» no está definido.",
    ),
    (
        "Unknown directive",
        "",
        Codigo::ConsultaInvalida,
        "La directiva «{0}» no existe.",
    ),
    (
        "Duplicate directive",
        "",
        Codigo::ConsultaInvalida,
        "La directiva «{0}» está dos veces en el mismo lugar.",
    ),
    (
        "Directive",
        "may not be used",
        Codigo::ConsultaInvalida,
        "La directiva «{0}» no puede ir ahí.",
    ),
    (
        "Directive",
        "",
        Codigo::FaltaArgumento,
        "A la directiva «{0}» le falta el argumento «{1}».",
    ),
    (
        "Field ",
        "is required",
        Codigo::FaltaArgumento,
        "Al campo «{0}» le falta el argumento «{1}».",
    ),
    (
        "Field ",
        "must have a selection",
        Codigo::ConsultaInvalida,
        "El campo «{0}» es un objeto: diga entre llaves qué quiere de él.",
    ),
    (
        "Field ",
        "",
        Codigo::ConsultaInvalida,
        "El campo «{0}» no tiene partes: quite las llaves.",
    ),
    (
        "Fields ",
        "",
        Codigo::ConsultaInvalida,
        "«{0}» se pide dos veces, y no de la misma manera: póngale otro nombre (un alias) a una.",
    ),
    (
        "There can only be one argument",
        "",
        Codigo::ConsultaInvalida,
        "El argumento «{0}» está dos veces.",
    ),
    (
        "There can only be one variable",
        "",
        Codigo::VariableInvalida,
        "La variable «{0}» se define dos veces.",
    ),
    (
        "Variable",
        "is not used",
        Codigo::VariableInvalida,
        "La variable «{0}» se define y no se usa.",
    ),
    (
        "Variable",
        "used in position",
        Codigo::VariableInvalida,
        "La variable «{0}» es de tipo «{2}», y donde se usa se espera «{1}».",
    ),
    (
        "Variable",
        "non-input type",
        Codigo::VariableInvalida,
        "La variable «{0}» no puede ser de tipo «{1}», que no se recibe.",
    ),
    (
        "Variable",
        "\" is not defined",
        Codigo::VariableInvalida,
        "La variable «{0}» se usa y no está definida.",
    ),
    (
        "Variable",
        "",
        Codigo::VariableInvalida,
        "Una variable que se usa no tiene valor.",
    ),
    (
        "Fragment \"",
        "is never used",
        Codigo::ConsultaInvalida,
        "El fragmento «{0}» se define y no se usa.",
    ),
    (
        "Fragment \"",
        "cannot be spread",
        Codigo::ConsultaInvalida,
        "El fragmento «{0}» es de «{2}», y no puede ir donde se pide «{1}».",
    ),
    (
        "Fragment cannot be spread",
        "",
        Codigo::ConsultaInvalida,
        "Un fragmento de «{1}» no puede ir donde se pide «{0}».",
    ),
    (
        "Fragment",
        "",
        Codigo::ConsultaInvalida,
        "Un fragmento sólo puede ser de un tipo que tenga campos.",
    ),
    (
        "Schema is not configured for mutation",
        "",
        Codigo::ConsultaInvalida,
        "Esta API no tiene mutaciones: sólo se le pregunta.",
    ),
    (
        "Unknown operation named",
        "",
        Codigo::OperacionDesconocida,
        "No hay una operación llamada «{0}».",
    ),
    (
        "Operation name required",
        "",
        Codigo::OperacionDesconocida,
        "Hay varias operaciones: diga cuál con «operationName».",
    ),
];

/// How the library begins the message of a limit, the limit, and of what it is.
const LIMITES: [(&str, usize, &str); 3] = [
    (
        "Query is nested too deep",
        PROFUNDIDAD,
        "niveles de anidamiento",
    ),
    ("The recursion depth", RECURSION, "niveles de anidamiento"),
    (
        "The number of directives",
        POR_CAMPO,
        "directivas en un campo",
    ),
];

/// Whether an error is that a question costs too much. How much, the library does not say.
pub(super) fn is_cost(error: &ServerError) -> bool {
    error.message.starts_with("Query is too complex")
}

/// Takes out what says again, of a value, what was said with the name of its argument.
pub(super) fn once_each(errores: &mut Vec<ServerError>) {
    let de_argumento = |error: &ServerError| error.message.starts_with("Invalid value for");
    if errores.iter().any(de_argumento) {
        let de_valor = |error: &ServerError| {
            let principios = ["Failed to parse", "Expected input type"];
            principios.iter().any(|uno| error.message.starts_with(uno))
        };
        errores.retain(|error| !de_valor(error) || !error.path.is_empty());
    }
    let mut vistos = std::collections::HashSet::new();
    errores.retain(|error| {
        let lugares: Vec<_> = error.locations.iter().map(|p| (p.line, p.column)).collect();
        vistos.insert((error.message.clone(), lugares, format!("{:?}", error.path)))
    });
}

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

/// The same as an error of ours.
pub(super) fn as_error(error: &ServerError) -> Error {
    let (codigo, mensaje) = wording(&error.message);
    Error::traducido(codigo, mensaje, error.locations.first().copied())
}

fn wording(original: &str) -> (Codigo, String) {
    // A syntax error quotes the line it is in: nothing of it goes back.
    if original.trim_start().starts_with("-->") {
        return (
            Codigo::SintaxisInvalida,
            "La consulta no está bien escrita en GraphQL.".to_owned(),
        );
    }
    for principio in [
        "Invalid value for argument ",
        "Invalid default value for argument: ",
    ] {
        if let Some(motivo) = original.strip_prefix(principio) {
            return (Codigo::ValorInvalido, wrong_value(motivo));
        }
    }
    if original.starts_with("Failed to parse") || original.starts_with("Expected input type") {
        let tipo = original.split('"').nth(1).unwrap_or_default();
        return (
            Codigo::ValorInvalido,
            format!("Un valor no es lo que se espera: {}.", expected(tipo)),
        );
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
    let es = |(principio, dentro, ..): &&(&str, &str, Codigo, &str)| {
        original.starts_with(principio) && original.contains(dentro)
    };
    match MENSAJES.iter().find(es) {
        Some((_, _, codigo, plantilla)) => (*codigo, fill(plantilla, original)),
        None => (
            Codigo::ConsultaInvalida,
            "La consulta no es válida según el esquema.".to_owned(),
        ),
    }
}

/// What is wrong with the value of an argument, which is named with its place in a list: «columnas[1]».
fn wrong_value(motivo: &str) -> String {
    let nombres: Vec<String> = motivo.split('"').skip(1).step_by(2).map(clean).collect();
    let nombre = |i: usize| nombres.get(i).map_or("…", String::as_str);
    let donde = motivo.split('"').nth(1).unwrap_or_default();
    let donde = place(donde);
    if motivo.contains("enumeration type") || motivo.contains("expected type") {
        return format!(
            "El valor del argumento «{donde}» no es del tipo que se espera: {}.",
            expected(nombre(1))
        );
    }
    if motivo.contains("neof") {
        return format!("«{donde}» lleva uno de sus campos, y sólo uno.");
    }
    if motivo.contains("is required") {
        return format!("A «{donde}» le falta «{}».", nombre(1));
    }
    if motivo.contains("unknown field") {
        return format!("«{donde}» no tiene un campo «{}».", nombre(1));
    }
    format!("El valor del argumento «{donde}» no es del tipo que se espera.")
}

/// A place among arguments, with positions between brackets.
fn place(camino: &str) -> String {
    let mut lugar = String::new();
    for parte in camino.split('.') {
        let parte = clean(parte);
        if !parte.is_empty() && parte.bytes().all(|b| b.is_ascii_digit()) {
            lugar.extend(["[", &parte, "]"]);
        } else if lugar.is_empty() {
            lugar = parte;
        } else {
            lugar.extend([".", &parte]);
        }
    }
    lugar
}

/// What a value of a type looks like.
fn expected(tipo: &str) -> String {
    let tipo = tipo.trim_end_matches('!');
    if let Some(valores) = TIPOS.valores(tipo) {
        return format!("un valor de {tipo}. Hay: {}", valores.join(", "));
    }
    match tipo {
        "Int" => "un entero de -2147483648 a 2147483647, sin comillas".to_owned(),
        "String" | "ID" => "un texto entre comillas".to_owned(),
        "Boolean" => "true o false, sin comillas".to_owned(),
        "Fecha" => "una fecha como \"2017-12-31\"".to_owned(),
        "Instante" => "un instante como \"2018-02-01T18:30:00Z\"".to_owned(),
        otro => format!("un valor de «{}»", clean(otro)),
    }
}

/// What GraphQL admits in the name of a type or of what is the client's making, and no more than 64 characters of it.
fn clean(nombre: &str) -> String {
    let admitido = |c: &char| c.is_ascii_alphanumeric() || "_![]".contains(*c);
    nombre.chars().filter(admitido).take(64).collect()
}

/// Fills the places of a template with the names that the original quotes. A name is of the client's
/// making: only what GraphQL admits in one goes back, and no more than 64 characters of it.
fn fill(plantilla: &str, original: &str) -> String {
    let nombres = original.split('"').skip(1).step_by(2);
    let mut mensaje = plantilla.to_owned();
    for (i, nombre) in nombres.enumerate().take(3) {
        mensaje = mensaje.replace(&format!("{{{i}}}"), &clean(nombre));
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
                r#"Invalid value for argument "columnas.1", enumeration type "Ausencia" does not contain the value "NADA""#,
                "El valor del argumento «columnas[1]» no es del tipo que se espera: un valor de Ausencia. Hay: NO_CONSTA.",
            ),
            (
                r#"Invalid value for argument "filtros.0", field "codigos" of type "[String!]!" is required but not provided"#,
                "A «filtros[0]» le falta «codigos».",
            ),
            (
                r#"Variable "n" of type "Int!" used in position expecting type "String""#,
                "La variable «n» es de tipo «String», y donde se usa se espera «Int!».",
            ),
            (
                r#"Variable "$n" is not used by operation "A""#,
                "La variable «n» se define y no se usa.",
            ),
            (
                "Schema is not configured for mutations.",
                "Esta API no tiene mutaciones: sólo se le pregunta.",
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
