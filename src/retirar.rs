//! `pacto retirar`: an edition is not served any more.

use domain::Clave;
use oficina::retirar::withdraw;

use crate::argumentos::Almacenes;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(
    almacenes: &Almacenes,
    clave: &Clave,
    numero: u32,
    motivo: &str,
) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
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
