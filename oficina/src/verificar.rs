//! Whether what is served is what was published, and safe.

use claves::Llave;
use domain::Clave;
use domain::proteccion::{Auditoria, audit_published};
use persistence::{Publicaciones, Verificacion};

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

/// Verifies the editions of an instancia, one of them, or all; each is audited when it is asked for. `clave_publica`: the key that they must be signed with;
/// whoever can rewrite the store can sign it anew, so that it must come from elsewhere.
///
/// # Errors
/// [`persistence::Error::SinPublicaciones`] when there are none, and those of the store.
pub async fn verify(
    publicaciones: &Publicaciones,
    clave: Option<&Clave>,
    numero: Option<u32>,
    clave_publica: Option<&str>,
) -> Result<impl Iterator<Item = Verificada>, Error> {
    let todas = publicaciones
        .verify(clave.map(Clave::as_str), numero)
        .await?;
    if todas.is_empty() {
        return Err(persistence::Error::SinPublicaciones.into());
    }
    Ok(todas
        .into_iter()
        .map(move |verificacion| judge(verificacion, clave_publica)))
}

/// The public key in the folder of the keys, if this user can read it.
///
/// # Errors
/// [`claves::Error::Llave`] when it is no key.
pub fn own_key(carpeta: &std::path::Path) -> Result<Option<String>, Error> {
    Ok(Llave::publica_in(carpeta)?)
}

fn judge(verificacion: Verificacion, clave_publica: Option<&str>) -> Verificada {
    let contenido = verificacion.contenido.as_ref();
    let auditoria = contenido.and_then(|c| audit_published(&c.cubo, &c.proteccion));
    // Whoever has what is published can say how it is protected, and no more can be said.
    let resumen = contenido
        .filter(|_| verificacion.edicion.actual())
        .map(|c| c.proteccion.follows(&c.cubo));
    let firmada = verificacion.clave_publica.as_deref();
    let ajena =
        clave_publica.is_some_and(|esperada| firmada.is_some_and(|firmada| firmada != esperada));
    Verificada {
        verificacion,
        auditoria,
        resumen,
        ajena,
    }
}
