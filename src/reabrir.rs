//! `pacto reabrir`: the months of a closing take attentions again.

use oficina::publicar::reparos::spell;
use oficina::reabrir::{look, reopen};

use crate::argumentos::ReabrirOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::pregunta::approve;
use crate::uso::print;

pub(crate) async fn run(orden: &ReabrirOrden) -> Result<(), Fallo> {
    let clave = &orden.sitio.instancia;
    let lugares = orden.sitio.almacenes.resolve()?;
    let cierre = look(&lugares, clave, orden.corte).await?;
    print(&format!(
        "El cierre del {} no contó a nadie. Se reabriría {}; lo que llegó después y no se ha publicado volvería a su mes. Las ediciones retiradas de ese cierre ya no podrán volver a servirse con «pacto retirar N --deshacer».",
        orden.corte,
        spell(&cierre.meses)
    ));
    if !approve(orden.confirmacion, "¿Reabrir?")? {
        return Ok(());
    }
    let vuelven = reopen(&lugares, clave, orden.corte, &orden.motivo, &autoria()).await?;
    print(&format!(
        "Se reabrió {}. Atenciones que vuelven a contar ahí: {vuelven}.",
        spell(&cierre.meses)
    ));
    Ok(())
}
