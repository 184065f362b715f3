//! Tables as workbooks of Excel.

use axum::http::StatusCode;
use domain::consulta::{Pregunta, Tabla};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table, TableColumn, Workbook, Worksheet,
    XlsxError,
};

use super::Declarada;
use super::hojas::{self, Anotada, Hoja};
use super::vinculos::linked;
use sala::nombres;

use crate::consulta::{Consulta, MalEscrita};
use crate::direccion::Archivo;
use crate::fallo::Fallo;
use crate::lectura::Lectura;
use crate::respuesta::{Hecha, Plazo, tipo};

/// The table that an address of a file asks for.
pub(super) fn asked(
    lectura: &Lectura<'_>,
    consulta: &Consulta,
) -> Result<(Pregunta, Tabla), Fallo> {
    let pregunta = consulta.pregunta();
    let pregunta = pregunta.ok_or_else(|| Fallo::Mala(MalEscrita::without_measure()))?;
    let indice = lectura.indice.as_ref().ok_or(Fallo::NoHay)?;
    let tabla = indice
        .tabla(&pregunta)
        .map_err(|falla| Fallo::SinTabla(Box::new(falla)))?;
    Ok((pregunta, tabla))
}

fn xlsx(
    lectura: &Lectura<'_>,
    bytes: Vec<u8>,
    archivo: Archivo,
    pregunta: Option<&Pregunta>,
) -> Hecha {
    let nombre = match pregunta {
        None => nombres::edition(&lectura.edicion, archivo.nombre()),
        Some(pregunta) => nombres::table(&lectura.edicion, pregunta, "xlsx"),
    };
    let hecha = Hecha::new(StatusCode::OK, tipo::XLSX, Plazo::Minuto, bytes).named(&nombre);
    linked(hecha, lectura, archivo, pregunta)
}

/// One table, as the explorer shows it.
pub(crate) fn table_workbook(lectura: &Lectura<'_>, consulta: &Consulta) -> Result<Hecha, Fallo> {
    let (pregunta, tabla) = asked(lectura, consulta)?;
    let indice = lectura.indice.as_ref().ok_or(Fallo::NoHay)?;
    let declarada = Declarada {
        clave: "tabla".to_owned(),
        titulo: crate::paginas::table_title(indice, &pregunta, lectura.anio()),
        pregunta,
        tabla,
    };
    let bytes = bind(lectura, &hojas::of_table(lectura, &declarada)?)?;
    let pregunta = Some(&declarada.pregunta);
    Ok(xlsx(lectura, bytes, Archivo::TablaXlsx, pregunta))
}

/// The whole edition.
pub(crate) fn workbook(lectura: &Lectura<'_>) -> Result<Hecha, Fallo> {
    Ok(xlsx(lectura, write(lectura)?, Archivo::EdicionXlsx, None))
}

/// Its bytes: of the same edition always the same.
pub(super) fn write(lectura: &Lectura<'_>) -> Result<Vec<u8>, Fallo> {
    bind(lectura, &hojas::of_edition(lectura)?)
}

fn bind(lectura: &Lectura<'_>, hojas: &[Hoja]) -> Result<Vec<u8>, Fallo> {
    let mut libro = book(lectura)?;
    for hoja in hojas {
        sheet(libro.add_worksheet(), hoja)?;
    }
    Ok(libro.save_to_buffer()?)
}

/// A book that says when its edition was published, and not when it was made.
fn book(lectura: &Lectura<'_>) -> Result<Workbook, XlsxError> {
    let edicion = &lectura.edicion;
    let mut libro = Workbook::new();
    let propiedades = DocProperties::new()
        .set_title(format!(
            "{}, edición {}",
            lectura.casa.instancia.nombre, edicion.numero
        ))
        .set_author(&lectura.casa.instancia.nombre)
        .set_company(&lectura.casa.instancia.nombre)
        .set_comment(format!("sha256 {}", edicion.hash))
        .set_creation_datetime(&ExcelDateTime::from_timestamp(
            edicion.instante.unix_timestamp(),
        )?);
    libro.set_properties(&propiedades);
    Ok(libro)
}

fn sheet(en: &mut Worksheet, hoja: &Hoja) -> Result<(), XlsxError> {
    let titulo = Format::new().set_bold().set_font_size(14);
    let cabeza = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let palabra = Format::new().set_italic().set_align(FormatAlign::Right);
    let cifra = Format::new().set_num_format("#,##0");
    en.set_name(&hoja.nombre)?;
    for (columna, ancho) in (0u16..).zip(&hoja.anchos) {
        en.set_column_width(columna, *ancho)?;
    }
    for (fila, celdas) in (0u32..).zip(&hoja.filas) {
        for (columna, celda) in (0u16..).zip(celdas) {
            match celda {
                Anotada::Titulo(t) => en.write_string_with_format(fila, columna, t, &titulo)?,
                Anotada::Cabeza(t) => en.write_string_with_format(fila, columna, t, &cabeza)?,
                Anotada::Palabra(t) => en.write_string_with_format(fila, columna, t, &palabra)?,
                Anotada::Texto(t) => en.write_string(fila, columna, t)?,
                Anotada::Cuenta(n) => {
                    en.write_number_with_format(fila, columna, number(*n), &cifra)?
                }
                Anotada::Entero(n) => en.write_number(fila, columna, number(*n))?,
                Anotada::Vacia => continue,
            };
        }
    }
    if let (true, Some((cabeza, filas))) = (hoja.es_tabla, hoja.filas.split_first())
        && let (Ok(filas), Ok(columnas)) = (u32::try_from(filas.len()), u16::try_from(cabeza.len()))
        && filas > 0
        && columnas > 0
    {
        let columna = |celda: &Anotada| match celda {
            Anotada::Cabeza(nombre) => TableColumn::new().set_header(nombre),
            _ => TableColumn::new(),
        };
        let columnas_suyas: Vec<TableColumn> = cabeza.iter().map(columna).collect();
        let tabla = Table::new().set_columns(&columnas_suyas);
        en.add_table(0, 0, filas, columnas - 1, &tabla)?;
    }
    let (filas, columnas) = hoja.fijas;
    if filas > 0 {
        en.set_freeze_panes(u32::from(filas), columnas)?;
    }
    Ok(())
}

/// A count as a number of a workbook, which are exact up to 2⁵³.
#[expect(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "counts of people and services are far below 2⁵³"
)]
fn number(valor: u64) -> f64 {
    valor as f64
}
