//! The setter: a template, its data, fonts, and nothing of the machine.

use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, is_default_ignorable};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// What a page looks like.
const PLANTILLA: &str = include_str!("../plantilla/informe.typ");
/// The only family that it uses.
const FAMILIA: &str = "Libertinus Serif";
/// What stands for a character that the family does not draw.
const OTRO: char = char::REPLACEMENT_CHARACTER;

/// Why nothing was set. It says nothing of what the report says.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What it says cannot be written as data.
    #[error("the data cannot be written")]
    Datos(#[from] serde_json::Error),
    /// The template does not go with the data, or the page cannot be read aloud.
    #[error("the template cannot be set: {0}")]
    Plantilla(String),
}

/// Sets a report. `cuando`: what the file says of when it was made, which is when the edition was published.
///
/// # Errors
/// [`Error::Datos`], [`Error::Plantilla`].
pub fn compose(datos: &impl Serialize, cuando: OffsetDateTime) -> Result<Vec<u8>, Error> {
    let setter = Setter::new(serde_json::to_value(datos)?)?;
    let documento = typst::compile::<PagedDocument>(&setter).output;
    let documento = documento.map_err(|errores| wrong(&errores))?;
    let normas = PdfStandards::new(&[PdfStandard::Ua_1]);
    let normas = normas.map_err(|error| Error::Plantilla(error.message().to_string()))?;
    let opciones = PdfOptions {
        creator: Smart::Custom(Some("Pacto".to_owned())),
        timestamp: instant(cuando).map(Timestamp::new_utc),
        standards: normas,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&documento, &opciones).map_err(|errores| wrong(&errores))
}

fn instant(cuando: OffsetDateTime) -> Option<Datetime> {
    let cuando = cuando.to_offset(time::UtcOffset::UTC);
    let (hora, minuto, segundo) = cuando.to_hms();
    let (mes, dia) = (cuando.month().into(), cuando.day());
    Datetime::from_ymd_hms(cuando.year(), mes, dia, hora, minuto, segundo)
}

fn wrong(errores: &[SourceDiagnostic]) -> Error {
    let textos: Vec<&str> = errores
        .iter()
        .map(|error| unquoted(&error.message))
        .collect();
    Error::Plantilla(textos.join("; "))
}

/// A message up to what it quotes: that may be of the report.
fn unquoted(mensaje: &str) -> &str {
    mensaje.split(['`', '"', '\'']).next().unwrap_or_default()
}

/// Puts [`OTRO`] wherever a text has what no font draws: with one such character there would be no file.
fn draw(dato: &mut Value, letras: &[Font]) {
    let drawn = |c: char| {
        c == '\n'
            || c == '\t'
            || is_default_ignorable(c)
            || letras
                .iter()
                .any(|letra| letra.info().coverage.contains(c.into()))
    };
    match dato {
        Value::String(texto) if !texto.chars().all(drawn) => {
            *texto = (texto.chars())
                .map(|c| if drawn(c) { c } else { OTRO })
                .collect();
        }
        Value::Array(todos) => todos.iter_mut().for_each(|uno| draw(uno, letras)),
        Value::Object(campos) => campos.values_mut().for_each(|uno| draw(uno, letras)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// All that a template may see.
struct Setter {
    biblioteca: LazyHash<Library>,
    indice: LazyHash<FontBook>,
    letras: Vec<Font>,
    plantilla: Source,
    datos: (FileId, Bytes),
}

/// The file of a name, beside the template.
fn beside(nombre: &str) -> Result<FileId, Error> {
    let ruta = VirtualPath::new(nombre).map_err(|_| Error::Plantilla(nombre.to_owned()))?;
    Ok(RootedPath::new(VirtualRoot::Project, ruta).intern())
}

impl Setter {
    fn new(mut datos: Value) -> Result<Self, Error> {
        let todas = typst_assets::fonts().flat_map(|bytes| Font::iter(Bytes::new(bytes)));
        let letras: Vec<Font> = todas
            .filter(|letra| letra.info().family == FAMILIA)
            .collect();
        draw(&mut datos, &letras);
        let datos = serde_json::to_vec(&datos)?;
        // Cells that head a row are said to do so.
        let biblioteca =
            Library::builder().with_features([Feature::A11yExtras].into_iter().collect());
        Ok(Self {
            biblioteca: LazyHash::new(biblioteca.build()),
            indice: LazyHash::new(FontBook::from_fonts(&letras)),
            letras,
            plantilla: Source::new(beside("informe.typ")?, PLANTILLA.to_owned()),
            datos: (beside("datos.json")?, Bytes::new(datos)),
        })
    }
}

impl World for Setter {
    fn library(&self) -> &LazyHash<Library> {
        &self.biblioteca
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.indice
    }

    fn main(&self) -> FileId {
        self.plantilla.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.plantilla.id() {
            return Ok(self.plantilla.clone());
        }
        Err(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.datos.0 {
            return Ok(self.datos.1.clone());
        }
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.letras.get(index).cloned()
    }

    /// There is no clock: what is set is of its data.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
