//! `pacto retirar`: an edition is not served any more; or it is again, within a day.

use oficina::retirar::{Previsto, look, look_undone, undo, withdraw};

use crate::argumentos::RetirarOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::pregunta::approve;
use crate::uso::print;

pub(crate) async fn run(orden: &RetirarOrden) -> Result<(), Fallo> {
    let (clave, numero) = (&orden.sitio.instancia, orden.edicion);
    let lugares = orden.sitio.almacenes.resolve()?;
    let quien = autoria();
    let Some(motivo) = &orden.motivo else {
        let edicion = look_undone(&lugares, clave, numero, &quien).await?;
        print(&format!(
            "Volvería a servirse la edición {numero} de {clave}, corte {}.",
            edicion.corte
        ));
        if approve(orden.confirmacion, "¿Servirla otra vez?")? {
            undo(&lugares, clave, numero, &quien).await?;
            print(&format!(
                "La edición {numero} de {clave} vuelve a servirse."
            ));
        }
        return Ok(());
    };
    let Previsto { edicion, queda } = look(&lugares, clave, numero).await?;
    if let Some(retiro) = edicion.retiro {
        print(&format!(
            "La edición {numero} de {clave} ya estaba retirada: {}.",
            retiro.motivo
        ));
        return Ok(());
    }
    let anio = edicion.corte.year();
    let despues = match queda {
        Some(otra) => format!(
            "La vigente de {anio} es entonces la {}, corte {}.",
            otra.numero, otra.corte
        ),
        None => format!("De {anio} no queda entonces ninguna."),
    };
    print(&format!(
        "Se retiraría la edición {numero} de {clave}, corte {}: quien la pida leerá «{motivo}». {despues}",
        edicion.corte
    ));
    if !approve(orden.confirmacion, "¿Retirarla?")? {
        return Ok(());
    }
    withdraw(&lugares, clave, numero, motivo, &quien).await?;
    print(&format!(
        "Se retiró la edición {numero} de {clave}, corte {}. Sigue guardada, y lo que publicó se tiene en cuenta para proteger las siguientes. Durante un día puede deshacerse: pacto retirar {numero} --deshacer --instancia {clave}",
        edicion.corte
    ));
    Ok(())
}
