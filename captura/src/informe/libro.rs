//! A report as a workbook of Excel: a sheet for each table.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::{Cuadro, Dice, Informe, RESERVA};
use crate::Error;
use crate::escritura::failed;

pub(super) fn write(informe: &Informe, a: &mut (impl Write + Seek + Send)) -> Result<(), Error> {
    let mut libro = workbook(informe).map_err(|error| failed(&error))?;
    libro.save_to_writer(a).map_err(|error| failed(&error))
}

fn workbook(informe: &Informe) -> Result<Workbook, XlsxError> {
    let mut libro = Workbook::new();
    for cuadro in informe.cuadros {
        sheet(libro.add_worksheet(), informe, cuadro)?;
    }
    Ok(libro)
}

fn sheet(hoja: &mut Worksheet, informe: &Informe, cuadro: &Cuadro) -> Result<(), XlsxError> {
    let Informe { titulo, notas, .. } = informe;
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
    for nota in *notas {
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
