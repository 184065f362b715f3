//! Services as a table for the engine: time, place, service, visit and unit, and the persons behind them.

use std::collections::BTreeMap;

use super::super::Umbral;
use super::congelado::{ANONIMA, Contada};
use super::puente::{Puente, Puentes};
use super::trabajo::Trabajo;
use crate::Medida;
use crate::cubo::{Coordenadas, Cubo, Eje, Ejes, Hoja, Nivel, Rejilla};
use ::proteccion::documento::{Entrada, Protegida, Vinculo};
use ::proteccion::tabla::{Ceros, Cruce, Ocupada, Reticula, TablaInvalida};

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
    for (eje, miembro) in celda.iter() {
        let arriba: Vec<u16> = ejes.arriba(eje, miembro).skip(1).collect();
        let mas: Vec<Coordenadas> = todas
            .iter()
            .flat_map(|celda| arriba.iter().map(|miembro| celda.with(eje, *miembro)))
            .collect();
        todas.extend(mas);
    }
    todas
}

/// The table that is protected: with the cells that must be published, and those that are not.
pub(super) fn table(
    trabajo: &Trabajo,
    [forzadas, futuras]: [&[Coordenadas]; 2],
) -> Result<Entrada, TablaInvalida> {
    let Trabajo {
        plan,
        rejilla,
        cubo,
        puentes: Puentes {
            servicios: puente, ..
        },
        ..
    } = *trabajo;
    let tramas = rejilla.tramas.iter();
    let tramas = tramas.filter(|trama| trama.medidas.contains(&Medida::Servicios));
    let cruces = tramas.map(|trama| Cruce(puente.crossing(trama))).collect();
    let reticula = Reticula::new(puente.dimensions(), cruces)?;
    let declaradas = rejilla.celdas(Medida::Servicios);
    let position = |celda: &Coordenadas| {
        let posicion = reticula.find(&puente.codes(celda));
        posicion.expect("the table has every declared cell, and only such cells are asked for")
    };
    let mut pesos = vec![1; reticula.celdas()];
    for celda in &declaradas {
        pesos[position(celda)] = worth(&rejilla.ejes, celda);
    }
    // Fewer persons than the threshold, were the anonymous ones to make up the number.
    let pocas = declaradas.iter().filter(|celda| {
        let personas = cubo.personas.get(*celda);
        personas.is_some_and(|personas| plan.umbral.primary(*personas))
    });
    let mut primarias: Vec<usize> = pocas.map(position).collect();
    let [mut forzadas, mut futuras] =
        [forzadas, futuras].map(|celdas| celdas.iter().map(position).collect::<Vec<usize>>());
    for posiciones in [&mut primarias, &mut forzadas, &mut futuras] {
        posiciones.sort_unstable();
    }
    for futura in &futuras {
        pesos[*futura] = 0;
    }
    let previa = trabajo.previa.filter(|previa| !previa.servicios.is_empty());
    // In the coordinates of today, of which the year and the periods not yet closed are not used.
    let ediciones: Vec<Protegida> = previa
        .map(|previa| table_of(plan.umbral.valor(), plan.ancho, puente, &previa.servicios))
        .into_iter()
        .collect();
    let (ocupadas, quienes) = occupied(puente, cubo, plan.umbral);
    Ok(Entrada {
        nombre: Medida::Servicios.clave().to_owned(),
        umbral: plan.umbral.valor(),
        ancho: plan.ancho,
        ceros: Ceros::Publicados,
        reticula,
        ocupadas,
        quienes: Some(quienes),
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

/// The leaves with services, and who is behind each.
fn occupied(puente: &Puente, cubo: &Cubo, umbral: Umbral) -> (Vec<Ocupada>, Vec<Vec<u32>>) {
    let hojas = cubo.hojas.iter().filter(|(_, hoja)| hoja.servicios > 0);
    let leaf = |(celda, hoja): (&Coordenadas, &Hoja)| {
        let (personas, quienes) = contributors(hoja, umbral);
        let ocupada = (puente.leaves(celda), signed(hoja.servicios), personas);
        (ocupada, quienes)
    };
    hojas.map(leaf).unzip()
}

/// What publishing a cell is worth: totals and margins more than crossings, years more than months.
pub(super) fn worth(ejes: &Ejes, celda: &Coordenadas) -> usize {
    let fuera = celda.crossed();
    match (ejes.periodo(celda).nivel, fuera) {
        (Nivel::Anio, 0) => 100,
        (Nivel::Anio, 1) => 12,
        (Nivel::Trimestre, 0) => 20,
        (Nivel::Mes, 0) => 6,
        (Nivel::Trimestre, 1) => 2,
        _ => 1,
    }
}

/// Cells of services as a published table.
pub(super) fn table_of(
    umbral: u64,
    ancho: u64,
    puente: &Puente,
    contadas: &[Contada],
) -> Protegida {
    let cell =
        |(celda, cuenta, publicada): &Contada| (puente.codes(celda), publicada.then_some(*cuenta));
    Protegida {
        medida: Medida::Servicios.clave().to_owned(),
        umbral,
        ancho,
        ceros: Ceros::Publicados,
        celdas: contadas.iter().map(cell).collect(),
        dimensiones: puente.published(),
        ediciones: vec![],
        vinculo: Vinculo::Ninguno,
    }
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
    i64::try_from(numero).expect("what a register counts is far below 63 bits")
}
