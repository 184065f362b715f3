//! `pacto persona`: what the register holds of whoever asks.

use domain::Curp;
use oficina::persona::{Busqueda, Respuesta, look};

use crate::archivos::must_be_new;
use crate::argumentos::{PersonaOrden, Quien};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::pregunta::ask;
use crate::uso::print;

pub(crate) async fn run(orden: &PersonaOrden) -> Result<(), Fallo> {
    let clave = &orden.sitio.instancia;
    let lugares = orden.sitio.almacenes.resolve()?;
    let salida = orden.salida.as_deref();
    salida.map_or(Ok(()), must_be_new)?;
    let busqueda = meant(&orden.quien)?;
    let respuesta = look(&lugares, clave, &busqueda, salida, &autoria()).await?;
    print(&describe(&respuesta));
    if let Some(salida) = salida {
        print(&format!(
            "Se escribieron en {}. Son datos de una persona: sólo su propietario puede leer el archivo.",
            salida.display()
        ));
    }
    Ok(())
}

/// Who is meant: what is secret is asked for.
pub(crate) fn meant(quien: &Quien) -> Result<Busqueda, Fallo> {
    Ok(match &quien.folio {
        Some(folio) => Busqueda::Folio(folio.clone()),
        None if quien.curp => {
            let curp = ask("CURP")?.parse::<Curp>();
            Busqueda::Curp(curp.map_err(|error| Fallo::configuracion(error.to_string()))?)
        }
        None => Busqueda::Expediente(ask("Expediente")?),
    })
}

/// What the register holds of somebody.
pub(crate) fn describe(respuesta: &Respuesta) -> String {
    let cuantas = respuesta.atenciones.len();
    let mut lineas = vec![match (respuesta.persona, cuantas) {
        (false, _) => "Es una atención anónima: el registro no sabe de quién.".to_owned(),
        (true, 1) => "De esa persona hay una atención en el registro.".to_owned(),
        (true, n) => format!("De esa persona hay {n} atenciones en el registro."),
    }];
    for (dice, publicada) in &respuesta.atenciones {
        let dice: Vec<String> = dice
            .iter()
            .map(|(titulo, valor)| format!("{titulo}: {valor}"))
            .collect();
        let estado = if *publicada {
            "ya contada en lo publicado"
        } else {
            "todavía sin publicar"
        };
        lineas.push(format!("  {}; {estado}.", dice.join("; ")));
    }
    lineas.push("Su nombre, su CURP y su expediente no se guardan.".to_owned());
    lineas.join("\n")
}
