//! Reading the command line, and answering in Spanish when it is wrong.

use std::error::Error as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use crate::argumentos::Argumentos;
use crate::fallo::Fallo;

/// The arguments, or the exit status when there is nothing more to do.
pub(crate) fn parse() -> Result<Argumentos, ExitCode> {
    let orden = without_empty(Argumentos::command());
    let leidos = orden
        .try_get_matches()
        .and_then(|leidos| Argumentos::from_arg_matches(&leidos));
    leidos.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print(&error.to_string());
            ExitCode::SUCCESS
        }
        _ => Fallo::configuracion(format!("{}; vea «pacto --help»", explain(&error))).report(),
    })
}

/// The same command; a variable of the environment that is empty is one that is not set.
fn without_empty(orden: Command) -> Command {
    let forget = |argumento: Arg| {
        let vacia = argumento.get_env().and_then(std::env::var_os);
        match vacia {
            Some(valor) if valor.is_empty() => argumento.env(None::<&'static str>),
            _ => argumento,
        }
    };
    orden.mut_args(forget).mut_subcommands(without_empty)
}

fn explain(error: &clap::Error) -> String {
    let context = |clase| match error.get(clase) {
        Some(ContextValue::String(texto)) => texto.clone(),
        Some(ContextValue::Strings(textos)) => textos.join(", "),
        _ => String::new(),
    };
    let argumento = || {
        let con_valor = context(ContextKind::InvalidArg);
        con_valor.split(' ').next().unwrap_or_default().to_owned()
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => format!(
            "la orden «{}» no existe",
            context(ContextKind::InvalidSubcommand)
        ),
        // What is no option may be a CURP: it is not repeated.
        ErrorKind::UnknownArgument if !context(ContextKind::InvalidArg).starts_with('-') => {
            "hay un valor de más, que ninguna opción pide: la CURP y el expediente, por ejemplo, se preguntan después".to_owned()
        }
        ErrorKind::UnknownArgument => format!(
            "la opción «{}» no existe aquí",
            context(ContextKind::InvalidArg)
        ),
        ErrorKind::MissingRequiredArgument => format!("falta {}", context(ContextKind::InvalidArg)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "falta la orden: demo, iniciar, municipios, plantilla, importar, revisar, informe, rectificar, persona, cancelar, alias, exportar, respaldar, restaurar, servir, publicar, claves, bitacora, plan, pendientes, retirar, reabrir, verificar, proteger, auditar o esquema"
                .to_owned()
        }
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            format!("falta el valor de {}", argumento())
        }
        ErrorKind::InvalidValue => {
            let validos = context(ContextKind::ValidValue).replace(", ", " o ");
            format!(
                "el valor de {} no es válido: se espera {validos}",
                argumento()
            )
        }
        ErrorKind::ValueValidation => {
            let motivo = error.source().map(ToString::to_string).unwrap_or_default();
            format!("el valor de {} no es válido: {motivo}", argumento())
        }
        ErrorKind::ArgumentConflict => format!("{} está de más o se repite", argumento()),
        _ => "la orden no se entiende".to_owned(),
    }
}

/// A count and what is counted: «1 renglón», «2 renglones».
pub(crate) fn count(cuantos: u64, uno: &str, varios: &str) -> String {
    format!("{cuantos} {}", if cuantos == 1 { uno } else { varios })
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
