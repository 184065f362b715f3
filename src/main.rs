//! `pacto`: argument parsing and wiring, nothing else.

mod almacenes;
mod argumentos;
mod demo;
mod fallo;
mod iniciar;
mod publicar;
mod servir;
mod uso;

use std::process::ExitCode;

use argumentos::{Argumentos, LogFormato, Orden};
use fallo::Fallo;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let argumentos = match uso::parse() {
        Ok(argumentos) => argumentos,
        Err(salida) => return salida,
    };
    match run(argumentos) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => fallo.report(),
    }
}

fn run(argumentos: Argumentos) -> Result<(), Fallo> {
    start_log(argumentos.log_formato, &argumentos.log_nivel)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match argumentos.orden {
            Orden::Demo {
                almacenes,
                direccion,
            } => demo::run(&almacenes, direccion).await,
            Orden::Iniciar {
                almacenes,
                instancia,
                nombre,
            } => iniciar::run(&almacenes, &instancia, nombre).await,
            Orden::Servir { publico, direccion } => servir::run(&publico, direccion).await,
            Orden::Publicar {
                almacenes,
                instancia,
                corte,
            } => publicar::run(&almacenes, &instancia, corte).await,
            Orden::Esquema => {
                uso::print(&api::sdl());
                Ok(())
            }
        }
    })
}

/// Logs go to standard error: standard output is for answers.
fn start_log(formato: LogFormato, nivel: &str) -> Result<(), Fallo> {
    let filtro = EnvFilter::builder().parse(nivel).map_err(|_| {
        Fallo::configuracion(
            "el nivel de --log-nivel no es válido: use error, warn, info, debug o trace",
        )
    })?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filtro)
        .with_writer(std::io::stderr);
    match formato {
        LogFormato::Texto => log.init(),
        LogFormato::Json => log.json().init(),
    }
    Ok(())
}
