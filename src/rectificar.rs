//! `pacto rectificar`: puts right what one attention says, or what is known of its person.

use oficina::rectificar::{Rectificado, is_secret, rectify};

use crate::argumentos::RectificarOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::pregunta::ask;
use crate::uso::print;

pub(crate) async fn run(orden: &RectificarOrden) -> Result<(), Fallo> {
    let clave = &orden.sitio.instancia;
    let lugares = orden.sitio.almacenes.resolve()?;
    let cambios = said(&orden.cambios)?;
    let como = (cambios.as_slice(), orden.simular);
    let hecho = rectify(&lugares, clave, &orden.folio, como, autoria()).await?;
    let Some(hecho) = hecho else {
        print("El registro ya decía eso: no cambió nada.");
        return Ok(());
    };
    print(&tell(&hecho, orden.simular));
    if hecho.hecho.de_cerrados > 0 {
        print("Es de un mes ya publicado: lo publicado no cambia.");
    }
    if let Some((cuantas @ 1.., folios)) = &hecho.quedan {
        print(&left(*cuantas, folios));
    }
    print(if orden.simular {
        "Es una simulación: no cambió nada."
    } else {
        "Corrija también su hoja: si vuelve a importarla como estaba, el registro volverá a decir lo de antes o la rechazará."
    });
    Ok(())
}

/// The changes, with what is asked for in their place: who somebody is never stands on the command line, which everybody on
/// the machine can see.
fn said(cambios: &[(String, Option<String>)]) -> Result<Vec<(String, String)>, Fallo> {
    let said = |(columna, valor): &(String, Option<String>)| match valor {
        Some(_) if is_secret(columna) => Err(Fallo::configuracion(
            "la CURP y el expediente no se escriben en la orden, que cualquiera en el equipo puede ver: escriba sólo «CURP» o «Expediente», y se preguntan",
        )),
        Some(valor) => Ok((columna.clone(), valor.clone())),
        None => Ok((columna.clone(), ask(columna)?)),
    };
    cambios.iter().map(said).collect()
}

fn tell(hecho: &Rectificado, simular: bool) -> String {
    let verbo = if simular {
        "Se rectificaría"
    } else {
        "Se rectificó"
    };
    let que = match (hecho.de_la_atencion, hecho.de_la_persona) {
        (true, true) => "la atención, y lo que se sabe de su persona en todas las suyas",
        (true, false) => "la atención",
        (false, _) => "lo que se sabe de la persona, en todas sus atenciones",
    };
    let queda = if simular { "quedaría" } else { "queda" };
    format!("{verbo} {que}; lo que decía antes {queda} en la historia del registro.")
}

/// What is still of who the attention was of: it may be hers too.
fn left(cuantas: u64, folios: &[String]) -> String {
    let quedan = match cuantas {
        1 => "Queda 1 atención".to_owned(),
        n => format!("Quedan {n} atenciones"),
    };
    let cuales = match folios {
        [] => String::new(),
        folios => format!(" (folios: {})", folios.join(", ")),
    };
    format!(
        "{quedan} de quien era antes{cuales}: si también son de ella, corríjalas igual, una por una, o vuelva a importar su hoja ya corregida."
    )
}
