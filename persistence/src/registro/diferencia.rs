//! Records beside what was there under their keys, part by part, as they are stored: what stays of it, and what changes.

use domain::formato::{GUARDADO, Pieza};
use domain::{Cifra, Dicha, Informe, Instancia, ParteCambiada, Titular};
use serde_json::{Value, json};

use crate::Error;
use crate::entidad::entrada;

/// What a point of an agenda can be about, as it is stored.
const ASUNTOS: [&str; 3] = ["informe", "toma_de_protesta", "calendario"];

/// A record, as it is stored.
pub(super) fn value<T: Pieza>(de: &T) -> Result<Value, Error> {
    Ok(serde_json::from_str(&de.written(GUARDADO)?)?)
}

/// What an entry of a catalogue says.
pub(super) fn entry(fila: &entrada::Model) -> Value {
    let dia = |dia: Option<time::Date>| dia.map(|dia| dia.to_string());
    json!({
        "nombre": fila.nombre,
        "fundamento": fila.fundamento,
        "desde": dia(fila.desde),
        "hasta": dia(fila.hasta),
        "area": fila.area,
        "grupo": fila.grupo,
        "como": fila.como,
    })
}

/// A head of an instancia, who is stored with it.
pub(super) fn head(de: &Instancia, titular: &Titular) -> Result<Value, Error> {
    let titulares = vec![titular.clone()];
    let dicha = value(&Instancia {
        titulares,
        ..de.clone()
    })?;
    Ok(dicha["titulares"][0].clone())
}

/// A figure of a report, which is stored with it.
pub(super) fn figure(de: &Informe, cifra: &Cifra) -> Result<Value, Error> {
    let cifras = vec![cifra.clone()];
    let dicho = value(&Informe {
        cifras,
        ..de.clone()
    })?;
    Ok(dicho["cifras"][0].clone())
}

/// A figure with the parts of the old one that nothing is said of.
pub(super) fn kept(antes: &Cifra, nueva: &Cifra, calladas: &[&str]) -> Cifra {
    let mut junta = nueva.clone();
    for parte in calladas {
        match *parte {
            "sumable" => junta.sumable = antes.sumable,
            "temas" => {
                junta.temas.clone_from(&antes.temas);
                junta.temas_propios.clone_from(&antes.temas_propios);
            }
            "lectura" => junta
                .procedencia
                .lectura
                .clone_from(&antes.procedencia.lectura),
            "alternativas" => {
                let suyas = &antes.procedencia.alternativas;
                junta.procedencia.alternativas.clone_from(suyas);
            }
            "contraparte" => junta.contraparte.clone_from(&antes.contraparte),
            _ => {}
        }
    }
    junta
}

/// The parts that differ, by their paths: «mandato.hasta».
pub(super) fn between(antes: &Value, ahora: &Value) -> Vec<ParteCambiada> {
    let mut partes = vec![];
    compare("", antes, ahora, &mut partes);
    partes
}

fn compare(ruta: &str, antes: &Value, ahora: &Value, partes: &mut Vec<ParteCambiada>) {
    if antes == ahora {
        return;
    }
    if let (Some(suyas), Some(nuevas)) = (fields(antes), fields(ahora)) {
        let de_mas = suyas.keys().filter(|parte| !nuevas.contains_key(*parte));
        for parte in nuevas.keys().chain(de_mas) {
            let de = |de: &serde_json::Map<String, Value>| de.get(parte).cloned();
            let (antes, ahora) = (de(suyas), de(nuevas));
            let ruta = if ruta.is_empty() {
                parte.clone()
            } else {
                format!("{ruta}.{parte}")
            };
            compare(
                &ruta,
                &antes.unwrap_or(Value::Null),
                &ahora.unwrap_or(Value::Null),
                partes,
            );
        }
        return;
    }
    partes.push(ParteCambiada {
        ruta: ruta.to_owned(),
        antes: said(antes),
        ahora: said(ahora),
    });
}

/// The fields of a part that has some of its own; a choice, as `{"consta": …}`, is one value.
fn fields(valor: &Value) -> Option<&serde_json::Map<String, Value>> {
    valor.as_object().filter(|campos| campos.len() > 1)
}

/// What a part says: its items, each by its words.
fn said(valor: &Value) -> Dicha {
    match valor {
        Value::Array(partes) => {
            let dichas = partes.iter().map(words);
            dichas.filter(|dicha| !dicha.is_empty()).collect()
        }
        Value::Object(campos) if campos.len() == 1 => campos.values().flat_map(said).collect(),
        otro => {
            let dicha = words(otro);
            if dicha.is_empty() {
                vec![]
            } else {
                vec![dicha]
            }
        }
    }
}

fn words(valor: &Value) -> Vec<String> {
    match valor {
        Value::Null => vec![],
        Value::Bool(si) => vec![if *si { "sí" } else { "no" }.to_owned()],
        Value::Number(numero) => vec![numero.to_string()],
        Value::String(texto) if texto.is_empty() || texto == "no_consta" => vec![],
        Value::String(texto) => vec![texto.clone()],
        Value::Array(partes) => partes.iter().flat_map(words).collect(),
        Value::Object(campos) => campos.iter().flat_map(choice).collect(),
    }
}

/// The words of a field; of what a point of an agenda is about, with what kind of thing that is.
fn choice((campo, valor): (&String, &Value)) -> Vec<String> {
    let dicha = [campo.clone()]
        .into_iter()
        .filter(|campo| ASUNTOS.contains(&campo.as_str()));
    dicha.chain(words(valor)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_changes_is_told_by_its_part() {
        let antes = json!({"clave": "a", "fecha": {"consta": "2017-03-08"}, "votos": [1, 2], "de": {"x": 1, "y": null}});
        let ahora = json!({"clave": "a", "fecha": "no_consta", "votos": [1, 3], "de": {"x": 1, "y": "z"}, "si": true});
        let partes = between(&antes, &ahora);
        let dichas: Vec<String> = partes
            .iter()
            .map(|p| format!("{}: {:?} {:?}", p.ruta, p.antes, p.ahora))
            .collect();
        assert_eq!(
            dichas,
            [
                r#"de.y: [] [["z"]]"#,
                r#"fecha: [["2017-03-08"]] []"#,
                r#"si: [] [["sí"]]"#,
                r#"votos: [["1"], ["2"]] [["1"], ["3"]]"#,
            ]
        );
    }
}
