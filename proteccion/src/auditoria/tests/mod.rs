//! Tests of the audit: tables with known answers, and leaks planted at random.

mod cadenas;
mod ediciones;
mod fijas;
mod fuerza;
mod motor;
mod mutaciones;
mod residuos;

use super::super::documento::{Entrada, Protegida, Vinculo};
use super::{Auditoria, Clase};
use crate::tabla::{Ceros, Cruce, Dimension, Ocupada, Reticula};

/// A dimension from lines such as "total: a b".
fn dimension(nombre: &str, relaciones: &[&str]) -> Dimension {
    let relaciones: Vec<(String, Vec<String>)> = relaciones
        .iter()
        .map(|linea| {
            let (padre, hijos) = linea.split_once(": ").unwrap();
            (
                padre.to_owned(),
                hijos.split(' ').map(str::to_owned).collect(),
            )
        })
        .collect();
    Dimension::from_jerarquia(nombre, "total", &relaciones).unwrap()
}

/// A table; leaves by position, each with as many persons as it counts.
fn entrada(
    dimensiones: Vec<Dimension>,
    cruces: Option<Vec<Cruce>>,
    hojas: &[(&[usize], i64)],
    (umbral, ancho): (u64, u64),
    ceros: Ceros,
) -> Entrada {
    let reticula = match cruces {
        Some(cruces) => Reticula::new(dimensiones, cruces),
        None => Reticula::full(dimensiones),
    };
    let ocupadas: Vec<Ocupada> = hojas
        .iter()
        .filter(|(_, valor)| *valor > 0)
        .map(|(posiciones, valor)| (posiciones.to_vec(), *valor, *valor))
        .collect();
    Entrada {
        nombre: "tabla".to_owned(),
        umbral,
        ancho,
        ceros,
        reticula: reticula.unwrap(),
        ocupadas,
        quienes: None,
        pesos: vec![],
        retenidas: vec![],
        futuras: vec![],
        sensibles: vec![],
        primarias: vec![],
        forzadas: vec![],
        ediciones: vec![],
        vinculo: Vinculo::Ninguno,
    }
}

/// Count and persons of a cell.
fn cuenta(entrada: &Entrada, celda: usize) -> (i64, i64) {
    let codigos = entrada.reticula.coordenadas(celda);
    let dentro = |hojas: &[usize]| {
        let dimensiones = entrada
            .reticula
            .dimensiones()
            .iter()
            .zip(&codigos)
            .zip(hojas);
        dimensiones
            .into_iter()
            .all(|((d, c), hoja)| d.alcance(*c).contains(hoja))
    };
    let suyas = entrada.ocupadas.iter().filter(|(hojas, ..)| dentro(hojas));
    suyas.fold((0, 0), |(valor, personas), o| (valor + o.1, personas + o.2))
}

/// What is published of a table.
fn publicar(entrada: &Entrada, oculta: impl Fn(usize) -> bool) -> Protegida {
    let celdas = (0..entrada.reticula.celdas()).map(|celda| {
        let valor = u64::try_from(cuenta(entrada, celda).0).unwrap();
        (
            entrada.reticula.coordenadas(celda),
            (!oculta(celda)).then_some(valor),
        )
    });
    Protegida {
        medida: entrada.nombre.clone(),
        umbral: entrada.umbral,
        ancho: entrada.ancho,
        ceros: entrada.ceros,
        dimensiones: entrada.reticula.dimensiones().to_vec(),
        celdas: celdas.collect(),
        ediciones: entrada.ediciones.clone(),
        vinculo: entrada.vinculo,
    }
}

/// The same, withholding cells by name: "w b".
fn ocultar(entrada: &Entrada, ocultas: &[&str]) -> Protegida {
    publicar(entrada, |celda| {
        ocultas.contains(&entrada.reticula.nombres(celda).join(" ").as_str())
    })
}

/// The findings of a kind, shown.
fn de_clase(auditoria: &Auditoria, clase: Clase) -> Vec<String> {
    let suyos = auditoria
        .hallazgos
        .iter()
        .filter(|hallazgo| hallazgo.clase == clase);
    suyos.map(ToString::to_string).collect()
}
