//! Reading the command line, and answering in Spanish when it is wrong.

use std::error::Error as _;
use std::ffi::OsString;
use std::process::ExitCode;

use captura::{nearest, suggest};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

use crate::argumentos::Argumentos;
use crate::entorno;
use crate::fallo::Fallo;

/// The arguments, or the exit status when there is nothing more to do.
pub(crate) fn parse() -> Result<Argumentos, ExitCode> {
    if let Err(fallo) = entorno::check(&Argumentos::command()) {
        return Err(fallo.report());
    }
    let orden = entorno::without_empty(Argumentos::command());
    let leidos = orden
        .try_get_matches_from(std::env::args_os().map(in_english))
        .and_then(|leidos| Argumentos::from_arg_matches(&leidos));
    leidos.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print(&error.to_string());
            ExitCode::SUCCESS
        }
        _ => Fallo::configuracion(format!("{}; vea «{}»", explain(&error), help())).report(),
    })
}

/// What asks for help in Spanish, as the reader knows it.
fn in_english(palabra: OsString) -> OsString {
    let sola = palabra == "ayuda" && std::env::args_os().len() == 2;
    if sola || palabra == "--ayuda" {
        "--help".into()
    } else {
        palabra
    }
}

/// The order that explains the one that was asked, or all of them.
fn help() -> String {
    let dicha = std::env::args().nth(1).unwrap_or_default();
    let ordenes = Argumentos::command();
    match ordenes.find_subcommand(&dicha) {
        Some(orden) => format!("pacto {} --help", orden.get_name()),
        None => "pacto --help".to_owned(),
    }
}

fn context(error: &clap::Error, clase: ContextKind) -> String {
    match error.get(clase) {
        Some(ContextValue::String(texto)) => texto.clone(),
        Some(ContextValue::Strings(textos)) => textos.join(", "),
        _ => String::new(),
    }
}

/// What may have been meant.
fn meant(error: &clap::Error, clase: ContextKind) -> String {
    match context(error, clase).split(", ").next() {
        None | Some("") => String::new(),
        Some(cercana) => format!(": ¿quiso decir «{cercana}»?"),
    }
}

/// The option that is wrong, or the variable that it was taken from: nobody wrote the option then.
fn argument(error: &clap::Error) -> String {
    let con_valor = context(error, ContextKind::InvalidArg);
    let opcion = con_valor.split(' ').next().unwrap_or_default();
    let escrita = std::env::args_os().any(|palabra| {
        let palabra = palabra.to_string_lossy();
        palabra == opcion || palabra.starts_with(&format!("{opcion}="))
    });
    let variable = if escrita {
        None
    } else {
        entorno::variable(&Argumentos::command(), opcion)
    };
    variable.unwrap_or_else(|| opcion.to_owned())
}

fn explain(error: &clap::Error) -> String {
    let de = |clase| context(error, clase);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let dicha = de(ContextKind::InvalidSubcommand);
            let ordenes = Argumentos::command();
            let nombres = ordenes.get_subcommands().map(clap::Command::get_name);
            let cerca = nearest(&dicha, nombres);
            suggest(&format!("la orden «{dicha}» no existe"), cerca.as_deref())
        }
        // What is no option may be a CURP: it is not repeated.
        ErrorKind::UnknownArgument if !de(ContextKind::InvalidArg).starts_with('-') => {
            let de_alguien = ["persona", "cancelar", "rectificar", "quitar"];
            let orden = std::env::args().nth(1).unwrap_or_default();
            let mas = match orden.as_str() {
                "importar" => ": se importa un archivo en cada orden",
                suya if de_alguien.contains(&suya) => {
                    ": la CURP y el expediente, por ejemplo, se preguntan después"
                }
                _ => "",
            };
            format!("hay un valor de más, que ninguna opción pide{mas}")
        }
        ErrorKind::UnknownArgument => format!(
            "la opción «{}» no existe aquí{}",
            de(ContextKind::InvalidArg),
            meant(error, ContextKind::SuggestedArg)
        ),
        ErrorKind::MissingRequiredArgument => format!("falta {}", de(ContextKind::InvalidArg)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "falta la orden: demo, iniciar, municipios, plantilla, importar, revisar, informe, rectificar, persona, cancelar, quitar, alias, exportar, respaldar, restaurar, distribuir, servir, publicar, claves, bitacora, plan, pendientes, retirar, reabrir, verificar, proteger, auditar o esquema"
                .to_owned()
        }
        ErrorKind::InvalidValue if de(ContextKind::InvalidValue).is_empty() => {
            format!("falta el valor de {}", argument(error))
        }
        ErrorKind::InvalidValue => {
            let validos = de(ContextKind::ValidValue).replace(", ", " o ");
            format!(
                "el valor de {} no es válido: se espera {validos}",
                argument(error)
            )
        }
        ErrorKind::ValueValidation => {
            let motivo = error.source().map(ToString::to_string).unwrap_or_default();
            format!("el valor de {} no es válido: {motivo}", argument(error))
        }
        ErrorKind::ArgumentConflict => {
            let otro = de(ContextKind::PriorArg);
            let otro = otro.split(' ').next().unwrap_or_default();
            match (argument(error), otro) {
                (una, otro) if otro.is_empty() || una == otro => format!("{una} se repite"),
                (una, otro) => format!("{una} no va con {otro}"),
            }
        }
        _ => "la orden no se entiende".to_owned(),
    }
}

/// A count and what is counted: «1 renglón», «2 renglones».
pub(crate) fn count(cuantos: u64, uno: &str, varios: &str) -> String {
    format!("{cuantos} {}", if cuantos == 1 { uno } else { varios })
}

/// Writes to standard error. A reader that has gone (`pacto importar … 2>&1 | head`) is no failure there either.
pub(crate) fn print_error(texto: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{texto}");
}

/// Writes to standard output. A reader that has gone (`pacto esquema | head`) is no failure.
pub(crate) fn print(texto: &str) {
    use std::io::Write;
    let mut salida = std::io::stdout().lock();
    let _ = salida
        .write_all(texto.as_bytes())
        .and_then(|()| salida.write_all(b"\n"))
        .and_then(|()| salida.flush());
}
