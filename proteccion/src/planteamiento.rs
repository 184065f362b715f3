//! From a table to its model, without the earlier editions.

use std::collections::BTreeSet;

use super::documento::Entrada;
use super::modelo::{Dato, Destino, Linea, LineaId, Modelo, Suma, SumaId, demanded};
use crate::tabla::{Caja, Ceros, Columna, IdVec, Personas, Sistema, TablaInvalida};

pub(super) fn system(
    entrada: &Entrada,
    ceros: Ceros,
    cajas: &[Caja],
) -> Result<Sistema, TablaInvalida> {
    Sistema::new(
        &entrada.reticula,
        &entrada.ocupadas,
        entrada.quienes.as_deref(),
        ceros,
        cajas,
    )
}

/// The table without its earlier editions.
pub(super) fn model(entrada: &Entrada, sistema: &Sistema, primarias: &BTreeSet<usize>) -> Modelo {
    let mut sumas: IdVec<SumaId, Suma> = sistema
        .columnas
        .iter()
        .map(|columna| sum(entrada, columna, primarias))
        .collect();
    sumas.extend(undeclared(entrada, sistema));
    Modelo {
        tabla: sistema.filas.iter().map(|fila| fila.valor).collect(),
        minimo: vec![0; sistema.filas.len()],
        quietas: vec![],
        sola: sistema
            .filas
            .iter()
            .map(|fila| fila.personas.numero() == 1)
            .collect(),
        sumas,
        acotadas: vec![],
        lineas: lines(entrada, sistema),
        nominal: entrada.quienes.is_some(),
        umbral: demanded(entrada.umbral),
        ancho: demanded(entrada.ancho),
        ceros: entrada.ceros,
    }
}

/// The sum that some cells are. They have the same leaves: what is known of one is known of all.
fn sum(entrada: &Entrada, columna: &Columna, primarias: &BTreeSet<usize>) -> Suma {
    let celdas = &columna.celdas;
    let primera = celdas.first();
    let peso = if entrada.pesos.is_empty() {
        celdas.len()
    } else {
        celdas.iter().map(|celda| entrada.pesos[*celda]).sum()
    };
    Suma {
        filas: columna.filas.clone(),
        valor: columna.valor,
        personas: columna.personas.clone(),
        nivel: primera.map_or(0, |celda| level(entrada, *celda)),
        codigos: primera.map_or(vec![], |celda| codes(entrada, *celda)),
        destino: destiny(entrada, celdas, primarias),
        peso,
        fija: any_of(celdas, &entrada.primarias),
        celdas: celdas.clone(),
        cota: columna.valor > 0,
    }
}

/// The fate of cells with the same leaves. Reasons to protect come before reasons to publish.
fn destiny(entrada: &Entrada, celdas: &[usize], primarias: &BTreeSet<usize>) -> Destino {
    if celdas.iter().any(|celda| primarias.contains(celda)) {
        Destino::Primaria
    } else if any_of(celdas, &entrada.retenidas) {
        Destino::Retenida
    } else if any_of(celdas, &entrada.forzadas) {
        Destino::Forzada
    } else if (celdas.iter()).all(|celda| entrada.futuras.binary_search(celda).is_ok()) {
        Destino::Retenida
    } else {
        Destino::Candidata
    }
}

/// Whether some of these cells is in an ascending list.
fn any_of(celdas: &[usize], lista: &[usize]) -> bool {
    debug_assert!(lista.is_sorted(), "it is searched in halves");
    celdas.iter().any(|c| lista.binary_search(c).is_ok())
}

/// How fine a cell is: 2 for each dimension where it is a single leaf, 1 where it is a node.
fn level(entrada: &Entrada, celda: usize) -> usize {
    (entrada.reticula.dimensiones().iter())
        .zip(entrada.reticula.coordenadas(celda))
        .map(|(dimension, codigo)| {
            if codigo == dimension.raiz() {
                0
            } else if dimension.alcance(codigo).len() == 1 {
                2
            } else {
                1
            }
        })
        .sum()
}

/// The sums that are a whole and its parts along one dimension, without what everyone knows to be zero.
fn lines(entrada: &Entrada, sistema: &Sistema) -> IdVec<LineaId, Linea> {
    let mut lineas = vec![];
    for (_, padre, hijos) in entrada.reticula.lines() {
        let Some(padre) = SumaId::of_cell(sistema, padre) else {
            continue;
        };
        let hijos: Vec<SumaId> = hijos
            .into_iter()
            .filter_map(|hijo| SumaId::of_cell(sistema, hijo))
            .collect();
        // A whole with one part is that part.
        if hijos[..] != [padre] {
            let dato = |s| Dato {
                publicar: s,
                sabido: s,
            };
            lineas.push(Linea {
                padre: dato(padre),
                hijos: hijos.into_iter().map(dato).collect(),
            });
        }
    }
    lineas.into()
}

/// The codes of a cell that are no root, numbered throughout.
fn codes(entrada: &Entrada, celda: usize) -> Vec<usize> {
    let mut antes = 0;
    let mut codigos = Vec::new();
    for (dimension, codigo) in
        (entrada.reticula.dimensiones().iter()).zip(entrada.reticula.coordenadas(celda))
    {
        if codigo != dimension.raiz() {
            codigos.push(antes + codigo);
        }
        antes += dimension.codigos();
    }
    codigos
}

/// Remainders of 1..t−1 persons: a cell minus its declared parts, where some parts are not declared. No cell says them, but
/// they can be computed.
fn undeclared(entrada: &Entrada, sistema: &Sistema) -> Vec<Suma> {
    let t = demanded(entrada.umbral);
    let mut sumas = Vec::new();
    for (padre, partes) in entrada.reticula.truncated() {
        let Some(columna) = sistema.de_celda[padre] else {
            continue;
        };
        let mut filas = sistema.columnas[columna].filas.clone();
        for parte in partes
            .into_iter()
            .filter_map(|parte| sistema.de_celda[parte])
        {
            let parte = &sistema.columnas[parte].filas;
            filas.retain(|fila| parte.binary_search(fila).is_err());
        }
        let personas = Personas::union(filas.iter().map(|fila| &sistema.filas[*fila].personas));
        if (1..t).contains(&personas.numero()) {
            let valor = filas.iter().map(|fila| sistema.filas[*fila].valor).sum();
            sumas.push(Suma::without_cell(
                filas,
                valor,
                personas,
                Destino::Primaria,
            ));
        }
    }
    sumas
}
