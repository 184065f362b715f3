//! `pacto persona`: what the register holds of whoever asks.

use captura::atenciones::columnas::{Columna, FORMA};
use domain::Curp;
use oficina::persona::{Busqueda, Folios, Mencion, Respuesta, look};

use crate::archivos::must_be_new;
use crate::argumentos::{DeEseDia, PersonaOrden, Quien};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::pregunta::ask;
use crate::uso::{count, print};

pub(crate) async fn run(orden: &PersonaOrden) -> Result<(), Fallo> {
    let clave = &orden.sitio.instancia;
    let lugares = orden.sitio.almacenes.resolve()?;
    let salida = orden.salida.as_deref();
    salida.map_or(Ok(()), must_be_new)?;
    let busqueda = meant(&orden.quien)?;
    let respuesta = look(&lugares, clave, &busqueda, salida, Some(&autoria())).await?;
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

/// Which attention is meant: by its folio, or by whose it is, its day and its service.
pub(crate) fn mentioned(quien: &Quien, de: &DeEseDia) -> Result<Mencion, Fallo> {
    let DeEseDia {
        dia,
        servicio,
        cual,
    } = de;
    if quien.folio.is_some() && (dia.is_some() || servicio.is_some() || cual.is_some()) {
        return Err(Fallo::configuracion(
            "--dia, --servicio y --cual van con --curp o --expediente: un folio es de una sola atención",
        ));
    }
    Ok(Mencion {
        de: meant(quien)?,
        dia: *dia,
        servicio: servicio.clone(),
        numero: *cual,
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
    let spell = |dichos: &[(&str, String)]| -> String {
        let dichos = dichos
            .iter()
            .map(|(titulo, valor)| format!("{titulo}: {valor}"));
        dichos.collect::<Vec<String>>().join("; ")
    };
    // What is known of her is the same at all of them.
    if let Some((dice, _)) = respuesta.atenciones.last() {
        let (_, suyo) = dice.split_at(own(dice));
        if respuesta.persona && !suyo.is_empty() {
            lineas.push(format!("Lo que se sabe de ella: {}.", spell(suyo)));
        }
    }
    for (dice, publicada) in &respuesta.atenciones {
        let (dice, _) = dice.split_at(own(dice));
        let estado = if *publicada {
            "ya contada en lo publicado"
        } else {
            "todavía sin publicar"
        };
        lineas.push(format!("  {}; {estado}.", spell(dice)));
    }
    if respuesta.ajenas.cuantas > 0 {
        lineas.push(others(&respuesta.ajenas));
    }
    lineas.push("Su nombre, su CURP y su expediente no se guardan.".to_owned());
    lineas.join("\n")
}

/// Where, of what an attention says, begins what is said of the person.
fn own(dice: &[(&str, String)]) -> usize {
    let suyas = &FORMA.fichas[Columna::Curp.indice()..];
    let es_suya = |titulo: &str| suyas.iter().any(|ficha| ficha.titulo == titulo);
    let primera = dice.iter().position(|(titulo, _)| es_suya(titulo));
    primera.unwrap_or(dice.len())
}

/// What may be hers too, and the register has of somebody else: for whoever attends her, who knows.
fn others(ajenas: &Folios) -> String {
    let cuantas = count(ajenas.cuantas, "atención", "atenciones");
    format!(
        "Aviso: alguna de éstas era antes de otra persona, que tiene todavía {cuantas}{}. Si también son de ella, corríjalas primero: «pacto rectificar --folio FOLIO CURP Expediente --todas».",
        spell_folios(ajenas)
    )
}

/// Folios, between brackets.
pub(crate) fn spell_folios(Folios { cuantas, primeros }: &Folios) -> String {
    let faltan = cuantas.saturating_sub(u64::try_from(primeros.len()).unwrap_or(*cuantas));
    match (primeros.as_slice(), faltan) {
        ([], _) => String::new(),
        ([folio], 0) => format!(" (folio {folio})"),
        (folios, 0) => format!(" (folios: {})", folios.join(", ")),
        (folios, _) => format!(" (folios: {}, y otras)", folios.join(", ")),
    }
}
