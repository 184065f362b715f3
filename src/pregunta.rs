//! Asking: before what cannot be undone, and for what must not be on the command line. Where there is no terminal, each answer is a
//! line of standard input.

use std::io::{BufRead, IsTerminal, Write, stdin, stdout};

use crate::argumentos::Confirmacion;
use crate::fallo::Fallo;
use crate::uso::print;

/// What is said when the answer was no.
const NADA: &str = "No cambió nada.";

/// Whether something is done that was shown: not if it was only to be looked at, or if whoever is asked says no.
///
/// # Errors
/// When nobody answers.
pub(crate) fn approve(confirmacion: Confirmacion, pregunta: &str) -> Result<bool, Fallo> {
    if confirmacion.simular {
        print("Es una simulación: no cambió nada.");
        return Ok(false);
    }
    if confirmacion.si {
        return Ok(true);
    }
    answer(pregunta)?.ok_or_else(|| {
        Fallo::configuracion(
            "no cambió nada: no hay quien conteste aquí. Repita con --si si ya lo vio, o con --simular para sólo verlo",
        )
    })
}

/// Whether something is done that can be undone: where nobody answers, the order stands.
///
/// # Errors
/// When what is answered cannot be read.
pub(crate) fn confirmed(si: bool, pregunta: &str) -> Result<bool, Fallo> {
    Ok(si || answer(pregunta)?.unwrap_or(true))
}

/// Whether whoever ordered something says once more that it is to be so, after what speaks against it was said.
///
/// # Errors
/// When nobody answers.
pub(crate) fn insisted(si: bool, dicho: &str, pregunta: &str) -> Result<bool, Fallo> {
    let mut letras = dicho.chars();
    let primera = letras.next().into_iter().flat_map(char::to_uppercase);
    let said = || print(&primera.chain(letras).collect::<String>());
    if si {
        said();
        return Ok(true);
    }
    if stdin().is_terminal() {
        said();
        return yes(pregunta);
    }
    let Some(si) = beforehand()? else {
        return Err(Fallo::configuracion(format!(
            "{dicho} No cambió nada: corrija la orden, o repítala con --si"
        )));
    };
    said();
    Ok(told(pregunta, si))
}

/// What is answered at the terminal, or stands in the next line of standard input; nothing, if nobody answers.
fn answer(pregunta: &str) -> Result<Option<bool>, Fallo> {
    if stdin().is_terminal() {
        return yes(pregunta).map(Some);
    }
    Ok(beforehand()?.map(|si| told(pregunta, si)))
}

fn yes(pregunta: &str) -> Result<bool, Fallo> {
    let mut salida = stdout().lock();
    write!(salida, "{pregunta} (sí/no) ")?;
    salida.flush()?;
    let mut linea = String::new();
    stdin().lock().read_line(&mut linea)?;
    let si = read(&linea) == Some(true);
    if !si {
        print(NADA);
    }
    Ok(si)
}

/// What a script says to a question: what is neither yes nor no was meant for something else.
fn beforehand() -> Result<Option<bool>, Fallo> {
    let mut linea = String::new();
    if stdin().lock().read_line(&mut linea)? == 0 {
        return Ok(None);
    }
    read(&linea).map(Some).ok_or_else(|| {
        Fallo::configuracion(
            "no cambió nada: la línea que se leyó de la entrada no contesta «sí» ni «no». Con --si no se pregunta",
        )
    })
}

/// Says to what a script answered, and what.
fn told(pregunta: &str, si: bool) -> bool {
    print(&format!("{pregunta} {}", if si { "Sí." } else { "No." }));
    if !si {
        print(NADA);
    }
    si
}

fn read(linea: &str) -> Option<bool> {
    match linea.trim().to_lowercase().as_str() {
        "sí" | "si" | "s" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    }
}

/// What is asked for, in a line of the terminal or of a file.
///
/// # Errors
/// When nothing is answered.
pub(crate) fn ask(que: &str) -> Result<String, Fallo> {
    let mut salida = std::io::stderr().lock();
    write!(salida, "{que}: ")?;
    salida.flush()?;
    let mut linea = String::new();
    stdin().lock().read_line(&mut linea)?;
    let dicho = linea.trim();
    if dicho.is_empty() {
        return Err(Fallo::configuracion(format!(
            "falta lo que se preguntó: {que}"
        )));
    }
    Ok(dicho.to_owned())
}
