//! Reports: defects as a user reads them, and the sheet of the user with its defects marked.

mod hoja;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::Error;
use crate::defecto::Defecto;
use crate::escritura::{beside, failed, place};
use crate::forma::Forma;
use crate::lectura::Fuente;

/// Header of the column of all that is wrong with a row.
pub(crate) const ERRORES: &str = "Errores";
/// Name of the sheet that says how many there are of each kind.
pub(crate) const RESUMEN: &str = "Resumen";
/// Causes that are told.
const CAUSAS: usize = 20;

/// The options of each column with a list.
pub type Listas = [(usize, Vec<String>)];

/// A defect, and its column, as a user reads them.
pub fn tell(forma: &Forma, defecto: &Defecto) -> String {
    titled(forma, defecto, defecto.motivo.to_string())
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

/// Causes and their frequency, the most frequent first.
pub fn causes(forma: &Forma, malos: &BTreeMap<u32, Vec<Defecto>>) -> Vec<(String, usize)> {
    let mut causas: BTreeMap<String, usize> = BTreeMap::new();
    for defecto in malos.values().flatten() {
        let causa = titled(forma, defecto, defecto.motivo.cause());
        *causas.entry(causa).or_default() += 1;
    }
    let mut causas: Vec<_> = causas.into_iter().collect();
    causas.sort_by_key(|(_, veces)| std::cmp::Reverse(*veces));
    causas.truncate(CAUSAS);
    causas
}

/// Writes the same rows in the same places, the bad cells red and with a note, and all that is wrong with a row in its
/// first column; before it a sheet with what is wrong most often. It can be corrected and taken in as it is. It holds what
/// the sheet holds: only its owner can read it.
///
/// # Errors
/// A file that cannot be read, or written.
pub fn write(
    fuente: &Fuente,
    defectos: &BTreeMap<u32, Vec<Defecto>>,
    listas: &Listas,
    ruta: &Path,
) -> Result<(), Error> {
    let mut libro = Workbook::new();
    let resumen = libro.add_worksheet();
    summary(resumen, fuente, (defectos, ruta)).map_err(|error| failed(&error))?;
    hoja::write(libro.add_worksheet(), fuente, defectos, listas)?;
    crate::plantilla::hidden_lists(&mut libro, listas).map_err(|error| failed(&error))?;
    let bytes = libro.save_to_buffer().map_err(|error| failed(&error))?;
    let mut archivo = beside(ruta)?;
    archivo.write_all(&bytes).map_err(|error| failed(&error))?;
    place(archivo, ruta)
}

/// Writes how many errors there are of each kind, and what to do about them.
fn summary(
    hoja: &mut Worksheet,
    fuente: &Fuente,
    (defectos, ruta): (&BTreeMap<u32, Vec<Defecto>>, &Path),
) -> Result<(), XlsxError> {
    let negrita = Format::new().set_bold();
    let texto = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    hoja.set_name(RESUMEN)?;
    hoja.set_portrait();
    hoja.set_print_fit_to_pages(1, 0);
    hoja.set_column_width(0, 10)?;
    hoja.set_column_width(1, 100)?;
    let errores: usize = defectos.values().map(Vec::len).sum();
    let titulo = match defectos.len() {
        1 => format!("Errores: {errores}, en 1 renglón. No se registró."),
        n => format!("Errores: {errores}, en {n} renglones. No se registró ninguno de ellos."),
    };
    hoja.write_string_with_format(0, 0, titulo, &negrita)?;
    let forma = fuente.forma();
    let tipo = if forma.tipo == crate::atenciones::columnas::FORMA.tipo {
        String::new()
    } else {
        format!(" --tipo {}", forma.said())
    };
    let nombre = ruta.file_name().unwrap_or_default().to_string_lossy();
    let pasos = [
        format!(
            "1. En la hoja «{}», la columna «{ERRORES}» dice qué corregir en cada renglón; las celdas por corregir están en rojo. El filtro de esa columna deja ver sólo los renglones con errores.",
            forma.hoja
        ),
        format!(
            "2. Corrija aquí mismo y guarde. Después importe este libro, con las mismas opciones, salvo --hoja: pacto importar \"{nombre}\"{tipo}"
        ),
    ];
    for (fila, paso) in (1u32..).zip(pasos) {
        hoja.write_string(fila, 0, paso)?;
    }
    hoja.write_string_with_format(4, 0, "Veces", &negrita)?;
    hoja.write_string_with_format(4, 1, "Qué pasa", &negrita)?;
    for (fila, (causa, veces)) in (5u32..).zip(causes(forma, defectos)) {
        let veces = u32::try_from(veces).unwrap_or(u32::MAX);
        hoja.write_number_with_format(fila, 0, veces, &texto)?;
        hoja.write_string_with_format(fila, 1, causa, &texto)?;
    }
    Ok(())
}
