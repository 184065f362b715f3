//! `pacto rectificar`: puts right what one attention says, or what is known of its person.

use oficina::rectificar::rectify;

use crate::argumentos::Sitio;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(
    sitio: &Sitio,
    folio: &str,
    cambios: &[(String, String)],
) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let Some(hecho) = rectify(&lugares, clave, folio, cambios, autoria()).await? else {
        print("El registro ya decía eso: no cambió nada.");
        return Ok(());
    };
    print("Se rectificó la atención; lo que decía antes queda en la historia del registro.");
    if hecho.de_cerrados > 0 {
        print("Es de un mes ya publicado: lo publicado no cambia.");
    }
    print(
        "Corrija también su hoja: si vuelve a importarla como estaba, el registro volverá a decir lo de antes o la rechazará.",
    );
    Ok(())
}
