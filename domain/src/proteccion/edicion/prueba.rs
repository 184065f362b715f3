//! The proof of an edition: registers that hide every number that nobody may know; and what more must be withheld so
//! that there are.

use std::collections::BTreeSet;

use super::super::auditoria::Lector;
use super::super::registros::{self, Fila, Filas, Forma, Padron, Registros, Secreto};
use super::trabajo::{Trabajo, with_services};
use super::{Demostracion, Estados, servicios};
use crate::Medida;
use crate::cubo::Coordenadas;

/// What may be withheld only because no registers were found that hide a number: in all, and for one number.
const PRESUPUESTO: u64 = 40;
const POR_SECRETO: u64 = 4;
/// Published cells that are tried one by one to see whether without them bounds leave a number open.
const PROBADAS: usize = 40;

/// What a proof came to.
pub(super) struct Probado {
    /// Cells that must be withheld, and whether each is of services.
    pub(super) ocultas: Vec<(Coordenadas, bool)>,
    /// Cells that had to be published and give something away, by row, and the cells that they give away.
    pub(super) obligadas: Vec<(Fila, Vec<Fila>)>,
    pub(super) demostracion: Demostracion,
}

struct Prueba<'a> {
    trabajo: &'a Trabajo<'a>,
    registros: Registros<'a>,
    secretos: Vec<Secreto>,
    lector: Lector<'a>,
    /// By row, what withholding it costs; nothing if it must not be.
    costo: Vec<Option<u64>>,
    /// By row, those that are withheld with it.
    juntas: Vec<Vec<usize>>,
    ocultas: Vec<usize>,
    obligadas: Vec<(usize, Vec<usize>)>,
}

/// Looks for registers that hide every number of an edition that nobody may know. What bounds give away is withheld;
/// so is what stands in the way of a register, where that costs little. Nothing if the register does not give what is
/// closed, because rows were deleted by hand: then nothing can be proven.
pub(super) fn prove(trabajo: &Trabajo, personas: &Estados, servicios: &Estados) -> Option<Probado> {
    let filas = Filas::new(&trabajo.rejilla.ejes, personas, servicios);
    let padron = Padron::new(&filas, trabajo.cubo);
    let secretos = registros::secrets(&filas, &padron, trabajo.plan.umbral.valor());
    let formas: Vec<Forma> = secretos.iter().map(|s| s.forma.clone()).collect();
    let registros = Registros::new(filas, padron, formas, trabajo.plan.ancho)?;
    let (costo, juntas) = costs(trabajo, &registros.filas);
    let mut prueba = Prueba {
        lector: reader(trabajo, personas, servicios),
        trabajo,
        registros,
        secretos,
        costo,
        juntas,
        ocultas: vec![],
        obligadas: vec![],
    };
    prueba.registros.search();
    for forma in prueba.registros.open() {
        prueba.close(forma);
    }
    let mut presupuesto = PRESUPUESTO;
    for forma in prueba.registros.open() {
        prueba.afford(forma, &mut presupuesto);
    }
    Some(prueba.finish())
}

fn reader<'a>(trabajo: &Trabajo<'a>, personas: &Estados, servicios: &Estados) -> Lector<'a> {
    let seen = |estados: &Estados| {
        let de = estados.iter();
        de.map(|(celda, (n, p))| (*celda, p.then_some(*n)))
            .collect()
    };
    let umbral = trabajo.plan.umbral.valor();
    Lector::new(
        &trabajo.rejilla.ejes,
        umbral,
        &seen(personas),
        &seen(servicios),
    )
}

impl Prueba<'_> {
    /// Whether bounds alone give a number away.
    fn given_away(&mut self, forma: usize) -> bool {
        let forma = self.registros.forma(forma);
        let ancho = i64::try_from(self.trabajo.plan.ancho).unwrap_or(i64::MAX);
        self.lector.tighten().is_err()
            || forma.given_away(self.lector.interval(&forma.terminos), ancho)
    }

    /// Withholds what gives a number away, as long as bounds do.
    fn close(&mut self, forma: usize) {
        while !self.registros.pursue(forma) && self.given_away(forma) {
            let celdas = self.registros.forma(forma).terminos.iter();
            let celdas: Vec<usize> = celdas.map(|(fila, _)| *fila).collect();
            let culpables = self.lector.because(&celdas);
            let pagables = culpables.iter();
            let pagables = pagables.filter_map(|fila| Some((self.costo[*fila]?, *fila)));
            let mut pagables: Vec<(u64, usize)> = pagables.collect();
            pagables.sort_unstable();
            // Whatever alone leaves it open; else, the cheapest that bounds it.
            let sola = pagables.iter().take(PROBADAS).find(|(_, fila)| {
                let antes = self.lector.put_away(*fila);
                let abierta = !self.given_away(forma);
                self.lector.put_back(*fila, antes);
                abierta
            });
            let Some((_, fila)) = sola.or(pagables.first()).copied() else {
                self.obligadas.push((forma, culpables));
                return;
            };
            self.withhold(&[fila]);
        }
    }

    /// Withholds what stands in the way of a register that hides a number, if a register is found then and it costs
    /// little.
    fn afford(&mut self, forma: usize, presupuesto: &mut u64) {
        if self.registros.pursue(forma) {
            return;
        }
        let remedios = self.registros.remedies(forma, &self.costo);
        let Some((precio, filas)) = remedios.into_iter().next() else {
            return;
        };
        if precio > POR_SECRETO.min(*presupuesto) {
            return;
        }
        let antes = (self.registros.save(), self.ocultas.len());
        self.withhold(&filas);
        if self.registros.pursue(forma) {
            *presupuesto -= precio;
        } else {
            self.registros.restore(antes.0);
            self.ocultas.truncate(antes.1);
        }
    }

    fn withhold(&mut self, filas: &[usize]) {
        let con = filas.iter().flat_map(|fila| &self.juntas[*fila]);
        let mut todas: Vec<usize> = con.chain(filas).copied().collect();
        todas.sort_unstable();
        todas.dedup();
        todas.retain(|fila| self.registros.filas.todas[*fila].oculta.is_none());
        self.registros.withhold(&todas);
        for fila in &todas {
            self.lector.put_away(*fila);
        }
        self.ocultas.extend(todas);
    }

    fn finish(self) -> Probado {
        let fila = |i: usize| self.registros.filas.todas[i];
        let obligada = |(forma, culpables): &(usize, Vec<usize>)| {
            let celdas = self.registros.forma(*forma).terminos.iter();
            let celdas: Vec<Fila> = celdas.map(|(i, _)| fila(*i)).collect();
            let forzada = |i: &&usize| self.trabajo.obliges(&fila(**i));
            let suyas = culpables.iter().filter(forzada);
            suyas
                .map(|i| (fila(*i), celdas.clone()))
                .collect::<Vec<_>>()
        };
        Probado {
            ocultas: (self.ocultas.iter())
                .map(|i| (fila(*i).celda, fila(*i).de_servicios))
                .collect(),
            obligadas: self.obligadas.iter().flat_map(obligada).collect(),
            demostracion: Demostracion {
                numeros: self.secretos.len(),
                demostrados: self.secretos.len() - self.registros.open().len(),
            },
        }
    }
}

/// By row, what withholding it costs, unless it must not be, and what is withheld with it.
fn costs(trabajo: &Trabajo, filas: &Filas) -> (Vec<Option<u64>>, Vec<Vec<usize>>) {
    let ejes = &trabajo.rejilla.ejes;
    let cerrados: BTreeSet<Coordenadas> = trabajo.previa.map_or_else(BTreeSet::new, |previa| {
        previa.servicios.iter().map(|(celda, ..)| *celda).collect()
    });
    let propio = |fila: &Fila| {
        let cerrada = if fila.de_servicios {
            cerrados.contains(&fila.celda)
        } else {
            trabajo.cerradas.contains_key(&fila.celda)
        };
        let fija = cerrada || fila.verdad == 0 || trabajo.obliges(fila);
        let peso = u64::try_from(servicios::worth(ejes, &fila.celda)).unwrap_or(u64::MAX);
        (!fija).then_some(peso)
    };
    let propios: Vec<Option<u64>> = filas.todas.iter().map(propio).collect();
    let mut costo = propios.clone();
    let mut juntas = vec![vec![]; costo.len()];
    for (i, fila) in filas.todas.iter().enumerate() {
        if fila.de_servicios || fila.oculta.is_some() || fila.verdad == 0 {
            continue;
        }
        // Persons are published with their services or not at all.
        if let Some(todo) = filas.find(&with_services(&fila.celda), true) {
            juntas[todo].push(i);
            costo[todo] = costo[todo].zip(propios[i]).map(|(uno, otro)| uno + otro);
        }
    }
    (costo, juntas)
}

impl Fila {
    /// The measure that it is of.
    pub(super) fn medida(&self) -> Medida {
        if self.de_servicios {
            Medida::Servicios
        } else {
            Medida::PersonasAtendidas
        }
    }
}
