//! `pacto exportar`: the register as a sheet of its template.

use std::path::Path;

use oficina::exportar::export;

use crate::archivos::must_be_new;
use crate::argumentos::Sitio;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(sitio: &Sitio, salida: &Path) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    must_be_new(salida)?;
    let lugares = sitio.almacenes.resolve()?;
    let filas = export(&lugares, clave, salida, &autoria()).await?;
    print(&format!(
        "Se escribieron {filas} atenciones en {}. Son datos de personas: sólo su propietario puede leer el archivo.",
        salida.display()
    ));
    Ok(())
}
