//! Starting an instancia.

use async_recursion::async_recursion as boxed;
use captura::fold;
use domain::{Carga, Clave, Municipio, Region};
use persistence::{Autoria, Destino, Publicaciones, Registro};
pub use persistence::{Iniciacion, Naturaleza};

use crate::{Error, Lugares};

/// A municipality that does not come with the program.
#[derive(Debug, Clone, Default)]
pub struct Ajeno {
    /// Its name.
    pub nombre: Option<String>,
    /// Its region, if it is one of Oaxaca.
    pub region: Option<Region>,
    /// Its district, if it is one of Oaxaca.
    pub distrito: Option<String>,
}

/// What a new instancia starts with: what is known of its municipality, and the catalogues.
///
/// # Errors
/// [`Error::Rechazada`] when the municipality does not come with the program and its name, region and district are not
/// given; or when it does, and they are.
pub fn empty(clave: &Clave, nombre: Option<String>, ajeno: &Ajeno) -> Result<Carga, Error> {
    Ok(Carga {
        institucional: datos::incluidos::of(municipality(clave, ajeno)?, nombre)?,
        catalogos: datos::incluidos::catalogos()?,
        personas: vec![],
        atenciones: vec![],
    })
}

/// The municipality of a key: one that comes with the program, or as it is given.
fn municipality(clave: &Clave, ajeno: &Ajeno) -> Result<Municipio, Error> {
    let conocido = datos::incluidos::municipios()?;
    if let Some(conocido) = conocido.into_iter().find(|m| m.clave == *clave) {
        let dicho = ajeno.nombre.is_some() || ajeno.region.is_some() || ajeno.distrito.is_some();
        if dicho {
            return Err(Error::rejected(format!(
                "{clave} es {}, que el programa ya conoce: no se le dice el nombre, la región ni el distrito",
                conocido.nombre
            )));
        }
        return Ok(conocido);
    }
    let Some(entidad) = datos::incluidos::entidad(clave) else {
        return Err(Error::rejected(format!(
            "{clave} no es la clave de un municipio: las dos primeras cifras son las de su estado, de 01 a 32"
        )));
    };
    if let Some(ultimo) = datos::incluidos::out_of_range(clave) {
        let estado = clave.as_str().get(..2).unwrap_or_default();
        return Err(Error::rejected(format!(
            "{clave} no es la clave de ningún municipio de {entidad}, que van de {estado}001 a {estado}{ultimo:03}: búsquela en el catálogo único de claves geoestadísticas del INEGI (inegi.org.mx/app/ageeml); después no se cambia"
        )));
    }
    let Some(nombre) = ajeno.nombre.clone() else {
        return Err(Error::rejected(format!(
            "{clave} no está entre los municipios de los Valles Centrales, que son los que trae el programa («pacto municipios» los busca): si es otro de {entidad}, diga su nombre con --municipio"
        )));
    };
    let de_oaxaca = entidad == "Oaxaca";
    let (region, distrito) = match (de_oaxaca, ajeno.region, &ajeno.distrito) {
        (true, Some(region), Some(distrito)) => (region, distrito.clone()),
        (false, None, None) => (Region::OtraEntidad, entidad.to_owned()),
        (true, ..) => {
            return Err(Error::rejected(
                "de un municipio de Oaxaca se dicen también la región, con --region, y el distrito, con --distrito",
            ));
        }
        (false, ..) => {
            return Err(Error::rejected(format!(
                "la región y el distrito son de los municipios de Oaxaca, y {clave} es de {entidad}"
            )));
        }
    };
    Ok(Municipio {
        clave: clave.clone(),
        nombre,
        distrito,
        region,
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

/// Makes the register, if there is none.
///
/// # Errors
/// Those of [`Registro::create`].
#[boxed]
pub async fn make_register(lugares: &Lugares) -> Result<(), Error> {
    // One of which something was published, and that lost all it had, is not begun again.
    let hay = matches!(&lugares.registro, Destino::Archivo(ruta) if ruta.exists());
    if hay && Publicaciones::open(&lugares.publicaciones).await.is_ok() {
        Registro::open(&lugares.registro).await?;
    } else {
        Registro::create(&lugares.registro).await?;
    }
    Ok(())
}

/// Starts an instancia with all that comes with it, whole or not at all, unless one of the stores holds data of the other
/// nature.
///
/// # Errors
/// [`persistence::Error::Mezcla`], the rule that the records break, and those of the stores.
#[boxed]
pub async fn start(
    lugares: &Lugares,
    carga: &Carga,
    naturaleza: Naturaleza,
    autoria: &Autoria,
) -> Result<Iniciacion, Error> {
    let publicado = Publicaciones::naturaleza(&lugares.publicaciones).await?;
    let registro = lugares.registro().await?;
    Ok(registro
        .start(carga, naturaleza, publicado, autoria)
        .await?)
}
