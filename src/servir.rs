//! `pacto servir`: the public server.

use persistence::Publicaciones;
use tokio::net::TcpListener;

use crate::argumentos::{Direccion, Publico, REGISTRO_URL};
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(publico: &Publico, direccion: Direccion) -> Result<(), Fallo> {
    if std::env::var_os(REGISTRO_URL).is_some() {
        return Err(Fallo::configuracion(format!(
            "el servidor público no debe conocer la base del registro: quite {REGISTRO_URL} de su entorno"
        )));
    }
    let publicaciones = Publicaciones::open(&publico.resolve()?).await?;
    let escucha = listen(&direccion).await?;
    print(&format!(
        "Sirviendo en http://{}/graphql (Ctrl-C para terminar).",
        escucha.local_addr()?
    ));
    serve(publicaciones, escucha).await
}

/// Takes the address, before anything else is done in vain.
pub(crate) async fn listen(direccion: &Direccion) -> Result<TcpListener, Fallo> {
    let direccion = direccion.direccion;
    TcpListener::bind(direccion).await.map_err(|error| {
        let motivo = match error.kind() {
            std::io::ErrorKind::AddrInUse => "ya está en uso; elija otra con --direccion",
            std::io::ErrorKind::PermissionDenied => "el usuario no tiene permiso para usarla",
            _ => "no es de esta máquina",
        };
        Fallo::configuracion(format!("no se pudo escuchar en {direccion}: {motivo}"))
    })
}

/// Serves until it is told to stop, and finishes the requests in flight.
pub(crate) async fn serve(publicaciones: Publicaciones, escucha: TcpListener) -> Result<(), Fallo> {
    api::serve(escucha, publicaciones, stop_signal()).await?;
    print("El servidor terminó.");
    Ok(())
}

async fn stop_signal() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = ctrl_c => {}
        () = terminate => {}
    }
}
