//! `pacto cancelar`: takes a person out of the register, once what that means was seen.

use domain::Instancia;
use oficina::Autoria;
use oficina::cancelar::{Cancelado, cancel, office};
use oficina::persona::{Respuesta, look};

use crate::archivos::{Destino, Lectores, must_be_new};
use crate::argumentos::{CancelarOrden, Confirmacion};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::persona::{describe, meant};
use crate::pregunta::approve;
use crate::uso::print;

/// What taking somebody out does not do by itself.
const DE_LAS_HOJAS: &str = "Quite sus renglones también de las hojas que guarde: si la clave de identidad se pierde, el registro ya no los reconoce, y una hoja de antes volvería a registrarla.";

pub(crate) async fn run(orden: &CancelarOrden) -> Result<(), Fallo> {
    let clave = &orden.sitio.instancia;
    let lugares = orden.sitio.almacenes.resolve()?;
    orden.constancia.as_deref().map_or(Ok(()), must_be_new)?;
    let busqueda = meant(&orden.quien)?;
    let quien = autoria();
    // Whoever was meant is seen before she goes: of somebody else it could not be undone.
    // That is noted at once, whatever becomes of the order.
    let respuesta = look(&lugares, clave, &busqueda, None, Some(&quien)).await?;
    print(&describe(&respuesta));
    print(&foretell(&respuesta));
    if !orden.confirmar {
        print(
            "No cambió nada: para sacarla del registro, que no tiene vuelta atrás, repita con --confirmar; con -o constancia.txt se escribe entonces la constancia, que después ya no se puede hacer.",
        );
        print(DE_LAS_HOJAS);
        return Ok(());
    }
    print(match orden.constancia {
        Some(_) => "No tiene vuelta atrás.",
        None => {
            "No tiene vuelta atrás, y sin -o constancia.txt no queda constancia: después ya no se puede hacer."
        }
    });
    let confirmacion = Confirmacion {
        simular: false,
        si: orden.si,
    };
    if !approve(confirmacion, "¿Sacarla del registro?")? {
        return Ok(());
    }
    let destino = orden.constancia.as_deref();
    let destino = destino.map(|ruta| Destino::new(Some(ruta))).transpose()?;
    // All that the receipt needs is there before what cannot be done twice.
    let suya = office(&lugares, clave).await?;
    let hecho = cancel(&lugares, clave, (&busqueda, &respuesta.vista), &quien).await?;
    let dicho = tell(hecho);
    print(&dicho);
    print(DE_LAS_HOJAS);
    if let Some(destino) = destino {
        let constancia = certify(&suya, &quien, &dicho);
        destino
            .prepare(constancia, Lectores::Propietario)?
            .publish()?;
        print("Se escribió la constancia: no dice de quién es.");
    }
    Ok(())
}

/// What would go, and what would stay.
fn foretell(respuesta: &Respuesta) -> String {
    let atenciones = respuesta.atenciones.iter();
    let contadas = atenciones.filter(|(_, contada)| *contada).count();
    format!(
        "Atenciones que se borrarían: {}. De meses ya publicados, que seguirían contadas sin que se sepa de quién: {contadas}.",
        respuesta.atenciones.len() - contadas
    )
}

/// What was done.
fn tell(hecho: Cancelado) -> String {
    let Cancelado {
        borradas,
        disociadas,
        persona,
    } = hecho;
    let quien = if persona {
        "Se canceló a la persona, con todas las atenciones que el registro sabe que son suyas."
    } else {
        "Se canceló esa atención, que era anónima."
    };
    format!(
        "{quien}\nAtenciones borradas: {borradas}. De meses ya publicados, que siguen contadas sin que se sepa de quién: {disociadas}. Mientras la instancia conserve su clave de identidad, volver a importar sus renglones no las registra."
    )
}

/// What whoever asked takes along.
fn certify(instancia: &Instancia, quien: &Autoria, dicho: &str) -> String {
    let (nombre, clave) = (&instancia.nombre, instancia.clave());
    format!(
        "CONSTANCIA DE CANCELACIÓN DE DATOS PERSONALES\n\nInstancia: {nombre} ({clave})\nFecha: {}\nAtendió: {}\n\n{dicho}\n\nEl registro no guarda el nombre, la CURP ni el expediente de nadie. Lo que las ediciones ya publicadas contaron no cambia\ny no permite saber de quién es.\n",
        clave.dia(quien.cuando),
        quien.quien
    )
}
