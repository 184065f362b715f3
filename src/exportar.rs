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
    // Without the key nobody was registered by it: the register is invented.
    let prefijo = Identidad::load(&lugares.claves)?
        .map_or_else(|| "DEMO-".to_owned(), |identidad| prefix(&identidad, clave));
    let mut hoja = Exportacion::new(salida)?;
    registro
        .each::<Fallo>(clave, &mut |dichos| {
            for dicho in &dichos {
                hoja.add(&cells(dicho, &marco, &prefijo))?;
            }
            Ok(())
        })
        .await?;
    let filas = hoja.finish()?;
    let nota = Nota {
        orden: "exportar",
        detalle: format!("atenciones {filas}"),
        ..Nota::default()
    };
    registro.note(Some(clave), &autoria(), nota).await?;
    print(&format!(
        "Se escribieron {filas} atenciones en {}. Son datos de personas: sólo su propietario puede leer el archivo.",
        salida.display()
    ));
    Ok(())
}
