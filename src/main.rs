//! `pacto`: argument parsing and wiring, nothing else.

mod almacenes;
mod archivos;
mod argumentos;
mod auditar;
mod barra;
mod cancelar;
mod claves;
mod demo;
mod fallo;
mod importar;
mod iniciar;
mod pendientes;
mod plan;
mod plantilla;
mod proteger;
mod publicar;
mod retirar;
mod servir;
mod uso;
mod verificar;

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
        Ok(salida) => salida,
        Err(fallo) => fallo.report(),
    }
}

fn run(argumentos: Argumentos) -> Result<ExitCode, Fallo> {
    start_log(argumentos.log_formato, &argumentos.log_nivel)?;
    match argumentos.orden {
        Orden::Demo {
            almacenes,
            direccion,
        } => wait(demo::run(&almacenes, direccion)),
        Orden::Iniciar {
            almacenes,
            instancia,
            nombre,
        } => wait(iniciar::run(&almacenes, &instancia, nombre)),
        Orden::Plantilla {
            tipo,
            almacenes,
            instancia,
            salida,
        } => wait(plantilla::run(&almacenes, &instancia, tipo, &salida)),
        Orden::Importar(peticion) => wait(importar::run(&peticion)),
        Orden::Cancelar {
            almacenes,
            instancia,
            folio,
        } => wait(cancelar::run(&almacenes, &instancia, &folio)),
        Orden::Servir { publico, direccion } => wait(servir::run(&publico, direccion)),
        Orden::Publicar {
            almacenes,
            instancia,
            corte,
        } => wait(publicar::run(&almacenes, &instancia, corte)),
        Orden::Claves { almacenes } => claves::run(&almacenes).map(|()| ExitCode::SUCCESS),
        Orden::Plan(peticion) => wait(plan::run(&peticion)),
        Orden::Pendientes {
            almacenes,
            instancia,
        } => wait(pendientes::run(&almacenes, &instancia)),
        Orden::Retirar {
            edicion,
            almacenes,
            instancia,
            motivo,
        } => wait(retirar::run(&almacenes, &instancia, edicion, &motivo)),
        Orden::Verificar {
            edicion,
            publico,
            instancia,
            clave,
        } => wait(verificar::run(
            &publico,
            instancia.as_ref(),
            edicion,
            clave.as_deref(),
        )),
        Orden::Proteger(peticion) => proteger::run(&peticion).map(|()| ExitCode::SUCCESS),
        Orden::Auditar(peticion) => auditar::run(&peticion),
        Orden::Esquema => {
            uso::print(&api::sdl());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Runs a command that needs stores.
fn wait(orden: impl Future<Output = Result<(), Fallo>>) -> Result<ExitCode, Fallo> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(orden).map(|()| ExitCode::SUCCESS)
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
