//! When the program itself breaks off: one sentence, and never the words of a library, which may hold what it was working on.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::Path;
use std::process::ExitCode;

use crate::fallo::Fallo;

/// Runs all of it; what breaks off is told as a failure.
pub(crate) fn guarded(todo: impl FnOnce() -> Result<ExitCode, Fallo>) -> Result<ExitCode, Fallo> {
    panic::set_hook(Box::new(tell));
    panic::catch_unwind(AssertUnwindSafe(todo)).unwrap_or_else(|caida| {
        Err(if is_full(&*caida) {
            Fallo::configuracion(
                "no queda espacio en el disco donde se escriben los archivos, o en el de los temporales: libere y repita",
            )
        } else {
            Fallo::Otro(anyhow::anyhow!(
                "el programa falló por dentro, y lo que no terminó no cambió nada; los mensajes del sistema dicen dónde"
            ))
        })
    })
}

/// Says where, for whoever mends it, and not what: that may be somebody's data.
fn tell(caida: &PanicHookInfo<'_>) {
    if !is_full(caida.payload()) {
        let donde = caida.location().map(|sitio| {
            let archivo = Path::new(sitio.file()).file_name().unwrap_or_default();
            format!("{}:{}", archivo.to_string_lossy(), sitio.line())
        });
        tracing::error!(donde, "el programa falló por dentro");
    }
}

/// Whether it is a library that has no other way of saying that it cannot write.
fn is_full(dicho: &(dyn Any + Send)) -> bool {
    let texto = dicho.downcast_ref::<String>().map(String::as_str);
    let texto = texto.or_else(|| dicho.downcast_ref::<&str>().copied());
    texto.is_some_and(|texto| texto.contains("StorageFull"))
}
