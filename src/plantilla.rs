//! `pacto plantilla`: the workbook that an office fills.

use std::path::Path;

use domain::Clave;
use persistence::Registro;

use crate::argumentos::{Almacenes, Tipo};
use crate::fallo::Fallo;
use crate::publicar::now;
use crate::uso::print;
use captura::plantilla;

pub(crate) async fn run(
    almacenes: &Almacenes,
    clave: &Clave,
    tipo: Tipo,
    salida: &Path,
) -> Result<(), Fallo> {
    let Tipo::Atenciones = tipo;
    let registro = Registro::open(&almacenes.resolve()?.registro).await?;
    let marco = registro.marco(clave).await?;
    plantilla::write(&marco, now().date(), salida)?;
    print(&format!(
        "Se escribió la plantilla de atenciones en {}. Llénela y cárguela con «pacto importar».",
        salida.display()
    ));
    Ok(())
}
