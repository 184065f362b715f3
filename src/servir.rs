//! `pacto servir`: the public server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use api::{Ajustes, Consultas, Paginas, Trato};
use captura::{nearest, suggest};
use claves::cause;
use domain::{Clave, Ediciones, FORMATO};
use persistence::{Destino, Error as Almacen, Publicaciones};
use portal::{Casas, Portal};
use time::Date;
use tokio::net::{TcpListener, TcpSocket};

use crate::argumentos::{Publico, REGISTRO_URL, Servicio};
use crate::autoria::now;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(publico: &Publico, servicio: &Servicio) -> Result<(), Fallo> {
    if std::env::var_os(REGISTRO_URL).is_some_and(|url| !url.is_empty()) {
        return Err(Fallo::configuracion(format!(
            "el servidor público no debe conocer la base del registro: quite {REGISTRO_URL} de su entorno"
        )));
    }
    let ajustes = settings(servicio)?;
    let destino = publico.resolve()?;
    must_be_there(&destino, &publico.carpeta())?;
    let publicaciones = match Publicaciones::open(&destino).await {
        Ok(publicaciones) => Some(publicaciones),
        // What mends itself is waited for: whoever starts the server need not start it again.
        Err(error) if is_awaited(&error) => {
            print(&format!("Aviso: {}.", waiting(&error)));
            None
        }
        Err(error) => return Err(error.into()),
    };
    let escucha = listen(servicio)?;
    match &publicaciones {
        Some(publicaciones) => {
            warn(publicaciones).await?;
            warn_of_settings(publicaciones, ajustes.trato.licencias.keys()).await?;
        }
        None => drop(tokio::spawn(await_first(destino.clone()))),
    }
    print(&format!("Páginas en http://{}/", escucha.local_addr()?));
    print(&format!(
        "Sirviendo en http://{}/graphql (Ctrl-C para terminar).",
        escucha.local_addr()?
    ));
    let publicaciones = publicaciones.unwrap_or_else(|| Publicaciones::later(&destino));
    let publicaciones = publicaciones.with_grace(servicio.gracia);
    serve(publicaciones, escucha, ajustes).await
}

/// Refuses a folder that is not there: it is mistyped, and nothing would ever be served from it. A folder without anything
/// published in it is waited for.
fn must_be_there(destino: &Destino, carpeta: &Path) -> Result<(), Fallo> {
    // Why one that is there cannot be looked into, the store says.
    let esta = fs::metadata(carpeta).map_or_else(
        |error| error.kind() != io::ErrorKind::NotFound,
        |suya| suya.is_dir(),
    );
    if !matches!(destino, Destino::Archivo(_)) || esta {
        return Ok(());
    }
    let otras = carpeta
        .parent()
        .map(|padre| {
            if padre.as_os_str().is_empty() {
                Path::new(".")
            } else {
                padre
            }
        })
        .and_then(|padre| fs::read_dir(padre).ok());
    let otras: Vec<String> = otras
        .into_iter()
        .flatten()
        .filter_map(|otra| otra.ok().filter(|otra| otra.path().is_dir()))
        .map(|otra| otra.file_name().to_string_lossy().into_owned())
        .collect();
    let nombre = carpeta.file_name().unwrap_or_default().to_string_lossy();
    let cerca = nearest(&nombre, otras.iter().map(String::as_str));
    let dicho = format!("no existe la carpeta de datos {}", carpeta.display());
    Err(Fallo::configuracion(suggest(&dicho, cerca.as_deref())))
}

/// What is published, to be read and served.
pub(crate) async fn open_published(destino: &Destino) -> Result<Publicaciones, Fallo> {
    Ok(Publicaciones::open(destino).await?)
}

impl From<Almacen> for Fallo {
    fn from(error: Almacen) -> Self {
        oficina::Error::from(error).into()
    }
}

/// How often it is looked whether there is something to be served.
const CADA: Duration = Duration::from_secs(1);

/// Whether whoever waits may find something to serve.
fn is_awaited(error: &Almacen) -> bool {
    error.passes() || matches!(error, Almacen::SinPublicaciones)
}

fn waiting(error: &Almacen) -> String {
    match error {
        Almacen::SinPublicaciones => {
            "todavía no hay nada publicado; se espera la primera edición, y se sirve en cuanto la haya".to_owned()
        }
        error => format!("{error}; se espera a que conteste"),
    }
}

/// Tells when there is something to be served, and what else stands in the way meanwhile.
async fn await_first(destino: Destino) {
    let mut dicho = String::new();
    loop {
        tokio::time::sleep(CADA).await;
        let error = match Publicaciones::open(&destino).await {
            Ok(publicaciones) => {
                print("Ya hay publicaciones: se sirven.");
                if let Err(fallo) = warn(&publicaciones).await {
                    tracing::warn!("no se sabe si hay ediciones que no se sirven: {fallo:?}");
                }
                return;
            }
            Err(error) => error,
        };
        let motivo = error.to_string();
        if !is_awaited(&error) && motivo != dicho {
            tracing::error!("{motivo}");
        }
        dicho = motivo;
    }
}

/// Tells the operator of the settings of pages that nobody has: they are called after another key.
async fn warn_of_settings(
    publicaciones: &Publicaciones,
    claves: impl Iterator<Item = &String>,
) -> Result<(), Fallo> {
    for clave in claves {
        let suya = clave.parse::<Clave>().ok();
        let hay = match &suya {
            Some(suya) => publicaciones.has_editions(Some(suya)).await?,
            None => false,
        };
        if !hay {
            print(&format!(
                "Aviso: {clave}.toml, de --paginas, no se usa: de {clave} no hay ninguna edición. El archivo se llama con la clave de su instancia, como 20067.toml."
            ));
        }
    }
    Ok(())
}

/// Tells the operator of the editions that are not served, and what to do.
pub(crate) async fn warn(publicaciones: &Publicaciones) -> Result<(), Fallo> {
    let mut otras = publicaciones.de_otro_formato(None).await?;
    otras.retain(|otra| otra.retiro.is_none());
    if otras.is_empty() {
        return Ok(());
    }
    print(&format!(
        "Aviso: ediciones de un formato anterior, que no se sirven: {}. Se sirve el formato {FORMATO}; «pacto verificar» comprueba todos.",
        otras.len()
    ));
    let claves: Vec<String> = otras.iter().map(|e| e.instancia.to_string()).collect();
    let servidas = publicaciones.ediciones(&claves).await?;
    let servidas: BTreeSet<(&str, Date)> = servidas
        .values()
        .flat_map(Ediciones::all)
        .map(|servida| (servida.instancia.as_str(), servida.corte))
        .collect();
    let faltan: BTreeSet<(&str, Date)> = otras
        .iter()
        .map(|otra| (otra.instancia.as_str(), otra.corte))
        .filter(|corte| !servidas.contains(corte))
        .collect();
    for (instancia, corte) in faltan {
        print(&format!(
            "  Para servirla otra vez: pacto publicar --instancia {instancia} --corte {corte}"
        ));
    }
    Ok(())
}

/// Takes the address, before anything else is done in vain.
pub(crate) fn listen(servicio: &Servicio) -> Result<TcpListener, Fallo> {
    bind(servicio.direccion, "--direccion")
}

/// Bytes that the system keeps of what a connection sends or has not taken yet, in each direction: it would keep megabytes.
const POR_CONEXION: u32 = 128 * 1024;
/// Connections that have not been accepted yet.
const EN_ESPERA: u32 = 1024;

fn open(direccion: SocketAddr) -> std::io::Result<TcpListener> {
    let enchufe = match direccion {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    #[cfg(unix)]
    enchufe.set_reuseaddr(true)?;
    enchufe.set_send_buffer_size(POR_CONEXION)?;
    enchufe.set_recv_buffer_size(POR_CONEXION)?;
    enchufe.bind(direccion)?;
    enchufe.listen(EN_ESPERA)
}

fn bind(direccion: SocketAddr, opcion: &str) -> Result<TcpListener, Fallo> {
    open(direccion).map_err(|error| {
        let motivo = match error.kind() {
            std::io::ErrorKind::AddrInUse => &format!("ya está en uso; elija otra con {opcion}"),
            std::io::ErrorKind::PermissionDenied => "el usuario no tiene permiso para usarla",
            _ => "no es de esta máquina",
        };
        Fallo::configuracion(format!("no se pudo escuchar en {direccion}: {motivo}"))
    })
}

/// How the server is run, from the command line.
pub(crate) fn settings(servicio: &Servicio) -> Result<Ajustes, Fallo> {
    let mut consultas = Consultas::default();
    if let Some(carpeta) = &servicio.consultas {
        consultas.por_nombre = read_all(carpeta, "graphql", "las consultas")?;
    }
    consultas.solo_estas = servicio.solo_consultas;
    consultas.check().map_err(Fallo::configuracion)?;
    let metricas = match servicio.metricas {
        None => None,
        Some(direccion) => {
            let escucha = bind(direccion, "--metricas")?;
            print(&format!(
                "Métricas en http://{}/metrics.",
                escucha.local_addr()?
            ));
            Some(escucha)
        }
    };
    let casas = match &servicio.paginas {
        None => BTreeMap::new(),
        Some(carpeta) => read_settings(carpeta)?,
    };
    let licencias = casas.iter();
    let licencias = licencias
        .map(|(clave, ajustes)| (clave.clone(), ajustes.licencia.clone()))
        .collect();
    Ok(Ajustes {
        conexiones: servicio.conexiones,
        trato: Trato {
            por_segundo: NonZeroU32::new(servicio.peticiones),
            proxies: servicio.proxies.clone(),
            consultas,
            accesos: servicio.accesos,
            corrientes: servicio.conexiones.div_ceil(2),
            memoria: servicio.memoria,
            paginas: pages(servicio, casas),
            licencias,
        },
        metricas,
    })
}

/// The pages, with the settings of each instancia.
fn pages(servicio: &Servicio, de: BTreeMap<String, Arc<portal::Ajustes>>) -> Paginas {
    let casas = Casas {
        // Those that come with the program are read by a test.
        municipios: datos::pais::nombres().unwrap_or_default(),
        de,
        portada: servicio.portada.as_ref().map(ToString::to_string),
        sitio: servicio.sitio.clone(),
        solo_consultas: servicio.solo_consultas,
    };
    Paginas::new(move |sala, recursos| Arc::new(Portal::new(sala, recursos, casas, now)))
}

/// The settings of a folder, by the keys that their files are named after.
fn read_settings(carpeta: &Path) -> Result<BTreeMap<String, Arc<portal::Ajustes>>, Fallo> {
    let mut de = BTreeMap::new();
    for (clave, texto) in read_all(carpeta, "toml", "los ajustes de las páginas")? {
        let ajustes = portal::Ajustes::read(&texto);
        let ajustes = ajustes.map_err(|motivo| {
            Fallo::configuracion(format!("{clave}.toml, de las páginas: {motivo}"))
        })?;
        de.insert(clave, Arc::new(ajustes));
    }
    Ok(de)
}

/// The texts of a folder whose files end so, by the names of their files.
fn read_all(carpeta: &Path, fin: &str, que: &str) -> Result<BTreeMap<String, String>, Fallo> {
    let wrong = |ruta: &Path, error: &std::io::Error| {
        let (ruta, causa) = (ruta.display(), cause(error.kind()));
        Fallo::configuracion(format!("no se pudieron leer {que} de {ruta}: {causa}"))
    };
    let en_la_carpeta = |error| wrong(carpeta, &error);
    let mut textos = BTreeMap::new();
    for archivo in fs::read_dir(carpeta).map_err(en_la_carpeta)? {
        let ruta = archivo.map_err(en_la_carpeta)?.path();
        if ruta.extension().is_some_and(|e| e == fin)
            && let Some(nombre) = ruta.file_stem().and_then(|nombre| nombre.to_str())
        {
            let texto = fs::read_to_string(&ruta).map_err(|error| wrong(&ruta, &error))?;
            textos.insert(nombre.to_owned(), texto);
        }
    }
    Ok(textos)
}

/// Serves until it is told to stop, and finishes the requests in flight.
pub(crate) async fn serve(
    publicaciones: Publicaciones,
    escucha: TcpListener,
    ajustes: Ajustes,
) -> Result<(), Fallo> {
    api::serve(escucha, publicaciones, ajustes, Box::pin(stop_signal())).await?;
    print("El servidor terminó.");
    Ok(())
}

/// Whether whoever started the program has it go on without a terminal: the first signal is in what Linux says that it ignores.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let estado = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lineas = estado.lines();
    let ignoradas = lineas.find_map(|linea| linea.strip_prefix("SigIgn:"));
    ignoradas.is_some_and(|suyas| u64::from_str_radix(suyas.trim(), 16).is_ok_and(|s| s & 1 == 1))
}

pub(crate) async fn stop_signal() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut termina) = signal(SignalKind::terminate()) else {
            return std::future::pending().await;
        };
        // Whoever leaves a terminal is not to cut answers in half; one that `nohup` started goes on.
        let cuelga = if is_hangup_ignored() {
            None
        } else {
            signal(SignalKind::hangup()).ok()
        };
        match cuelga {
            Some(mut cuelga) => tokio::select! {
                _ = termina.recv() => {}
                _ = cuelga.recv() => {}
            },
            None => _ = termina.recv().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = ctrl_c => {}
        () = terminate => {}
    }
}
