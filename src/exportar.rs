//! `pacto exportar`: the register as a sheet of its template.

use std::path::Path;

use captura::atenciones::prefix;
use captura::exportacion::{Exportacion, cells};
use domain::Clave;
use persistence::{Identidad, Nota, Registro};

use crate::argumentos::Almacenes;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(almacenes: &Almacenes, clave: &Clave, salida: &Path) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let registro = Registro::open(&lugares.registro).await?;
    let marco = registro.marco(clave).await?;
    let identidad = Identidad::load(&lugares.claves)?;
    registro.check_identity(clave, identidad.as_ref()).await?;
    let prefijo =
        identidad.map_or_else(|| "DEMO-".to_owned(), |identidad| prefix(&identidad, clave));
    let mut hoja = Exportacion::new(salida)?;
    registro
        .each::<Fallo>(clave, &mut |dichos| {
            for dicho in &dichos {
                hoja.add(&cells(dicho, &marco, &prefijo))?;
            }
            Ok(())
        })
        .await?;
    let escrita = hoja.finish()?;
    let filas = escrita.filas;
    let nota = Nota {
        orden: "exportar",
        detalle: format!("atenciones {filas}"),
        archivo: Some(escrita.digest()?),
    };
    // It is not at its place before it is noted.
    registro.note(Some(clave), &autoria(), nota).await?;
    escrita.place()?;
    print(&format!(
        "Se escribieron {filas} atenciones en {}. Son datos de personas: sólo su propietario puede leer el archivo.",
        salida.display()
    ));
    Ok(())
}
