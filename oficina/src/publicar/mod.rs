//! Preparing and publishing the edition of a cut-off: what speaks against it ([`reparos`]), what it will say ([`vista`]), how its
//! report would be printed ([`prueba`]), and then closing its periods and printing it.

pub mod hechos;
pub mod prueba;
pub(crate) mod registros;
pub mod reparos;
pub mod vista;

use std::collections::BTreeSet;

use async_recursion::async_recursion as boxed;
use domain::proteccion::{Avance, Congelado, Demostracion};
use domain::{Clave, Contenido, Cruce, Dichas, Draft, Materia, Medida, Plan};
use persistence::{Autoria, EstadoRegistro, Imprenta, Nota, Para, Publicaciones, Registro, Tirada};
pub use persistence::{Componer, Publicacion};
use time::Date;
use tokio::sync::mpsc::unbounded_channel;

use self::reparos::Insistencia;
use crate::{Error, Lugares};

/// Progress, for whoever waits.
pub type Progress<'a> = &'a mut (dyn FnMut(Avance) + Send);

/// An edition that is ready to be published: protected and audited, and nothing is closed.
pub struct Preparada {
    /// What it says.
    pub contenido: Contenido,
    /// What is proven of its counts; for the operator, and never published.
    pub demostracion: Demostracion,
    /// What the figures of its report say of what it withholds.
    dichas: Dichas,
    /// What later editions must know; private.
    congelado: Option<Congelado>,
    /// What it was prepared with, and from.
    plan: Plan,
    estado: EstadoRegistro,
}

impl Preparada {
    /// The names of the crossings of its plan that count everybody and of which only women are counted until the year ends,
    /// because editions of it have counted women alone.
    pub fn of_women_yet(&self) -> Vec<&str> {
        let everybody = |medidas: &BTreeSet<Medida>| medidas.contains(&Medida::PersonasAtendidas);
        let dichos = self.contenido.cubo.cruces();
        let said = |cruce: &&Cruce| {
            let mut suyos = dichos.iter().filter(|dicho| dicho.clave == cruce.clave);
            suyos.any(|dicho| everybody(&dicho.medidas))
        };
        let cruces = self.plan.cruces.iter();
        let esperan = cruces.filter(|cruce| everybody(&cruce.medidas) && !said(cruce));
        esperan.map(|cruce| cruce.nombre.as_str()).collect()
    }
}

/// How an edition is published.
#[derive(Clone, Copy, Default)]
pub struct Manera<'a> {
    /// Why, although one that says the same was withdrawn.
    pub motivo: Option<&'a str>,
    /// What makes its printed report, if anything does.
    pub componer: Option<Componer<'a>>,
}

/// Counts, protects and audits. The engine runs on a thread of its own, and not where others wait to be answered.
///
/// # Errors
/// [`Error::Insegura`], and those of the register.
#[boxed]
pub async fn prepare(
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
    plan: &Plan,
    progress: &mut (dyn FnMut(Avance) + Send),
) -> Result<Preparada, Error> {
    let registro = lugares.registro().await?;
    let contada = registro.materia(clave, corte, plan, Para::Publicar).await?;
    protect(contada, plan, progress).await
}

/// Protects and audits what was counted of a register.
pub(crate) async fn protect(
    (materia, estado): (Materia, EstadoRegistro),
    plan: &Plan,
    progress: Progress<'_>,
) -> Result<Preparada, Error> {
    let (says, mut heard) = unbounded_channel();
    let motor = tokio::task::spawn_blocking(move || {
        Draft::new(materia, &mut |avance| {
            // Nobody listens any more: whoever asked has gone.
            let _ = says.send(avance);
        })
    });
    while let Some(avance) = heard.recv().await {
        progress(avance);
    }
    let hecho = motor.await.map_err(crate::error::resume)?;
    let Draft {
        contenido,
        congelado,
        demostracion,
        dichas,
    } = hecho?;
    Ok(Preparada {
        contenido,
        demostracion,
        dichas,
        congelado,
        plan: plan.clone(),
        estado,
    })
}

/// What comes before preparing an edition: whether anything speaks against its cut-off.
///
/// # Errors
/// [`Error::Futuro`], [`Error::Reparo`] when something does and nobody insists, and those of the register.
#[boxed]
pub async fn check(
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
    autoria: &Autoria,
    insistencia: Insistencia,
) -> Result<(), Error> {
    let registro = lugares.registro().await?;
    reparos::object(&registro, clave, corte, autoria, insistencia).await?;
    reparos::must_know_served(&registro, lugares, clave, corte.year()).await?;
    if !insistencia.publicado_perdido {
        reparos::must_have_published(&registro, lugares, clave, corte).await?;
    }
    if insistencia.otra_clave {
        return Ok(());
    }
    reparos::must_know_keys(lugares, clave).await
}

/// That what is published and the keys would take the edition that was prepared: what speaks against it only when it is printed is
/// known when it is looked at.
///
/// # Errors
/// [`persistence::Error::Retirada`], [`persistence::Error::Mezcla`], [`claves::Error::SinLlave`], and those of the store.
#[boxed]
pub async fn would_print(
    lugares: &Lugares,
    preparada: &Preparada,
    otra_vez: bool,
) -> Result<(), Error> {
    lugares.key()?;
    match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => Ok(()),
        abiertas => Ok(abiertas?.would_take(&preparada.contenido, otra_vez).await?),
    }
}

/// Publishes the very edition that was prepared, and perhaps seen. Its periods are closed when it is printed and before it is
/// put in place: what cannot be printed closes nothing, and a press that dies finds the same periods closed when it is run
/// again. What editions of an older format said of group acts is closed first, and then what was prepared without it is
/// prepared again.
///
/// # Errors
/// [`Error::Rechazada`] when the register does not know what is served, [`persistence::Error::Cambio`] when others have registered or published since it was prepared,
/// [`claves::Error::SinLlave`], and those of the stores.
#[boxed]
pub async fn close_and_print<'m>(
    lugares: &Lugares,
    preparada: &Preparada,
    autoria: &Autoria,
    manera: &'m Manera<'m>,
) -> Result<Publicacion, Error> {
    let Manera { motivo, componer } = *manera;
    let llave = lugares.key()?;
    let registro = lugares.registro().await?;
    let imprenta = Imprenta::new(&lugares.publicaciones);
    let contenido = &preparada.contenido;
    let clave = contenido.institucional.instancia.clave();
    reparos::must_know_served(&registro, lugares, clave, contenido.corte.year()).await?;
    adopt(&registro, lugares, clave).await?;
    let congelado = preparada.congelado.as_ref();
    let close = async || {
        registro
            .close(
                clave,
                contenido,
                congelado,
                (&preparada.plan, &preparada.estado),
                autoria,
            )
            .await
    };
    let tirada = Tirada {
        instante: autoria.cuando,
        llave: &llave,
        otra_vez: motivo.is_some(),
        componer,
    };
    let publicada = imprenta.publish(contenido, &tirada, close).await?;
    if let Some(motivo) = motivo.filter(|_| publicada.nueva) {
        let nota = Nota {
            orden: "publicar otra vez",
            detalle: format!("edición {}: {motivo}", publicada.edicion.numero),
            ..Nota::default()
        };
        registro.note(Some(clave), autoria, nota).await?;
    }
    Ok(publicada)
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
