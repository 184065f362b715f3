//! `pacto plantilla`: the workbook that an office fills.

use std::path::Path;

use persistence::Registro;

use crate::argumentos::{Sitio, Tipo};
use crate::autoria::now;
use crate::fallo::Fallo;
use crate::uso::print;
use captura::plantilla;

pub(crate) async fn run(sitio: &Sitio, tipo: Tipo, salida: &Path) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    if salida.exists() {
        return Err(Fallo::configuracion(
            "ese archivo ya existe, y puede estar lleno: elija otro nombre",
        ));
    }
    let registro = Registro::open(&sitio.almacenes.resolve()?.registro).await?;
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
