//! What a sheet of a workbook of Excel has and the library does not tell. Formulas that fill several cells: those cells have no
//! formula of their own, and where a program did not compute them, no value either (ECMA-376, part 1: 18.3.1.40). Rows that are
//! hidden (18.3.1.73).

use std::collections::HashSet;
use std::io::BufReader;

use calamine::Dimensions;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::libro::{Archivo, broken};
use crate::Error;

/// The areas of a sheet that one formula fills, and the cells in them that have a value.
#[derive(Default)]
pub(super) struct Matrices {
    areas: Vec<Dimensions>,
    con_valor: HashSet<(u32, u32)>,
    /// The numbers of the rows with some value that a filter, or somebody, hides.
    pub(super) ocultos: Vec<u32>,
}

impl Matrices {
    /// The columns of a row that a formula fills and that have no value.
    pub(super) fn unfilled(&self, renglon: u32) -> impl Iterator<Item = u32> {
        let suyas = self.areas.iter();
        let suyas = suyas.filter(move |area| (area.start.0..=area.end.0).contains(&renglon));
        suyas
            .flat_map(|area| area.start.1..=area.end.1)
            .filter(move |columna| !self.con_valor.contains(&(renglon, *columna)))
    }
}

/// Looks at a sheet, by its name.
pub(super) fn look(archivo: Archivo, hoja: &str) -> Result<Matrices, Error> {
    let mut libro = ZipArchive::new(archivo).map_err(broken)?;
    let Some(ruta) = path(&mut libro, hoja)? else {
        return Ok(Matrices::default());
    };
    let parte = libro.by_name(&ruta).map_err(broken)?;
    let mut xml = Reader::from_reader(BufReader::new(parte));
    let mut matrices = Matrices::default();
    let (mut celda, mut bytes) = (None, vec![]);
    let (mut renglon, mut oculto) = (0, false);
    loop {
        bytes.clear();
        match xml.read_event_into(&mut bytes).map_err(broken)? {
            Event::Eof => return Ok(matrices),
            Event::Start(inicio) | Event::Empty(inicio) => match inicio.local_name().as_ref() {
                "row" => {
                    let suyo = attribute(&inicio, "r").and_then(|r| r.parse().ok());
                    renglon = suyo.unwrap_or(renglon + 1);
                    let dicho = attribute(&inicio, "hidden");
                    oculto = dicho.is_some_and(|dicho| ["1", "true"].contains(&dicho.as_str()));
                }
                "c" => celda = attribute(&inicio, "r").and_then(|r| position(&r)),
                "f" if attribute(&inicio, "t").as_deref() == Some("array") => {
                    let area = attribute(&inicio, "ref").and_then(|zona| area(&zona));
                    let varias = area.filter(|area| area.start != area.end);
                    matrices.areas.extend(varias);
                }
                "v" | "is" => {
                    if oculto && matrices.ocultos.last() != Some(&renglon) {
                        matrices.ocultos.push(renglon);
                    }
                    let dentro = |(renglon, columna): &(u32, u32)| {
                        matrices.areas.iter().any(|area| {
                            (area.start.0..=area.end.0).contains(renglon)
                                && (area.start.1..=area.end.1).contains(columna)
                        })
                    };
                    let propia = celda.filter(dentro);
                    matrices.con_valor.extend(propia);
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Where in the package a sheet is.
fn path(libro: &mut ZipArchive<Archivo>, hoja: &str) -> Result<Option<String>, Error> {
    let mut id = None;
    each(libro, "xl/workbook.xml", &mut |inicio| {
        let suya = inicio.local_name().as_ref() == "sheet"
            && attribute(inicio, "name").as_deref() == Some(hoja);
        if suya {
            id = attribute(inicio, "r:id").or_else(|| local(inicio, "id"));
        }
    })?;
    let mut ruta = None;
    each(libro, "xl/_rels/workbook.xml.rels", &mut |inicio| {
        if id.is_some() && attribute(inicio, "Id") == id {
            ruta = attribute(inicio, "Target");
        }
    })?;
    Ok(ruta.map(|ruta| match ruta.strip_prefix('/') {
        Some(entera) => entera.to_owned(),
        None => format!("xl/{ruta}"),
    }))
}

/// Shows every element of a part; a package without it has none.
fn each(
    libro: &mut ZipArchive<Archivo>,
    nombre: &str,
    ver: &mut dyn FnMut(&BytesStart),
) -> Result<(), Error> {
    let Ok(parte) = libro.by_name(nombre) else {
        return Ok(());
    };
    let mut xml = Reader::from_reader(BufReader::new(parte));
    let mut bytes = vec![];
    loop {
        bytes.clear();
        match xml.read_event_into(&mut bytes).map_err(broken)? {
            Event::Eof => return Ok(()),
            Event::Start(inicio) | Event::Empty(inicio) => ver(&inicio),
            _ => {}
        }
    }
}

fn attribute(inicio: &BytesStart, nombre: &str) -> Option<String> {
    value(inicio, |clave| clave.as_ref() == nombre)
}

fn local(inicio: &BytesStart, nombre: &str) -> Option<String> {
    value(inicio, |clave| {
        clave.local_name().as_ref() == nombre && clave.as_ref() != nombre
    })
}

fn value(inicio: &BytesStart, es: impl Fn(quick_xml::name::QName) -> bool) -> Option<String> {
    let mut suyos = inicio.attributes().flatten();
    let suyo = suyos.find(|atributo| es(atributo.key))?;
    suyo.normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// The row and the column of «B7», from nothing.
fn position(celda: &str) -> Option<(u32, u32)> {
    let celda = celda.replace('$', "");
    let letras = celda.find(|c: char| c.is_ascii_digit())?;
    let mut columna = 0u32;
    for letra in celda.get(..letras)?.bytes() {
        let suya = letra
            .to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|n| *n < 26)?;
        columna = columna.checked_mul(26)?.checked_add(u32::from(suya) + 1)?;
    }
    let renglon: u32 = celda.get(letras..)?.parse().ok()?;
    Some((renglon.checked_sub(1)?, columna.checked_sub(1)?))
}

fn area(zona: &str) -> Option<Dimensions> {
    let (desde, hasta) = zona.split_once(':').unwrap_or((zona, zona));
    Some(Dimensions {
        start: position(desde)?,
        end: position(hasta)?,
    })
}
