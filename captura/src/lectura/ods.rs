//! Open documents.

use calamine::{Data, Ods, Reader, SheetVisible};

use super::estilo_ods::look;
use super::libro::{Archivo, SheetName, broken, cell};
use super::ods_limpio::package;
use super::{COLUMNAS, RawVisitor, too_wide};
use crate::Error;
use crate::celda::{Celda, Numero};
use crate::rotura::Rotura;

/// The sheets of an open document, in order.
pub(super) fn sheets(archivo: Archivo) -> Result<Vec<SheetName>, Error> {
    let libro = Ods::new(package(archivo)?).map_err(broken)?;
    let hojas = libro.sheets_metadata().iter();
    Ok(hojas
        .map(|hoja| SheetName {
            nombre: hoja.name.clone(),
            visible: hoja.visible == SheetVisible::Visible,
        })
        .collect())
}

/// Shows every row of a sheet, until the visitor has enough.
pub(super) fn rows(archivo: Archivo, hoja: &str, ver: &mut RawVisitor) -> Result<(), Error> {
    let (visto, paquete) = look(package(archivo)?, hoja)?;
    let mut libro = Ods::new(paquete).map_err(broken)?;
    let rango = libro.worksheet_range(hoja).map_err(broken)?;
    let formulas = libro.worksheet_formula(hoja).map_err(broken)?;
    let Some((primera, columna)) = rango.start() else {
        return Ok(());
    };
    let delante = usize::try_from(columna).unwrap_or(usize::MAX);
    for (numero, fila) in (primera..).zip(rango.rows()) {
        let ultima = fila.iter().rposition(|dato| *dato != Data::Empty);
        if ultima.is_some_and(|ultima| delante + ultima >= COLUMNAS) {
            return Err(too_wide(u64::from(numero) + 1));
        }
        let propias = (columna..).zip(fila).map(|(columna, dato)| {
            let formula = formulas.get_value((numero, columna));
            if *dato == Data::Empty && formula.is_some_and(|f| !f.is_empty()) {
                return Celda::Rota(Rotura::SinResultado, String::new());
            }
            let tapada = visto.tapadas.get(&(numero, columna));
            if let Some(rotura) = tapada.filter(|_| *dato == Data::Empty) {
                return Celda::Rota(*rotura, String::new());
            }
            if let Some((rotura, texto)) = visto.rotas.get(&(numero, columna)) {
                return Celda::Rota(*rotura, texto.clone());
            }
            match (
                cell(dato, visto.desde_1904),
                visto.vistos.get(&(numero, columna)),
            ) {
                (Celda::Numero(suyo), Some(visto)) => Celda::Numero(Numero {
                    visto: visto.clone(),
                    ..suyo
                }),
                (celda, _) => celda,
            }
        });
        let vacias = std::iter::repeat_n(Celda::Vacia, delante);
        let celdas: Vec<Celda> = vacias.chain(propias).take(COLUMNAS).collect();
        if !ver(numero + 1, &celdas)? {
            return Ok(());
        }
    }
    Ok(())
}

/// The numbers of the rows of a sheet that are hidden.
pub(super) fn hidden(archivo: Archivo, hoja: &str) -> Result<Vec<u32>, Error> {
    Ok(look(package(archivo)?, hoja)?.0.ocultos)
}
