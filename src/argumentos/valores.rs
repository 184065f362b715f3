//! Values of the command line, and why they are refused.

use captura::atenciones::columnas::FORMA;
use captura::atenciones::says_curp;
use captura::institucional::Clase;
use captura::{fold, nearest, suggest};
use domain::{Clave, Region, TipoAlias, month_name};
use time::{Date, Month};

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

/// What a sheet holds, whatever its capitals, its accents and what its words are parted by.
pub(super) fn parse_tipo(texto: &str) -> Result<Tipo, String> {
    let nombres = || std::iter::once(ATENCIONES).chain(Clase::all().map(|c| c.forma().tipo));
    let buscado = fold(texto);
    let mut clases = Clase::all();
    let clase = clases.find(|clase| fold(clase.forma().tipo) == buscado);
    if clase.is_some() || buscado == ATENCIONES {
        return Ok(Tipo(clase));
    }
    let todos: Vec<&str> = nombres().collect();
    let espera = format!("se espera {}", todos.join(", "));
    Err(suggest(&espera, nearest(texto, nombres()).as_deref()))
}

/// What an alias can be of: as the command line calls it, and what else people call it.
const DE: [(TipoAlias, &str, &[&str]); 12] = [
    (TipoAlias::Servicio, "servicio", &["servicios"]),
    (
        TipoAlias::Agencia,
        "agencia",
        &["agencias", "procedencia", "lugar"],
    ),
    (
        TipoAlias::TipoViolencia,
        "violencia",
        &["violencias", "tipo de violencia", "tipos de violencia"],
    ),
    (TipoAlias::Modalidad, "modalidad", &["modalidades"]),
    (TipoAlias::Unidad, "unidad", &["unidades"]),
    (TipoAlias::Visita, "visita", &["visitas"]),
    (TipoAlias::Sexo, "sexo", &["sexos"]),
    (TipoAlias::Escolaridad, "escolaridad", &["escolaridades"]),
    (
        TipoAlias::TipoActividad,
        "actividad",
        &[
            "actividades",
            "tipos actividad",
            "tipo de actividad",
            "tipos de actividad",
        ],
    ),
    (TipoAlias::Publico, "público", &["publicos"]),
    (TipoAlias::Tema, "tema", &["temas"]),
    (TipoAlias::Efemeride, "efeméride", &["efemerides"]),
];

/// What an alias is of, as the command line calls it.
pub(crate) fn alias_name(de: TipoAlias) -> &'static str {
    DE.iter()
        .find(|(suyo, ..)| *suyo == de)
        .map_or("", |(_, nombre, _)| nombre)
}

pub(super) fn parse_de(texto: &str) -> Result<TipoAlias, String> {
    let buscado = fold(texto);
    let suyo = DE
        .iter()
        .find(|(_, nombre, otros)| fold(nombre) == buscado || otros.contains(&buscado.as_str()));
    suyo.map(|(de, ..)| *de).ok_or_else(|| {
        let nombres = || DE.iter().map(|(_, nombre, _)| *nombre);
        let todos: Vec<&str> = nombres().collect();
        let espera = format!("se espera {}", todos.join(", "));
        suggest(&espera, nearest(texto, nombres()).as_deref())
    })
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

pub(super) fn parse_cual(texto: &str) -> Result<usize, String> {
    let numero = texto.parse().ok().filter(|numero| *numero > 0);
    numero.ok_or_else(|| "se espera un número, 1 para la primera".to_owned())
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
    if says_curp(texto) {
        return Err(
            "tiene una CURP o un RFC, y el motivo se publica o queda en la bitácora, que no se borra: no diga de quién se trata"
                .to_owned(),
        );
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

/// A day as people write it: 31/12/2017, 31-12-2017, 2017-12-31, 31 de diciembre de 2017.
pub(super) fn parse_fecha(texto: &str) -> Result<Date, String> {
    let doblado = fold(texto);
    let partes = doblado
        .split(' ')
        .filter(|parte| !matches!(*parte, "de" | "del"));
    let partes: Vec<&str> = partes.collect();
    let (anio, mes, dia) = match partes[..] {
        [anio, mes, dia] | [dia, mes, anio] if anio.len() == 4 => (anio, mes, dia),
        _ => return Err(FECHA.to_owned()),
    };
    day(anio, mes, dia).ok_or_else(|| match day(anio, mes, "1") {
        Some(_) if matches!(dia, "29" | "30" | "31") => format!("ese mes no tiene día {dia}"),
        _ => FECHA.to_owned(),
    })
}

const FECHA: &str = "se espera una fecha como 31/12/2017 o 2017-12-31";

fn day(anio: &str, mes: &str, dia: &str) -> Option<Date> {
    let anio = anio
        .parse()
        .ok()
        .filter(|anio| domain::ANIOS.contains(anio))?;
    let mes = match mes.parse::<u8>() {
        Ok(numero) => Month::try_from(numero).ok()?,
        Err(_) => month(mes)?,
    };
    Date::from_calendar_date(anio, mes, dia.parse().ok()?).ok()
}

/// A month by its name, or by the beginning of it.
fn month(nombre: &str) -> Option<Month> {
    const LETRAS: usize = 3;
    let todos = (1..=12).filter_map(|mes| Month::try_from(mes).ok());
    let mut suyos = todos.filter(|mes| month_name(*mes).starts_with(nombre));
    suyos.next().filter(|_| nombre.len() >= LETRAS)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for texto in [
            "31/03/2025",
            "31-3-2025",
            "31.03.2025",
            "2025-03-31",
            "2025/3/31",
            "31 de marzo de 2025",
            "31/mar/2025",
            "31 de MARZO del 2025",
        ] {
            assert_eq!(parse_fecha(texto), Ok(date!(2025 - 03 - 31)), "{texto}");
        }
        for texto in [
            "03/31/2025",
            "31/03/25",
            "2025-03",
            "31/02/2025",
            "31 ma 2025",
            "hoy",
            "0031-03-31",
        ] {
            assert!(parse_fecha(texto).is_err(), "{texto}");
        }
        let dicho = parse_fecha("31/11/2026").unwrap_err();
        assert_eq!(dicho, "ese mes no tiene día 31");
    }

    #[test]
    fn what_a_sheet_holds_is_known_by_any_spelling() {
        for (texto, es) in [
            ("Áreas", "áreas"),
            ("TIPOS DE ACTIVIDAD", ""),
            ("tipos actividad", "tipos-actividad"),
            ("Efemérides", "efemérides"),
            ("Atenciones", "atenciones"),
        ] {
            let dicho = parse_tipo(texto).map_or("", Tipo::name);
            assert_eq!(dicho, es, "{texto}");
        }
        assert!(parse_tipo("titular").unwrap_err().contains("«titulares»"));
        for (de, nombre, otros) in DE {
            let todos = otros.iter().chain([&nombre]);
            assert!(todos.clone().all(|texto| parse_de(texto) == Ok(de)));
        }
        assert_eq!(parse_de("tipos-actividad"), Ok(TipoAlias::TipoActividad));
        assert!(parse_de("servisio").unwrap_err().contains("«servicio»"));
    }
}
