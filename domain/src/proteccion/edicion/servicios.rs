//! Services as a table for the engine: time, place, service, visit and unit, and the persons behind them.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::super::Umbral;
use super::congelado::{ANONIMA, Congelado, Contada};
use crate::cubo::{Coordenadas, Cubo, Eje, Ejes, Hoja, Nivel, Rejilla};
use crate::{Medida, Plan};
use ::proteccion::documento::{Entrada, Protegida, Vinculo};
use ::proteccion::tabla::{Ceros, Cruce, Dimension, Reticula, TablaInvalida};

/// The dimensions of services, in the order of the table.
pub(super) const EJES: [Eje; 5] = [
    Eje::Tiempo,
    Eje::Lugar,
    Eje::Servicio,
    Eje::Visita,
    Eje::Unidad,
];

/// Services of the declared cells, from those of the leaves.
pub(super) fn count(rejilla: &Rejilla, cubo: &Cubo) -> BTreeMap<Coordenadas, u64> {
    let declaradas = rejilla.celdas(Medida::Servicios);
    let mut cuentas: BTreeMap<Coordenadas, u64> = declaradas.into_iter().map(|c| (c, 0)).collect();
    for (hoja, Hoja { servicios, .. }) in &cubo.hojas {
        for celda in above(&rejilla.ejes, hoja) {
            if let Some(cuenta) = cuentas.get_mut(&celda) {
                *cuenta += servicios;
            }
        }
    }
    cuentas
}

/// A cell and all the cells that it is part of.
pub(super) fn above(ejes: &Ejes, celda: &Coordenadas) -> Vec<Coordenadas> {
    let mut todas = vec![*celda];
    for (i, eje) in Eje::iter().enumerate() {
        let arriba: Vec<u16> = ejes.arriba(eje, celda[i]).skip(1).collect();
        let mas: Vec<Coordenadas> = todas
            .iter()
            .flat_map(|celda| {
                arriba.iter().map(|miembro| {
                    let mut otra = *celda;
                    otra[i] = *miembro;
                    otra
                })
            })
            .collect();
        todas.extend(mas);
    }
    todas
}

/// The text of a member: codes of different levels may be the same.
fn code(ejes: &Ejes, eje: Eje, miembro: u16) -> String {
    let propio = ejes.miembro(eje, miembro);
    format!("{}:{}", propio.nivel.clave(), propio.codigo)
}

/// A dimension of the engine. Its codes are numbered as the members are.
pub(super) fn dimension(ejes: &Ejes, eje: Eje) -> Result<Dimension, TablaInvalida> {
    let code = |miembro| code(ejes, eje, miembro);
    let miembros = || (0u16..).take(ejes.miembros(eje).len());
    let relaciones: Vec<(String, Vec<String>)> = miembros()
        .map(|padre| {
            (
                code(padre),
                ejes.partes(eje, padre).map(code).collect::<Vec<_>>(),
            )
        })
        .filter(|(_, partes)| !partes.is_empty())
        .collect();
    let hojas: Vec<String> = miembros()
        .filter(|miembro| ejes.partes(eje, *miembro).next().is_none())
        .map(code)
        .collect();
    Dimension::new(eje.into(), &code(0), &relaciones, &hojas)
}

/// The first leaf of a code; of a leaf, itself.
pub(super) fn first_leaf(dimension: &Dimension, codigo: usize) -> usize {
    let hojas = dimension.alcance(codigo).first();
    *hojas.expect("every code has leaves")
}

/// The number of a member in its dimension of the engine.
pub(super) fn number(dimension: &Dimension, ejes: &Ejes, eje: Eje, miembro: u16) -> usize {
    // Anything else would put a count where it is not: each member was made a code.
    let codigo = dimension.find(&code(ejes, eje, miembro));
    codigo.expect("a dimension has a code for each of its members")
}

/// The table that is protected: with the cells that must be published, and those that are not.
pub(super) fn table(
    plan: &Plan,
    rejilla: &Rejilla,
    cubo: &Cubo,
    previa: Option<&Congelado>,
    [forzadas, futuras]: [&[Coordenadas]; 2],
) -> Result<Entrada, TablaInvalida> {
    let ejes = &rejilla.ejes;
    let dimensiones = EJES.map(|eje| dimension(ejes, eje));
    let dimensiones = dimensiones.into_iter().collect::<Result<Vec<_>, _>>()?;
    let numero = |d: usize, miembro: u16| number(&dimensiones[d], ejes, EJES[d], miembro);
    let tramas = rejilla
        .tramas
        .iter()
        .filter(|t| t.medidas.contains(&Medida::Servicios));
    let cruces = tramas.map(|trama| {
        let codigos = EJES.iter().enumerate().map(|(d, eje)| {
            trama.miembros[eje.indice()]
                .iter()
                .map(|m| numero(d, *m))
                .collect()
        });
        Cruce(codigos.collect())
    });
    let cruces = cruces.collect();
    let (mut ocupadas, mut quienes) = (Vec::new(), Vec::new());
    for (celda, hoja) in cubo.hojas.iter().filter(|(_, hoja)| hoja.servicios > 0) {
        let posiciones = EJES.iter().enumerate().map(|(d, eje)| {
            let codigo = numero(d, celda[eje.indice()]);
            first_leaf(&dimensiones[d], codigo)
        });
        let (personas, lista) = contributors(hoja, plan.umbral);
        ocupadas.push((posiciones.collect(), signed(hoja.servicios), personas));
        quienes.push(lista);
    }
    if quienes.is_empty() {
        quienes.push(vec![]);
    }
    let reticula = Reticula::new(dimensiones, cruces)?;
    let find = |celda: &Coordenadas| {
        let codigos: Vec<usize> = EJES
            .iter()
            .enumerate()
            .map(|(d, eje)| number(&reticula.dimensiones()[d], ejes, *eje, celda[eje.indice()]))
            .collect();
        reticula.find(&codigos)
    };
    let mut pesos = vec![1; reticula.celdas()];
    for celda in rejilla.celdas(Medida::Servicios) {
        if let Some(i) = find(&celda) {
            pesos[i] = worth(ejes, &celda);
        }
    }
    // Fewer persons than the threshold, were the anonymous ones to make up the number.
    let mut primarias: Vec<usize> = rejilla
        .celdas(Medida::Servicios)
        .iter()
        .filter(|celda| {
            let personas = cubo.personas.get(*celda);
            personas.is_some_and(|personas| plan.umbral.primary(*personas))
        })
        .filter_map(find)
        .collect();
    primarias.sort_unstable();
    let [forzadas, futuras] = [forzadas, futuras].map(|celdas| {
        let mut suyas: Vec<usize> = celdas.iter().filter_map(find).collect();
        suyas.sort_unstable();
        suyas
    });
    for futura in &futuras {
        pesos[*futura] = 0;
    }
    let ediciones = previa.map(|previa| published(plan, previa)).transpose()?;
    let ediciones: Vec<Protegida> = ediciones
        .into_iter()
        .filter(|e| !e.celdas.is_empty())
        .collect();
    Ok(Entrada {
        nombre: Medida::Servicios.clave().to_owned(),
        umbral: plan.umbral.valor(),
        ancho: plan.ancho,
        ceros: Ceros::Publicados,
        reticula,
        ocupadas,
        quienes,
        sensibles: vec![],
        primarias,
        pesos,
        retenidas: vec![],
        futuras,
        forzadas,
        vinculo: if ediciones.is_empty() {
            Vinculo::Ninguno
        } else {
            Vinculo::Congelado
        },
        ediciones,
    })
}

/// What publishing a cell is worth: totals and margins more than crossings, years more than months.
pub(super) fn worth(ejes: &Ejes, celda: &Coordenadas) -> usize {
    let fuera = celda[1..].iter().filter(|miembro| **miembro > 0).count();
    match (ejes.periodo(celda).nivel, fuera) {
        (Nivel::Anio, 0) => 100,
        (Nivel::Anio, 1) => 12,
        (Nivel::Trimestre, 0) => 20,
        (Nivel::Mes, 0) => 6,
        (Nivel::Trimestre, 1) => 2,
        _ => 1,
    }
}

/// What earlier editions of the year have published of services, as one table.
fn published(plan: &Plan, previa: &Congelado) -> Result<Protegida, TablaInvalida> {
    // In the coordinates of today, of which the year and the periods not yet closed are not used.
    let (umbral, ancho) = (plan.umbral.valor(), plan.ancho);
    table_of(umbral, ancho, &previa.ejes, &previa.servicios)
}

/// Cells of services as a published table.
pub(super) fn table_of(
    umbral: u64,
    ancho: u64,
    ejes: &Ejes,
    contadas: &[Contada],
) -> Result<Protegida, TablaInvalida> {
    let dimensiones = EJES.map(|eje| dimension(ejes, eje).map(|d| d.published()));
    let dimensiones = dimensiones.into_iter().collect::<Result<Vec<_>, _>>()?;
    let celda = |(celda, cuenta, publicada): &Contada| {
        let codigos = EJES.iter().zip(&dimensiones);
        let codigos = codigos.map(|(eje, d)| number(d, ejes, *eje, celda[eje.indice()]));
        (codigos.collect(), publicada.then_some(*cuenta))
    };
    Ok(Protegida {
        medida: Medida::Servicios.clave().to_owned(),
        umbral,
        ancho,
        ceros: Ceros::Publicados,
        celdas: contadas.iter().map(celda).collect(),
        dimensiones,
        ediciones: vec![],
        vinculo: Vinculo::Ninguno,
    })
}

/// How many persons are behind a leaf, and which, if they are few; the anonymous ones together are one.
fn contributors(hoja: &Hoja, umbral: Umbral) -> (i64, Vec<u32>) {
    let anonima = u64::from(hoja.anonimas > 0);
    let personas = hoja.personas + anonima;
    if personas >= umbral.valor() {
        return (signed(personas), vec![]);
    }
    let mut quienes = hoja.quienes.clone();
    if anonima > 0 {
        quienes.push(ANONIMA);
    }
    (signed(personas), quienes)
}

pub(super) fn signed(numero: u64) -> i64 {
    i64::try_from(numero).unwrap_or(i64::MAX)
}
