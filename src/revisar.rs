//! `pacto revisar`: what is in the register, and what it lacks.

use oficina::revisar::{Repetida, Revision, registered, review};

use crate::argumentos::{Sitio, Tipo};
use crate::fallo::Fallo;
use crate::uso::{count, print};

/// Suspected repetitions that are listed.
const LISTADAS: usize = 20;

pub(crate) async fn run(sitio: &Sitio, anio: Option<i32>, tipo: Option<Tipo>) -> Result<(), Fallo> {
    let lugares = sitio.almacenes.resolve()?;
    if let Some(tipo) = tipo {
        let Some(de) = tipo.0 else {
            return Err(Fallo::configuracion(
                "las atenciones no se listan: «pacto revisar» dice cuántas hay, y «pacto exportar» las escribe",
            ));
        };
        let todos = registered(&lugares, &sitio.instancia, de).await?;
        for (clave, nombre) in &todos {
            print(&format!("{clave}  {nombre}"));
        }
        print(&format!("{}: {}.", tipo.name(), todos.len()));
        return Ok(());
    }
    let revision = review(&lugares, &sitio.instancia, anio).await?;
    if revision.servicios.is_empty() {
        print(&match anio {
            None => {
                "0 atenciones. El registro no tiene ninguna todavía: no hay qué revisar.".to_owned()
            }
            Some(anio) => {
                format!("0 atenciones. De {anio} el registro no tiene ninguna: no hay qué revisar.")
            }
        });
        return Ok(());
    }
    print(&months(&revision));
    print(&gaps(&revision));
    print(&repeated(&revision));
    Ok(())
}

fn months(revision: &Revision) -> String {
    let total: u64 = revision.servicios.values().flat_map(|s| s.values()).sum();
    let mut lineas = vec![format!("{}.", count(total, "atención", "atenciones"))];
    for (mes, servicios) in &revision.servicios {
        let suma: u64 = servicios.values().sum();
        let partes: Vec<String> = servicios
            .iter()
            .map(|(clave, n)| {
                let nombre = revision.nombres.get(clave).unwrap_or(clave);
                format!("{nombre} {n}")
            })
            .collect();
        lineas.push(format!("{mes}: {suma} ({})", partes.join(", ")));
    }
    let como_antes = revision.como_antes;
    if como_antes > 0 {
        let dicho = count(como_antes, "atención", "atenciones");
        lineas.push(format!(
            "Lo publicado y «pacto informe» cuentan también {dicho} como estaban antes de que se corrigieran o se borraran, y no lo que se dice ahora en su lugar."
        ));
    }
    lineas.join("\n")
}

/// Months between the first and the last one, as `AAAA-MM`.
fn between(primero: &str, ultimo: &str) -> Vec<String> {
    let mes = |texto: &str| {
        let (anio, mes) = texto.split_once('-')?;
        Some(anio.parse::<i32>().ok()? * 12 + mes.parse::<i32>().ok()? - 1)
    };
    match (mes(primero), mes(ultimo)) {
        (Some(primero), Some(ultimo)) => (primero..=ultimo)
            .map(|n| format!("{:04}-{:02}", n / 12, n % 12 + 1))
            .collect(),
        _ => vec![],
    }
}

fn gaps(revision: &Revision) -> String {
    let mut lineas = vec![];
    let meses = &revision.servicios;
    if let (Some((primero, _)), Some((ultimo, _))) =
        (meses.first_key_value(), meses.last_key_value())
    {
        let sin: Vec<String> = between(primero, ultimo)
            .into_iter()
            .filter(|mes| !meses.contains_key(mes))
            .collect();
        if !sin.is_empty() {
            lineas.push(format!("Meses sin ninguna atención: {}.", sin.join(", ")));
        }
    }
    if !meses.is_empty() && !revision.agencias_sin.is_empty() {
        lineas.push(format!(
            "Agencias de las que no viene nadie: {}.",
            revision.agencias_sin.join(", ")
        ));
    }
    for (que, cuantas, total) in &revision.silencios {
        if *cuantas > 0 {
            let decimas = (cuantas * 1000 + total / 2) / (*total).max(1);
            lineas.push(format!(
                "{que}: {cuantas} de {total} ({}.{} %).",
                decimas / 10,
                decimas % 10
            ));
        }
    }
    if lineas.is_empty() {
        lineas.push("No se ven huecos.".to_owned());
    }
    lineas.join("\n")
}

/// How many of the attentions that may be one have no folio.
fn without_folio(repetida: &Repetida) -> i64 {
    // A folio has no comma.
    let con = repetida.folios.iter().flat_map(|folios| folios.split(", "));
    i64::try_from(con.count()).map_or(0, |con| repetida.veces - con)
}

fn lacks_folio(repetida: &Repetida) -> bool {
    without_folio(repetida) > 0
}

/// The folios of attentions that may be one, and how many have none.
fn folios(repetida: &Repetida) -> String {
    match (&repetida.folios, without_folio(repetida)) {
        (None, _) => "sin folio".to_owned(),
        (Some(folios), 0) => folios.clone(),
        (Some(folios), sin) => format!("folio {folios}, y {sin} sin folio"),
    }
}

fn repeated(revision: &Revision) -> String {
    let mut lineas = vec![];
    let repetidas = &revision.repetidas;
    if repetidas.is_empty() {
        lineas.push("Ninguna persona tiene el mismo servicio dos veces el mismo día.".to_owned());
    } else {
        let se_quita = match (
            repetidas.iter().any(|una| una.folios.is_some()),
            repetidas.iter().any(lacks_folio),
        ) {
            (true, false) => "«pacto quitar atenciones FOLIO»",
            (true, true) => {
                "«pacto quitar atenciones FOLIO»; la que no tiene folio, con «pacto quitar atenciones --expediente --dia», o --curp"
            }
            (false, _) => "«pacto quitar atenciones --expediente --dia», o --curp",
        };
        lineas.push(format!(
            "El mismo servicio a la misma persona el mismo día más de una vez: {}. La que sobre se quita, mientras no se publique, con {se_quita}.",
            repetidas.len()
        ));
    }
    for repetida in repetidas.iter().take(LISTADAS) {
        let nombre = revision.nombres.get(&repetida.servicio);
        lineas.push(format!(
            "  {}, {}, {} atenciones: {}",
            repetida.fecha,
            nombre.unwrap_or(&repetida.servicio),
            repetida.veces,
            folios(repetida)
        ));
    }
    if repetidas.len() > LISTADAS {
        lineas.push(format!("  y {} más.", repetidas.len() - LISTADAS));
    }
    if revision.anonimas_iguales > 0 {
        lineas.push(format!(
            "Atenciones anónimas con la fecha, el servicio, la procedencia, la visita y la violencia de otra: {}.",
            revision.anonimas_iguales
        ));
    }
    lineas.join("\n")
}
