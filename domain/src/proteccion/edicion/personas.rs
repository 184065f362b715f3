//! Persons by sex and age as a table for the engine: each cell of the other dimensions is a block of its own,
//! in which every person is once.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::distintas::{Distintas, Suerte};
use super::servicios::{dimension, first_leaf, number, signed, worth};
use crate::cubo::{Coordenadas, Cubo, Eje, Ejes, Rejilla, Trama};
use crate::{Medida, Plan};
use ::proteccion::documento::{Entrada, Vinculo};
use ::proteccion::tabla::{Ceros, Cruce, Dimension, Reticula, TablaInvalida};

const EJES: [Eje; 2] = [Eje::Sexo, Eje::Edad];

/// The block of a cell: the same, without sex and age.
fn block(celda: &Coordenadas) -> Coordenadas {
    let mut bloque = *celda;
    EJES.iter().for_each(|eje| bloque[eje.indice()] = 0);
    bloque
}

/// Whether a cross-tabulation has sex or age.
fn crosses(trama: &Trama) -> bool {
    trama.medidas.contains(&Medida::PersonasAtendidas)
        && EJES
            .iter()
            .any(|eje| trama.miembros[eje.indice()].len() > 1)
}

/// A table for the engine and the cell that each of its cells is.
pub(super) struct Tabla {
    pub(super) entrada: Entrada,
    /// By cell of the table.
    pub(super) celdas: Vec<Coordenadas>,
}

fn name(ejes: &Ejes, bloque: &Coordenadas) -> String {
    let textos = Eje::iter().zip(bloque).filter(|(eje, _)| !eje.exclusivo());
    let textos = textos.filter(|(eje, m)| **m > 0 || *eje == Eje::Tiempo);
    let textos = textos.map(|(eje, m)| {
        let miembro = ejes.miembro(eje, *m);
        format!("{}:{}", miembro.nivel.clave(), miembro.codigo)
    });
    textos.collect::<Vec<_>>().join("/")
}

/// The table of the blocks that no earlier edition has closed; nothing if there are none.
pub(super) fn table(
    plan: &Plan,
    rejilla: &Rejilla,
    cubo: &Cubo,
    distintas: &Distintas,
    cerradas: &BTreeMap<Coordenadas, (u64, bool)>,
) -> Result<Option<Tabla>, TablaInvalida> {
    let ejes = &rejilla.ejes;
    let tramas: Vec<&Trama> = rejilla
        .tramas
        .iter()
        .filter(|trama| crosses(trama))
        .collect();
    // Blocks with something that no edition has closed.
    let abiertos: BTreeSet<Coordenadas> = tramas
        .iter()
        .flat_map(|trama| trama.celdas())
        .filter(|celda| !cerradas.contains_key(celda))
        .map(|celda| block(&celda))
        .collect();
    let bloques_de = |trama: &Trama| -> Vec<Coordenadas> {
        let celdas = trama.celdas();
        let bloques: BTreeSet<Coordenadas> = celdas.iter().map(block).collect();
        bloques
            .into_iter()
            .filter(|b| abiertos.contains(b))
            .collect()
    };
    let bloques: BTreeSet<Coordenadas> = tramas.iter().flat_map(|t| bloques_de(t)).collect();
    if bloques.is_empty() {
        return Ok(None);
    }
    let nombres: Vec<String> = bloques.iter().map(|b| name(ejes, b)).collect();
    let relaciones = [("TODOS".to_owned(), nombres.clone())];
    let mut dimensiones = vec![Dimension::new("CELDA", "TODOS", &relaciones, &nombres)?];
    for eje in EJES {
        dimensiones.push(dimension(ejes, eje)?);
    }
    let numero = |d: usize, celda: &Coordenadas| {
        if d == 0 {
            let bloque = dimensiones[0].find(&name(ejes, celda));
            return bloque.expect("only cells of these blocks are numbered");
        }
        let eje = EJES[d - 1];
        number(&dimensiones[d], ejes, eje, celda[eje.indice()])
    };
    let cruces = tramas.iter().map(|trama| {
        let mut codigos = vec![bloques_de(trama).iter().map(|b| numero(0, b)).collect()];
        for (d, eje) in (1..).zip(EJES) {
            let de = |m: &u16| number(&dimensiones[d], ejes, eje, *m);
            codigos.push(trama.miembros[eje.indice()].iter().map(de).collect());
        }
        Cruce(codigos)
    });
    let cruces: Vec<Cruce> = cruces.collect();
    let ocupadas = cubo
        .sexo_y_edad
        .iter()
        .filter(|(celda, _)| bloques.contains(&block(celda)));
    let ocupadas = ocupadas.map(|(celda, cuenta)| {
        let posicion = |d: usize| first_leaf(&dimensiones[d], numero(d, celda));
        (
            (0..3).map(posicion).collect(),
            signed(*cuenta),
            signed(*cuenta),
        )
    });
    let ocupadas = ocupadas.collect();
    let mut celda_de = BTreeMap::new();
    for celda in tramas.iter().flat_map(|t| t.celdas()) {
        if bloques.contains(&block(&celda)) {
            celda_de.insert((0..3).map(|d| numero(d, &celda)).collect::<Vec<_>>(), celda);
        }
    }
    let reticula = Reticula::new(dimensiones, cruces)?;
    let celdas: Vec<Coordenadas> = (0..reticula.celdas())
        .map(|celda| celda_de[&reticula.coordenadas(celda)])
        .collect();
    let [retenidas, forzadas, primarias] = fates(&celdas, distintas);
    let entrada = Entrada {
        nombre: Medida::PersonasAtendidas.clave().to_owned(),
        umbral: plan.umbral.valor(),
        ancho: plan.ancho,
        ceros: Ceros::Publicados,
        reticula,
        ocupadas,
        quienes: vec![],
        sensibles: vec![],
        primarias,
        pesos: celdas.iter().map(|celda| worth(ejes, celda)).collect(),
        retenidas,
        futuras: vec![],
        forzadas,
        ediciones: vec![],
        vinculo: Vinculo::Ninguno,
    };
    Ok(Some(Tabla { entrada, celdas }))
}

/// Cells that must be withheld, that must be published, and that must not be known.
fn fates(celdas: &[Coordenadas], distintas: &Distintas) -> [Vec<usize>; 3] {
    let (mut retenidas, mut forzadas, mut primarias) = (vec![], vec![], vec![]);
    for (i, celda) in celdas.iter().enumerate() {
        match distintas.find(celda).map(|i| distintas.cuentas[i]) {
            // What must not be known of it must not follow from its sexes and ages either.
            Some(c) if c.suerte == Suerte::Oculta && c.delicada && c.personas > 0 => {
                primarias.push(i);
            }
            Some(c) if c.suerte == Suerte::Oculta => retenidas.push(i),
            Some(c) if c.suerte == Suerte::Fija => forzadas.push(i),
            _ => {}
        }
    }
    [retenidas, forzadas, primarias]
}
