//! Sheets that go wrong, after what users of other programs have reported: each is taken as it should be or refused with
//! what is to be done about it.

mod archivos;
mod catalogos;
mod celdas;
mod dudosos;
mod libros;
mod partes;
mod renglones;
mod tabla;

/// A sheet of attentions with its headers, and rows of somebody each.
pub(crate) fn sheet(titulos: &str, filas: &[&str]) -> String {
    let filas: Vec<String> = filas.iter().map(|fila| format!("{fila}\n")).collect();
    format!("{titulos}\n{}", filas.concat())
}

pub(crate) const TITULOS: &str =
    "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Año de nacimiento";
pub(crate) const UNA: &str =
    "A1,08/03/2017,Trabajo social,Cabecera municipal,Seguimiento,Ninguna,E-1,Mujer,1985";
pub(crate) const OTRA: &str =
    "A2,09/03/2017,Trabajo social,Cabecera municipal,Seguimiento,Ninguna,E-2,Mujer,1980";
