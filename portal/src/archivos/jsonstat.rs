//! A table as JSON-stat 2.0: dense values with nulls, and a status of each cell that is not published.

use std::collections::HashMap;

use axum::http::{StatusCode, header};
use domain::consulta::{Indice, Pregunta, Tabla};
use domain::cubo::{Eje, Nivel};
use domain::{Celda, Edicion};
use sala::plana::{self, Fijo};
use serde_json::{Map, Value, json};

use super::vinculos::linked;
use sala::nombres;

use crate::consulta::{Consulta, filter_text};
use crate::direccion::Archivo;
use crate::fallo::Fallo;
use crate::formato::instante;
use crate::lectura::Lectura;
use crate::palabras::{self, NO_DISPONIBLE_LARGA, PROTEGIDA_LARGA};
use crate::respuesta::{Hecha, Plazo, tipo};

/// The file.
pub(crate) fn json_stat(lectura: &Lectura<'_>, consulta: &Consulta) -> Result<Hecha, Fallo> {
    let (pregunta, tabla) = super::libro::asked(lectura, consulta)?;
    let indice = lectura.indice.as_ref().ok_or(Fallo::NoHay)?;
    let documento = dataset(lectura, indice, &pregunta, &tabla);
    let hecha = Hecha::new(
        StatusCode::OK,
        tipo::JSON,
        Plazo::Minuto,
        documento.to_string(),
    );
    let nombre = nombres::table(&lectura.edicion, &pregunta, "json");
    let hecha = hecha.with(
        header::CONTENT_DISPOSITION,
        &format!("inline; filename=\"{nombre}\""),
    );
    Ok(linked(hecha, lectura, Archivo::TablaJson, Some(&pregunta)))
}

/// The members of a dimension that a table has, in order.
fn members(tabla: &Tabla, eje: Eje) -> Vec<u16> {
    let mut miembros = vec![];
    for (otro, miembro) in tabla
        .filas
        .iter()
        .chain(&tabla.columnas)
        .flat_map(|cabecera| &cabecera.miembros)
    {
        if *otro == eje && !miembros.contains(miembro) {
            miembros.push(*miembro);
        }
    }
    miembros
}

/// The cells by their members, in the order of the dimensions.
fn by_members(tabla: &Tabla) -> HashMap<Vec<u16>, Celda> {
    let ancho = tabla.columnas.len();
    let celdas = tabla.celdas.iter().enumerate().map(|(i, celda)| {
        let cabeceras = tabla.filas[i / ancho]
            .miembros
            .iter()
            .chain(&tabla.columnas[i % ancho].miembros);
        (cabeceras.map(|(_, miembro)| *miembro).collect(), *celda)
    });
    celdas.collect()
}

/// Every combination of members, the last dimension first to change.
fn product(dimensiones: &[Vec<u16>]) -> Vec<Vec<u16>> {
    dimensiones.iter().fold(vec![vec![]], |hechas, miembros| {
        let with = |hecha: &Vec<u16>| {
            miembros
                .iter()
                .map(|m| hecha.iter().copied().chain([*m]).collect())
                .collect::<Vec<Vec<u16>>>()
        };
        hechas.iter().flat_map(with).collect()
    })
}

fn dimension(indice: &Indice, eje: Eje, miembros: &[u16]) -> Value {
    // Levels share codes: where there are several, the coarser ones say which they are.
    let niveles = || {
        miembros
            .iter()
            .filter(|m| **m != 0)
            .map(|m| indice.miembro(eje, *m).nivel)
    };
    let fino = niveles().max();
    let code = |m: &u16| {
        let miembro = indice.miembro(eje, *m);
        if *m == 0 {
            "_T".to_owned()
        } else if Some(miembro.nivel) == fino {
            miembro.codigo.clone()
        } else {
            format!("{}:{}", miembro.nivel.clave(), miembro.codigo)
        }
    };
    let nombres: Map<String, Value> = miembros
        .iter()
        .map(|m| (code(m), json!(indice.miembro(eje, *m).nombre)))
        .collect();
    let mut dimension = json!({
        "label": eje.nombre(),
        "category": { "index": miembros.iter().map(code).collect::<Vec<_>>(), "label": nombres },
    });
    if miembros.contains(&0) {
        dimension["extension"] = json!({ "elimination": true, "eliminationValueCode": "_T" });
    }
    dimension
}

/// What whoever reads the values must know.
fn notes(edicion: &Edicion, tabla: &Tabla) -> Vec<String> {
    let mut notas = vec![
        format!("{}.", tabla.medida.poblacion()),
        format!("c: {PROTEGIDA_LARGA}"),
        format!("x: {NO_DISPONIBLE_LARGA}"),
    ];
    if !tabla.no_suman().is_empty() {
        notas.push(
            "Las partes no suman su conjunto: una misma persona puede estar en varias.".to_owned(),
        );
    }
    if edicion.sintetica {
        notas.push("Datos sintéticos de demostración.".to_owned());
    }
    notas
}

/// What is counted, and in what unit, as a dimension of one member.
fn metric(tabla: &Tabla) -> Value {
    let clave = tabla.medida.clave();
    let (unidad, _) = palabras::unidad(tabla.medida.unidad());
    json!({
        "label": "Qué se cuenta",
        "category": {
            "index": [clave],
            "label": { clave: palabras::medida(tabla.medida) },
            "unit": { clave: { "label": unidad, "decimals": 0 } },
        },
    })
}

/// What a filter names of a dimension that the table has not, as a dimension of one member.
fn fixed(fijo: &Fijo) -> Value {
    let codigo = match fijo.codigos.as_slice() {
        [uno] => uno.clone(),
        _ => fijo.codigo(),
    };
    json!({
        "label": fijo.eje.nombre(),
        "category": { "index": [codigo], "label": { codigo.as_str(): fijo.nombre() } },
    })
}

/// What filters name, and the year of what has no period: tables of two years can be put one beside the other.
fn fixed_with_year(lectura: &Lectura<'_>, mut fijos: Vec<Fijo>, ejes: &[Eje]) -> Vec<Fijo> {
    let mut ya = fijos
        .iter()
        .map(|fijo| fijo.eje)
        .chain(ejes.iter().copied());
    if !ya.any(|eje| eje == Eje::Tiempo) {
        let anio = lectura.anio().to_string();
        fijos.push(Fijo {
            eje: Eje::Tiempo,
            nivel: Nivel::Anio,
            codigos: vec![anio.clone()],
            nombres: vec![anio],
        });
    }
    fijos
}

fn dataset(lectura: &Lectura<'_>, indice: &Indice, pregunta: &Pregunta, tabla: &Tabla) -> Value {
    let edicion: &Edicion = &lectura.edicion;
    let ejes = plana::axes(tabla);
    let fijos = fixed_with_year(lectura, plana::fixed(indice, pregunta, tabla), &ejes);
    let miembros: Vec<Vec<u16>> = ejes.iter().map(|eje| members(tabla, *eje)).collect();
    let celdas = by_members(tabla);
    let en_orden: Vec<Celda> = product(&miembros)
        .iter()
        .map(|m| celdas.get(m).copied().unwrap_or(Celda::NoDisponible))
        .collect();
    let estados: Map<String, Value> = (en_orden.iter().enumerate())
        .filter_map(|(i, celda)| match celda {
            Celda::Publicada(_) => None,
            Celda::Protegida => Some((i.to_string(), json!("c"))),
            Celda::NoDisponible => Some((i.to_string(), json!("x"))),
        })
        .collect();
    let id = |eje: &Eje| <&str>::from(*eje).to_lowercase();
    let mut dimensiones = Map::new();
    dimensiones.insert("medida".to_owned(), metric(tabla));
    for fijo in &fijos {
        dimensiones.insert(id(&fijo.eje), fixed(fijo));
    }
    for (eje, suyos) in ejes.iter().zip(&miembros) {
        dimensiones.insert(id(eje), dimension(indice, *eje, suyos));
    }
    let mut roles = json!({ "metric": ["medida"] });
    for (eje, papel) in [(Eje::Tiempo, "time"), (Eje::Lugar, "geo")] {
        if ejes
            .iter()
            .chain(fijos.iter().map(|fijo| &fijo.eje))
            .any(|otro| *otro == eje)
        {
            roles[papel] = json!([id(&eje)]);
        }
    }
    let todos = fijos.iter().map(|fijo| &fijo.eje).chain(&ejes);
    let mut documento = json!({
        "version": "2.0",
        "class": "dataset",
        "label": crate::paginas::table_title(indice, pregunta, lectura.anio()),
        "source": lectura.casa.instancia.nombre,
        "updated": instante(edicion.instante),
        "id": std::iter::once("medida".to_owned()).chain(todos.map(id)).collect::<Vec<_>>(),
        "size": std::iter::repeat_n(1, 1 + fijos.len()).chain(miembros.iter().map(Vec::len)).collect::<Vec<_>>(),
        "role": roles,
        "dimension": dimensiones,
        "value": en_orden.iter().map(|celda| celda.valor()).collect::<Vec<_>>(),
        "note": notes(edicion, tabla),
        "extension": {
            "estados": { "c": "PROTEGIDA", "x": "NO_DISPONIBLE" },
            "instancia": edicion.instancia.as_str(),
            "edicion": edicion.numero,
            "corte": edicion.corte.to_string(),
            "filtros": pregunta.filtros.iter().map(filter_text).collect::<Vec<_>>(),
            "hash": edicion.hash,
            "sintetica": edicion.sintetica,
            "sumable": tabla.no_suman().is_empty(),
            "licencia": lectura.casa.ajustes.licencia.clave,
        },
    });
    if !estados.is_empty() {
        documento["status"] = Value::Object(estados);
    }
    documento
}
