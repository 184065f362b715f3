//! `pacto informe`: the internal report of a year.

use std::path::Path;

use oficina::informe::report;

use crate::archivos::must_be_new;
use crate::argumentos::Sitio;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(sitio: &Sitio, anio: i32, salida: &Path) -> Result<(), Fallo> {
    must_be_new(salida)?;
    let lugares = sitio.almacenes.resolve()?;
    let algo = report(&lugares, &sitio.instancia, anio, salida, &autoria()).await?;
    print(&format!(
        "Se escribió el informe interno de {anio} en {}. Son cuentas sin proteger: no es para publicarse, y sólo su propietario puede leerlo.",
        salida.display()
    ));
    if !algo {
        print(&format!(
            "Aviso: de {anio} el registro no tiene nada: ni atenciones, ni actividades, ni sesiones. ¿Es ese el año?"
        ));
    }
    Ok(())
}
