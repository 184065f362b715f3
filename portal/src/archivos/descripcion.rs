//! What a table says of itself to programs: CSVW (W3C) and a resource of a Frictionless package, of one description.

use axum::http::{StatusCode, header};
use serde_json::{Map, Value, json};

use super::{Declarada, libro};
use crate::consulta::Consulta;
use crate::direccion::Archivo;
use crate::fallo::Fallo;
use crate::lectura::Lectura;
use crate::respuesta::{Hecha, Plazo, tipo};
use sala::nombres;
use sala::plana::{self, Columna, Tipo};

/// The metadata of the CSV that has the same question in its address: it lies beside it, and names it as the document does that
/// leads here.
pub(crate) fn metadata(lectura: &Lectura<'_>, consulta: &Consulta) -> Result<Hecha, Fallo> {
    let (pregunta, tabla) = libro::asked(lectura, consulta)?;
    let indice = lectura.indice.as_ref().ok_or(Fallo::NoHay)?;
    let columnas = plana::columns(&plana::fixed(indice, &pregunta, &tabla), &tabla);
    let titulo = crate::paginas::table_title(indice, &pregunta, lectura.anio());
    let licencia = &lectura.casa.ajustes.licencia.direccion;
    let csv = lectura.archivo(&pregunta, "csv");
    let nombre = csv.rsplit_once('/').map_or(csv.as_str(), |(_, fin)| fin);
    let documento = csvw(nombre, &titulo, &columnas, licencia);
    let guardado = nombres::table(&lectura.edicion, &pregunta, "csv-metadata.json");
    let hecha = Hecha::new(
        StatusCode::OK,
        tipo::CSVM,
        Plazo::Minuto,
        documento.to_string(),
    );
    let propia = lectura.archivo(&pregunta, Archivo::TablaMetadatos.fin());
    let vinculos = format!(
        "<{licencia}>; rel=\"license\", <{propia}>; rel=\"canonical\", <{csv}>; rel=\"describes\"; type=\"text/csv\""
    );
    let hecha = hecha.with(header::LINK, &vinculos);
    Ok(hecha.with(
        header::CONTENT_DISPOSITION,
        &format!("inline; filename=\"{guardado}\""),
    ))
}

/// The metadata of a CSV file, beside it.
pub(super) fn csvw(archivo: &str, titulo: &str, columnas: &[Columna], licencia: &str) -> Value {
    let column = |columna: &Columna| {
        let mut campo = Map::new();
        campo.insert("name".to_owned(), json!(columna.nombre));
        campo.insert("titles".to_owned(), json!(columna.nombre));
        campo.insert("dc:description".to_owned(), json!(columna.titulo));
        campo.insert("required".to_owned(), json!(columna.requerida));
        let tipo = match columna.tipo {
            Tipo::Entero => json!({ "base": "integer", "minimum": 0 }),
            Tipo::Fecha => json!("date"),
            Tipo::Logico => json!("boolean"),
            Tipo::Texto if columna.valores.is_empty() => json!("string"),
            Tipo::Texto => json!({ "base": "string", "format": columna.valores.join("|") }),
        };
        campo.insert("datatype".to_owned(), tipo);
        Value::Object(campo)
    };
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "es" }],
        "url": archivo,
        "dc:title": titulo,
        "dc:license": { "@id": licencia },
        "dialect": { "encoding": "utf-8", "delimiter": ",", "header": true },
        "tableSchema": {
            "columns": columnas.iter().map(column).collect::<Vec<_>>(),
            "primaryKey": key(columnas),
        },
    })
}

/// What tells rows apart: the measure and the members.
fn key(columnas: &[Columna]) -> Vec<&str> {
    let claves = columnas
        .iter()
        .filter(|columna| columna.clave || columna.nombre == "medida");
    claves.map(|columna| columna.nombre.as_str()).collect()
}

/// A resource of a package: a file, its size, its sum and its columns.
pub(super) fn resource(
    archivo: &str,
    declarada: &Declarada,
    columnas: &[Columna],
    bytes: usize,
    suma: &str,
) -> Value {
    let field = |columna: &Columna| {
        let tipo = match columna.tipo {
            Tipo::Entero => "integer",
            Tipo::Fecha => "date",
            Tipo::Logico => "boolean",
            Tipo::Texto => "string",
        };
        let mut limites = Map::new();
        if columna.requerida {
            limites.insert("required".to_owned(), json!(true));
        }
        if columna.tipo == Tipo::Entero {
            limites.insert("minimum".to_owned(), json!(0));
        }
        if !columna.valores.is_empty() {
            limites.insert("enum".to_owned(), json!(columna.valores));
        }
        json!({ "name": columna.nombre, "title": columna.titulo, "type": tipo, "constraints": limites })
    };
    json!({
        "name": declarada.clave.replace('_', "-"),
        "title": declarada.titulo,
        "path": archivo,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes,
        "hash": format!("sha256:{suma}"),
        "schema": {
            "fields": columnas.iter().map(field).collect::<Vec<_>>(),
            "primaryKey": key(columnas),
            "missingValues": [""],
        },
    })
}
