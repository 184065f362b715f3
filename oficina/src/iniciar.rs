//! Starting an instancia.

use captura::fold;
use domain::{Carga, Clave, Municipio};
use persistence::{Autoria, Iniciacion, Naturaleza, Publicaciones, Registro};

use crate::{Error, Lugares};

/// What a new instancia starts with: what is known of its municipality, and the catalogues.
///
/// # Errors
/// [`domain::Error::EntradaDesconocida`] when the code is not one of Valles Centrales.
pub fn empty(clave: &Clave, nombre: Option<String>) -> Result<Carga, Error> {
    Ok(Carga {
        institucional: datos::incluidos::instancia(clave, nombre)?,
        catalogos: datos::incluidos::catalogos()?,
        personas: vec![],
        atenciones: vec![],
    })
}

/// The municipalities whose name or key has a text in it, whatever its capitals and accents.
///
/// # Errors
/// [`Error::Datos`].
pub fn municipalities(texto: &str) -> Result<Vec<Municipio>, Error> {
    let buscado = fold(texto);
    let mut municipios = datos::incluidos::municipios()?;
    municipios.retain(|municipio| {
        fold(&municipio.nombre).contains(&buscado) || municipio.clave.as_str().contains(&buscado)
    });
    Ok(municipios)
}

/// Starts an instancia with all that comes with it, whole or not at all, unless one of the stores holds data of the other
/// nature.
///
/// # Errors
/// [`persistence::Error::Mezcla`], the rule that the records break, and those of the stores.
pub async fn start(
    registro: &Registro,
    lugares: &Lugares,
    carga: &Carga,
    naturaleza: Naturaleza,
    autoria: &Autoria,
) -> Result<Iniciacion, Error> {
    let publicado = Publicaciones::naturaleza(&lugares.publicaciones).await?;
    Ok(registro
        .start(carga, naturaleza, publicado, autoria)
        .await?)
}
