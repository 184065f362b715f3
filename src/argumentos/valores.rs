//! Values of the command line, and why they are refused.

use captura::atenciones::columnas::FORMA;
use captura::fold;
use captura::institucional::Clase;
use domain::{Clave, Region};
use time::Date;
use time::macros::format_description;

use super::Tipo;
use super::hojas::ATENCIONES;

pub(super) fn parse_clave(texto: &str) -> Result<Clave, domain::Error> {
    texto.parse()
}

/// A region of Oaxaca, as people write it: «sierra-norte».
pub(super) fn parse_region(texto: &str) -> Result<Region, String> {
    let clave = fold(texto).replace(' ', "_").to_uppercase();
    let region = clave
        .parse()
        .ok()
        .filter(|region| *region != Region::OtraEntidad);
    region.ok_or_else(|| "se espera valles-centrales, canada, costa, istmo, mixteca, papaloapan, sierra-norte o sierra-sur".to_owned())
}

pub(super) fn parse_tipo(texto: &str) -> Result<Tipo, String> {
    let mut clases = Clase::all();
    let clase = clases.find(|clase| clase.forma().tipo == texto);
    if clase.is_some() || texto == ATENCIONES {
        return Ok(Tipo(clase));
    }
    let nombres: Vec<&str> = Clase::all().map(|clase| clase.forma().tipo).collect();
    Err(format!("se espera {ATENCIONES}, {}", nombres.join(", ")))
}

/// A column and its value; a column alone has it asked for.
pub(super) fn parse_cambio(texto: &str) -> Result<(String, Option<String>), String> {
    match texto.split_once('=') {
        Some((columna, valor)) => Ok((columna.trim().to_owned(), Some(valor.trim().to_owned()))),
        None if FORMA.find(texto.trim()).is_some() => Ok((texto.trim().to_owned(), None)),
        None => Err("se espera COLUMNA=VALOR, como «Servicio=Trabajo social»".to_owned()),
    }
}

pub(super) fn parse_edicion(texto: &str) -> Result<u32, String> {
    let numero = texto.parse().ok().filter(|numero| *numero > 0);
    numero.ok_or_else(|| "se espera el número de una edición, como 1".to_owned())
}

/// What can be verified: an edition of the store, or a file.
#[derive(Debug, Clone)]
pub(crate) enum Verificable {
    /// The number of an edition.
    Numero(u32),
    /// A downloaded edition.
    Archivo(std::path::PathBuf),
}

pub(super) fn parse_verificable(texto: &str) -> Result<Verificable, String> {
    if let Ok(numero) = parse_edicion(texto) {
        return Ok(Verificable::Numero(numero));
    }
    // What is neither there nor called like a file is a number that was mistyped.
    if texto.contains(['.', '/', '\\']) || std::path::Path::new(texto).exists() {
        return Ok(Verificable::Archivo(texto.into()));
    }
    Err("se espera el número de una edición, como 1, o el archivo de una".to_owned())
}

pub(super) fn parse_motivo(texto: &str) -> Result<String, String> {
    let texto = texto.trim();
    if texto.is_empty() || texto.chars().count() > 500 || texto.chars().any(char::is_control) {
        return Err("se espera un texto de una línea, de hasta 500 letras".to_owned());
    }
    Ok(texto.to_owned())
}

pub(super) fn parse_anio(texto: &str) -> Result<i32, String> {
    let anio = texto
        .parse()
        .ok()
        .filter(|anio| domain::ANIOS.contains(anio));
    anio.ok_or_else(|| "se espera un año, como 2017".to_owned())
}

pub(super) fn parse_fecha(texto: &str) -> Result<Date, String> {
    Date::parse(texto, format_description!("[year]-[month]-[day]"))
        .ok()
        .filter(|fecha| domain::ANIOS.contains(&fecha.year()))
        .ok_or_else(|| "se espera una fecha como 2017-12-31".to_owned())
}
