//! What the register holds of somebody who asks: the right of access.

use async_recursion::async_recursion as boxed;
use std::path::Path;

use captura::atenciones::columnas::Columna;
use captura::atenciones::file_number;
use captura::celda::Celda;
use captura::exportacion::{Exportacion, cells, titles};
use captura::fold;
use claves::Identidad;
use domain::{Clave, Curp, Marco};
use persistence::{Autoria, Ficha, Nota, Quien, Registro, Selector};
pub use persistence::{Folios, Shown};
use time::Date;

use crate::{Error, Lugares};

/// By what somebody is looked for.
#[derive(Clone)]
pub enum Busqueda {
    /// The folio of one of her attentions.
    Folio(String),
    /// Her CURP.
    Curp(Curp),
    /// Her file.
    Expediente(String),
}

impl Busqueda {
    /// How the register knows her.
    ///
    /// # Errors
    /// [`persistence::Error::SinIdentidad`] when she is looked for by what only the key can find, and those of the register.
    pub(crate) async fn quien(
        &self,
        registro: &Registro,
        clave: &Clave,
        identidad: Option<&Identidad>,
    ) -> Result<Quien, Error> {
        if let Self::Folio(folio) = self {
            return Ok(Quien::Folio(folio.trim().to_uppercase()));
        }
        registro.check_identity(clave, identidad).await?;
        let identidad = identidad.ok_or(persistence::Error::SinIdentidad)?;
        self.known(clave, identidad)
    }

    fn known(&self, clave: &Clave, identidad: &Identidad) -> Result<Quien, Error> {
        Ok(match self {
            Self::Folio(folio) => Quien::Folio(folio.trim().to_uppercase()),
            Self::Curp(curp) => Quien::Seudonimo(identidad.of_curp(clave, curp)),
            Self::Expediente(texto) => {
                Quien::Seudonimo(identidad.of_expediente(clave, &file_number(texto)?))
            }
        })
    }
}

/// Which attention is meant: by its folio, or by whose it is, its day and its service, as they are written.
#[derive(Clone)]
pub struct Mencion {
    /// Whose it is, or its folio.
    pub de: Busqueda,
    /// Its day.
    pub dia: Option<Date>,
    /// The name or the key of its service.
    pub servicio: Option<String>,
    /// Which of those that are left, from 1, in the order in which they are told.
    pub numero: Option<usize>,
}

impl Mencion {
    /// How the register knows it.
    ///
    /// # Errors
    /// [`Error::Rechazada`] for a service that is not there, and those of a file's number.
    pub(crate) fn meant(
        &self,
        marco: &Marco,
        identidad: &Identidad,
        clave: &Clave,
    ) -> Result<Selector, Error> {
        let named = |dicho: &String| {
            let mut todos = marco.catalogos.servicios.entradas().iter();
            let suyo = todos
                .find(|s| fold(&s.as_ref().nombre) == fold(dicho) || s.as_ref().clave == *dicho);
            let suyo = suyo.map(|servicio| servicio.as_ref().clave.clone());
            suyo.ok_or_else(|| {
                Error::rejected(format!("no hay ningún servicio que se llame «{dicho}»"))
            })
        };
        Ok(Selector {
            quien: self.de.known(clave, identidad)?,
            dia: self.dia,
            servicio: self.servicio.as_ref().map(named).transpose()?,
            numero: self.numero,
        })
    }
}

/// What the register holds of somebody, in words.
pub struct Respuesta {
    /// One for each attention: what it says, by the titles of the sheet, and whether an edition has counted it.
    pub atenciones: Vec<(Vec<(&'static str, String)>, bool)>,
    /// Whether somebody known is behind them.
    pub persona: bool,
    /// Attentions of others that may be hers too: some of hers was theirs before it was put right whose it is.
    pub ajenas: Folios,
    /// What was looked at, for what follows.
    pub vista: Shown,
}

/// What the register holds of somebody; written as a sheet too, if one is asked for. That it was asked is noted, by
/// whom; not if what follows is noted by itself.
///
/// # Errors
/// [`persistence::Error::FolioDesconocido`], [`persistence::Error::PersonaDesconocida`], those of the key, of the
/// register and of the file.
#[boxed]
pub async fn look(
    lugares: &Lugares,
    clave: &Clave,
    busqueda: &Busqueda,
    salida: Option<&Path>,
    autoria: Option<&Autoria>,
) -> Result<Respuesta, Error> {
    let registro = lugares.registro().await?;
    let identidad = Identidad::load(&lugares.claves)?;
    let quien = busqueda.quien(&registro, clave, identidad.as_ref()).await?;
    let hallada = registro.ficha(clave, &quien).await;
    if let Err(persistence::Error::FolioDesconocido | persistence::Error::PersonaDesconocida) =
        &hallada
    {
        // Whoever asks who is not there leaves a line too.
        note(&registro, clave, autoria, "no está".to_owned()).await?;
    }
    let Ficha {
        mut dichos,
        persona,
        ajenas,
        vista,
    } = hallada?;
    dichos.sort_by_key(|(dicho, _)| dicho.atencion.fecha);
    let marco = registro.marco(clave).await?;
    let mut hoja = salida.map(Exportacion::new).transpose()?;
    let mut atenciones = Vec::new();
    for (dicho, publicada) in &dichos {
        let mut celdas = cells(dicho, &marco, "");
        // Her number in this register is of no use to her.
        celdas[Columna::Expediente.indice()] = Celda::Vacia;
        if let Some(hoja) = &mut hoja {
            hoja.add(&celdas)?;
        }
        let dice = titles().zip(celdas.iter());
        let dice = dice.filter(|(_, celda)| !celda.is_empty());
        let dice = dice.map(|(titulo, celda)| (titulo, celda.texto()));
        atenciones.push((dice.collect(), *publicada));
    }
    let cuantas = format!("atenciones {}", atenciones.len());
    note(&registro, clave, autoria, cuantas).await?;
    if let Some(hoja) = hoja {
        hoja.finish()?.place()?;
    }
    Ok(Respuesta {
        atenciones,
        persona,
        ajenas,
        vista,
    })
}

/// That somebody was looked for is noted, and not who.
async fn note(
    registro: &Registro,
    clave: &Clave,
    autoria: Option<&Autoria>,
    detalle: String,
) -> Result<(), Error> {
    let Some(autoria) = autoria else {
        return Ok(());
    };
    let nota = Nota {
        orden: "persona",
        detalle,
        ..Nota::default()
    };
    Ok(registro.note(Some(clave), autoria, nota).await?)
}
