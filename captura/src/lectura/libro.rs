//! Workbooks: what those of Excel and open documents have in common.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use calamine::Data;

use super::unreadable;
use crate::Error;
use crate::celda::{Celda, Numero, Visto};
use crate::fecha;
use crate::palabras::MARCA;
use crate::rotura::Rotura;

/// Bytes of a workbook, once uncompressed.
const DESCOMPRIMIDO: u64 = 256 << 20;

const VIEJO: &str = "es un libro antiguo de Excel (.xls): ábralo y guárdelo como .xlsx";
const DOCUMENTO: &str = "es un documento de texto, y no una hoja: pase su tabla a Excel o LibreOffice y guárdela como .xlsx";
/// What the manifest of a document of text says that it is.
const DE_TEXTO: &str = "application/vnd.oasis.opendocument.text\"";
const CON_CONTRASENA: &str = "el libro tiene contraseña: ábralo, quítesela (Archivo, Información, Proteger libro) y guárdelo";

/// What can be read from any place.
pub(super) trait Seekable: Read + Seek {}

impl<T: Read + Seek> Seekable for T {}

/// A file of a workbook, open, or one in memory. Of one type, since all that reads workbooks is compiled for each.
pub(super) type Archivo = Box<dyn Seekable>;

/// A package that lies in a file.
fn package(archivo: File) -> Result<zip::ZipArchive<Archivo>, Error> {
    let archivo: Archivo = Box::new(BufReader::new(archivo));
    zip::ZipArchive::new(archivo).map_err(broken)
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetName {
    pub(super) nombre: String,
    /// Whether whoever opens the workbook sees it.
    pub(super) visible: bool,
}

impl SheetName {
    /// Its name as it is told.
    pub(super) fn said(&self) -> String {
        let oculta = if self.visible { "" } else { " (oculta)" };
        format!("«{}»{oculta}", self.nombre)
    }
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contents {
    Xlsx,
    Ods,
    Text,
}

/// The error of a workbook that is none.
pub(super) fn broken<E: std::fmt::Display>(error: E) -> Error {
    tracing::debug!(%error, "no se entiende el libro");
    Error::new(
        "el libro no se entiende: está incompleto o dañado; ábralo y guárdelo de nuevo como .xlsx",
    )
}

/// What a file is.
///
/// # Errors
/// Workbooks that cannot be read, each with what is to be done about it.
pub(super) fn contents(ruta: &Path) -> Result<Contents, Error> {
    let mut archivo = File::open(ruta).map_err(|e| unreadable(&e))?;
    if archivo.metadata().is_ok_and(|datos| datos.is_dir()) {
        return Err(Error::new("eso es una carpeta, y no un archivo"));
    }
    let mut inicio = vec![];
    let leidos = Read::by_ref(&mut archivo).take(8).read_to_end(&mut inicio);
    leidos.map_err(|e| unreadable(&e))?;
    if inicio.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(compound(archivo));
    }
    if inicio.starts_with(b"%PDF") {
        return Err(Error::new(
            "es un PDF, y no una hoja: pida el archivo de Excel",
        ));
    }
    if inicio.starts_with(&[0x09, 0x00])
        || inicio.get(..1) == Some(&[0x09]) && inicio.get(3) == Some(&0)
    {
        return Err(Error::new(VIEJO));
    }
    let texto = inicio.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&inicio);
    if texto.trim_ascii_start().starts_with(b"<") {
        return Err(Error::new(
            "es una página web o XML, aunque Excel la abra: ábrala y guárdela como .xlsx",
        ));
    }
    if !inicio.starts_with(b"PK") {
        return Ok(Contents::Text);
    }
    archivo
        .seek(SeekFrom::Start(0))
        .map_err(|e| unreadable(&e))?;
    let mut libro = package(archivo)?;
    let mut manifiesto = String::new();
    if let Ok(parte) = libro.by_name("META-INF/manifest.xml") {
        // What is no text is no manifest.
        let _ = parte.take(1 << 20).read_to_string(&mut manifiesto);
    }
    if manifiesto.contains("encryption-data") {
        return Err(Error::new(CON_CONTRASENA));
    }
    let has = |parte: &str| libro.index_for_name(parte).is_some();
    if has("xl/workbook.bin") {
        return Err(Error::new(
            "es un libro binario (.xlsb): ábralo y guárdelo como .xlsx",
        ));
    }
    let otro = other(&libro);
    let de_texto = has("content.xml") && manifiesto.contains(DE_TEXTO);
    if let Some(que) = otro.or_else(|| de_texto.then_some(DOCUMENTO)) {
        return Err(Error::new(que));
    }
    Ok(if has("content.xml") && has("mimetype") {
        Contents::Ods
    } else {
        Contents::Xlsx
    })
}

/// What a package is that is no workbook, by its parts, and what is to be done about it.
fn other(libro: &zip::ZipArchive<Archivo>) -> Option<&'static str> {
    let has = |parte: &str| libro.index_for_name(parte).is_some();
    if has("word/document.xml") {
        return Some(DOCUMENTO);
    }
    if has("ppt/presentation.xml") {
        return Some(
            "es una presentación, y no una hoja: pase su tabla a Excel o LibreOffice y guárdela como .xlsx",
        );
    }
    if has("Index/Document.iwa") || has("Index.zip") {
        return Some(
            "es un libro de Numbers: ábralo y expórtelo como Excel (Archivo, Exportar a, Excel)",
        );
    }
    let mut partes = libro.file_names();
    let de_excel = partes.any(|parte| parte.is_ok_and(|parte| parte.starts_with("xl/")));
    let de_oficina = de_excel || has("[Content_Types].xml") || has("content.xml");
    (!de_oficina).then_some(
        "es un archivo comprimido (.zip), y no una hoja: ábralo, e importe la hoja que trae dentro",
    )
}

/// The error of a compound file: an encrypted workbook, or one of before 2007.
fn compound(mut archivo: File) -> Error {
    /// The stream of an encrypted workbook ([MS-OFFCRYPTO] 2.3.4.4), in UTF-16.
    const CIFRADO: &str = "EncryptedPackage";
    let nombre: Vec<u8> = CIFRADO.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut bytes = vec![];
    let hasta = Read::by_ref(&mut archivo).take(16 << 20);
    if let Err(error) = BufReader::new(hasta).read_to_end(&mut bytes) {
        return unreadable(&error);
    }
    if bytes.windows(nombre.len()).any(|trozo| trozo == nombre) {
        return Error::new(CON_CONTRASENA);
    }
    Error::new(VIEJO)
}

/// A cell of a workbook.
pub(super) fn cell(dato: &Data, desde_1904: bool) -> Celda {
    match dato {
        Data::String(texto) => Celda::from(texto.as_str()),
        Data::Float(valor) => Celda::Numero(Numero {
            valor: *valor,
            dia: fecha::serial(*valor, desde_1904),
            visto: Visto::Igual,
        }),
        Data::Int(numero) => Celda::Texto(numero.to_string()),
        Data::Bool(si) => MARCA.write(si).map_or(Celda::Vacia, Celda::Logica),
        Data::DateTime(instante) => {
            let valor = instante.as_f64();
            let dia = fecha::serial(valor, desde_1904).filter(|_| instante.is_datetime());
            dia.map_or_else(|| Celda::Hora(clock(valor)), Celda::Fecha)
        }
        Data::DateTimeIso(texto) => {
            fecha::written(texto).map_or_else(|| Celda::from(texto.as_str()), Celda::Fecha)
        }
        Data::DurationIso(texto) => Celda::Hora(texto.clone()),
        // What could not be computed is not nothing.
        Data::Error(error) => Celda::Rota(Rotura::Error, error.to_string()),
        Data::Empty => Celda::Vacia,
    }
}

/// A fraction of a day, or several days, as hours and minutes.
fn clock(dias: f64) -> String {
    let minutos = (dias * 1440.0).round();
    let horas = (minutos / 60.0).floor();
    format!("{horas:02}:{:02}", minutos - horas * 60.0)
}

/// Refuses a workbook that would not stay within memory, whatever it says of itself.
pub(super) fn bounded(ruta: &Path) -> Result<(), Error> {
    let archivo = File::open(ruta).map_err(|e| unreadable(&e))?;
    let mut libro = package(archivo)?;
    let mut total = 0;
    for i in 0..libro.len() {
        let parte = libro.by_index(i).map_err(broken)?;
        let mut limitada = parte.take(DESCOMPRIMIDO + 1 - total);
        total += io::copy(&mut limitada, &mut io::sink()).map_err(broken)?;
        if total > DESCOMPRIMIDO {
            return Err(Error::new(
                "el libro ocupa más de 256 MiB descomprimido: pártalo, o guárdelo como CSV",
            ));
        }
    }
    Ok(())
}
