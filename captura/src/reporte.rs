//! The sheet of the user with what is wrong in it marked.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Color, ExcelDateTime, Format, Note, Workbook, XlsxError};

use crate::Error;
use crate::celda::Celda;
use crate::defecto::Defecto;
use crate::escritura::{beside, failed, place};
use crate::forma::Forma;
use crate::lectura::Fuente;

/// As much of a text as a cell of Excel holds.
fn fitting(texto: &str) -> String {
    texto.chars().take(32_000).collect()
}

/// A defect, and its column, as a user reads them.
pub fn tell(forma: &Forma, defecto: &Defecto) -> String {
    titled(forma, defecto, defecto.motivo.to_string())
}

/// The cause that a defect is counted by, and its column.
pub fn cause(forma: &Forma, defecto: &Defecto) -> String {
    titled(forma, defecto, defecto.motivo.cause())
}

fn titled(forma: &Forma, defecto: &Defecto, dicho: String) -> String {
    let ficha = defecto
        .columna
        .and_then(|columna| forma.fichas.get(columna));
    match ficha {
        Some(ficha) => format!("{}: {dicho}", ficha.titulo),
        None => dicho,
    }
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
    let resultado = hoja.set_name(fuente.forma().hoja).and_then(|hoja| {
        for (i, titulo) in (0u16..).zip(fuente.encabezados()) {
            hoja.write_string_with_format(0, i, titulo, &negrita)?;
        }
        hoja.write_string_with_format(0, ultima, "Renglón y errores", &negrita)?;
        hoja.set_freeze_panes(1, 0)
    });
    resultado.map_err(|error| failed(&error))?;
    let mut fila = 0u32;
    fuente.rows(&mut |renglon| {
        let (numero, celdas) = (renglon.numero, renglon.celdas);
        fila += 1;
        let suyos = defectos.get(&numero).map_or(&[][..], Vec::as_slice);
        let mut put = || -> Result<(), XlsxError> {
            let malas: BTreeMap<usize, String> =
                suyos.iter().fold(BTreeMap::new(), |mut malas, d| {
                    if let Some(posicion) = d.columna.and_then(|c| fuente.posicion(c)) {
                        malas
                            .entry(posicion)
                            .or_insert_with(String::new)
                            .push_str(&d.motivo.to_string());
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
                        let texto = fitting(&celda.texto());
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
                    .map(|defecto| tell(fuente.forma(), defecto))
                    .collect();
                let texto = fitting(&format!("renglón {numero}. {}", todos.join(". ")));
                hoja.write_string(fila, ultima, texto)?;
            }
            Ok(())
        };
        put().map_err(|error| failed(&error))
    })?;
    let bytes = libro.save_to_buffer().map_err(|error| failed(&error))?;
    let mut archivo = beside(ruta)?;
    archivo.write_all(&bytes).map_err(|error| failed(&error))?;
    place(archivo, ruta)
}
