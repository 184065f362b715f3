//! Reading a protected table.

use super::Protegida;
use super::comun::{self, CEROS, CUENTA, TOTAL};
use super::json::Valor;
use super::nodo::Nodo;
use crate::tabla::{Dimension, TablaInvalida};

const CLAVES: [&str; 8] = [
    "measure",
    "threshold",
    "required_width",
    "zeros",
    "dimensions",
    "cells",
    "editions",
    "edition_link",
];

impl Protegida {
    /// Reads a document. Errors say where, and why in Spanish.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TablaInvalida> {
        Self::read(&Nodo::root(&Valor::parse(bytes)?))
    }

    /// Reads it at its place in a document. Editions inside editions are no deeper than the parser allows.
    pub(super) fn read(nodo: &Nodo) -> Result<Self, TablaInvalida> {
        let campos = nodo.fields(&CLAVES)?;
        let medida = campos.required("measure")?.text()?.to_owned();
        let umbral = campos.required("threshold")?.natural(CUENTA)?;
        let ancho = comun::width(&campos.required("required_width")?)?;
        let ceros = campos.required("zeros")?.word(&CEROS)?;
        let dimensiones = comun::dimensions(&campos.required("dimensions")?, dimension)?;
        let celdas = cells(&campos.required("cells")?, &dimensiones)?;
        let (ediciones, vinculo) = comun::editions(&campos)?;
        Ok(Self {
            medida,
            umbral,
            ancho,
            ceros,
            dimensiones,
            celdas,
            ediciones,
            vinculo,
        })
    }
}

fn dimension(nodo: &Nodo) -> Result<Dimension, TablaInvalida> {
    let campos = nodo.fields(&["name", "root", "hierarchy"])?;
    let nombre = campos.required("name")?.label()?;
    let raiz = campos.required("root")?.label()?;
    let relaciones = comun::relations(&campos.required("hierarchy")?)?;
    Dimension::from_jerarquia(&nombre, &raiz, &relaciones).map_err(|error| {
        // What the input calls relations has another name here, and its leaves have none.
        let lugar = error
            .ruta
            .replace("relations", "hierarchy")
            .replace("leaves", "hierarchy");
        nodo.outside(TablaInvalida {
            ruta: lugar,
            ..error
        })
    })
}

/// Coordinates, and the count if it is published.
type Celda = (Vec<usize>, Option<u64>);

fn cells(nodo: &Nodo, dimensiones: &[Dimension]) -> Result<Vec<Celda>, TablaInvalida> {
    let cell = |celda: Nodo| {
        let campos = celda.fields(&["coords", "value"])?;
        let codigos = comun::coords(&campos.required("coords")?, dimensiones)?;
        let valor = campos.required("value")?;
        let valor = if valor.is_null() {
            None
        } else {
            Some(valor.natural(TOTAL)?)
        };
        Ok((codigos, valor))
    };
    let celdas = nodo
        .items()?
        .map(cell)
        .collect::<Result<Vec<_>, TablaInvalida>>()?;
    if celdas.is_empty() {
        return Err(nodo.error("no hay ninguna celda"));
    }
    let coordenadas: Vec<&[usize]> = celdas
        .iter()
        .map(|(codigos, _)| codigos.as_slice())
        .collect();
    comun::all_distinct(nodo, &coordenadas, "la misma celda")?;
    Ok(celdas)
}
