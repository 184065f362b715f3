//! The proof of an edition: registers that hide every number that nobody may know; and what more must be withheld so
//! that there are.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::super::auditoria::Lector;
use super::super::registros::{self, Fila, Filas, Forma, Padron, Registros, Secreto};
use super::trabajo::{Trabajo, with_services};
use super::{Demostracion, Estados, servicios};
use crate::Medida;
use crate::cubo::{Coordenadas, Eje};

/// Persons of a register that is small: in it, whatever it costs, every number is hidden. In a larger one, what may be
/// withheld for one number, and in all; what that leaves is *probable*.
const PEQUENO: u64 = 300;
const POR_NUMERO: u64 = 6;
const EN_TODO: u64 = 60;
/// Remedies that are tried for one number.
const REMEDIOS: usize = 3;
/// Published cells that are tried one by one to see whether without them bounds leave a number open.
const PROBADAS: usize = 40;
/// How often the numbers are listed again.
const VUELTAS: usize = 4;

/// What a proof came to.
pub(super) struct Probado {
    /// Cells that must be withheld, and whether each is of services.
    pub(super) ocultas: Vec<(Coordenadas, bool)>,
    /// Cells of persons that need not be withheld.
    pub(super) publicadas: Vec<Coordenadas>,
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
    /// What may still be withheld, for one number and in all.
    por_numero: u64,
    presupuesto: u64,
    ocultas: Vec<usize>,
    publicadas: Vec<usize>,
    obligadas: Vec<(usize, Vec<usize>)>,
}

/// Looks for registers that hide every number of an edition that nobody may know, and withholds what stands in their way;
/// publishes again what need not be withheld. Nothing if the register does not give what is closed, because rows were
/// deleted by hand: then nothing can be proven.
pub(super) fn prove(trabajo: &Trabajo, personas: &Estados, servicios: &Estados) -> Option<Probado> {
    let filas = Filas::new(&trabajo.rejilla.ejes, personas, servicios);
    let padron = Padron::new(&filas, trabajo.cubo);
    let secretos = registros::secrets(&filas, &padron, trabajo.plan.umbral.valor());
    let formas: Vec<Forma> = secretos.iter().map(|s| s.forma.clone()).collect();
    let registros = Registros::new(filas, padron, formas, trabajo.plan.ancho)?;
    let (costo, juntas) = costs(trabajo, &registros.filas);
    let gente: u64 = trabajo.cubo.patrones.iter().map(|p| p.cuantas).sum();
    let pequeno = gente <= PEQUENO;
    let mut prueba = Prueba {
        lector: reader(trabajo, personas, servicios),
        trabajo,
        registros,
        secretos,
        costo,
        juntas,
        por_numero: if pequeno { u64::MAX } else { POR_NUMERO },
        presupuesto: if pequeno { u64::MAX } else { EN_TODO },
        ocultas: vec![],
        publicadas: vec![],
        obligadas: vec![],
    };
    prueba.settle_all();
    prueba.publish_again();
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

    /// Withholds what gives a number away that no register hides, as long as bounds do.
    fn close(&mut self, forma: usize) {
        while !self.registros.pursue(forma, false) && self.given_away(forma) {
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

    /// Withholds until every number is hidden. What published services leave depends on which are published: it is asked
    /// again of those that are left.
    fn settle_all(&mut self) {
        for _ in 0..VUELTAS {
            self.registros.search();
            for forma in self.registros.open() {
                self.settle(forma);
                self.close(forma);
            }
            let nuevos = self.registros.secrets(self.trabajo.plan.umbral.valor());
            let nuevos: Vec<Secreto> = nuevos
                .into_iter()
                .filter(|nuevo| !self.secretos.contains(nuevo))
                .collect();
            if nuevos.is_empty() {
                return;
            }
            self.registros
                .extend(nuevos.iter().map(|s| s.forma.clone()));
            self.secretos.extend(nuevos);
        }
    }

    /// Withholds what stands in the way of registers that hide a number, until there are.
    fn settle(&mut self, forma: usize) {
        for _ in 0..REMEDIOS {
            if self.registros.pursue(forma, false) {
                return;
            }
            let Some(remedio) = self.registros.remedy(forma, &self.costo) else {
                return;
            };
            let Some(precio) = remedio.precio else {
                if self.por_numero == u64::MAX {
                    self.obligadas.push((forma, remedio.filas));
                }
                return;
            };
            if precio > self.presupuesto.min(self.por_numero) {
                return;
            }
            self.presupuesto -= precio;
            self.withhold(&remedio.filas);
            self.registros.apply(remedio);
        }
    }

    /// Publishes what is withheld and need not be, what is worth most first.
    fn publish_again(&mut self) {
        let ejes = &self.trabajo.rejilla.ejes;
        let todas = self.registros.filas.todas.iter().enumerate();
        let candidatas = todas.filter(|(_, fila)| self.may_be_published(fila));
        let mut candidatas: Vec<(Reverse<usize>, usize)> = candidatas
            .map(|(i, fila)| {
                let peso = servicios::worth(ejes, &fila.celda);
                (Reverse(peso), i)
            })
            .collect();
        candidatas.sort_unstable();
        for (_, i) in candidatas {
            let servicios = with_services(&self.registros.filas.todas[i].celda);
            let servicios = self.registros.filas.find(&servicios, true);
            let published = |i: usize| self.registros.filas.todas[i].oculta.is_none();
            if servicios.is_none_or(published) && self.registros.publish(i) && self.still_open(i) {
                self.ocultas.retain(|oculta| *oculta != i);
                self.publicadas.push(i);
            }
        }
    }

    /// Whether bounds leave what is left to them as it was, now that a cell is published. If not, it is not.
    fn still_open(&mut self, fila: usize) -> bool {
        let verdad = self.registros.filas.todas[fila].verdad;
        self.lector.put_back(fila, (verdad, verdad));
        let abiertas = self.registros.open();
        let bien = !abiertas.into_iter().any(|forma| self.given_away(forma));
        if !bien {
            self.lector.put_away(fila);
            self.registros.withhold(&[fila]);
        }
        bien
    }

    /// Whether a cell is of persons, of many, open and withheld. Breakdowns by violence stay as they are, since their zeros
    /// are withheld with them.
    fn may_be_published(&self, fila: &Fila) -> bool {
        let trabajo = self.trabajo;
        let verdad = u64::try_from(fila.verdad).unwrap_or_default();
        fila.oculta.is_some()
            && !fila.de_servicios
            && !trabajo.cerradas.contains_key(&fila.celda)
            && verdad > 0
            && !trabajo.plan.umbral.primary(verdad)
            && fila.celda[Eje::Violencia.indice()] == 0
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
        let cell = |i: &usize| (fila(*i).celda, fila(*i).de_servicios);
        Probado {
            ocultas: self.ocultas.iter().map(cell).collect(),
            publicadas: self.publicadas.iter().map(|i| fila(*i).celda).collect(),
            // What was withheld for others may have hidden it since.
            obligadas: (self.obligadas.iter())
                .filter(|(forma, _)| !self.registros.proven(*forma))
                .flat_map(obligada)
                .collect(),
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
