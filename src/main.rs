//! `pacto`: argument parsing and wiring, nothing else.

mod alias;
mod almacenes;
mod archivos;
mod argumentos;
mod auditar;
mod autoria;
mod barra;
mod bitacora;
mod caida;
mod cancelar;
mod claves;
mod demo;
mod distribuir;
mod entorno;
mod exportar;
mod fallo;
mod importar;
mod impreso;
mod informe;
mod iniciar;
mod municipios;
mod pendientes;
mod persona;
mod plan;
mod plantilla;
mod pregunta;
mod proteger;
mod publicar;
mod quitar;
mod reabrir;
mod rectificar;
mod respaldar;
mod retirar;
mod revisar;
mod servir;
mod uso;
mod verificar;

use std::io::IsTerminal;
use std::process::ExitCode;

use argumentos::{Argumentos, LogFormato, Orden};
use fallo::Fallo;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The allocator: what is freed goes back to the system within a second, also when nothing is asked for any more. That of the
/// system keeps what a burst of connections took. How it is set is in `.cargo/config.toml`.
#[cfg(all(unix, not(target_env = "musl")))]
#[global_allocator]
static MEMORIA: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let argumentos = match uso::parse() {
        Ok(argumentos) => argumentos,
        Err(salida) => return salida,
    };
    match caida::guarded(|| run(argumentos)) {
        Ok(salida) => salida,
        Err(fallo) => fallo.report(),
    }
}

fn run(argumentos: Argumentos) -> Result<ExitCode, Fallo> {
    start_log(argumentos.log_formato, &argumentos.log_nivel)?;
    match argumentos.orden {
        Orden::Demo {
            almacenes,
            servicio,
        } => wait(demo::run(&almacenes, &servicio)),
        Orden::Iniciar { sitio, nueva } => wait(iniciar::run(&sitio, nueva)),
        Orden::Municipios { nombre } => municipios::run(&nombre).map(|()| ExitCode::SUCCESS),
        Orden::Plantilla {
            tipo,
            sitio,
            salida,
        } => wait(plantilla::run(&sitio, tipo, &salida)),
        Orden::Importar(peticion) => wait(importar::run(&peticion)),
        Orden::Persona(orden) => wait(persona::run(&orden)),
        Orden::Cancelar(orden) => wait(cancelar::run(&orden)),
        Orden::Rectificar(orden) => wait(rectificar::run(&orden)),
        Orden::Revisar { sitio, anio, tipo } => wait(revisar::run(&sitio, anio, tipo)),
        Orden::Informe {
            sitio,
            anio,
            salida,
        } => wait(informe::run(&sitio, anio, &salida)),
        Orden::Alias(orden) => wait(alias::run(orden)),
        Orden::Exportar { sitio, salida } => wait(stoppable(exportar::run(&sitio, &salida))),
        Orden::Respaldar { almacenes, salida } => {
            wait(stoppable(respaldar::back_up(&almacenes, &salida)))
        }
        Orden::Distribuir { almacenes, simular } => wait(distribuir::run(&almacenes, simular)),
        Orden::Restaurar {
            respaldo,
            almacenes,
        } => wait(stoppable(respaldar::restore(&almacenes, &respaldo))),
        Orden::Servir { publico, servicio } => wait(servir::run(&publico, &servicio)),
        Orden::Publicar(orden) => wait(publicar::run(&orden)),
        Orden::Quitar(orden) => wait(quitar::run(&orden)),
        Orden::Reabrir(orden) => wait(reabrir::run(&orden)),
        Orden::Claves(orden) => wait(claves::run(&orden)),
        Orden::Bitacora { almacenes, hash } => wait(bitacora::run(&almacenes, hash.as_deref())),
        Orden::Plan(peticion) => wait(plan::run(&peticion)),
        Orden::Pendientes { sitio } => wait(pendientes::run(&sitio)),
        Orden::Retirar(orden) => wait(retirar::run(&orden)),
        Orden::Verificar(orden) => wait(verificar::run(&orden)),
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
    // Some are left for whoever waits for little while others have all the turns.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(api::turns() + api::turns() / 2)
        // The engine follows chains of persons: it has the stack that a main thread has.
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()?;
    runtime.block_on(orden).map(|()| ExitCode::SUCCESS)
}

/// A command that leaves nothing behind when it is told to stop: what it has of temporary goes with it.
async fn stoppable(orden: impl Future<Output = Result<(), Fallo>>) -> Result<(), Fallo> {
    tokio::select! {
        hecho = orden => hecho,
        () = servir::stop_signal() => Err(Fallo::Otro(anyhow::anyhow!("se interrumpió: no quedó nada a medias"))),
    }
}

/// Logs go to standard error: standard output is for answers.
fn start_log(formato: LogFormato, nivel: &str) -> Result<(), Fallo> {
    let wrong = || {
        Fallo::configuracion(
            "el nivel de --log-nivel no es válido: use error, warn, info, debug o trace",
        )
    };
    // A word that is no level would be taken for the name of somebody who is to be heard, and of nobody else.
    let es_nivel = |parte: &str| parte.contains('=') || parte.trim().parse::<LevelFilter>().is_ok();
    if !nivel.split(',').all(es_nivel) {
        return Err(wrong());
    }
    let filtro: Targets = nivel.parse().map_err(|_| wrong())?;
    let log = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        // Nobody is left to be told that nobody reads the log.
        .log_internal_errors(false);
    match formato {
        LogFormato::Texto => log.finish().with(filtro).init(),
        LogFormato::Json => log.json().finish().with(filtro).init(),
    }
    Ok(())
}
