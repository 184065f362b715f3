//! `pacto quitar`: takes out a record that should not have come in, once it was seen which one.

use captura::institucional::Clase;
use oficina::quitar::{Nombrado, Quitado, remove};

use crate::argumentos::{Quien, QuitarOrden};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::persona::mentioned;
use crate::pregunta::approve;
use crate::uso::{count, print};

pub(crate) async fn run(orden: &QuitarOrden) -> Result<(), Fallo> {
    let lugares = orden.sitio.almacenes.resolve()?;
    let instancia = &orden.sitio.instancia;
    let cual = named(orden)?;
    let quien = autoria();
    let Quitado { nombre, consigo } = remove(&lugares, instancia, &cual, true, &quien).await?;
    let ademas = match consigo {
        0 => String::new(),
        n => format!(", con lo que tiene dentro: {}", inside(orden.tipo.0, n)),
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

/// What is to be taken out: a record by its key, or an attention by its folio or by whose it is.
fn named(orden: &QuitarOrden) -> Result<Nombrado, Fallo> {
    match (orden.tipo.0, &orden.clave) {
        (Some(de), Some(clave)) => Ok(Nombrado::new(de, clave)?),
        (Some(_), None) => Err(Fallo::configuracion(
            "--curp y --expediente son de las atenciones: de lo demás se dice la clave",
        )),
        (None, clave) => {
            let quien = Quien {
                folio: clave.clone(),
                curp: orden.curp,
                expediente: orden.expediente,
            };
            Ok(Nombrado::Atencion(mentioned(&quien, &orden.de)?))
        }
    }
}

/// What goes with a record: the figures of a report, the agreements of a session.
fn inside(clase: Option<Clase>, n: usize) -> String {
    let n = u64::try_from(n).unwrap_or(u64::MAX);
    match clase {
        Some(Clase::Informes) => count(n, "cifra", "cifras"),
        _ => count(n, "acuerdo", "acuerdos"),
    }
}
