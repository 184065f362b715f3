//! Sheets of which most rows put out or repeat what is registered: likely the wrong sheet, or one that lost a column.

use oficina::importar::{Hoja, Mayoria};

use crate::uso::count;

/// Why a sheet does not come in that takes the place of what is registered in most of its rows.
pub(super) fn replaced(hoja: &Hoja) -> Option<String> {
    let Mayoria {
        sustituyen,
        partes,
        meses,
        ..
    } = hoja.most();
    if !hoja.most().replaces(hoja.renglones) {
        return None;
    }
    let dichas = partes.iter().map(|(parte, cuantos)| {
        let de_meses = if *parte == "fecha" {
            moved(meses, *cuantos)
        } else {
            String::new()
        };
        let cuantos = count(*cuantos, "renglón", "renglones");
        format!("{}: {cuantos}{de_meses}", title(parte))
    });
    let dichas: Vec<String> = dichas.collect();
    Some(format!(
        "la hoja sustituiría lo registrado con los mismos folios en {sustituyen} de {}. {}. ¿Es la hoja que es, y de ese año? Si son otras atenciones, llevan otros folios; si de verdad se corrigen, repita con --sustituir",
        count(hoja.renglones, "renglón", "renglones"),
        dichas.join("; ")
    ))
}

/// From when to when most days go.
fn moved(meses: &std::collections::BTreeMap<(String, String), u64>, cuantos: u64) -> String {
    let mas = meses.iter().max_by_key(|(_, suyos)| **suyos);
    mas.map_or_else(String::new, |((de, a), suyos)| {
        if *suyos == cuantos {
            format!(", de {de} a {a}")
        } else {
            format!(", {suyos} de ellos de {de} a {a}")
        }
    })
}

/// The column of a part of an attention.
fn title(parte: &str) -> &str {
    match parte {
        "fecha" => "Fecha",
        "servicio" => "Servicio",
        "lugar" => "Procedencia",
        "visita" => "Visita",
        "violencia" => "Tipos de violencia",
        "unidad" => "Unidad",
        "modalidades" => "Modalidades",
        "persona" => "De quién es (CURP, Expediente)",
        otra => otra,
    }
}

/// Why a sheet does not come in of which most new rows say what is registered.
pub(super) fn doubled(hoja: &Hoja) -> Option<String> {
    let hecho = hoja.so_far();
    hoja.most().doubles(&hecho).then(|| {
        format!(
            "de {}, {} de quien ese día ya tiene registrado el mismo servicio, y {} dos veces. ¿Perdió la hoja su columna «Folio», o la lleva distinta que cuando se importó? Déjela como estaba; si de verdad son otras atenciones, repita con --son-otras",
            count(hecho.nuevos, "renglón nuevo", "renglones nuevos"),
            count(hoja.most().gemelos, "es", "son"),
            if hoja.most().gemelos == 1 { "contaría" } else { "contarían" },
        )
    })
}
