//! The sheet of the user with what is wrong in it marked.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Color, ExcelDateTime, Format, Note, Workbook, XlsxError};
use tempfile::NamedTempFile;

use super::fila::{Celda, Defecto};
use super::lectura::Fuente;
use crate::Error;

fn failed(error: &dyn std::fmt::Display) -> Error {
    tracing::debug!(%error, "no se escribió el reporte");
    Error::new(
        "no se pudo escribir el reporte: revise que la carpeta exista, que haya espacio y permiso",
    )
}

/// Writes the same rows, the bad cells red and with a note, and all that is wrong with a row in a column at its end.
/// It holds what the sheet holds: only its owner can read it.
pub fn write(
    fuente: &Fuente,
    defectos: &BTreeMap<u32, Vec<Defecto>>,
    ruta: &Path,
) -> Result<(), Error> {
    let mut libro = Workbook::new();
    let (rojo, fecha) = (
        Format::new().set_background_color(Color::RGB(0x00FF_C7CE)),
        Format::new().set_num_format("dd/mm/yyyy"),
    );
    let negrita = Format::new().set_bold();
    let hoja = libro.add_worksheet();
    let ultima = u16::try_from(fuente.encabezados().len()).unwrap_or(u16::MAX);
    let resultado = hoja.set_name(super::plantilla::HOJA).and_then(|hoja| {
        for (i, titulo) in (0u16..).zip(fuente.encabezados()) {
            hoja.write_string_with_format(0, i, titulo, &negrita)?;
        }
        hoja.write_string_with_format(0, ultima, "Renglón y errores", &negrita)?;
        hoja.set_freeze_panes(1, 0)
    });
    resultado.map_err(|error| failed(&error))?;
    let mut fila = 0u32;
    fuente.rows(&mut |numero, celdas, _| {
        fila += 1;
        let suyos = defectos.get(&numero).map_or(&[][..], Vec::as_slice);
        let mut put = || -> Result<(), XlsxError> {
            let malas: BTreeMap<usize, String> =
                suyos.iter().fold(BTreeMap::new(), |mut malas, d| {
                    if let Some(posicion) = fuente.posicion(d.columna) {
                        malas
                            .entry(posicion)
                            .or_insert_with(String::new)
                            .push_str(&d.mensaje);
                    }
                    malas
                });
            let ancho = celdas.len().max(malas.keys().max().map_or(0, |n| n + 1));
            for (i, columna) in (0..ancho).zip(0u16..) {
                let mala = malas.get(&i);
                let formato = mala.map(|_| &rojo);
                // Text is written as text, whatever it looks like: never as a formula.
                match (celdas.get(i).unwrap_or(&Celda::Vacia), formato) {
                    (Celda::Vacia, None) => {}
                    (Celda::Vacia, Some(formato)) => {
                        hoja.write_blank(fila, columna, formato)?;
                    }
                    (Celda::Numero(n), formato) => {
                        hoja.write_number_with_format(
                            fila,
                            columna,
                            *n,
                            formato.unwrap_or(&Format::new()),
                        )?;
                    }
                    (Celda::Fecha(dia), None) => {
                        let anio = u16::try_from(dia.year()).unwrap_or(1900);
                        let dia = ExcelDateTime::from_ymd(anio, u8::from(dia.month()), dia.day())?;
                        hoja.write_datetime_with_format(fila, columna, dia, &fecha)?;
                    }
                    (celda, formato) => {
                        let texto = celda.texto();
                        hoja.write_string_with_format(
                            fila,
                            columna,
                            texto,
                            formato.unwrap_or(&Format::new()),
                        )?;
                    }
                }
                if let Some(mensaje) = mala {
                    hoja.insert_note(fila, columna, &Note::new(mensaje).add_author_prefix(false))?;
                }
            }
            if !suyos.is_empty() {
                let todos: Vec<String> = suyos
                    .iter()
                    .map(|d| format!("{}: {}", d.columna.ficha().titulo, d.mensaje))
                    .collect();
                let texto = format!("renglón {numero}. {}", todos.join(". "));
                hoja.write_string(fila, ultima, texto)?;
            }
            Ok(())
        };
        put().map_err(|error| failed(&error))
    })?;
    let bytes = libro.save_to_buffer().map_err(|error| failed(&error))?;
    // Temporary files are their owner's alone, and stay so.
    let carpeta = ruta
        .parent()
        .filter(|c| !c.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let escrito = NamedTempFile::new_in(carpeta).and_then(|mut archivo| {
        archivo.write_all(&bytes)?;
        archivo.as_file().sync_all()?;
        archivo.persist(ruta).map_err(|error| error.error)
    });
    match escrito {
        Ok(_) => Ok(()),
        Err(error) => Err(failed(&error)),
    }
}
