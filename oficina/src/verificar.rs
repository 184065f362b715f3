//! Whether what is served is what was published, and safe.

use async_recursion::async_recursion as boxed;
use std::collections::BTreeSet;

use claves::{Llave, known_in, verifies};
use domain::Clave;
use domain::proteccion::{Auditoria, audit_published};
pub use persistence::{Descargada, Verificacion};
use persistence::{Destino, Publicaciones};

use crate::Error;

/// What was found of an edition.
pub struct Verificada {
    /// Whether pieces, file and signature are what they were.
    pub verificacion: Verificacion,
    /// What its published numbers give away; nothing when they cannot be read.
    pub auditoria: Option<Auditoria>,
    /// Whether the summary of its protection follows from what is published; nothing when it is of another format.
    pub resumen: Option<bool>,
    /// Whether it is signed by another key than the one that is expected.
    pub ajena: bool,
}

impl Verificada {
    /// Whether nothing is wrong.
    pub fn correcta(&self) -> bool {
        let aprobada = self.auditoria.as_ref().map(Auditoria::aprobada);
        self.verificacion.correcta()
            && aprobada != Some(false)
            && self.resumen != Some(false)
            && !self.ajena
    }
}

/// Verifies the editions of an instancia, one of them, or all; each is audited when it is asked for. `conocidas`: the keys that
/// they must be signed with, or that vouch for those; whoever can rewrite the store can sign it anew, so that they must come from
/// elsewhere. None is any.
///
/// # Errors
/// [`persistence::Error::SinPublicaciones`] when there are none, and those of the store.
#[boxed]
pub async fn verify(
    publicaciones: &Destino,
    clave: Option<&Clave>,
    numero: Option<u32>,
    conocidas: &[String],
) -> Result<impl Iterator<Item = Verificada>, Error> {
    let publicaciones = Publicaciones::open(publicaciones).await?;
    let todas = publicaciones
        .verify(clave.map(Clave::as_str), numero)
        .await?;
    if todas.is_empty() {
        return Err(persistence::Error::SinPublicaciones.into());
    }
    let mut admitidas = conocidas.to_vec();
    let instancias: BTreeSet<String> = todas
        .iter()
        .map(|una| una.edicion.instancia.to_string())
        .collect();
    for instancia in instancias {
        // A key that one of them vouches for is as good: each says what it says of the next.
        for una in publicaciones.claves(&instancia).await? {
            let avala = una.anterior.as_ref().zip(una.firma.as_ref());
            if avala.is_some_and(|(anterior, firma)| {
                admitidas.contains(anterior) && verifies(anterior, firma, una.clave.as_bytes())
            }) {
                admitidas.push(una.clave);
            }
        }
    }
    let sin_esperar = conocidas.is_empty();
    Ok(todas.into_iter().map(move |verificacion| {
        let firmada = verificacion.clave_publica.as_ref();
        let ajena = !sin_esperar && firmada.is_some_and(|firmada| !admitidas.contains(firmada));
        judge(verificacion, ajena)
    }))
}

/// The public keys that the folder of the keys knows, if this user can read them: those that sign, or did.
///
/// # Errors
/// [`claves::Error::Llave`] when something there is no key.
pub fn own_keys(carpeta: &std::path::Path) -> Result<Vec<String>, Error> {
    let mut todas: Vec<String> = known_in(carpeta)?
        .into_iter()
        .map(|una| una.clave)
        .collect();
    todas.extend(Llave::publica_in(carpeta)?);
    Ok(todas)
}

/// What was found of a downloaded edition.
pub struct ArchivoVerificado {
    /// What it says.
    pub descargada: Descargada,
    /// Whether its signature is of it, by one of the keys; nothing if there is no signature or no key.
    pub firma: Option<bool>,
    /// What its published numbers give away; nothing when they cannot be audited.
    pub auditoria: Option<Auditoria>,
    /// Whether the summary of its protection follows from what it publishes; nothing when it is of another format.
    pub resumen: Option<bool>,
}

impl ArchivoVerificado {
    /// Whether nothing is wrong.
    pub fn correcto(&self) -> bool {
        let aprobada = self.auditoria.as_ref().map(Auditoria::aprobada);
        self.firma != Some(false) && aprobada != Some(false) && self.resumen != Some(false)
    }
}

/// Verifies a downloaded edition, with its signature and the keys that it may be by.
///
/// # Errors
/// That it is no edition.
pub fn verify_file(
    bytes: &[u8],
    firma: Option<&str>,
    conocidas: &[String],
) -> Result<ArchivoVerificado, Error> {
    let descargada = Descargada::read(bytes)?;
    let firma = firma.filter(|_| !conocidas.is_empty());
    let firma = firma.map(|firma| conocidas.iter().any(|clave| verifies(clave, firma, bytes)));
    let contenido = &descargada.contenido;
    Ok(ArchivoVerificado {
        firma,
        auditoria: audit_published(&contenido.cubo, &contenido.proteccion),
        resumen: (descargada.formato == domain::FORMATO)
            .then(|| contenido.proteccion.follows(&contenido.cubo)),
        descargada,
    })
}

fn judge(verificacion: Verificacion, ajena: bool) -> Verificada {
    let contenido = verificacion.contenido.as_ref();
    let auditoria = contenido.and_then(|c| audit_published(&c.cubo, &c.proteccion));
    // Whoever has what is published can say how it is protected, and no more can be said.
    let resumen = contenido
        .filter(|_| verificacion.edicion.actual())
        .map(|c| c.proteccion.follows(&c.cubo));
    Verificada {
        verificacion,
        auditoria,
        resumen,
        ajena,
    }
}
