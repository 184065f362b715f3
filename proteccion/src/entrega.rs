//! The output of the engine: the table as it is published, its proof, and figures for the operator.

use std::collections::BTreeSet;

use super::documento::{Certificado, Entrada, Protegida, Testigo};
use super::intervalo::{Garantia, Patron};
use super::modelo::{Modelo, SumaId, TOPE};
use crate::tabla::{Reticula, Sistema};

/// A protected table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resultado {
    /// The part of it that is published.
    pub protegida: Protegida,
    /// Why that is safe; for the auditor, never published.
    pub certificado: Certificado,
    /// Figures for the operator, never published.
    pub resumen: Resumen,
}

/// Figures of a protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumen {
    /// Cells.
    pub celdas: usize,
    /// Cells that are not zero.
    pub no_cero: usize,
    /// Primary cells.
    pub primarias: usize,
    /// Other withheld cells that are not zero.
    pub secundarias: usize,
    /// Published cells that are not zero: U1 is their share.
    pub publicadas: usize,
    /// By number of dimensions that do not stand at their root: published and not zero, and not zero.
    pub por_nivel: Vec<(usize, usize, usize)>,
    /// Primary cells whose width two whole tables prove.
    pub certificadas: usize,
    /// How the pattern was found.
    pub orden: String,
}

/// The output for a pattern.
pub(super) fn result(
    entrada: &Entrada,
    sistema: &Sistema,
    modelo: &Modelo,
    primarias: &BTreeSet<usize>,
    patron: &Patron,
) -> Resultado {
    let publicada = modelo.published(&patron.publicadas);
    let valores = &sistema.valores;
    let abierta = |celda: usize| SumaId::of_cell(sistema, celda).is_none_or(|s| publicada[s]);
    let reticula = &entrada.reticula;
    // The last door: whatever the search did, nothing is handed out that must not be known.
    assert!(
        !primarias.iter().any(|celda| abierta(*celda)),
        "a primary cell is withheld"
    );
    let celdas = (0..reticula.celdas())
        .map(|celda| {
            let valor = abierta(celda).then(|| natural(valores[celda].0));
            (reticula.coordenadas(celda), valor)
        })
        .collect();
    let protegida = Protegida {
        medida: entrada.nombre.clone(),
        umbral: entrada.umbral,
        ancho: entrada.ancho,
        ceros: modelo.ceros,
        dimensiones: entrada.published_dimensions(),
        celdas,
        ediciones: entrada.ediciones.clone(),
        vinculo: entrada.vinculo,
    };
    let certificado = patron.prueba.as_ref().map_or(
        Certificado {
            tablas: vec![],
            pares: vec![],
        },
        |prueba| certificate(entrada, sistema, modelo, prueba),
    );
    let resumen = summary(
        sistema,
        reticula,
        primarias,
        &abierta,
        &certificado,
        patron.orden,
    );
    Resultado {
        protegida,
        certificado,
        resumen,
    }
}

/// Figures of what is published, for the operator.
fn summary(
    sistema: &Sistema,
    reticula: &Reticula,
    primarias: &BTreeSet<usize>,
    abierta: &dyn Fn(usize) -> bool,
    certificado: &Certificado,
    orden: &str,
) -> Resumen {
    let valores = &sistema.valores;
    let mut por_nivel: Vec<(usize, usize, usize)> = (0..=reticula.dimensiones().len())
        .map(|n| (n, 0, 0))
        .collect();
    for celda in (0..reticula.celdas()).filter(|celda| valores[*celda].0 > 0) {
        let nivel = (reticula.dimensiones().iter())
            .zip(reticula.coordenadas(celda))
            .filter(|(d, codigo)| *codigo != d.raiz())
            .count();
        por_nivel[nivel].1 += usize::from(abierta(celda));
        por_nivel[nivel].2 += 1;
    }
    por_nivel.retain(|(_, _, cuantas)| *cuantas > 0);
    let no_cero = por_nivel.iter().map(|n| n.2).sum();
    let publicadas = por_nivel.iter().map(|n| n.1).sum();
    let primarias = primarias
        .iter()
        .filter(|celda| valores[**celda].0 > 0)
        .count();
    Resumen {
        celdas: reticula.celdas(),
        no_cero,
        primarias,
        secundarias: no_cero - publicadas - primarias,
        publicadas,
        por_nivel,
        certificadas: certificado.pares.len(),
        orden: orden.to_owned(),
    }
}

/// The proof in terms of the document: leaves by their codes, with what the search left out put back.
fn certificate(
    entrada: &Entrada,
    sistema: &Sistema,
    modelo: &Modelo,
    prueba: &Garantia,
) -> Certificado {
    let filas = sistema.filas.len();
    let unica = modelo.tabla.len() == filas;
    // A witness has room for one earlier edition.
    if modelo.tabla.len() > 2 * filas {
        return Certificado {
            tablas: vec![],
            pares: vec![],
        };
    }
    let hoja = |fila: usize| -> Vec<usize> {
        let dimensiones = entrada.reticula.dimensiones().iter();
        dimensiones
            .zip(&sistema.filas[fila].hoja)
            .map(|(d, posicion)| d.hojas()[*posicion])
            .collect()
    };
    let conteo = |fila: usize, valor: i64| {
        let sobra = if unica {
            (sistema.filas[fila].valor - TOPE).max(0)
        } else {
            0
        };
        (hoja(fila), natural(valor + sobra))
    };
    let hojas = |tabla: &[i64]| {
        tabla
            .iter()
            .enumerate()
            .map(|(fila, x)| conteo(fila, *x))
            .filter(|(_, valor)| *valor > 0)
            .collect()
    };
    let tabla = |tabla: &Vec<i64>| Testigo {
        hojas: hojas(&tabla[..filas]),
        agregadas: tabla.get(filas..2 * filas).map_or_else(Vec::new, hojas),
    };
    let pares = prueba.pares.iter().flat_map(|(suma, bajo, alto)| {
        let celdas = modelo.sumas[*suma].celdas.iter();
        celdas.map(|celda| (entrada.reticula.coordenadas(*celda), *bajo, *alto))
    });
    Certificado {
        tablas: prueba.tablas.iter().map(tabla).collect(),
        pares: pares.collect(),
    }
}

/// A count as it is published: a wrong one must not become a zero.
fn natural(cuenta: i64) -> u64 {
    u64::try_from(cuenta).expect("a count is not negative")
}
