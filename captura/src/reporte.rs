//! Reports: defects as a user reads them, and the sheet of the user with its defects marked.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};

use crate::Error;
use crate::celda::Celda;
use crate::defecto::Defecto;
use crate::escritura::{beside, failed, place, write_day};
use crate::forma::Forma;
use crate::lectura::{Fuente, SheetRow};

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
    let mut hoja = HojaMarcada {
        hoja: libro.add_worksheet(),
        fuente,
        ultima: u16::try_from(fuente.encabezados().len()).unwrap_or(u16::MAX),
        roja: Format::new().set_background_color(Color::RGB(0x00FF_C7CE)),
        simple: Format::new(),
    };
    hoja.headers().map_err(|error| failed(&error))?;
    let mut fila = 0u32;
    fuente.rows(&mut |renglon| {
        fila += 1;
        let suyos = defectos.get(&renglon.numero).map_or(&[][..], Vec::as_slice);
        hoja.row(fila, &renglon, suyos)
            .map_err(|error| failed(&error))
    })?;
    let bytes = libro.save_to_buffer().map_err(|error| failed(&error))?;
    let mut archivo = beside(ruta)?;
    archivo.write_all(&bytes).map_err(|error| failed(&error))?;
    place(archivo, ruta)
}

/// The sheet of a report, being written.
struct HojaMarcada<'a> {
    hoja: &'a mut Worksheet,
    fuente: &'a Fuente,
    /// The column of all that is wrong with a row.
    ultima: u16,
    /// Bad cells.
    roja: Format,
    /// The others.
    simple: Format,
}

impl HojaMarcada<'_> {
    fn headers(&mut self) -> Result<(), XlsxError> {
        let negrita = Format::new().set_bold();
        self.hoja.set_name(self.fuente.forma().hoja)?;
        for (i, titulo) in (0u16..).zip(self.fuente.encabezados()) {
            self.hoja.write_string_with_format(0, i, titulo, &negrita)?;
        }
        let titulo = "Renglón y errores";
        self.hoja
            .write_string_with_format(0, self.ultima, titulo, &negrita)?;
        self.hoja.set_freeze_panes(1, 0)?;
        Ok(())
    }

    fn row(
        &mut self,
        fila: u32,
        renglon: &SheetRow,
        defectos: &[Defecto],
    ) -> Result<(), XlsxError> {
        let mut notas: BTreeMap<usize, String> = BTreeMap::new();
        for defecto in defectos {
            if let Some(posicion) = defecto.columna.and_then(|c| self.fuente.posicion(c)) {
                let nota = notas.entry(posicion).or_default();
                nota.push_str(&defecto.motivo.to_string());
            }
        }
        let marcadas = notas.keys().max().map_or(0, |posicion| posicion + 1);
        let ancho = renglon.celdas.len().max(marcadas);
        for (i, columna) in (0..ancho).zip(0u16..) {
            let celda = renglon.celdas.get(i).unwrap_or(&Celda::Vacia);
            let nota = notas.get(&i);
            self.cell(fila, columna, celda, nota.is_some())?;
            if let Some(nota) = nota {
                let nota = Note::new(nota).add_author_prefix(false);
                self.hoja.insert_note(fila, columna, &nota)?;
            }
        }
        if !defectos.is_empty() {
            let forma = self.fuente.forma();
            let todos: Vec<String> = defectos.iter().map(|d| tell(forma, d)).collect();
            let texto = format!("renglón {}. {}", renglon.numero, todos.join(". "));
            self.hoja.write_string(fila, self.ultima, fitting(&texto))?;
        }
        Ok(())
    }

    /// Writes a cell. Text is written as text, whatever it looks like: never as a formula.
    fn cell(
        &mut self,
        fila: u32,
        columna: u16,
        celda: &Celda,
        mala: bool,
    ) -> Result<(), XlsxError> {
        let formato = if mala { &self.roja } else { &self.simple };
        match celda {
            Celda::Vacia if mala => {
                self.hoja.write_blank(fila, columna, formato)?;
            }
            Celda::Vacia => {}
            Celda::Numero(numero) => {
                self.hoja
                    .write_number_with_format(fila, columna, *numero, formato)?;
            }
            Celda::Fecha(dia) if !mala => write_day(self.hoja, fila, columna, *dia)?,
            Celda::Fecha(_) | Celda::Texto(_) => {
                let texto = fitting(&celda.texto());
                self.hoja
                    .write_string_with_format(fila, columna, texto, formato)?;
            }
        }
        Ok(())
    }
}
