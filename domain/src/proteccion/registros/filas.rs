//! The cells of an edition as rows: what a reader sees of each, and which attentions touch it.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use crate::cubo::{Coordenadas, Eje, Ejes, Rapida};
use crate::proteccion::demas;
use crate::proteccion::posibles::Posibles;

/// A map that the search asks millions of times.
pub(super) type Mapa<K, V> = HashMap<K, V, BuildHasherDefault<Rapida>>;

/// What is counted, and what a reader sees of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fila {
    pub(crate) celda: Coordenadas,
    /// Services; otherwise, distinct persons.
    pub(crate) de_servicios: bool,
    /// The true count.
    pub(crate) verdad: i64,
    /// The least that a reader knows of it, if it is withheld.
    pub(crate) oculta: Option<i64>,
}

impl Fila {
    /// The least that a reader would know of it, withheld.
    pub(super) fn least(&self) -> i64 {
        least(&self.celda)
    }

    /// Whether a reader knows that nobody is in it.
    pub(super) fn vacia(&self) -> bool {
        self.verdad == 0 && self.oculta.is_none()
    }
}

/// The rows of an edition, those of persons first, and where to find them.
pub(crate) struct Filas<'a> {
    pub(crate) ejes: &'a Ejes,
    pub(crate) todas: Vec<Fila>,
    /// By cell without sex and age: the number of its base.
    bases: Mapa<Coordenadas, u32>,
    /// By base: its rows, each with the members of sex and age that it is of.
    pub(super) de_base: Vec<Vec<(u16, u16, u32)>>,
    servicios: Mapa<Coordenadas, u32>,
    /// In which months somebody can have been counted.
    pub(super) posibles: Posibles,
}

/// A cell without sex and age.
fn base(celda: &Coordenadas) -> Coordenadas {
    celda.without([Eje::Sexo, Eje::Edad])
}

pub(super) fn row(i: usize) -> u32 {
    u32::try_from(i).expect("rows, columns and kinds are far fewer than 32 bits")
}

/// A position that came from one.
pub(super) fn at(i: u32) -> usize {
    usize::try_from(i).expect("a position of 32 bits fits in a word")
}

fn signed(cuenta: u64) -> i64 {
    i64::try_from(cuenta).expect("what a register counts is far below 63 bits")
}

/// The least that a reader knows of a withheld cell.
fn least(celda: &Coordenadas) -> i64 {
    i64::from(celda[Eje::Violencia] == 0)
}

/// The same of any cell: nothing says that somebody is not a woman.
fn known(ejes: &Ejes, celda: &Coordenadas) -> i64 {
    if demas::es(ejes, celda) {
        0
    } else {
        least(celda)
    }
}

/// A true count and whether it is published, by cell.
type Contadas = BTreeMap<Coordenadas, (u64, bool)>;

impl<'a> Filas<'a> {
    /// The rows of what an edition says. Zeros are withheld only in breakdowns by violence, so that there, of what is
    /// withheld, a reader does not know that it is not zero.
    pub(crate) fn new(
        ejes: &'a Ejes,
        personas: &Contadas,
        servicios: &Contadas,
        posibles: Posibles,
    ) -> Self {
        let mut filas = Vec::with_capacity(personas.len() + servicios.len());
        for (de_servicios, contadas) in [(false, personas), (true, servicios)] {
            for (celda, (cuenta, publicada)) in contadas {
                filas.push(Fila {
                    celda: *celda,
                    de_servicios,
                    verdad: signed(*cuenta),
                    oculta: (!publicada).then(|| known(ejes, celda)),
                });
            }
        }
        let mut nuevas = Self {
            ejes,
            todas: filas,
            bases: Mapa::default(),
            de_base: vec![],
            servicios: Mapa::default(),
            posibles,
        };
        for (i, fila) in nuevas.todas.iter().enumerate() {
            if fila.de_servicios {
                nuevas.servicios.insert(fila.celda, row(i));
                continue;
            }
            let numero = row(nuevas.de_base.len());
            let numero = *nuevas.bases.entry(base(&fila.celda)).or_insert(numero);
            if at(numero) == nuevas.de_base.len() {
                nuevas.de_base.push(vec![]);
            }
            let (sexo, edad) = (fila.celda[Eje::Sexo], fila.celda[Eje::Edad]);
            nuevas.de_base[at(numero)].push((sexo, edad, row(i)));
        }
        nuevas
    }

    pub(super) fn withhold(&mut self, fila: usize) {
        let fila = &mut self.todas[fila];
        fila.oculta = Some(least(&fila.celda));
    }

    pub(crate) fn find(&self, celda: &Coordenadas, de_servicios: bool) -> Option<usize> {
        if de_servicios {
            return self.servicios.get(celda).map(|i| at(*i));
        }
        let base = self.bases.get(&base(celda))?;
        let (sexo, edad) = (celda[Eje::Sexo], celda[Eje::Edad]);
        let mut suyas = self.de_base[at(*base)].iter();
        suyas
            .find(|(s, e, _)| (*s, *e) == (sexo, edad))
            .map(|(.., i)| at(*i))
    }

    /// The bases and the rows of services that an attention of a leaf, with types of violence, is in.
    pub(super) fn of_kind(&self, hoja: &Coordenadas, violencias: &[u16]) -> (Vec<u32>, Vec<u32>) {
        let mut celdas = vec![Coordenadas::TOTAL];
        for eje in [
            Eje::Tiempo,
            Eje::Lugar,
            Eje::Servicio,
            Eje::Visita,
            Eje::Unidad,
        ] {
            let arriba: Vec<u16> = self.ejes.arriba(eje, hoja[eje]).collect();
            celdas = celdas
                .into_iter()
                .flat_map(|celda| arriba.iter().map(move |miembro| celda.with(eje, *miembro)))
                .collect();
        }
        let servicios = celdas.iter().filter_map(|c| self.servicios.get(c)).copied();
        let mut servicios: Vec<u32> = servicios.collect();
        servicios.sort_unstable();
        let mut bases = Vec::new();
        for celda in &celdas {
            bases.extend(self.bases.get(celda).copied());
            for violencia in violencias.iter().filter(|v| **v > 0) {
                let otra = celda.with(Eje::Violencia, *violencia);
                bases.extend(self.bases.get(&otra).copied());
            }
        }
        bases.sort_unstable();
        (bases, servicios)
    }
}
