//! Preparing and publishing the edition of a cut-off.

use domain::proteccion::{Avance, Congelado, Demostracion};
use domain::{Clave, Contenido, Plan};
use persistence::{Autoria, EstadoRegistro, Imprenta, Publicacion, Publicaciones, Registro};
use time::Date;
use tokio::sync::mpsc::unbounded_channel;

use crate::plan::plan;
use crate::{Error, Lugares};

/// How often an edition is prepared again because somebody registered something meanwhile.
const INTENTOS: u32 = 3;

/// Progress, for whoever waits.
pub type Progress<'a> = &'a mut (dyn FnMut(Avance) + Send);

/// An edition that is ready to be published: protected and audited, and nothing is closed.
pub struct Preparada {
    /// What it says.
    pub contenido: Contenido,
    /// What is proven of its counts; for the operator, and never published.
    pub demostracion: Demostracion,
    /// What later editions must know; private.
    congelado: Option<Congelado>,
    estado: EstadoRegistro,
}

/// An edition that was published, or was published before and says the same.
pub struct Publicada {
    /// What it says, and what is proven of it.
    pub preparada: Preparada,
    /// The edition, and whether it is new.
    pub publicacion: Publicacion,
}

/// Counts, protects and audits. The engine runs on a thread of its own, and not where others wait to be answered.
///
/// # Errors
/// [`Error::Insegura`], and those of the register.
pub async fn prepare(
    registro: &Registro,
    clave: &Clave,
    corte: Date,
    plan: &Plan,
    progress: Progress<'_>,
) -> Result<Preparada, Error> {
    let (materia, estado) = registro.materia(clave, corte, plan).await?;
    let (says, mut heard) = unbounded_channel();
    let motor = tokio::task::spawn_blocking(move || {
        Contenido::new(materia, &mut |avance| {
            // Nobody listens any more: whoever asked has gone.
            let _ = says.send(avance);
        })
    });
    while let Some(avance) = heard.recv().await {
        progress(avance);
    }
    let hecho = motor.await.map_err(crate::error::resume)?;
    let (contenido, congelado, demostracion) = hecho?;
    Ok(Preparada {
        contenido,
        demostracion,
        congelado,
        estado,
    })
}

/// Prepares the edition of a cut-off and publishes it, unless the latest one of it says the same; again, if somebody
/// registers something meanwhile.
///
/// # Errors
/// [`Error::Futuro`], [`Error::Insegura`], [`claves::Error::SinLlave`], [`persistence::Error::Cambio`] when others go on
/// registering, and those of the stores.
pub async fn publish(
    registro: &Registro,
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
    autoria: &Autoria,
    progress: Progress<'_>,
) -> Result<Publicada, Error> {
    if corte > autoria.cuando.date() {
        return Err(Error::Futuro(corte));
    }
    lugares.key()?;
    let plan = plan(registro, clave).await?;
    adopt(registro, lugares, clave).await?;
    let mut intentos = 0;
    loop {
        let preparada = prepare(registro, clave, corte, &plan, progress).await?;
        match close_and_print(registro, lugares, &preparada, autoria).await {
            Err(Error::Almacen(persistence::Error::Cambio)) if intentos < INTENTOS => intentos += 1,
            otro => {
                return otro.map(|publicacion| Publicada {
                    preparada,
                    publicacion,
                });
            }
        }
    }
}

/// Publishes the very edition that was prepared, and perhaps seen. Its periods are closed when it is printed and before it is
/// put in place: what cannot be printed closes nothing, and a press that dies finds the same periods closed when it is run
/// again.
///
/// # Errors
/// [`persistence::Error::Cambio`] when others have registered or published since it was prepared,
/// [`claves::Error::SinLlave`], and those of the stores.
pub async fn close_and_print(
    registro: &Registro,
    lugares: &Lugares,
    preparada: &Preparada,
    autoria: &Autoria,
) -> Result<Publicacion, Error> {
    let llave = lugares.key()?;
    let imprenta = Imprenta::new(&lugares.publicaciones);
    let contenido = &preparada.contenido;
    let clave = contenido.institucional.instancia.clave();
    let congelado = preparada.congelado.as_ref();
    let close = async || {
        registro
            .close(clave, contenido, congelado, &preparada.estado, autoria)
            .await
    };
    let publicada = imprenta
        .publish(contenido, autoria.cuando, &llave, close)
        .await;
    Ok(publicada?)
}

/// Closes what editions of an older format said of group acts, before anything else is counted.
async fn adopt(registro: &Registro, lugares: &Lugares, clave: &Clave) -> Result<(), Error> {
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(()),
        abiertas => abiertas?,
    };
    let actos = publicaciones.actos_de_otro_formato(clave).await?;
    Ok(registro.adopt(clave, actos).await?)
}
