//! `pacto plantilla`: the workbook that an office fills.

use std::path::Path;

use oficina::plantilla;

use crate::argumentos::{Sitio, Tipo};
use crate::autoria::now;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(sitio: &Sitio, tipo: Tipo, salida: &Path) -> Result<(), Fallo> {
    if salida.exists() {
        return Err(Fallo::configuracion(
            "ese archivo ya existe, y puede estar lleno: elija otro nombre",
        ));
    }
    let lugares = sitio.almacenes.resolve()?;
    plantilla::write(&lugares, &sitio.instancia, tipo.0, now().date(), salida).await?;
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
