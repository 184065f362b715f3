//! `pacto claves`: the key that signs editions, and the key of the pseudonyms.

use claves::{Identidad, Llave};
use domain::Clave;
use oficina::claves::{Generacion, Perdidas, begin_again, bring_up_to_date, lost};

use crate::almacenes::{Lugares, identity_or_new, key_or_new};
use crate::argumentos::ClavesOrden;
use crate::autoria::{autoria, now};
use crate::fallo::Fallo;
use crate::pregunta::approve;
use crate::uso::print;

pub(crate) async fn run(orden: &ClavesOrden) -> Result<(), Fallo> {
    let lugares = orden.almacenes.resolve()?;
    if orden.identidad_perdida {
        return go_on(orden, &lugares).await;
    }
    if orden.cambiar_firma {
        return change(orden, &lugares);
    }
    if bring_up_to_date(&lugares).await? {
        print("El registro era de una versión anterior, y quedó al día.");
    }
    // One that is refused leaves no other behind.
    let habia = Identidad::load(&lugares.claves)?.is_some();
    identity_or_new(&lugares).await?;
    match Llave::load(&lugares.claves)? {
        Some(llave) => print(&format!(
            "Ya hay una clave de firma en {}. La pública es {}.",
            lugares.claves.display(),
            llave.publica()
        )),
        None => {
            key_or_new(&lugares)?;
        }
    }
    if habia {
        print(&format!(
            "Ya hay una clave de identidad en {}.",
            lugares.claves.display()
        ));
    }
    Ok(())
}

/// Puts another signing key in the place of the one that is there.
fn change(orden: &ClavesOrden, lugares: &Lugares) -> Result<(), Fallo> {
    let Some(vieja) = Llave::load(&lugares.claves)? else {
        return Err(Fallo::configuracion(
            "no hay una clave de firma que cambiar: «pacto claves» crea la primera",
        ));
    };
    let antes = vieja.publica();
    print(&format!(
        "La clave de firma {antes} dejaría de firmar. Lo que ya firmó se sigue comprobando con ella, y ella avala a la nueva."
    ));
    if !approve(orden.confirmacion, "¿Cambiar la clave de firma?")? {
        return Ok(());
    }
    let nueva = vieja.replace(&lugares.claves, &now().date().to_string())?;
    print(&format!(
        "La clave de firma es ahora {}: respáldela aparte de los datos. La anterior quedó en {}, con la fecha en el nombre; quien verifica con ella acepta la nueva, que se anuncia con la próxima edición.",
        nueva.publica(),
        lugares.claves.display()
    ));
    Ok(())
}

/// Goes on without a key that is lost.
async fn go_on(orden: &ClavesOrden, lugares: &Lugares) -> Result<(), Fallo> {
    let Perdidas {
        de: perdidas,
        hay_ajena,
    } = lost(lugares).await?;
    if perdidas.is_empty() {
        print("La clave de identidad está, y es la de este registro: no cambió nada.");
        return Ok(());
    }
    if hay_ajena {
        return Err(Fallo::configuracion(format!(
            "la clave de identidad de {} no es la de este registro: si es la de otro, devuélvala; si la de éste se perdió, quite ésa de ahí y repita",
            lugares.claves.display()
        )));
    }
    for (clave, queda) in &perdidas {
        print(&describe(clave, *queda));
    }
    if !approve(orden.confirmacion, "¿Seguir con una clave nueva?")? {
        return Ok(());
    }
    let claves: Vec<Clave> = perdidas.into_iter().map(|(clave, _)| clave).collect();
    begin_again(lugares, &claves, &autoria()).await?;
    print(&format!(
        "Hay una clave de identidad nueva en {}: respáldela hoy, aparte de los datos. Importe ahora las hojas que tenga, desde la más antigua: cada atención con folio vuelve a saber de quién es.",
        lugares.claves.display()
    ));
    Ok(())
}

fn describe(clave: &Clave, queda: Generacion) -> String {
    let Generacion {
        personas,
        con_folio,
        sin_folio,
        cancelaciones,
    } = queda;
    let sueltas = if sin_folio > 0 {
        format!(
            " Las que no tienen folio ({sin_folio}), quítelas de las hojas antes de importarlas, o contarían dos veces."
        )
    } else {
        String::new()
    };
    let canceladas = if cancelaciones > 0 {
        format!(
            " Cancelaciones que ya no se reconocerían: {cancelaciones}. Quite de las hojas los renglones de quienes se cancelaron antes de importarlas: el registro ya no sabría cuáles son, y volvería a registrarlas."
        )
    } else {
        String::new()
    };
    format!(
        "En {clave}, dejarían de reconocerse (personas: {personas}): quien vuelva contaría como nueva. Sus atenciones con folio ({con_folio}) se reconocen al importar otra vez sus hojas.{sueltas}{canceladas} Lo publicado no cambia."
    )
}
