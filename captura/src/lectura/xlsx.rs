//! Workbooks of Excel.

use calamine::{Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx};

use super::libro::{Archivo, SheetName, broken, cell};
use super::matrices;
use super::visto::{seen, seen_text};
use super::{COLUMNAS, RawVisitor, too_wide};
use crate::Error;
use crate::celda::{Celda, Visto};
use crate::rotura::Rotura;

/// The sheets with cells of a workbook, in order: not those of a chart alone.
pub(super) fn sheets(archivo: Archivo) -> Result<Vec<SheetName>, Error> {
    let libro = Xlsx::new(archivo).map_err(broken)?;
    let hojas = libro.sheets_metadata().iter();
    let con_celdas = hojas.filter(|hoja| hoja.typ == SheetType::WorkSheet);
    Ok(con_celdas
        .map(|hoja| SheetName {
            nombre: hoja.name.clone(),
            visible: hoja.visible == SheetVisible::Visible,
        })
        .collect())
}

/// Shows every row of a sheet, until the visitor has enough. Values and formulas are two readings of the sheet, side by
/// side: only the second one says where a value is that nobody can read, and that a formula has none.
pub(super) fn rows(
    open: impl Fn() -> Result<Archivo, Error>,
    hoja: &str,
    ver: &mut RawVisitor,
) -> Result<(), Error> {
    let matrices = matrices::look(open()?, hoja)?;
    let mut libro = Xlsx::new(open()?).map_err(broken)?;
    let mut otro = Xlsx::new(open()?).map_err(broken)?;
    let desde_1904 = libro.has_1904_epoch();
    let combinadas = otro.merge_cells_by_sheet_name(hoja).map_err(broken)?;
    let mut valores = libro.worksheet_cells_reader(hoja).map_err(broken)?;
    let mut formulas = otro.worksheet_cells_reader(hoja).map_err(broken)?;
    let mut ver = |renglon: u32, celdas: &mut Vec<Celda>| {
        cover(&combinadas, renglon, celdas);
        let vacias = matrices.unfilled(renglon);
        for columna in vacias {
            mark(celdas, columna, Rotura::SinResultado);
        }
        ver(renglon + 1, celdas)
    };
    let vistos: Vec<String> = valores.styles().iter().map(format_code).collect();
    let (mut fila, mut celdas): (u32, Vec<Celda>) = (0, vec![]);
    while let Some(formula) = formulas.next_formula().map_err(broken)? {
        let (renglon, columna) = formula.get_position();
        let celda = match valores.next_cell_with_style_id() {
            Ok(None) => return Err(broken("una lectura acaba antes que la otra")),
            Ok(Some((celda, estilo))) => match celda.get_value() {
                DataRef::Empty if !formula.get_value().is_empty() => {
                    Celda::Rota(Rotura::SinResultado, String::new())
                }
                valor => with_format(
                    cell(&Data::from(valor.clone()), desde_1904),
                    vistos.get(estilo).map_or("General", String::as_str),
                ),
            },
            // A kind of error that came after the library, or an index that leads nowhere.
            Err(error) => {
                tracing::debug!(%error, "no se entiende una celda");
                Celda::Rota(Rotura::Error, "#ERROR!".to_owned())
            }
        };
        if renglon != fila {
            if !celdas.is_empty() && !ver(fila, &mut celdas)? {
                return Ok(());
            }
            celdas.clear();
            fila = renglon;
        }
        if celda.is_empty() {
            continue;
        }
        let columna = usize::try_from(columna).unwrap_or(usize::MAX);
        if columna >= COLUMNAS {
            return Err(too_wide(u64::from(renglon) + 1));
        }
        if celdas.len() <= columna {
            celdas.resize(columna + 1, Celda::Vacia);
        }
        celdas[columna] = celda;
    }
    if !celdas.is_empty() {
        ver(fila, &mut celdas)?;
    }
    Ok(())
}

/// Marks the cells of a row that lie under others: what they are joined with is said once, and is of all of them.
fn cover(combinadas: &[Dimensions], renglon: u32, celdas: &mut Vec<Celda>) {
    for zona in combinadas
        .iter()
        .filter(|zona| (zona.start.0..=zona.end.0).contains(&renglon))
    {
        for columna in zona.start.1..=zona.end.1 {
            if (renglon, columna) != zona.start {
                let rotura = if renglon == zona.start.0 {
                    Rotura::Ancha
                } else {
                    Rotura::Combinada
                };
                mark(celdas, columna, rotura);
            }
        }
    }
}

/// Marks a cell of a row that is empty, and should not be.
fn mark(celdas: &mut Vec<Celda>, columna: u32, rotura: Rotura) {
    let columna = usize::try_from(columna).unwrap_or(usize::MAX);
    if columna >= COLUMNAS {
        return;
    }
    if celdas.len() <= columna {
        celdas.resize(columna + 1, Celda::Vacia);
    }
    if celdas[columna].is_empty() {
        celdas[columna] = Celda::Rota(rotura, String::new());
    }
}

fn format_code(estilo: &calamine::Style) -> String {
    let formato = estilo.number_format.as_ref();
    formato.map_or_else(|| "General".to_owned(), |f| f.format_code.clone())
}

fn with_format(celda: Celda, codigo: &str) -> Celda {
    match celda {
        Celda::Numero(numero) if numero.visto == Visto::Igual && codigo != "General" => {
            let visto = seen(numero.valor, codigo);
            Celda::Numero(crate::celda::Numero { visto, ..numero })
        }
        Celda::Texto(texto) => match seen_text(&texto, codigo) {
            Some(visto) => Celda::Texto(visto),
            None => Celda::Texto(texto),
        },
        otra => otra,
    }
}
