//! What must be withheld in the end, because it is proven: registers that hide every number that nobody may know, and what is
//! withheld so that there are.

mod conjunto;
mod costos;
mod publicar;
mod retener;

use std::collections::BTreeSet;

use super::super::demas;
use super::super::lector::Lector;
use super::super::posibles::Posibles;
use super::super::registros::{self, Fila, Filas, Forma, Padron, Pedido, Registros, Secreto};
use super::trabajo::Trabajo;
use super::{Demostracion, Estados};
use crate::Medida;
use crate::cubo::{Coordenadas, Ejes};
use costos::costs;

/// What may be withheld for one number because a register shows that it helps, and in all.
const POR_NUMERO: u64 = 3;
const EN_TODO: u64 = 60;
/// Persons of a register that is small: in it nothing is published beside a number that no register hides, but what must
/// be. What is left in a larger one is *probable*.
const PEQUENO: u64 = 300;

/// Times that what could not be looked at is withheld, at most.
const MIRADAS: usize = 3;

/// What a proof came to.
pub(super) struct Probado {
    /// Every cell, and whether it is withheld.
    pub(super) filas: Vec<Fila>,
    /// Cells that had to be published and give something away, by row, and the cells that they give away.
    pub(super) obligadas: Vec<(Fila, Vec<Fila>)>,
    /// Cells of periods that earlier editions closed, which these did not say and of which what they did say leaves too little
    /// to be known: a plan that says them begins too soon.
    pub(super) tardias: Vec<Fila>,
    pub(super) demostracion: Demostracion,
}

struct Supresion<'a> {
    trabajo: &'a Trabajo<'a>,
    registros: Registros<'a>,
    secretos: Vec<Secreto>,
    lector: Lector,
    /// By row, what withholding it costs; nothing if it must not be.
    costo: Vec<Option<u64>>,
    /// By row, those that are withheld with it.
    juntas: Vec<Vec<usize>>,
    /// What may still be withheld because a register shows that it helps.
    presupuesto: u64,
    /// Whether more is withheld as long as a number is left.
    estricta: bool,
    /// What is withheld for the sake of registers.
    ocultas: BTreeSet<usize>,
    obligadas: Vec<(usize, Vec<usize>)>,
    /// What programs give away and nothing that may be withheld opens; what they were not asked.
    dadas: BTreeSet<usize>,
    sin_ver: BTreeSet<usize>,
}

/// Looks for registers that hide every number of an edition that nobody may know, and withholds what stands in their way;
/// publishes again what need not be withheld. Nothing if the register does not give what is closed, because rows were
/// deleted by hand: then nothing can be proven.
pub(super) fn prove(trabajo: &Trabajo, personas: &Estados, servicios: &Estados) -> Option<Probado> {
    let ejes = &trabajo.rejilla.ejes;
    let left = |todas: &Coordenadas, (mujeres, _): &(u64, bool)| {
        let dichas = personas.get(todas).map(|(cuenta, _)| *cuenta);
        let cuenta = dichas.or_else(|| trabajo.cubo.calladas.get(todas).copied());
        let cuenta = cuenta.expect("everybody is counted where women are");
        (cuenta.saturating_sub(*mujeres), false)
    };
    match demas::invent(ejes, personas, left) {
        Some((ejes, personas)) => prove_all(trabajo, &ejes, &personas, servicios),
        None => prove_all(trabajo, ejes, personas, servicios),
    }
}

/// The same, of persons with those that no plan declares and any reader has.
fn prove_all(
    trabajo: &Trabajo,
    ejes: &Ejes,
    personas: &Estados,
    servicios: &Estados,
) -> Option<Probado> {
    let cerrado = trabajo.previa.map(|previa| previa.corte);
    let posibles = Posibles::new(ejes, trabajo.cubo, cerrado);
    let filas = Filas::new(ejes, personas, servicios, posibles.clone());
    let padron = Padron::new(&filas, trabajo.cubo);
    let secretos = registros::secrets(&filas, &padron, asked(trabajo));
    let formas: Vec<Forma> = secretos.iter().map(|s| s.forma.clone()).collect();
    let registros = Registros::new(filas, padron, formas, trabajo.plan.ancho)?;
    let (costo, juntas) = costs(trabajo, &registros.filas);
    let gente: u64 = trabajo.cubo.patrones.iter().map(|p| p.cuantas).sum();
    let mut supresion = Supresion {
        lector: reader(trabajo, ejes, personas, servicios, &posibles),
        trabajo,
        registros,
        secretos,
        costo,
        juntas,
        presupuesto: EN_TODO,
        estricta: gente <= PEQUENO,
        ocultas: BTreeSet::new(),
        obligadas: vec![],
        dadas: BTreeSet::new(),
        sin_ver: BTreeSet::new(),
    };
    supresion.settle_all();
    supresion.publish_all();
    supresion.settle_unseen();
    Some(supresion.finish())
}

/// What the plan asks.
fn asked(trabajo: &Trabajo) -> Pedido {
    Pedido {
        umbral: trabajo.plan.umbral.valor(),
        repeticiones: trabajo.plan.repeticiones,
    }
}

fn reader(
    trabajo: &Trabajo,
    ejes: &Ejes,
    personas: &Estados,
    servicios: &Estados,
    posibles: &Posibles,
) -> Lector {
    let seen = |estados: &Estados| {
        let de = estados.iter();
        de.map(|(celda, (n, p))| (*celda, p.then_some(*n)))
            .collect()
    };
    let umbral = trabajo.plan.umbral.valor();
    Lector::new(ejes, umbral, &seen(personas), &seen(servicios), posibles)
}

impl Supresion<'_> {
    /// Withholds until every number is hidden. It ends, because only what is withheld makes new numbers.
    fn settle_all(&mut self) {
        loop {
            self.registros.search();
            for forma in self.registros.open() {
                self.settle(forma, self.presupuesto.min(POR_NUMERO));
                self.close(forma);
            }
            if self.estricta {
                self.settle_strictly();
            }
            if !self.list_again() {
                return;
            }
        }
    }

    /// Withholds until registers hide what programs could not be asked of, however large the register: nobody has looked
    /// at it. What need not be withheld for that is published again.
    fn settle_unseen(&mut self) {
        for _ in 0..MIRADAS {
            if self.left().is_empty() {
                return;
            }
            self.settle_strictly();
            self.publish_all();
        }
    }

    /// Publishes again what need not be withheld, and looks at all numbers a last time.
    fn publish_all(&mut self) {
        self.publish_again();
        if self.list_again() {
            self.settle_all();
        }
        self.close_together();
    }

    /// Lists the numbers again, since what published cells leave depends on which are published. Whether there are new ones.
    fn list_again(&mut self) -> bool {
        let todos = self.registros.secrets(asked(self.trabajo));
        let nuevos = todos.into_iter();
        let nuevos: Vec<Secreto> = nuevos.filter(|n| !self.secretos.contains(n)).collect();
        let formas = nuevos.iter().map(|s| s.forma.clone());
        self.registros.extend(formas);
        self.secretos.extend_from_slice(&nuevos);
        !nuevos.is_empty()
    }

    /// Withholds published cells, and those that are withheld with them: all that are.
    fn withhold(&mut self, filas: &[usize]) -> Vec<usize> {
        let todas = self.whole_groups(filas.iter().copied());
        self.registros.withhold(&todas);
        for fila in &todas {
            self.lector.put_away(*fila);
        }
        self.ocultas.extend(&todas);
        todas
    }

    /// Published cells with those that are withheld with them.
    fn whole_groups(&self, filas: impl Iterator<Item = usize>) -> Vec<usize> {
        let con = filas.flat_map(|fila| self.juntas[fila].iter().copied().chain([fila]));
        let published = |fila: &usize| self.registros.filas.todas[*fila].oculta.is_none();
        let todas: BTreeSet<usize> = con.filter(published).collect();
        todas.into_iter().collect()
    }

    /// A row as plans have it: who is not a woman is told by the cell of women.
    fn of_plan(&self, fila: Fila) -> Fila {
        if !demas::es(self.registros.filas.ejes, &fila.celda) {
            return fila;
        }
        let [_, celda] = demas::behind(self.registros.filas.ejes, &fila.celda);
        Fila { celda, ..fila }
    }

    /// Whether the edition says a row, or one that tells of it.
    fn said(&self, fila: &Fila) -> bool {
        let fila = self.of_plan(*fila);
        self.trabajo.said(fila.medida(), &fila.celda)
    }

    fn finish(mut self) -> Probado {
        self.registros.recheck();
        // Those of cells that the edition says, and what is told of others in spite of all: the rest is of the end of the year,
        // or of what nobody declares.
        let callada = |forma: &usize| !self.registros.sought(*forma) && !self.dadas.contains(forma);
        let dichas: BTreeSet<usize> = (0..self.secretos.len())
            .filter(|forma| !callada(forma))
            .filter(|forma| {
                let mut celdas = self.registros.forma(*forma).terminos.iter();
                celdas.all(|(fila, _)| {
                    let fila = &self.registros.filas.todas[*fila];
                    fila.verdad == 0 || self.said(fila)
                })
            })
            .collect();
        let mut abiertas = self.registros.open();
        abiertas.retain(|forma| dichas.contains(forma));
        let acotadas: BTreeSet<usize> = abiertas
            .iter()
            .copied()
            .filter(|forma| self.dadas.contains(forma) || self.given_away(*forma))
            .collect();
        let sin_ver = abiertas.iter();
        let sin_ver = sin_ver.filter(|f| self.sin_ver.contains(f) && !acotadas.contains(f));
        let sin_ver = sin_ver.count();
        let fila = |i: usize| self.of_plan(self.registros.filas.todas[i]);
        let obligada = |(forma, culpables): &(usize, Vec<usize>)| {
            let celdas = self.registros.forma(*forma).terminos.iter();
            let celdas: Vec<Fila> = celdas.map(|(i, _)| fila(*i)).collect();
            let forzada = |i: &&usize| self.trabajo.obliges(&fila(**i));
            let suyas = culpables.iter().filter(forzada);
            suyas
                .map(|i| (fila(*i), celdas.clone()))
                .collect::<Vec<_>>()
        };
        let tardias = abiertas.iter();
        let tardias = tardias.filter(|forma| self.estricta || acotadas.contains(forma));
        let tardias = tardias.flat_map(|forma| &self.registros.forma(*forma).terminos);
        let tardias = tardias.map(|(i, _)| fila(*i));
        let tardias = tardias.filter(|fila| self.trabajo.comes_late(fila));
        Probado {
            tardias: tardias.collect(),
            filas: (self.registros.filas.todas.iter().copied())
                .filter(|fila| !demas::es(self.registros.filas.ejes, &fila.celda))
                .collect(),
            // What was withheld for others may have hidden it since.
            obligadas: (self.obligadas.iter())
                .filter(|(forma, _)| !self.registros.proven(*forma))
                .flat_map(obligada)
                .collect(),
            demostracion: Demostracion {
                numeros: dichas.len(),
                demostrados: dichas.len() - abiertas.len(),
                acotadas: acotadas.len(),
                sin_ver,
            },
        }
    }
}

impl Fila {
    /// The measure that it is of.
    pub(in super::super) fn medida(&self) -> Medida {
        if self.de_servicios {
            Medida::Servicios
        } else {
            Medida::PersonasAtendidas
        }
    }
}
