//! Whole tables of persons, and of services around them, that agree with all that is published: what a reader
//! cannot tell from the truth. Where two of them hold a number at least the width apart, that is proven.
//!
//! Tables are looked for by fixing one count after the other and propagating what follows, and counted only if they
//! keep every relation between counts when looked at as a whole: the search need not be right, only lucky.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::servicios::Servicios;
use super::sistema::{Cotas, SIN_LIMITE, Sistema};
use crate::cubo::Eje;

/// A number that nobody may know, because few persons are behind it.
pub(super) enum Forma {
    /// Some counts of persons minus others.
    Personas { mas: Vec<usize>, menos: Vec<usize> },
    /// The services of a cell.
    Servicios(usize),
}

/// What could not be proven.
#[derive(Default)]
pub(super) struct Pendientes {
    pub(super) formas: Vec<usize>,
    /// Published counts that stand in the way.
    pub(super) culpables: Vec<usize>,
}

/// Where a search looks first.
#[derive(Clone, Copy)]
enum Hacia {
    Verdad,
    Arriba,
    Azar(u64),
}

/// Random tables that are tried before any is looked for on purpose.
const AZAR: u64 = 24;
/// Tables of services that are tried for a number, besides the truth.
const TABLAS: usize = 16;
/// Tables of services that are asked why no persons fit them.
const MUESTRA: usize = 12;

/// A table of services, and the bounds that it sets to persons.
struct Base {
    servicios: Vec<u64>,
    cotas: Cotas,
}

pub(super) struct Testigos<'a> {
    sistema: &'a Sistema,
    servicios: &'a Servicios,
    verdad: &'a [u64],
    /// What each count can be by itself.
    cotas: Cotas,
    /// By count of persons: the cells of services that it is in.
    techos: Vec<Vec<usize>>,
    orden: Vec<usize>,
    ancho: i64,
    formas: &'a [Forma],
    /// By number: the least and the most that the tables found hold.
    vistos: Vec<(i64, i64)>,
}

impl<'a> Testigos<'a> {
    /// `cotas`: what is published, and otherwise anything from 1. `techos`: by count of persons, the cells of
    /// services that it is in.
    pub(super) fn new(
        sistema: &'a Sistema,
        servicios: &'a Servicios,
        verdad: &'a [u64],
        cotas: Cotas,
        techos: Vec<Vec<usize>>,
        formas: &'a [Forma],
        ancho: u64,
    ) -> Self {
        // What sex and age break down comes before its parts: those have to add up to it.
        let mut orden: Vec<usize> = (0..cotas.len()).collect();
        orden.sort_by_key(|i| {
            let celda = &sistema.celdas[*i];
            (
                celda[Eje::Sexo.indice()] > 0 || celda[Eje::Edad.indice()] > 0,
                *i,
            )
        });
        let mut testigos = Self {
            sistema,
            servicios,
            verdad,
            cotas,
            techos,
            orden,
            ancho: i64::try_from(ancho).unwrap_or(i64::MAX),
            formas,
            vistos: vec![(i64::MAX, i64::MIN); formas.len()],
        };
        if let Some(base) = testigos.base(&BTreeMap::new())
            && testigos.agrees(&base, verdad)
        {
            testigos.see(&base, verdad);
        }
        testigos
    }

    /// Looks for tables until every number is proven, or there is nothing else to try.
    pub(super) fn search(mut self) -> Pendientes {
        if self.formas.is_empty() {
            return Pendientes::default();
        }
        let todas: Vec<usize> = self.servicios.pares.keys().copied().collect();
        let grande = self.raised(&todas);
        let tablas = (0..self.servicios.tablas.len()).map(Some);
        let bases: Vec<Option<Base>> = [None]
            .into_iter()
            .chain(tablas)
            .map(|tabla| self.base(&self.servicios.changes(tabla)))
            .collect();
        let azar = || (0..AZAR).map(Hacia::Azar).chain([Hacia::Arriba]);
        let todas = bases.iter().flatten();
        let general = todas.clone().take(1).chain(&grande);
        let general = general.flat_map(|base| azar().map(move |hacia| (base, hacia)));
        for (base, hacia) in general.chain(todas.map(|base| (base, Hacia::Arriba))) {
            if self.open().next().is_none() {
                return Pendientes::default();
            }
            self.attempt(base, &[], hacia);
        }
        let pendientes: Vec<usize> = self.open().collect();
        for forma in pendientes {
            self.pursue(forma, &bases);
        }
        let formas: Vec<usize> = self.open().collect();
        let sin_personas = (1..bases.len()).filter(|tabla| bases[*tabla].is_none());
        let sin_personas: Vec<usize> = sin_personas.map(|tabla| tabla - 1).collect();
        let culpables = if formas.is_empty() {
            vec![]
        } else {
            self.culprits(&sin_personas)
        };
        Pendientes { formas, culpables }
    }

    /// The published counts of persons without which persons would fit tables of services that now have none; those
    /// that stand in the way of most first.
    fn culprits(&self, tablas: &[usize]) -> Vec<usize> {
        let mut votos: BTreeMap<usize, usize> = BTreeMap::new();
        let salto = tablas.len().div_ceil(MUESTRA).max(1);
        for tabla in tablas.iter().step_by(salto) {
            let cambios = self.servicios.changes(Some(*tabla));
            let Some(servicios) = self.servicios.table(&cambios) else {
                continue;
            };
            let Err(choque) = self.bounds(&self.cotas, &servicios) else {
                continue;
            };
            for celda in self.sistema.around(choque) {
                let (bajo, alto) = self.cotas[celda];
                if bajo < alto || bajo == 0 {
                    continue;
                }
                let mut cotas = self.cotas.clone();
                cotas[celda] = (1, SIN_LIMITE);
                if self.bounds(&cotas, &servicios).is_ok() {
                    *votos.entry(celda).or_default() += 1;
                }
            }
        }
        let mut culpables: Vec<(usize, usize)> = votos.into_iter().collect();
        culpables.sort_by_key(|(celda, votos)| (Reverse(*votos), self.verdad[*celda], *celda));
        culpables.into_iter().map(|(celda, _)| celda).collect()
    }

    fn open(&self) -> impl Iterator<Item = usize> {
        (0..self.formas.len()).filter(|forma| !self.proven(*forma))
    }

    fn proven(&self, forma: usize) -> bool {
        let (bajo, alto) = self.vistos[forma];
        // Of a difference it is enough that nobody can tell whether there is anyone: published services always say
        // how many persons there can be.
        let diferencia =
            matches!(&self.formas[forma], Forma::Personas { menos, .. } if !menos.is_empty());
        let cero = diferencia && bajo == 0 && alto > bajo;
        cero || alto.saturating_sub(bajo) >= self.ancho
    }

    /// Bounds when services are those of a table; nothing if it contradicts what is published, or no persons fit it.
    fn base(&self, cambios: &BTreeMap<usize, i64>) -> Option<Base> {
        let servicios = self.servicios.table(cambios)?;
        let cotas = self.bounds(&self.cotas, &servicios).ok()?;
        Some(Base { servicios, cotas })
    }

    /// What is known of persons beside a table of services, or a count that no number fits.
    fn bounds(&self, propias: &Cotas, servicios: &[u64]) -> Result<Cotas, usize> {
        let mut cotas = propias.clone();
        for (cota, techos) in cotas.iter_mut().zip(&self.techos) {
            for techo in techos {
                cota.1 = cota.1.min(servicios[*techo]);
            }
        }
        let todas = (0..cotas.len()).collect();
        self.sistema.propagate(&mut cotas, todas)?;
        Ok(cotas)
    }

    fn raised(&self, celdas: &[usize]) -> Option<Base> {
        let fits = |cambios: &BTreeMap<usize, i64>| self.base(cambios).is_some();
        self.base(&self.servicios.raised(celdas, fits))
    }

    /// Moves one number as far as it must, with the services that leave most room.
    fn pursue(&mut self, forma: usize, bases: &[Option<Base>]) {
        let (techos, mas, menos) = match &self.formas[forma] {
            Forma::Personas { mas, menos } => {
                let celdas = mas.iter().chain(menos);
                let techos = celdas.flat_map(|celda| &self.techos[*celda]);
                (techos.copied().collect(), mas.as_slice(), menos.as_slice())
            }
            Forma::Servicios(celda) => (BTreeSet::from([*celda]), &[][..], &[][..]),
        };
        let pares = techos.iter().filter_map(|t| self.servicios.pares.get(t));
        let otras: BTreeSet<usize> = pares
            .flat_map(|(bajo, alto)| [*alto + 1, *bajo + 1])
            .take(TABLAS)
            .collect();
        // The finest ones first: what raises them raises what they are part of.
        let techos: Vec<usize> = techos.into_iter().rev().collect();
        let alta = self.raised(&techos);
        let bases: Vec<&Base> = [0]
            .into_iter()
            .chain(otras)
            .filter_map(|tabla| bases[tabla].as_ref())
            .chain(&alta)
            .collect();
        for sube in [true, false] {
            for base in &bases {
                for hacia in [Hacia::Verdad, Hacia::Arriba] {
                    for primero in [true, false] {
                        // Up: the first ones more, the others less; or the others before.
                        let suben = mas.iter().map(|celda| (*celda, sube));
                        let bajan = menos.iter().map(|celda| (*celda, !sube));
                        let fijas: Vec<(usize, bool)> = if primero {
                            suben.chain(bajan).collect()
                        } else {
                            bajan.chain(suben).collect()
                        };
                        self.attempt(base, &fijas, hacia);
                        if self.proven(forma) {
                            return;
                        }
                        if menos.is_empty() {
                            break;
                        }
                    }
                }
            }
        }
    }

    fn attempt(&mut self, base: &Base, fijas: &[(usize, bool)], hacia: Hacia) {
        if let Some(cuentas) = self.dive(base.cotas.clone(), fijas, hacia)
            && self.agrees(base, &cuentas)
        {
            self.see(base, &cuentas);
        }
    }

    /// Fixes some counts higher or lower, by the width in all if there is room, and then all the others.
    fn dive(&self, mut cotas: Cotas, fijas: &[(usize, bool)], hacia: Hacia) -> Option<Vec<u64>> {
        let mut falta = self.ancho.unsigned_abs();
        for (celda, sube) in fijas {
            let (bajo, alto) = cotas[*celda];
            let verdad = self.verdad[*celda];
            let valor = if *sube {
                verdad + falta
            } else {
                verdad.saturating_sub(falta)
            };
            let valor = valor.clamp(bajo, alto);
            falta = falta.saturating_sub(verdad.abs_diff(valor));
            self.fix(&mut cotas, *celda, valor)?;
        }
        for celda in &self.orden {
            let (bajo, alto) = cotas[*celda];
            if bajo == alto {
                continue;
            }
            let verdad = self.verdad[*celda].clamp(bajo, alto);
            let valor = match hacia {
                Hacia::Verdad => verdad,
                Hacia::Arriba => alto,
                Hacia::Azar(ronda) => match coin(ronda, *celda) {
                    0 => bajo,
                    1 => alto,
                    _ => verdad,
                },
            };
            self.fix(&mut cotas, *celda, valor)?;
        }
        Some(cotas.into_iter().map(|(bajo, _)| bajo).collect())
    }

    fn fix(&self, cotas: &mut Cotas, celda: usize, valor: u64) -> Option<()> {
        cotas[celda] = (valor, valor);
        self.sistema.propagate(cotas, vec![celda]).ok()
    }

    /// Whether a table of persons and one of services agree with each other and with all that is published.
    fn agrees(&self, base: &Base, cuentas: &[u64]) -> bool {
        let caben = |(cuenta, techos): (&u64, &Vec<usize>)| {
            techos.iter().all(|techo| *cuenta <= base.servicios[*techo])
        };
        let publicadas =
            |(cuenta, (bajo, alto)): (&u64, &(u64, u64))| bajo <= cuenta && cuenta <= alto;
        cuentas.iter().zip(&self.techos).all(caben)
            && cuentas.iter().zip(&self.cotas).all(publicadas)
            && self.sistema.holds(cuentas)
    }

    fn see(&mut self, base: &Base, cuentas: &[u64]) {
        let signed = |cuenta: u64| i64::try_from(cuenta).unwrap_or(i64::MAX);
        for (forma, visto) in self.formas.iter().zip(&mut self.vistos) {
            let suma = |celdas: &[usize]| celdas.iter().map(|c| signed(cuentas[*c])).sum::<i64>();
            let valor = match forma {
                Forma::Personas { mas, menos } => suma(mas) - suma(menos),
                Forma::Servicios(celda) => signed(base.servicios[*celda]),
            };
            *visto = (visto.0.min(valor), visto.1.max(valor));
        }
    }
}

/// 0, 1 or 2, the same for the same count and round.
fn coin(ronda: u64, celda: usize) -> u64 {
    let celda = u64::try_from(celda).unwrap_or(u64::MAX);
    let mezcla = (celda ^ (ronda << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mezcla = (mezcla ^ (mezcla >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mezcla >> 33) % 3
}
