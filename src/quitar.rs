//! `pacto quitar`: takes out a record that should not have come in, once it was seen which one.

use oficina::quitar::{Nombrado, Quitado, remove};

use crate::argumentos::QuitarOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::pregunta::approve;
use crate::uso::{count, print};

pub(crate) async fn run(orden: &QuitarOrden) -> Result<(), Fallo> {
    let lugares = orden.sitio.almacenes.resolve()?;
    let instancia = &orden.sitio.instancia;
    let Some(clase) = orden.tipo.0 else {
        return Err(Fallo::configuracion(
            "las atenciones no se quitan así: se corrigen con «pacto rectificar», y con «pacto cancelar» se saca a su persona",
        ));
    };
    let cual = Nombrado::new(clase, &orden.clave)?;
    let quien = autoria();
    let Quitado { nombre, consigo } = remove(&lugares, instancia, &cual, true, &quien).await?;
    let ademas = match consigo {
        0 => String::new(),
        n => {
            let n = u64::try_from(n).unwrap_or(u64::MAX);
            format!(
                ", con lo que tiene dentro: {}",
                count(n, "acuerdo o cifra", "acuerdos o cifras")
            )
        }
    };
    print(&format!(
        "Se quitaría del registro «{nombre}»{ademas}. Ninguna edición lo dice."
    ));
    if !approve(orden.confirmacion, "¿Quitarlo?")? {
        return Ok(());
    }
    remove(&lugares, instancia, &cual, false, &quien).await?;
    print(&format!(
        "Se quitó «{nombre}». Bórrelo también de su hoja: si vuelve a importarla como estaba, vuelve."
    ));
    Ok(())
}
