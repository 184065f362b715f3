//! From a table to its model, without the earlier editions.

use std::collections::BTreeSet;

use super::documento::Entrada;
use super::modelo::{Dato, Destino, Linea, Modelo, Suma};
use crate::tabla::{Caja, Ceros, Personas, Sistema, TablaInvalida};

pub(super) fn system(
    entrada: &Entrada,
    ceros: Ceros,
    cajas: &[Caja],
) -> Result<Sistema, TablaInvalida> {
    Sistema::new(
        &entrada.reticula,
        &entrada.ocupadas,
        &entrada.quienes,
        ceros,
        cajas,
    )
}

/// The table without its earlier editions.
pub(super) fn model(entrada: &Entrada, sistema: &Sistema, primarias: &BTreeSet<usize>) -> Modelo {
    let nivel = |celda: usize| {
        let codigos = entrada.reticula.coordenadas(celda);
        let profundidad = |(dimension, codigo): (&crate::tabla::Dimension, usize)| {
            if codigo == dimension.raiz() {
                0
            } else if dimension.alcance(codigo).len() == 1 {
                2
            } else {
                1
            }
        };
        entrada
            .reticula
            .dimensiones()
            .iter()
            .zip(codigos)
            .map(profundidad)
            .sum()
    };
    let worth = |celda: usize| entrada.pesos.get(celda).copied().unwrap_or(1);
    let mut sumas: Vec<Suma> = sistema
        .columnas
        .iter()
        .map(|columna| Suma {
            filas: columna.filas.clone(),
            valor: columna.valor,
            personas: columna.personas.clone(),
            nivel: columna.celdas.first().map_or(0, |celda| nivel(*celda)),
            codigos: columna
                .celdas
                .first()
                .map_or(vec![], |celda| codes(entrada, *celda)),
            destino: if columna.celdas.iter().any(|celda| primarias.contains(celda)) {
                Destino::Primaria
            } else if columna
                .celdas
                .iter()
                .any(|celda| entrada.retenidas.binary_search(celda).is_ok())
            {
                Destino::Retenida
            } else if columna
                .celdas
                .iter()
                .any(|celda| entrada.forzadas.binary_search(celda).is_ok())
            {
                Destino::Forzada
            } else if (columna.celdas.iter())
                .all(|celda| entrada.futuras.binary_search(celda).is_ok())
            {
                Destino::Retenida
            } else {
                Destino::Candidata
            },
            peso: columna.celdas.iter().map(|celda| worth(*celda)).sum(),
            fija: columna
                .celdas
                .iter()
                .any(|celda| entrada.primarias.binary_search(celda).is_ok()),
            celdas: columna.celdas.clone(),
            cota: columna.valor > 0,
        })
        .collect();
    sumas.extend(undeclared(entrada, sistema));
    let lineas = entrada
        .reticula
        .lines()
        .into_iter()
        .filter_map(|(_, padre, hijos)| {
            let hijos: Vec<usize> = hijos
                .into_iter()
                .filter_map(|hijo| sistema.de_celda[hijo])
                .collect();
            let padre = sistema.de_celda[padre]?;
            let dato = |s| Dato {
                publicar: s,
                sabido: s,
            };
            (hijos[..] != [padre]).then(|| Linea {
                padre: dato(padre),
                hijos: hijos.into_iter().map(dato).collect(),
            })
        })
        .collect();
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
        lineas,
        nominal: !entrada.quienes.is_empty(),
        umbral: i64::try_from(entrada.umbral).unwrap_or(i64::MAX),
        ancho: i64::try_from(entrada.ancho).unwrap_or(i64::MAX),
        ceros: entrada.ceros,
    }
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

/// What the declared parts of a cell leave for those that are not declared is no cell, but can be computed: it
/// must not be one of 1..t−1 persons.
fn undeclared(entrada: &Entrada, sistema: &Sistema) -> Vec<Suma> {
    let t = i64::try_from(entrada.umbral).unwrap_or(i64::MAX);
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
