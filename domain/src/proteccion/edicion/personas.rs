//! Persons by sex and age as a table for the engine: each cell of the other dimensions is a block of its own,
//! in which every person is once.

use std::collections::{BTreeMap, BTreeSet};

use super::distintas::{Distintas, Suerte};
use super::puente::{Puente, text};
use super::servicios::{signed, worth};
use super::trabajo::Trabajo;
use crate::Medida;
use crate::cubo::{Coordenadas, Cubo, Eje, Ejes, Trama};
use ::proteccion::documento::{Entrada, Vinculo};
use ::proteccion::tabla::{Ceros, Cruce, Dimension, Ocupada, Reticula, TablaInvalida};

/// The dimensions that each block is divided by, in the order of the table.
pub(super) const EJES: [Eje; 2] = [Eje::Sexo, Eje::Edad];

/// The block of a cell: the same, without sex and age.
fn block(celda: &Coordenadas) -> Coordenadas {
    celda.without(EJES)
}

/// Whether a cross-tabulation has sex or age.
fn crosses(trama: &Trama) -> bool {
    trama.medidas.contains(&Medida::PersonasAtendidas)
        && EJES
            .iter()
            .any(|eje| trama.miembros[eje.indice()].len() > 1)
}

/// A table for the engine and the cell that each of its cells is.
pub(super) struct TablaDePersonas {
    pub(super) entrada: Entrada,
    /// By cell of the table.
    pub(super) celdas: Vec<Coordenadas>,
}

/// The blocks of a table: a dimension of the engine in which each is a code.
struct Bloques {
    dimension: Dimension,
    /// By block: its code.
    codigos: BTreeMap<Coordenadas, usize>,
}

/// The whole of all blocks, which is no cell.
const TODOS: &str = "TODOS";

impl Bloques {
    fn new(ejes: &Ejes, bloques: BTreeSet<Coordenadas>) -> Result<Self, TablaInvalida> {
        let nombres: Vec<String> = bloques.iter().map(|bloque| name(ejes, bloque)).collect();
        let relaciones = [(TODOS.to_owned(), nombres.clone())];
        let dimension = Dimension::new("CELDA", TODOS, &relaciones, &nombres)?;
        let code = |nombre: &String| {
            let codigo = dimension.find(nombre);
            codigo.expect("the dimension has a code for each block")
        };
        let codigos = bloques.into_iter().zip(nombres.iter().map(code)).collect();
        Ok(Self { dimension, codigos })
    }

    fn has(&self, celda: &Coordenadas) -> bool {
        self.codigos.contains_key(&block(celda))
    }

    /// The code of the block of a cell, of which there is one.
    fn code(&self, celda: &Coordenadas) -> usize {
        self.codigos[&block(celda)]
    }

    fn leaf(&self, celda: &Coordenadas) -> usize {
        let hojas = self.dimension.alcance(self.code(celda));
        *hojas.first().expect("every block is a leaf")
    }

    /// The blocks of a cross-tabulation that are here, by code.
    fn of(&self, trama: &Trama) -> Vec<usize> {
        let celdas = trama.celdas();
        let bloques: BTreeSet<Coordenadas> = celdas.iter().map(block).collect();
        let codigos = bloques.iter().filter_map(|b| self.codigos.get(b).copied());
        codigos.collect()
    }
}

/// The text of a block, by which the engine sorts and refuses it.
fn name(ejes: &Ejes, bloque: &Coordenadas) -> String {
    let textos: Vec<String> = bloque
        .iter()
        .filter(|(eje, m)| !eje.exclusivo() && (*m > 0 || *eje == Eje::Tiempo))
        .map(|(eje, m)| text(ejes, eje, m))
        .collect();
    textos.join("/")
}

/// The table of the blocks that no earlier edition has closed; nothing if there are none.
pub(super) fn table(
    trabajo: &Trabajo,
    distintas: &Distintas,
) -> Result<Option<TablaDePersonas>, TablaInvalida> {
    let Trabajo {
        plan,
        rejilla,
        cubo,
        puentes,
        ..
    } = *trabajo;
    let puente = &puentes.sexo_y_edad;
    let tramas = rejilla.tramas.iter().filter(|trama| crosses(trama));
    let tramas: Vec<&Trama> = tramas.collect();
    let quedan = remaining(trabajo, distintas);
    if quedan.is_empty() {
        return Ok(None);
    }
    let bloques = Bloques::new(&rejilla.ejes, quedan)?;
    let cruces = tramas.iter().map(|trama| {
        let mut codigos = vec![bloques.of(trama)];
        codigos.extend(puente.crossing(trama));
        Cruce(codigos)
    });
    let mut cruces: Vec<Cruce> = cruces.filter(|cruce| !cruce.0[0].is_empty()).collect();
    cruces.extend(apart(&bloques, puente, &tramas, distintas));
    let ocupadas = occupied(cubo, &bloques, puente);
    let por_codigo: BTreeMap<usize, Coordenadas> =
        bloques.codigos.iter().map(|(b, c)| (*c, *b)).collect();
    let mut dimensiones = vec![bloques.dimension];
    dimensiones.extend(puente.dimensions());
    let reticula = Reticula::new(dimensiones, cruces)?;
    let celdas: Vec<Coordenadas> = (0..reticula.celdas())
        .map(|i| {
            let codigos = reticula.coordenadas(i);
            puente.cell(&codigos[1..], por_codigo[&codigos[0]])
        })
        .collect();
    let [retenidas, forzadas, primarias] = fates(&celdas, distintas);
    let pesos = celdas.iter().map(|celda| worth(&rejilla.ejes, celda));
    let entrada = Entrada {
        nombre: Medida::PersonasAtendidas.clave().to_owned(),
        umbral: plan.umbral.valor(),
        ancho: plan.ancho,
        ceros: Ceros::Publicados,
        reticula,
        ocupadas,
        quienes: None,
        sensibles: vec![],
        primarias,
        pesos: pesos.collect(),
        retenidas,
        futuras: vec![],
        forzadas,
        ediciones: vec![],
        vinculo: Vinculo::Ninguno,
    };
    Ok(Some(TablaDePersonas { entrada, celdas }))
}

/// The blocks of several cells: those that have something that no edition has closed, unless all of that is withheld beside what
/// is closed.
fn remaining(trabajo: &Trabajo, distintas: &Distintas) -> BTreeSet<Coordenadas> {
    let mut bloques: BTreeMap<Coordenadas, Vec<&Coordenadas>> = BTreeMap::new();
    for celda in distintas.celdas() {
        bloques.entry(block(celda)).or_default().push(celda);
    }
    bloques.retain(|_, celdas| {
        let closed = |celda: &&Coordenadas| trabajo.cerradas.contains_key(*celda);
        let withheld =
            |celda: &Coordenadas| distintas.find(celda).is_some_and(|i| !distintas.open(i));
        let (cerradas, nuevas): (Vec<_>, Vec<_>) = celdas.iter().copied().partition(closed);
        celdas.len() > 1
            && !nuevas.is_empty()
            && (cerradas.is_empty() || !nuevas.into_iter().all(withheld))
    });
    bloques.into_keys().collect()
}

/// Cells that no crossing of sex or age has: of everybody where women are counted, of women by themselves, closed ones. Those
/// of one sex and age are a crossing.
fn apart(
    bloques: &Bloques,
    puente: &Puente,
    tramas: &[&Trama],
    distintas: &Distintas,
) -> Vec<Cruce> {
    let mut sueltas: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    let suyas = distintas.celdas().filter(|celda| bloques.has(celda));
    for celda in suyas.filter(|celda| !tramas.iter().any(|trama| trama.contiene(celda))) {
        let de = sueltas.entry(puente.codes(celda)).or_default();
        de.push(bloques.code(celda));
    }
    let cruces = sueltas.into_iter().map(|(codigos, bloques)| {
        let codigos = codigos.into_iter().map(|codigo| vec![codigo]);
        Cruce(std::iter::once(bloques).chain(codigos).collect())
    });
    cruces.collect()
}

/// The finest sexes and ages of each block with somebody, and how many: each person is in one.
fn occupied(cubo: &Cubo, bloques: &Bloques, puente: &Puente) -> Vec<Ocupada> {
    let contadas = cubo.sexo_y_edad.iter();
    let suyas = contadas.filter(|(celda, _)| bloques.has(celda));
    suyas
        .map(|(celda, cuenta)| {
            let mut hojas = vec![bloques.leaf(celda)];
            hojas.extend(puente.leaves(celda));
            (hojas, signed(*cuenta), signed(*cuenta))
        })
        .collect()
}

/// Cells that must be withheld, that must be published, and that must not be known.
fn fates(celdas: &[Coordenadas], distintas: &Distintas) -> [Vec<usize>; 3] {
    let (mut retenidas, mut forzadas, mut primarias) = (vec![], vec![], vec![]);
    for (i, celda) in celdas.iter().enumerate() {
        let cuenta = distintas.find(celda).map(|i| distintas.cuentas[i]);
        let cuenta = cuenta.expect("every declared cell of persons has a count");
        match cuenta.suerte {
            // What must not be known of it must not follow from its sexes and ages either.
            Suerte::Oculta if cuenta.delicada && cuenta.personas > 0 => primarias.push(i),
            Suerte::Oculta => retenidas.push(i),
            Suerte::Fija => forzadas.push(i),
            Suerte::Abierta => {}
        }
    }
    [retenidas, forzadas, primarias]
}
