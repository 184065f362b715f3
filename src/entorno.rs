//! The environment: which variables are options, and what is told of one that is none.

use std::collections::BTreeSet;

use clap::{Arg, Command};

use crate::fallo::Fallo;

/// What the names of the variables begin with.
const PREFIJO: &str = "PACTO_";
/// How near the name of a variable must be to what was written, of 1, for it to be what was meant.
const CERCA: f64 = 0.75;

/// Refuses variables that are no options: whoever wrote one believes that it does something.
///
/// # Errors
/// [`Fallo::Configuracion`], with the nearest name.
pub(crate) fn check(orden: &Command) -> Result<(), Fallo> {
    let hay = variables(orden);
    for (nombre, valor) in std::env::vars_os() {
        let nombre = nombre.to_string_lossy();
        if !nombre.starts_with(PREFIJO) || valor.is_empty() || hay.contains(&*nombre) {
            continue;
        }
        if of_a_service(&nombre) {
            continue;
        }
        let cercana = match nearest(&nombre, &hay) {
            Some(cercana) => format!("¿quiso decir {cercana}?"),
            None => "las que hay están en docs/operacion.md; si es de otra cosa, dele otro nombre"
                .to_owned(),
        };
        return Err(Fallo::configuracion(format!(
            "el entorno tiene {nombre}, que no es de ninguna opción: {cercana}"
        )));
    }
    Ok(())
}

/// Whether those who run containers write a variable into each of them, because a service is called «pacto»: nobody chose it.
fn of_a_service(nombre: &str) -> bool {
    nombre == "PACTO_PORT"
        || nombre.starts_with("PACTO_PORT_")
        || nombre.starts_with("PACTO_SERVICE_")
}

/// The variable that is most like a name: by its letters, or because it is a part of it.
fn nearest<'a>(nombre: &str, hay: &'a BTreeSet<String>) -> Option<&'a str> {
    let propio = |nombre: &'a str| nombre.trim_start_matches(PREFIJO);
    let escrito = nombre.trim_start_matches(PREFIJO);
    let parecido = |otra: &'a str| strsim::normalized_damerau_levenshtein(escrito, propio(otra));
    let mejor = hay
        .iter()
        .map(|otra| (parecido(otra), otra.as_str()))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    mejor
        .filter(|(cuanto, _)| *cuanto >= CERCA)
        .map(|(_, otra)| otra)
}

/// The variables of a command and of those below it.
pub(crate) fn variables(orden: &Command) -> BTreeSet<String> {
    let suyas = orden.get_arguments().filter_map(Arg::get_env);
    let suyas = suyas.map(|variable| variable.to_string_lossy().into_owned());
    suyas
        .chain(orden.get_subcommands().flat_map(variables))
        .collect()
}

/// The variable of an option, if it has one.
pub(crate) fn variable(orden: &Command, opcion: &str) -> Option<String> {
    let larga = opcion.trim_start_matches("--");
    let suya = orden.get_arguments().find(|a| a.get_long() == Some(larga));
    let suya = suya
        .and_then(Arg::get_env)
        .map(|variable| variable.to_string_lossy().into_owned());
    let mut abajo = orden.get_subcommands();
    suya.or_else(|| abajo.find_map(|orden| variable(orden, opcion)))
}

/// The same command; a variable of the environment that is empty is one that is not set.
pub(crate) fn without_empty(orden: Command) -> Command {
    let forget = |argumento: Arg| {
        let vacia = argumento.get_env().and_then(std::env::var_os);
        match vacia {
            Some(valor) if valor.is_empty() => argumento.env(None::<&'static str>),
            _ => argumento,
        }
    };
    orden.mut_args(forget).mut_subcommands(without_empty)
}

#[cfg(test)]
mod tests;
