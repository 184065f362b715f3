//! The workbook that an office fills.

use std::path::Path;

use domain::{Catalogo, Entrada};
use persistence::Marco;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, Formula,
    Workbook, Worksheet, XlsxError,
};
use strum::IntoEnumIterator;
use time::Date;

use super::columnas::Columna;
use crate::Error;

/// Name of the sheet to fill.
pub const HOJA: &str = "Atenciones";
/// What this layout is called, in a sheet that is not shown.
const VERSION: &str = "pacto: plantilla de atenciones, versión 1";
/// Rows with lists and validation.
const FILAS: u32 = 5000;

fn failed(error: &dyn std::fmt::Display) -> Error {
    tracing::debug!(%error, "no se escribió el libro");
    Error::new(
        "no se pudo escribir el archivo: revise que la carpeta exista, que haya espacio y permiso",
    )
}

/// Writes the template of attentions, as a workbook or as the headers of a CSV file.
pub fn write(marco: &Marco, hoy: Date, ruta: &Path) -> Result<(), Error> {
    match ruta.extension().and_then(|e| e.to_str()) {
        Some("xlsx") => workbook(marco, hoy)
            .and_then(|mut libro| libro.save(ruta))
            .map_err(|error| failed(&error)),
        Some("csv") => {
            let titulos: Vec<&str> = Columna::iter()
                .map(|columna| columna.ficha().titulo)
                .collect();
            // Excel takes a CSV file without this mark for Windows-1252.
            let texto = format!("\u{feff}{}\r\n", titulos.join(","));
            std::fs::write(ruta, texto).map_err(|error| failed(&error))
        }
        _ => Err(Error::new(
            "el archivo de la plantilla debe terminar en .xlsx o .csv",
        )),
    }
}

fn workbook(marco: &Marco, hoy: Date) -> Result<Workbook, XlsxError> {
    let mut libro = Workbook::new();
    let titulo = Format::new().set_bold().set_text_wrap();
    let de_fecha = Format::new().set_num_format("dd/mm/yyyy");
    let hoja = libro.add_worksheet().set_name(HOJA)?;
    hoja.set_freeze_panes(1, 0)?;
    for (i, columna) in (0u16..).zip(Columna::iter()) {
        let ficha = columna.ficha();
        let asterisco = if ficha.obligatoria { " *" } else { "" };
        hoja.write_string_with_format(0, i, format!("{}{asterisco}", ficha.titulo), &titulo)?;
        hoja.set_column_width(i, if ficha.ejemplo.len() > 12 { 26 } else { 16 })?;
    }
    let columna_de = |columna: Columna| u16::try_from(columna.indice()).unwrap_or(0);
    hoja.set_column_format(columna_de(Columna::Fecha), &de_fecha)?;
    let dia = |fecha: Date| {
        let anio = u16::try_from(fecha.year()).unwrap_or(1980);
        ExcelDateTime::from_ymd(anio, u8::from(fecha.month()), fecha.day())
    };
    let entre = DataValidationRule::Between(ExcelDateTime::from_ymd(1980, 1, 1)?, dia(hoy)?);
    let regla = DataValidation::new()
        .allow_date(entre)
        .set_error_message("Se espera una fecha que no sea posterior a hoy, como 08/03/2017.")?;
    validate(hoja, columna_de(Columna::Fecha), &regla)?;
    let regla = DataValidation::new()
        .allow_custom(Formula::new(format!(
            "=OR(ISTEXT({0}2),AND({0}2>1890,{0}2<={1}))",
            letter(Columna::AnioNacimiento),
            hoy.year()
        )))
        .set_error_message("Se espera un año de cuatro cifras.")?;
    validate(hoja, columna_de(Columna::AnioNacimiento), &regla)?;
    let listas = lists(marco, hoy);
    for (i, (columna, opciones)) in listas.iter().enumerate() {
        if opciones.is_empty() {
            continue;
        }
        let letra = char::from(b'A' + u8::try_from(i).unwrap_or(0));
        let lista = Formula::new(format!("=Listas!${letra}$1:${letra}${}", opciones.len()));
        let mut regla = DataValidation::new()
            .allow_list_formula(lista)
            .set_error_message("No está en la lista.")?;
        if matches!(columna, Columna::Violencia | Columna::Modalidades) {
            // Several can be written, separated by semicolons.
            regla = regla
                .set_error_style(DataValidationErrorStyle::Information)
                .set_error_message(
                    "Si son varios, sepárelos con punto y coma, tal como están en la lista.",
                )?;
        }
        validate(hoja, columna_de(*columna), &regla)?;
    }
    help(libro.add_worksheet(), &titulo)?;
    let oculta = libro.add_worksheet().set_name("Listas")?;
    oculta.set_hidden(true);
    for (i, (_, opciones)) in (0u16..).zip(&listas) {
        for (fila, opcion) in (0u32..).zip(opciones) {
            oculta.write_string(fila, i, opcion)?;
        }
    }
    let version = libro.add_worksheet().set_name("Pacto")?;
    version.set_very_hidden(true);
    version.write_string(0, 0, VERSION)?;
    Ok(libro)
}

fn validate(hoja: &mut Worksheet, columna: u16, regla: &DataValidation) -> Result<(), XlsxError> {
    hoja.add_data_validation(1, columna, FILAS, columna, regla)
        .map(|_| ())
}

fn letter(columna: Columna) -> char {
    char::from(b'A' + u8::try_from(columna.indice()).unwrap_or(0))
}

fn help(hoja: &mut Worksheet, titulo: &Format) -> Result<(), XlsxError> {
    hoja.set_name("Ayuda")?;
    let texto = Format::new().set_text_wrap();
    for (i, (nombre, ancho)) in (0u16..).zip([
        ("Columna", 22),
        ("¿Obligatoria?", 14),
        ("Qué se escribe", 80),
        ("Ejemplo", 26),
    ]) {
        hoja.write_string_with_format(0, i, nombre, titulo)?;
        hoja.set_column_width(i, ancho)?;
    }
    for (fila, columna) in (1u32..).zip(Columna::iter()) {
        let ficha = columna.ficha();
        hoja.write_string(fila, 0, ficha.titulo)?;
        hoja.write_string(fila, 1, if ficha.obligatoria { "Sí" } else { "No" })?;
        hoja.write_string_with_format(fila, 2, ficha.ayuda, &texto)?;
        hoja.write_string(fila, 3, ficha.ejemplo)?;
    }
    Ok(())
}

/// What each column with a list offers today.
fn lists(marco: &Marco, hoy: Date) -> Vec<(Columna, Vec<String>)> {
    fn valid<T: AsRef<Entrada>>(catalogo: &Catalogo<T>, hoy: Date) -> Vec<String> {
        let entradas = catalogo.entradas().iter().map(AsRef::as_ref);
        let vigentes = entradas.filter(|entrada| entrada.vigencia.vigente(hoy));
        vigentes.map(|entrada| entrada.nombre.clone()).collect()
    }
    let texts = |textos: &[&str]| textos.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    let agencias = marco
        .agencias
        .iter()
        .filter(|agencia| agencia.vigencia.vigente(hoy));
    let mut lugares = texts(&["Cabecera municipal", "Otro municipio", "No especificada"]);
    lugares.extend(agencias.map(|agencia| agencia.nombre.clone()));
    let mut violencia = valid(&marco.catalogos.tipos_violencia, hoy);
    violencia.extend(texts(&["Ninguna", "No especificado", "No preguntado"]));
    let si_no = || texts(&["Sí", "No", "No especificado", "No preguntado"]);
    vec![
        (Columna::Servicio, valid(&marco.catalogos.servicios, hoy)),
        (Columna::Procedencia, lugares),
        (Columna::Visita, texts(&["Primera vez", "Seguimiento"])),
        (Columna::Violencia, violencia),
        (
            Columna::Modalidades,
            valid(&marco.catalogos.modalidades, hoy),
        ),
        (
            Columna::Unidad,
            marco
                .unidades
                .iter()
                .map(|u| u.nombre_corto.clone())
                .collect(),
        ),
        (
            Columna::Sexo,
            texts(&["Mujer", "Hombre", "X", "No especificado"]),
        ),
        (Columna::Indigena, si_no()),
        (Columna::LenguaIndigena, si_no()),
        (Columna::Afromexicana, si_no()),
        (Columna::Discapacidad, si_no()),
        (
            Columna::Escolaridad,
            texts(&[
                "Ninguna",
                "Básica",
                "Media superior",
                "Superior",
                "No especificado",
                "No preguntado",
            ]),
        ),
    ]
}
