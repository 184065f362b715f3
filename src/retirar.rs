//! `pacto retirar`: an edition is not served any more.

use oficina::retirar::withdraw;

use crate::argumentos::Sitio;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(sitio: &Sitio, numero: u32, motivo: &str) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let edicion = withdraw(&lugares, clave, numero, motivo, &autoria()).await?;
    let retiro = edicion
        .retiro
        .map(|retiro| retiro.motivo)
        .unwrap_or_default();
    if retiro == motivo {
        print(&format!(
            "Se retiró la edición {numero} de {clave}, corte {}. Sigue guardada, y lo que publicó se tiene en cuenta para proteger las siguientes.",
            edicion.corte
        ));
    } else {
        print(&format!(
            "La edición {numero} de {clave} ya estaba retirada: {retiro}."
        ));
    }
    Ok(())
}
