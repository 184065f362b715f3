//! Templates: the workbooks that an office fills.

use std::path::Path;

use domain::Marco;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};
use time::Date;

use crate::Error;
use crate::atenciones::columnas::FORMA;
use crate::atenciones::listas::lists;
use crate::escritura::{failed, write as write_file};
use crate::forma::{Ficha, Forma};
use crate::institucional::Clase;
use crate::reporte::Listas;

/// Rows with lists and validation.
const FILAS: u32 = 5000;

/// Writes the template of attentions, or of a kind of institutional records, as a workbook or as the headers of a CSV
/// file.
///
/// # Errors
/// A file that cannot be written.
pub fn write(clase: Option<Clase>, marco: &Marco, hoy: Date, ruta: &Path) -> Result<(), Error> {
    let forma = clase.map_or(&FORMA, Clase::forma);
    let listas = options(clase, marco, hoy);
    match ruta.extension().and_then(|e| e.to_str()) {
        Some("xlsx") => {
            // In memory first: a workbook that does not fit on the disk is not begun on it.
            let bytes = workbook(forma, &listas, hoy).and_then(|mut libro| libro.save_to_buffer());
            write_file(&bytes.map_err(|error| failed(&error))?, ruta)
        }
        Some("csv") => {
            let titulos: Vec<&str> = forma.fichas.iter().map(|ficha| ficha.titulo).collect();
            // Excel takes a CSV file without this mark for Windows-1252.
            write_file(
                format!("\u{feff}{}\r\n", titulos.join(",")).as_bytes(),
                ruta,
            )
        }
        _ => Err(Error::new(
            "el archivo de la plantilla debe terminar en .xlsx o .csv",
        )),
    }
}

/// The options of each column with a list, of a kind of sheet.
pub fn options(clase: Option<Clase>, marco: &Marco, hoy: Date) -> Vec<(usize, Vec<String>)> {
    match clase {
        None => lists(marco, hoy),
        Some(clase) => clase.lists(marco, hoy),
    }
}

fn workbook(forma: &Forma, listas: &Listas, hoy: Date) -> Result<Workbook, XlsxError> {
    let mut libro = Workbook::new();
    let titulo = header_format();
    let hoja = libro.add_worksheet().set_name(forma.hoja)?;
    hoja.set_freeze_panes(1, 0)?;
    hoja.set_landscape();
    hoja.set_print_fit_to_pages(1, 0);
    columns(hoja, forma, &titulo)?;
    days(hoja, forma, hoy)?;
    choices(hoja, forma, listas, 1, &|columna| Some(position(columna)))?;
    help(libro.add_worksheet(), forma.fichas, &titulo)?;
    hidden_lists(&mut libro, listas)?;
    let version = libro.add_worksheet().set_name("Pacto")?;
    version.set_very_hidden(true);
    let marca = format!("pacto: plantilla de {}, versión 1", forma.tipo);
    version.write_string(0, 0, marca)?;
    Ok(libro)
}

/// The format of headers.
pub(crate) fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00E6_DFF0))
}

/// Writes the lists into a sheet of their own, which nobody sees.
pub(crate) fn hidden_lists(libro: &mut Workbook, listas: &Listas) -> Result<(), XlsxError> {
    let oculta = libro.add_worksheet().set_name("Listas")?;
    oculta.set_hidden(true);
    for (i, (_, opciones)) in (0u16..).zip(listas) {
        for (fila, opcion) in (0u32..).zip(opciones) {
            oculta.write_string(fila, i, opcion)?;
        }
    }
    Ok(())
}

/// The width of a column, in characters.
pub(crate) fn width(forma: &Forma, encabezado: &str) -> f64 {
    let ficha = forma
        .find(encabezado)
        .and_then(|columna| forma.fichas.get(columna));
    if ficha.is_some_and(|ficha| ficha.ejemplo.len() > 12) {
        26.0
    } else {
        16.0
    }
}

/// Whether a column is of text that Excel would take for a number or a day.
pub(crate) fn is_text(ficha: &Ficha) -> bool {
    DE_TEXTO.contains(&ficha.titulo)
}

/// Columns of text that Excel would take for a number or a day.
const DE_TEXTO: [&str; 9] = [
    "Folio",
    "CURP",
    "Expediente",
    "Clave",
    "Sesión",
    "Periodo",
    "Desde",
    "Hasta",
    "Sesión de la protesta",
];

/// Writes the headers, and sets the width and the format of each column.
fn columns(hoja: &mut Worksheet, forma: &Forma, titulo: &Format) -> Result<(), XlsxError> {
    let de_texto = Format::new().set_num_format("@");
    for (i, ficha) in (0u16..).zip(forma.fichas) {
        let asterisco = if ficha.obligatoria { " *" } else { "" };
        hoja.write_string_with_format(0, i, format!("{}{asterisco}", ficha.titulo), titulo)?;
        hoja.set_column_width(i, width(forma, ficha.titulo))?;
        if is_text(ficha) {
            hoja.set_column_format(i, &de_texto)?;
        }
    }
    Ok(())
}

/// Lets Excel check days and years.
fn days(hoja: &mut Worksheet, forma: &Forma, hoy: Date) -> Result<(), XlsxError> {
    let de_fecha = Format::new().set_num_format("dd/mm/yyyy");
    for columna in forma.fechas {
        hoja.set_column_format(position(*columna), &de_fecha)?;
        validate(hoja, position(*columna), &day_rule(forma, hoy)?)?;
    }
    if let Some(columna) = forma.find("Año de nacimiento") {
        let letra = letter(columna);
        let regla = DataValidation::new()
            .allow_custom(Formula::new(format!(
                "=OR(ISTEXT({letra}2),AND({letra}2>1890,{letra}2<={}))",
                hoy.year()
            )))
            .set_error_message("Se espera un año de cuatro cifras.")?;
        validate(hoja, position(columna), &regla)?;
    }
    Ok(())
}

/// Lets Excel offer the lists, which are in a hidden sheet, from a row on and where a column of the layout is.
pub(crate) fn choices(
    hoja: &mut Worksheet,
    forma: &Forma,
    listas: &Listas,
    desde: u32,
    place: &dyn Fn(usize) -> Option<u16>,
) -> Result<(), XlsxError> {
    for (i, (columna, opciones)) in listas.iter().enumerate() {
        let Some(posicion) = place(*columna).filter(|_| !opciones.is_empty()) else {
            continue;
        };
        let letra = letter(i);
        let lista = Formula::new(format!("=Listas!${letra}$1:${letra}${}", opciones.len()));
        let mut regla = DataValidation::new()
            .allow_list_formula(lista)
            .set_error_message("No está en la lista.")?;
        if forma.varios.contains(columna) {
            regla = regla
                .set_error_style(DataValidationErrorStyle::Information)
                .set_error_message(
                    "Si son varios, sepárelos con punto y coma, tal como están en la lista.",
                )?;
        }
        hoja.add_data_validation(desde, posicion, desde + FILAS, posicion, &regla)?;
    }
    Ok(())
}

/// The rule of a day: attentions have been given; sessions and terms may be to come.
fn day_rule(forma: &Forma, hoy: Date) -> Result<DataValidation, XlsxError> {
    let desde = ExcelDateTime::from_ymd(1980, 1, 1)?;
    let regla = DataValidation::new();
    if forma.tipo == FORMA.tipo {
        let anio = u16::try_from(hoy.year()).unwrap_or(1980);
        let hasta = ExcelDateTime::from_ymd(anio, u8::from(hoy.month()), hoy.day())?;
        return regla
            .allow_date(DataValidationRule::Between(desde, hasta))
            .set_error_message("Se espera una fecha que no sea posterior a hoy, como 25/03/2017.");
    }
    regla
        .allow_date(DataValidationRule::GreaterThanOrEqualTo(desde))
        .set_error_message("Se espera una fecha, como 08/03/2017.")
}

fn position(columna: usize) -> u16 {
    u16::try_from(columna).unwrap_or(u16::MAX)
}

fn validate(hoja: &mut Worksheet, columna: u16, regla: &DataValidation) -> Result<(), XlsxError> {
    hoja.add_data_validation(1, columna, FILAS, columna, regla)
        .map(|_| ())
}

fn letter(columna: usize) -> char {
    char::from(b'A' + u8::try_from(columna).unwrap_or(0))
}

fn help(hoja: &mut Worksheet, fichas: &[Ficha], titulo: &Format) -> Result<(), XlsxError> {
    hoja.set_name("Ayuda")?;
    hoja.set_landscape();
    hoja.set_print_fit_to_pages(1, 0);
    let texto = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (i, (nombre, ancho)) in (0u16..).zip([
        ("Columna", 22),
        ("¿Obligatoria?", 26),
        ("Qué se escribe", 80),
        ("Ejemplo", 26),
    ]) {
        hoja.write_string_with_format(0, i, nombre, titulo)?;
        hoja.set_column_width(i, ancho)?;
    }
    for (fila, ficha) in (1u32..).zip(fichas) {
        // Not every program makes room for what does not fit in a line.
        let ayuda = ficha.ayuda();
        let lineas = u16::try_from(ayuda.chars().count() / 80 + 1).unwrap_or(1);
        hoja.set_row_height(fila, 16 * lineas)?;
        hoja.write_string(fila, 0, ficha.titulo)?;
        let siempre = if ficha.obligatoria { "Sí" } else { "No" };
        hoja.write_string(fila, 1, ficha.si.unwrap_or(siempre))?;
        hoja.write_string_with_format(fila, 2, ayuda, &texto)?;
        hoja.write_string(fila, 3, ficha.ejemplo)?;
    }
    Ok(())
}
