//! A table of an edition as CSV, at an address that can be cited: one row for each cell, with its value, its state,
//! its unit and the edition it is of.

use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use domain::consulta::{Filtro, Indice, Pregunta};
use domain::{Edicion, Medida, Nivel};
use sala::{csv, direcciones, nombres, plana};
use servidor::{Origin, Turns, is_tracking};
use sha2::{Digest, Sha256};

use super::archivos::{elsewhere, is_hash, licence_link};
use super::estable::Estable;
use super::rechazo::{refuse, withhold};
use super::shared::{Comun, Shared};
use crate::Error;
use crate::cargadores::served;
use crate::esquema::TIPOS;
use servidor::ranges::put;

/// Bytes of a question up to which headers say its other addresses.
const LARGA: usize = 400;

/// What a spreadsheet knows UTF-8 by.
const MARCA: &str = "\u{feff}";

/// Other forms of a table, and the type of each.
const FORMAS: [(&str, &str); 3] = [
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("json", "application/json"),
    ("sdmx.csv", "application/vnd.sdmx.data+csv"),
];

/// What a question is written with.
const NOMBRES: [&str; 5] = ["medida", "filas", "columnas", "filtro", "marca"];

pub(super) async fn get(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    Path(hash): Path<String>,
    metodo: Method,
    cabeceras: HeaderMap,
    RawQuery(escrita): RawQuery,
    parametros: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Response {
    let Ok(Query(mut parametros)) = parametros else {
        return refuse(Error::peticion_invalida());
    };
    // Forms send what was left empty too.
    let empty = |nombre: &str, valor: &str| valor.trim().is_empty() && NOMBRES.contains(&nombre);
    parametros.retain(|(nombre, valor)| !is_tracking(nombre) && !empty(nombre, valor));
    let (pregunta, marca) = match question(&parametros) {
        Ok(leida) => leida,
        Err(error) => return refuse(error),
    };
    let direccion = address(&pregunta, marca);
    let como = hash.clone();
    let hash = if is_hash(&hash) {
        hash
    } else {
        hash.to_ascii_lowercase()
    };
    if !is_hash(&hash) {
        return refuse(Error::archivo_desconocido());
    }
    if escrita.as_deref() != Some(&direccion) || como != hash {
        return elsewhere(&format!("/ediciones/{hash}/tabla.csv?{direccion}"));
    }
    let _turn = Turns::take(&shared.resources.turns, origin.client).await;
    let (tabla, edicion) = match table(&shared, &hash, (&pregunta, marca), &direccion).await {
        Ok(hecha) => hecha,
        Err(error) => return refuse(error),
    };
    // The edition does not change, but it may be withdrawn.
    let que = (
        "text/csv; charset=utf-8; header=present",
        "public, max-age=60, must-revalidate",
    );
    let hecha = tabla
        .send(&shared.resources, origin.client, &metodo, &cabeceras, que)
        .await;
    let mut respuesta = hecha.unwrap_or_else(|refused| withhold(&shared, &refused));
    if respuesta.status().is_success() {
        // One does not lie over the other where they are downloaded.
        let fin = if marca { "excel.csv" } else { "csv" };
        let nombre = nombres::table(&edicion, &pregunta, fin);
        let descarga = format!("attachment; filename=\"{nombre}\"");
        put(&mut respuesta, header::CONTENT_DISPOSITION, &descarga);
        put(
            &mut respuesta,
            header::LINK,
            &links(&shared, &edicion, (&pregunta, marca)),
        );
    }
    respuesta
}

/// What the table links to (RFC 8288): its licence and, where there are pages, its own, its other forms and the address that
/// always leads to the last one.
fn links(shared: &Shared, edicion: &Edicion, (pregunta, marca): (&Pregunta, bool)) -> String {
    let mut todos = vec![licence_link(shared, edicion)];
    let que = address(pregunta, false);
    // Proxies take only so much in headers.
    if shared.con_paginas && que.len() <= LARGA {
        let (casa, hash) = (&edicion.instancia, &edicion.hash);
        let anio = edicion.corte.year();
        // What the columns are is told of the CSV without a mark. It comes first: some readers look no further.
        if !marca {
            todos.insert(0, format!(
                "</ediciones/{hash}/tabla.csv-metadata.json?{que}>; rel=\"describedby\"; type=\"application/csvm+json\""
            ));
        }
        todos.push(format!(
            "</ediciones/{hash}/tabla.csv?{que}>; rel=\"canonical\""
        ));
        todos.push(format!(
            "</{casa}/explorar?{que}&version={}>; rel=\"describedby\"; type=\"text/html\"",
            &hash[..12]
        ));
        todos.push(format!(
            "</{casa}/datos/tabla.csv?{que}&anio={anio}>; rel=\"latest-version\""
        ));
        for (forma, tipo) in FORMAS {
            if forma == "sdmx.csv" && plana::adds_up(pregunta) {
                continue;
            }
            todos.push(format!(
                "</ediciones/{hash}/tabla.{forma}?{que}>; rel=\"alternate\"; type=\"{tipo}\""
            ));
        }
    }
    todos.join(", ")
}

/// What follows the question mark in the one address of a table.
fn address(pregunta: &Pregunta, marca: bool) -> String {
    let Pregunta {
        medida,
        filas,
        columnas,
        filtros,
    } = pregunta;
    let mut texto = direcciones::question(Some(*medida), filas, columnas, filtros);
    if marca {
        direcciones::push(&mut texto, "marca", "si");
    }
    texto
}

/// The table, and its edition.
async fn table(
    shared: &Shared,
    hash: &str,
    (pregunta, marca): (&Pregunta, bool),
    direccion: &str,
) -> Result<(Arc<Estable>, Edicion), Error> {
    if !is_hash(hash) {
        return Err(Error::archivo_desconocido());
    }
    let hallada = shared.sala.publicaciones().edicion_by_hash(hash).await?;
    let edicion = hallada.ok_or_else(Error::archivo_desconocido)?;
    served(&edicion)?;
    let suma = Sha256::new_with_prefix(hash).chain_update(direccion);
    let make = async || {
        let indice = shared.sala.indice(&edicion).await?;
        let indice: Arc<Indice> = indice.ok_or_else(Error::edicion_sin_cubo)?;
        // The address calls a filter otherwise than the schema.
        let tabla = indice.tabla(pregunta);
        let tabla = tabla.map_err(|falla| Error::from(falla).calling(["«filtros[", "«filtro["]))?;
        let mut texto = String::from(if marca { MARCA } else { "" });
        let fijos = plana::fixed(&indice, pregunta, &tabla);
        let licencia = shared.licence(edicion.instancia.as_str()).clave;
        let filas = plana::rows(&indice, &edicion, &licencia, &fijos, &tabla);
        texto += &csv::write(&plana::columns(&fijos, &tabla), filas);
        Ok(Estable::new(texto))
    };
    let instancia = edicion.instancia.as_str();
    let clave = suma.finalize().into();
    let tabla = shared.memoria.table(instancia, clave, make).await?;
    Ok((tabla, edicion))
}

/// `medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO&filtro=TRIMESTRE:2017-T1`, and whether it begins with a mark.
fn question(parametros: &[(String, String)]) -> Result<(Pregunta, bool), Error> {
    let mut medida: Option<Medida> = None;
    let mut marca: Option<bool> = None;
    let (mut filas, mut columnas, mut filtros) = (None, None, vec![]);
    for (nombre, valor) in parametros {
        let repetido = match nombre.as_str() {
            "medida" => {
                let hay = || unknown("«medida»", "Medida");
                let clave = valor.trim().to_uppercase();
                medida.replace(clave.parse().map_err(|_| hay())?).is_some()
            }
            "filas" => filas.replace(levels("filas", valor)?).is_some(),
            "columnas" => columnas.replace(levels("columnas", valor)?).is_some(),
            "filtro" => {
                filtros.push(filter(filtros.len(), valor)?);
                false
            }
            "marca" => {
                let dicha = direcciones::mark(valor);
                let dicha = dicha.ok_or_else(|| Error::parametro(direcciones::MARCA))?;
                marca.replace(dicha).is_some()
            }
            _ => {
                return Err(Error::parametro(
                    "Los parámetros son «medida», «filas», «columnas», «filtro» y «marca».",
                ));
            }
        };
        if repetido {
            return Err(Error::parametro(&format!(
                "«{nombre}» está dos veces: dígalo una, con sus valores separados por comas. Sólo «filtro» se repite."
            )));
        }
    }
    let pregunta = Pregunta {
        medida: medida.ok_or_else(|| Error::parametro("Falta «medida», como SERVICIOS."))?,
        filas: filas.unwrap_or_default(),
        columnas: columnas.unwrap_or_default(),
        filtros: direcciones::in_order(filtros),
    };
    Ok((pregunta, marca.unwrap_or(false)))
}

fn levels(nombre: &str, texto: &str) -> Result<Vec<Nivel>, Error> {
    let niveles = texto.split(',').filter(|nivel| !nivel.is_empty());
    let leer = |(i, nivel): (usize, &str)| {
        let lugar = format!("«{nombre}[{i}]»");
        let clave = nivel.trim().to_uppercase();
        clave.parse().map_err(|_| unknown(&lugar, "Nivel"))
    };
    niveles.enumerate().map(leer).collect()
}

fn filter(i: usize, valor: &str) -> Result<Filtro, Error> {
    let motivo = "Un filtro se escribe NIVEL:código,código, como TRIMESTRE:2017-T1.";
    let (nivel, codigos) = valor
        .split_once(':')
        .ok_or_else(|| Error::parametro(motivo))?;
    let lugar = format!("«filtro[{i}]»");
    Ok(Filtro {
        nivel: (nivel.trim().to_uppercase().parse()).map_err(|_| unknown(&lugar, "Nivel"))?,
        codigos: codigos
            .split(',')
            .map(|uno| uno.trim().to_owned())
            .filter(|uno| !uno.is_empty())
            .collect(),
    })
}

/// That something is none of the values of an enumeration.
fn unknown(lugar: &str, enumeracion: &str) -> Error {
    let valores = TIPOS.valores(enumeracion).unwrap_or_default().iter();
    // The whole is always there: who asks for it is refused.
    let valores: Vec<&str> = valores
        .map(String::as_str)
        .filter(|valor| *valor != Nivel::Total.clave())
        .collect();
    let valores = valores.join(", ");
    Error::parametro(&format!("{lugar} no es lo que se espera. Hay: {valores}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let parametros = |texto: &[(&str, &str)]| -> Vec<(String, String)> {
            texto
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect()
        };
        let (pregunta, marca) = question(&parametros(&[
            ("medida", "SERVICIOS"),
            ("filas", "AREA,SERVICIO"),
            ("filtro", "TRIMESTRE:2017-T1,2017-T2"),
        ]))
        .unwrap();
        assert!(!marca);
        assert_eq!(pregunta.filas, [Nivel::Area, Nivel::Servicio]);
        assert_eq!(pregunta.filtros[0].codigos, ["2017-T1", "2017-T2"]);
        for mala in [
            &[("filas", "AREA")][..],
            &[("medida", "X")],
            &[("medida", "SERVICIOS"), ("otra", "1")],
            &[("medida", "SERVICIOS"), ("medida", "SERVICIOS")],
            &[
                ("medida", "SERVICIOS"),
                ("filas", "AREA"),
                ("filas", "SERVICIO"),
            ],
            &[("medida", "SERVICIOS"), ("filtros", "AREA:x")],
        ] {
            assert!(question(&parametros(mala)).is_err());
        }
    }
}
