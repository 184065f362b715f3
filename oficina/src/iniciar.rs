//! Starting an instancia.

use std::collections::{BTreeMap, BTreeSet};

use async_recursion::async_recursion as boxed;
use captura::{fold, nearest};
use domain::{Carga, Clave, Instancia, Municipio, Region};
use persistence::{Autoria, Destino, Publicaciones, Registro};
pub use persistence::{Iniciacion, Naturaleza};

use crate::{Error, Lugares};

/// What is given of a municipality that does not come with all that is known of it.
#[derive(Debug, Clone, Default)]
pub struct Ajeno {
    /// Its name.
    pub nombre: Option<String>,
    /// Its region, if it is one of Oaxaca.
    pub region: Option<Region>,
    /// Its district, if it is one of Oaxaca.
    pub distrito: Option<String>,
}

impl Ajeno {
    /// Whether anything is given.
    pub fn says_something(&self) -> bool {
        self.nombre.is_some() || self.region.is_some() || self.distrito.is_some()
    }
}

/// What a new instancia starts with: what is known of its municipality, and the catalogues.
///
/// # Errors
/// [`Error::Rechazada`] when something of the municipality is not known and not given, or is given and known to be otherwise.
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
        must_be(&conocido, ajeno)?;
        return Ok(conocido);
    }
    let entidad = state(clave)?;
    let Some(nombre) = called(clave, ajeno)? else {
        return Err(Error::rejected(format!(
            "{clave} no está entre los municipios que trae el programa («pacto municipios» los busca): si es uno nuevo de {entidad}, diga su nombre con --municipio"
        )));
    };
    let de_oaxaca = entidad == "Oaxaca";
    let (region, distrito) = match (de_oaxaca, ajeno.region, &ajeno.distrito) {
        (true, Some(region), Some(distrito)) => (region, district(region, distrito)?),
        (false, None, None) => (Region::OtraEntidad, entidad.to_owned()),
        (true, ..) => {
            return Err(Error::rejected(
                "de un municipio de Oaxaca que no es de los Valles Centrales se dicen también la región, con --region, y el distrito, con --distrito",
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

/// A district of a region, as it is written.
fn district(region: Region, dicho: &str) -> Result<String, Error> {
    let suyos = region.distritos();
    let suyo = suyos.iter().find(|suyo| fold(suyo) == fold(dicho));
    let suyo = suyo.ok_or_else(|| {
        let region = region.nombre();
        let hay = suyos.join(", ");
        Error::rejected(format!(
            "«{dicho}» no es un distrito de la región {region}, que tiene: {hay}"
        ))
    })?;
    Ok((*suyo).to_owned())
}

/// That nothing else is said of a municipality that comes with all that is known of it.
fn must_be(conocido: &Municipio, ajeno: &Ajeno) -> Result<(), Error> {
    let otro =
        |dicho: &Option<String>, es: &str| dicho.as_ref().is_some_and(|d| fold(d) != fold(es));
    let otra_region = ajeno.region.is_some_and(|region| region != conocido.region);
    if otra_region
        || otro(&ajeno.nombre, &conocido.nombre)
        || otro(&ajeno.distrito, &conocido.distrito)
    {
        return Err(Error::rejected(format!(
            "{} es {}, que el programa ya conoce: no se le dice otro nombre, otra región ni otro distrito",
            conocido.clave, conocido.nombre
        )));
    }
    Ok(())
}

/// The state of a key that may be of a municipality.
fn state(clave: &Clave) -> Result<&'static str, Error> {
    let Some(entidad) = datos::pais::entidad(clave) else {
        return Err(Error::rejected(format!(
            "{clave} no es la clave de un municipio: las dos primeras cifras son las de su estado, de 01 a 32"
        )));
    };
    if let Some(ultimo) = datos::pais::out_of_range(clave)? {
        let estado = clave.as_str().get(..2).unwrap_or_default();
        return Err(Error::rejected(format!(
            "{clave} no es la clave de ningún municipio de {entidad}, que van de {estado}001 a {estado}{ultimo:03}: «pacto municipios NOMBRE» la busca; después no se cambia"
        )));
    }
    Ok(entidad)
}

/// What the municipality of a key is called: as it is given, and as INEGI writes it if that is the same.
fn called(clave: &Clave, ajeno: &Ajeno) -> Result<Option<String>, Error> {
    let oficial = datos::pais::nombres()?.remove(clave);
    Ok(match (oficial, &ajeno.nombre) {
        (Some(oficial), Some(dicho)) if fold(dicho) != fold(&oficial) => Some(dicho.clone()),
        (Some(oficial), _) => Some(oficial),
        (None, dicho) => dicho.clone(),
    })
}

/// Why the name that is given may not be that of the key, in a sentence, if INEGI's catalogue says otherwise.
///
/// # Errors
/// [`Error::Datos`].
pub fn doubt(clave: &Clave, ajeno: &Ajeno) -> Result<Option<String>, Error> {
    let Some(dicho) = &ajeno.nombre else {
        return Ok(None);
    };
    let todos = datos::pais::nombres()?;
    let oficial = todos.get(clave);
    if oficial.is_some_and(|oficial| fold(oficial) == fold(dicho)) {
        return Ok(None);
    }
    let estado = datos::pais::entidad(clave);
    let de_ahi = || {
        todos
            .iter()
            .filter(|(otra, _)| datos::pais::entidad(otra) == estado)
    };
    let suya = de_ahi().find(|(_, nombre)| fold(nombre) == fold(dicho));
    let suya = suya.map(|(otra, _)| format!(" La clave de «{dicho}» es {otra}."));
    let cerca = || {
        let cerca = nearest(dicho, de_ahi().map(|(_, nombre)| nombre.as_str()));
        cerca.map_or_else(String::new, |cerca| format!(" ¿Quiso decir {cerca}?"))
    };
    Ok(match (oficial, suya) {
        (Some(oficial), suya) => Some(format!(
            "en el catálogo del INEGI, {clave} es «{oficial}», y no «{dicho}».{}",
            suya.unwrap_or_else(cerca)
        )),
        (None, Some(suya)) => Some(format!("{clave} no está en el catálogo del INEGI.{suya}")),
        (None, None) => None,
    })
}

/// A municipality, as it is looked for by its name.
pub struct Hallado {
    /// Its key.
    pub clave: Clave,
    /// Its name.
    pub nombre: String,
    /// Its district, where it is known; else its state.
    pub donde: String,
}

/// The municipalities whose name or key has a text in it, whatever its capitals and accents; if there are none, those of which all its
/// words are in the name or in the state, in whatever order.
///
/// # Errors
/// [`Error::Datos`].
pub fn municipalities(texto: &str) -> Result<Vec<Hallado>, Error> {
    let buscado = fold(texto);
    let valles = datos::incluidos::municipios()?;
    let valles: BTreeMap<Clave, String> =
        valles.into_iter().map(|m| (m.clave, m.distrito)).collect();
    let todos = datos::pais::nombres()?;
    let mut suyos = todos.clone();
    suyos.retain(|clave, nombre| {
        fold(nombre).contains(&buscado) || clave.as_str().contains(&buscado)
    });
    if suyos.is_empty() {
        suyos.clone_from(&todos);
        suyos.retain(|clave, nombre| has_words(clave, nombre, &buscado));
    }
    // All of a state, where its name is no municipality's.
    if suyos.is_empty() {
        suyos = todos;
        suyos.retain(|clave, _| datos::pais::entidad(clave).is_some_and(|e| fold(e) == buscado));
    }
    Ok(suyos
        .into_iter()
        .map(|(clave, nombre)| {
            let distrito = valles.get(&clave).map(String::as_str);
            let distrito = distrito.or_else(|| datos::pais::telling_district(&clave));
            let donde = distrito.or_else(|| datos::pais::entidad(&clave));
            let donde = donde.unwrap_or_default().to_owned();
            Hallado {
                clave,
                nombre,
                donde,
            }
        })
        .collect())
}

/// Whether all the words of a text are in the name of a municipality or in that of its state, and some in its own.
fn has_words(clave: &Clave, nombre: &str, buscado: &str) -> bool {
    let propio = fold(nombre);
    let entidad = datos::pais::entidad(clave).map(fold).unwrap_or_default();
    let is_in = |de: &str, palabra: &str| de.split(' ').any(|suya| suya == palabra);
    let vacia = |palabra: &str| matches!(palabra, "de" | "del" | "la" | "el" | "los" | "las");
    let mut palabras = buscado.split(' ').filter(|palabra| !vacia(palabra));
    let suya = buscado
        .split(' ')
        .any(|palabra| !vacia(palabra) && is_in(&propio, palabra));
    suya && palabras.all(|palabra| is_in(&propio, palabra) || is_in(&entidad, palabra))
}

/// The names of municipalities that are like a text, in a sentence.
///
/// # Errors
/// [`Error::Datos`].
pub fn like(texto: &str) -> Result<Option<String>, Error> {
    let nombres = datos::pais::nombres()?;
    let distintos: BTreeSet<&str> = nombres.values().map(String::as_str).collect();
    Ok(nearest(texto, distintos.into_iter()))
}

/// The instancias that the register has, the first of them if there are many: none if this one is among them.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn others(lugares: &Lugares, clave: &Clave) -> Result<Vec<String>, Error> {
    let registro = lugares.registro().await?;
    match registro.institucional(clave).await {
        Err(persistence::Error::InstanciaDesconocida(_, hay)) => Ok(hay),
        suya => suya.map(|_| vec![]).map_err(Error::from),
    }
}

/// What an instancia that was started says of itself.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn started(lugares: &Lugares, clave: &Clave) -> Result<Instancia, Error> {
    let registro = lugares.registro().await?;
    Ok(registro.institucional(clave).await?.instancia)
}

/// What an instancia would say of itself with its municipality put right: what is not given stays, and INEGI's name is taken where
/// none is given.
///
/// # Errors
/// [`Error::Rechazada`], as [`empty`].
pub fn corrected(antes: &Instancia, ajeno: &Ajeno) -> Result<Instancia, Error> {
    let suyo = &antes.municipio;
    let de_oaxaca = datos::pais::entidad(&suyo.clave) == Some("Oaxaca");
    let ajeno = Ajeno {
        nombre: ajeno.nombre.clone(),
        region: ajeno.region.or(Some(suyo.region).filter(|_| de_oaxaca)),
        distrito: ajeno
            .distrito
            .clone()
            .or_else(|| de_oaxaca.then(|| suyo.distrito.clone())),
    };
    let municipio = municipality(&suyo.clave, &ajeno)?;
    let habitual = antes.nombre == datos::incluidos::usual_name(suyo);
    Ok(Instancia {
        nombre: if habitual {
            datos::incluidos::usual_name(&municipio)
        } else {
            antes.nombre.clone()
        },
        municipio,
        ..antes.clone()
    })
}

/// Has the register say what [`corrected`] says.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn correct(
    lugares: &Lugares,
    corregida: &Instancia,
    autoria: &Autoria,
) -> Result<(), Error> {
    let registro = lugares.registro().await?;
    Ok(registro
        .correct_municipality(&corregida.municipio, &corregida.nombre, autoria)
        .await?)
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
