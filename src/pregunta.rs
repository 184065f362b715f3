//! Asking: before what cannot be undone, and for what must not be on the command line.

use std::io::{BufRead, IsTerminal, Write, stdin, stdout};

use crate::argumentos::Confirmacion;
use crate::fallo::Fallo;
use crate::uso::print;

/// Whether something is done that was shown: not if it was only to be looked at, or if whoever is at the terminal says no.
///
/// # Errors
/// When nobody is there to be asked.
pub(crate) fn approve(confirmacion: Confirmacion, pregunta: &str) -> Result<bool, Fallo> {
    if confirmacion.simular {
        print("Es una simulación: no cambió nada.");
        return Ok(false);
    }
    if confirmacion.si {
        return Ok(true);
    }
    if !stdin().is_terminal() {
        return Err(Fallo::configuracion(
            "no cambió nada: no hay quien conteste aquí. Repita con --si si ya lo vio, o con --simular para sólo verlo",
        ));
    }
    yes(pregunta)
}

/// Whether whoever is at the terminal confirms what was ordered; where nobody is, the order stands.
///
/// # Errors
/// When the terminal cannot be read.
pub(crate) fn confirmed(pregunta: &str) -> Result<bool, Fallo> {
    if stdin().is_terminal() {
        yes(pregunta)
    } else {
        Ok(true)
    }
}

/// Whether whoever ordered something says once more that it is to be so, after what speaks against it was said.
///
/// # Errors
/// When nobody is there to be asked.
pub(crate) fn insisted(si: bool, dicho: &str, pregunta: &str) -> Result<bool, Fallo> {
    if !si && !stdin().is_terminal() {
        return Err(Fallo::configuracion(format!(
            "{dicho} No cambió nada: corrija la orden, o repítala con --si"
        )));
    }
    let mut letras = dicho.chars();
    let primera = letras.next().into_iter().flat_map(char::to_uppercase);
    print(&primera.chain(letras).collect::<String>());
    if si { Ok(true) } else { yes(pregunta) }
}

fn yes(pregunta: &str) -> Result<bool, Fallo> {
    let mut salida = stdout().lock();
    write!(salida, "{pregunta} (sí/no) ")?;
    salida.flush()?;
    let mut linea = String::new();
    stdin().lock().read_line(&mut linea)?;
    let si = matches!(linea.trim().to_lowercase().as_str(), "sí" | "si" | "s");
    if !si {
        print("No cambió nada.");
    }
    Ok(si)
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
