//! `pacto plantilla`: the workbook that an office fills.

use std::path::Path;

use domain::Clave;
use persistence::Registro;

use crate::argumentos::{Almacenes, Tipo};
use crate::autoria::now;
use crate::fallo::Fallo;
use crate::uso::print;
use captura::plantilla;

pub(crate) async fn run(
    almacenes: &Almacenes,
    clave: &Clave,
    tipo: Tipo,
    salida: &Path,
) -> Result<(), Fallo> {
    if salida.exists() {
        return Err(Fallo::configuracion(
            "ese archivo ya existe, y puede estar lleno: elija otro nombre",
        ));
    }
    let registro = Registro::open(&almacenes.resolve()?.registro).await?;
    let marco = registro.marco(clave).await?;
    plantilla::write(tipo.0, &marco, now().date(), salida)?;
    print(&format!(
        "Se escribió la plantilla de {} en {}. Llénela y cárguela con «pacto importar{}».",
        tipo.name(),
        salida.display(),
        match tipo {
            Tipo(None) => String::new(),
            Tipo(Some(_)) => format!(" --tipo {}", tipo.name()),
        }
    ));
    Ok(())
}
