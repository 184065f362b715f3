//! Reading the witnesses of a protected table.

use super::comun::{self, TOTAL};
use super::json::Valor;
use super::nodo::{Nodo, quote};
use super::{Certificado, Testigo};
use crate::tabla::{Dimension, TablaInvalida};

impl Certificado {
    /// Reads a document that goes with a protected table of these dimensions. Errors say where, and why in
    /// Spanish.
    pub fn from_json(bytes: &[u8], dimensiones: &[Dimension]) -> Result<Self, TablaInvalida> {
        let valor = Valor::parse(bytes)?;
        let raiz = Nodo::root(&valor);
        let campos = raiz.fields(&["tables", "witnesses"])?;
        let nodo = campos.required("tables")?;
        let tablas = nodo
            .items()?
            .map(|tabla| table(&tabla, dimensiones))
            .collect::<Result<Vec<_>, _>>()?;
        let nodo = campos.required("witnesses")?;
        let pares = nodo
            .items()?
            .map(|par| witness(&par, dimensiones, tablas.len()));
        let pares = pares.collect::<Result<Vec<_>, _>>()?;
        let celdas: Vec<&[usize]> = pares.iter().map(|(celda, ..)| celda.as_slice()).collect();
        comun::all_distinct(&nodo, &celdas, "la misma celda")?;
        Ok(Self { tablas, pares })
    }
}

fn table(nodo: &Nodo, dimensiones: &[Dimension]) -> Result<Testigo, TablaInvalida> {
    let campos = nodo.fields(&["leaves", "added"])?;
    let hojas = leaves(&campos.required("leaves")?, dimensiones)?;
    let agregadas = campos
        .optional("added")
        .map_or(Ok(vec![]), |nodo| leaves(&nodo, dimensiones))?;
    Ok(Testigo { hojas, agregadas })
}

/// Joint leaves, each once, with counts that can be added.
fn leaves(nodo: &Nodo, dimensiones: &[Dimension]) -> Result<Vec<(Vec<usize>, u64)>, TablaInvalida> {
    let hojas = nodo
        .items()?
        .map(|fila| leaf(&fila, dimensiones))
        .collect::<Result<Vec<_>, _>>()?;
    let codigos: Vec<&[usize]> = hojas
        .iter()
        .map(|(codigos, _)| codigos.as_slice())
        .collect();
    comun::all_distinct(nodo, &codigos, "la misma hoja")?;
    comun::total(nodo, hojas.iter().map(|(_, cuenta)| *cuenta))?;
    Ok(hojas)
}

fn leaf(fila: &Nodo, dimensiones: &[Dimension]) -> Result<(Vec<usize>, u64), TablaInvalida> {
    let (codigos, cuenta) = comun::row(fila, dimensiones)?;
    let codigos = codigos.zip(dimensiones).map(|(nodo, dimension)| {
        let codigo = comun::code(&nodo, dimension)?;
        if dimension.is_hoja(codigo) {
            return Ok(codigo);
        }
        let (texto, nombre) = (quote(dimension.codigo(codigo)), quote(dimension.nombre()));
        Err(nodo.error(format!("{texto} no es una hoja de la dimensión {nombre}")))
    });
    Ok((codigos.collect::<Result<_, _>>()?, cuenta.natural(TOTAL)?))
}

/// A withheld cell and the tables where it is lowest and highest.
fn witness(
    nodo: &Nodo,
    dimensiones: &[Dimension],
    tablas: usize,
) -> Result<(Vec<usize>, usize, usize), TablaInvalida> {
    let campos = nodo.fields(&["coords", "low", "high"])?;
    let celda = comun::coords(&campos.required("coords")?, dimensiones)?;
    let table = |clave: &str| {
        let nodo = campos.required(clave)?;
        nodo.position(tablas)?.ok_or_else(|| {
            nodo.error(format!(
                "no existe esa tabla: son {tablas} y se numeran desde 0"
            ))
        })
    };
    Ok((celda, table("low")?, table("high")?))
}
