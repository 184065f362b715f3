//! Workbooks: XLSX and ODS.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use calamine::{Data, Ods, Reader, Xlsx};
use time::Date;

use super::{COLUMNAS, RawVisitor, unreadable};
use crate::Error;
use crate::celda::Celda;
use crate::fecha;
use crate::palabras::MARCA;

/// Bytes of a workbook, once uncompressed.
const DESCOMPRIMIDO: u64 = 256 << 20;

/// A file of a workbook, open.
pub(super) type Archivo = BufReader<File>;

fn broken<E: std::fmt::Display>(error: E) -> Error {
    tracing::debug!(%error, "no se entiende el libro");
    Error::new(
        "el libro no se entiende: está incompleto o dañado; ábralo y guárdelo de nuevo como .xlsx",
    )
}

/// The sheets of an XLSX workbook.
pub(super) fn xlsx_sheets(archivo: Archivo) -> Result<Vec<String>, Error> {
    Ok(Xlsx::new(archivo).map_err(broken)?.sheet_names())
}

/// The sheets of an ODS workbook.
pub(super) fn ods_sheets(archivo: Archivo) -> Result<Vec<String>, Error> {
    Ok(Ods::new(archivo).map_err(broken)?.sheet_names())
}

/// Shows every row of a sheet of an XLSX workbook, until the visitor has enough.
pub(super) fn xlsx(archivo: Archivo, hoja: &str, ver: &mut RawVisitor) -> Result<(), Error> {
    let mut libro = Xlsx::new(archivo).map_err(broken)?;
    let mut lector = libro.worksheet_cells_reader(hoja).map_err(broken)?;
    let (mut fila, mut celdas): (u32, Vec<Celda>) = (0, vec![]);
    while let Some(celda) = lector.next_cell().map_err(broken)? {
        let (renglon, columna) = celda.get_position();
        if renglon != fila {
            if !celdas.is_empty() && !ver(fila + 1, &celdas)? {
                return Ok(());
            }
            celdas.clear();
            fila = renglon;
        }
        let columna = usize::try_from(columna).unwrap_or(usize::MAX);
        if columna < COLUMNAS {
            if celdas.len() <= columna {
                celdas.resize(columna + 1, Celda::Vacia);
            }
            celdas[columna] = cell(&Data::from(celda.get_value().clone()));
        }
    }
    if !celdas.is_empty() {
        ver(fila + 1, &celdas)?;
    }
    Ok(())
}

/// Shows every row of a sheet of an ODS workbook, until the visitor has enough.
pub(super) fn ods(archivo: Archivo, hoja: &str, ver: &mut RawVisitor) -> Result<(), Error> {
    let mut libro = Ods::new(archivo).map_err(broken)?;
    let rango = libro.worksheet_range(hoja).map_err(broken)?;
    let primera = rango.start().map_or(0, |(fila, _)| fila);
    let vacias = rango.start().map_or(0, |(_, columna)| columna);
    for (i, fila) in (primera + 1..).zip(rango.rows()) {
        let delante = (0..vacias).map(|_| Celda::Vacia);
        let celdas: Vec<Celda> = delante
            .chain(fila.iter().map(cell))
            .take(COLUMNAS)
            .collect();
        if !ver(i, &celdas)? {
            return Ok(());
        }
    }
    Ok(())
}

fn cell(dato: &Data) -> Celda {
    match dato {
        Data::String(texto) if !texto.trim().is_empty() => Celda::Texto(texto.clone()),
        Data::Float(numero) => Celda::Numero(*numero),
        Data::Int(numero) => Celda::Texto(numero.to_string()),
        Data::Bool(si) => Celda::from(MARCA.write(si).unwrap_or_default()),
        Data::DateTime(instante) if instante.is_datetime() => {
            let (anio, mes, dia, ..) = instante.to_ymd_hms_milli();
            let mes = time::Month::try_from(mes).ok();
            mes.and_then(|mes| Date::from_calendar_date(i32::from(anio), mes, dia).ok())
                .map_or(Celda::Vacia, Celda::Fecha)
        }
        Data::DateTime(duracion) => Celda::Numero(duracion.as_f64()),
        Data::DateTimeIso(texto) | Data::DurationIso(texto) => {
            fecha::written(texto).map_or_else(|| Celda::Texto(texto.clone()), Celda::Fecha)
        }
        // What Excel could not compute is not nothing.
        Data::Error(_) => Celda::Texto("#ERROR".to_owned()),
        _ => Celda::Vacia,
    }
}

/// Refuses a workbook that would not stay within memory, whatever it says of itself.
pub(super) fn bounded(ruta: &Path) -> Result<(), Error> {
    let archivo = File::open(ruta).map_err(|e| unreadable(&e))?;
    let mut libro = zip::ZipArchive::new(BufReader::new(archivo)).map_err(broken)?;
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
