//! The internal report of an office, as a workbook: tables of counts and lists of what was done. Nothing in it is protected.

use std::path::Path;

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use crate::Error;
use crate::escritura::{beside, failed, place};

/// A cell of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dice {
    /// A count.
    Cuenta(u64),
    /// Some words.
    Texto(String),
    /// It is not counted so.
    Nada,
}

/// A sheet of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cuadro {
    /// Name of the sheet, and title.
    pub titulo: &'static str,
    /// Headers.
    pub encabezados: Vec<&'static str>,
    /// Rows.
    pub filas: Vec<Vec<Dice>>,
}

/// What every page says.
const RESERVA: &str = "Uso interno: son cuentas sin proteger. No es para publicarse.";

/// Writes the sheets of a report, for its owner alone.
///
/// # Errors
/// A file that cannot be written, or is not of Excel.
pub fn write(titulo: &str, notas: &[String], cuadros: &[Cuadro], ruta: &Path) -> Result<(), Error> {
    if ruta.extension().and_then(|e| e.to_str()) != Some("xlsx") {
        return Err(Error::new("el archivo del informe debe terminar en .xlsx"));
    }
    let mut libro = workbook(titulo, notas, cuadros).map_err(|error| failed(&error))?;
    let mut archivo = beside(ruta)?;
    libro
        .save_to_writer(&mut archivo)
        .map_err(|error| failed(&error))?;
    place(archivo, ruta)
}

fn workbook(titulo: &str, notas: &[String], cuadros: &[Cuadro]) -> Result<Workbook, XlsxError> {
    let mut libro = Workbook::new();
    for cuadro in cuadros {
        sheet(libro.add_worksheet(), titulo, notas, cuadro)?;
    }
    Ok(libro)
}

fn sheet(
    hoja: &mut Worksheet,
    titulo: &str,
    notas: &[String],
    cuadro: &Cuadro,
) -> Result<(), XlsxError> {
    let negrita = Format::new().set_bold();
    let encabezado = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00E6_DFF0));
    let miles = Format::new().set_num_format("#,##0");
    let renglones = Format::new().set_text_wrap();
    hoja.set_name(cuadro.titulo)?;
    hoja.set_landscape();
    hoja.set_print_fit_to_pages(1, 0);
    hoja.set_footer(format!("&C{RESERVA}&RPágina &P de &N"));
    hoja.write_string_with_format(0, 0, format!("{titulo}: {}", cuadro.titulo), &negrita)?;
    hoja.write_string(1, 0, RESERVA)?;
    let mut fila = 2;
    for nota in notas {
        hoja.write_string(fila, 0, nota)?;
        fila += 1;
    }
    fila += 1;
    for (columna, texto) in (0u16..).zip(&cuadro.encabezados) {
        hoja.write_string_with_format(fila, columna, *texto, &encabezado)?;
        hoja.set_column_width(columna, if columna == 0 { 40 } else { 18 })?;
    }
    hoja.set_freeze_panes(fila + 1, 0)?;
    hoja.set_repeat_rows(fila, fila)?;
    for celdas in &cuadro.filas {
        fila += 1;
        for (columna, celda) in (0u16..).zip(celdas) {
            match celda {
                Dice::Cuenta(cuenta) => {
                    // Beyond 32 bits a count is a text, which no sheet rounds.
                    match u32::try_from(*cuenta) {
                        Ok(cuenta) => {
                            hoja.write_number_with_format(fila, columna, cuenta, &miles)?
                        }
                        Err(_) => hoja.write_string(fila, columna, cuenta.to_string())?,
                    };
                }
                Dice::Texto(texto) => {
                    hoja.write_string_with_format(fila, columna, texto, &renglones)?;
                }
                Dice::Nada => {
                    hoja.write_string(fila, columna, "–")?;
                }
            }
        }
    }
    Ok(())
}
