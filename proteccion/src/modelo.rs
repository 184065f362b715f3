//! The model of the protector: unknowns of the reader of a table, sums of them, and what may become of each sum.

use crate::tabla::{Ceros, Id, IdVec, Personas, Sistema, id};

id! {
    /// A sum of a [`Modelo`].
    pub(crate) SumaId
}

id! {
    /// A line of a [`Modelo`].
    pub(crate) LineaId
}

impl SumaId {
    /// The sum that a cell is; none if everyone knows it to be zero. The first sums of a model are the columns of its
    /// system, in their order.
    pub(crate) fn of_cell(sistema: &Sistema, celda: usize) -> Option<Self> {
        sistema.de_celda[celda].map(Self::new)
    }
}

/// Sums that what must be published, or was, gives away: why nothing can be protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delatadas(pub(crate) Vec<SumaId>);

/// The most that a count has in the search. The rest is left out, and put back into every table that is found: it
/// takes room from no one, and keeps the arithmetic exact.
pub(crate) const TOPE: i64 = 1_000_000;

/// A threshold or a width. One beyond all counts asks for as much: no count reaches it.
pub(crate) fn demanded(numero: u64) -> i64 {
    i64::try_from(numero).unwrap_or(i64::MAX)
}

/// A sum of unknowns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suma {
    /// Unknowns, ascending.
    pub(crate) filas: Vec<usize>,
    /// Its true value.
    pub(crate) valor: i64,
    /// Contributing persons.
    pub(crate) personas: Personas,
    /// Cells of the table that are this sum; none for what only earlier editions or differences are.
    pub(crate) celdas: Vec<usize>,
    /// The worth of publishing it.
    pub(crate) peso: usize,
    /// Whether it must not be known, however many persons are behind it.
    pub(crate) fija: bool,
    /// Whether all know that it is at least 1.
    pub(crate) cota: bool,
    /// How fine it is: 0 for the whole.
    pub(crate) nivel: usize,
    /// Its codes, numbered throughout; the root of a dimension is none.
    pub(crate) codigos: Vec<usize>,
    /// Its fate.
    pub(crate) destino: Destino,
}

impl Suma {
    /// A sum that is no cell, and can be computed from some.
    pub(crate) fn without_cell(
        filas: Vec<usize>,
        valor: i64,
        personas: Personas,
        destino: Destino,
    ) -> Self {
        Self {
            filas,
            valor,
            personas,
            celdas: vec![],
            peso: 0,
            fija: false,
            cota: false,
            nivel: 0,
            codigos: vec![],
            destino,
        }
    }
}

/// A sum and its parts. Of each, what is known once some sum is published: that sum itself, or what it has
/// more than an earlier edition published of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Linea {
    pub(crate) padre: Dato,
    pub(crate) hijos: Vec<Dato>,
}

/// Publishing `publicar` makes `sabido` known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dato {
    pub(crate) publicar: SumaId,
    pub(crate) sabido: SumaId,
}

/// The fate of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Destino {
    /// It has been published.
    Conocida,
    /// It must be published.
    Forzada,
    /// It must not be narrowed down.
    Primaria,
    /// It may be published.
    Candidata,
    /// It stays withheld, as it was before, and needs no width.
    Retenida,
}

/// A table to protect.
#[derive(Debug, Clone)]
pub(crate) struct Modelo {
    /// A table that is consistent with all that is known: the true one, but for how earlier editions split.
    pub(crate) tabla: Vec<i64>,
    /// The least value of each unknown.
    pub(crate) minimo: Vec<i64>,
    /// Unknowns that the search leaves at their least value.
    pub(crate) quietas: Vec<usize>,
    /// Whether a single person is behind it.
    pub(crate) sola: Vec<bool>,
    /// Sums.
    pub(crate) sumas: IdVec<SumaId, Suma>,
    /// Sums known to be at least 1 where nothing smaller says so.
    pub(crate) acotadas: Vec<SumaId>,
    /// Sums and their parts, which must not leave 1..t−1 persons between them.
    pub(crate) lineas: IdVec<LineaId, Linea>,
    /// Whether it is known who is behind small sums, so that persons can be in several.
    pub(crate) nominal: bool,
    /// Threshold.
    pub(crate) umbral: i64,
    /// Width.
    pub(crate) ancho: i64,
    /// The reader's knowledge of zeros.
    pub(crate) ceros: Ceros,
}

impl Modelo {
    /// The sums with some destiny.
    pub(crate) fn with(&self, destino: Destino) -> Vec<SumaId> {
        self.sumas
            .ids()
            .filter(|s| self.sumas[*s].destino == destino)
            .collect()
    }

    /// The sums that are published whatever else is.
    pub(crate) fn conocidas(&self) -> Vec<SumaId> {
        self.sumas
            .ids()
            .filter(|s| matches!(self.sumas[*s].destino, Destino::Conocida | Destino::Forzada))
            .collect()
    }

    /// For each sum, whether it is published: one of these, or one of those that are whatever else is.
    pub(crate) fn published(&self, publicadas: &[SumaId]) -> IdVec<SumaId, bool> {
        let mut publicada = IdVec::filled(self.sumas.len(), false);
        for s in publicadas.iter().copied().chain(self.conocidas()) {
            publicada[s] = true;
        }
        publicada
    }

    /// The value of a sum in the table at hand, where no unknown is more than [`TOPE`].
    pub(crate) fn corta(&self, suma: SumaId) -> i64 {
        self.sumas[suma]
            .filas
            .iter()
            .map(|fila| self.tabla[*fila])
            .sum()
    }

    /// The worth of publishing a sum: the number of its cells, unless some are worth more; nothing for a zero.
    pub(crate) fn peso(&self, suma: SumaId) -> usize {
        if self.sumas[suma].valor > 0 {
            self.sumas[suma].peso
        } else {
            0
        }
    }

    /// Finds the unknowns and sums that are at least 1, once all the sums are there: a withheld cell is, and
    /// what contains one is too without being told.
    pub(crate) fn bound(&mut self) {
        if self.ceros == Ceros::Desconocidos {
            return;
        }
        let mut por_fila: Vec<Vec<SumaId>> = vec![vec![]; self.tabla.len()];
        let cotas: Vec<SumaId> = self.sumas.ids().filter(|s| self.sumas[*s].cota).collect();
        for s in &cotas {
            self.sumas[*s]
                .filas
                .iter()
                .for_each(|fila| por_fila[*fila].push(*s));
        }
        for s in cotas {
            let filas = &self.sumas[s].filas;
            if let [fila] = filas[..] {
                debug_assert!(self.tabla[fila] >= 1, "what is known to be at least 1 is");
                self.minimo[fila] = 1;
                continue;
            }
            // A smaller sum inside that is at least 1 says so of this one already.
            let smaller = |otra: &SumaId| {
                let otras = &self.sumas[*otra].filas;
                otras.len() < filas.len()
                    && otras.iter().all(|fila| filas.binary_search(fila).is_ok())
            };
            if !filas.iter().any(|fila| por_fila[*fila].iter().any(smaller)) {
                self.acotadas.push(s);
            }
        }
    }

    /// Whether the table at hand is one that the reader cannot exclude, and sums and lines are about it.
    pub(crate) fn consistent(&self) -> bool {
        let n = self.tabla.len();
        self.minimo.len() == n
            && self.sola.len() == n
            && self.tabla.iter().zip(&self.minimo).all(|(x, m)| x >= m)
            && self.acotadas.iter().all(|s| self.corta(*s) >= 1)
            && self.sumas.ids().all(|s| {
                let Suma { filas, valor, .. } = &self.sumas[s];
                filas.is_sorted_by(|a, b| a < b)
                    && filas.last().is_none_or(|fila| *fila < n)
                    && self.corta(s) <= *valor
            })
    }

    /// The lines that each sum is in.
    pub(crate) fn lines_of(&self) -> IdVec<SumaId, Vec<LineaId>> {
        let mut lineas = IdVec::filled(self.sumas.len(), vec![]);
        for l in self.lineas.ids() {
            let linea = &self.lineas[l];
            for dato in linea.hijos.iter().chain([&linea.padre]) {
                lineas[dato.publicar].push(l);
            }
        }
        lineas
    }

    /// Whether a known sum and its known parts leave 1..t−1 persons.
    pub(crate) fn leaves_few(&self, linea: LineaId, sabido: impl Fn(&Dato) -> bool) -> bool {
        let Linea { padre, hijos } = &self.lineas[linea];
        if !sabido(padre) {
            return false;
        }
        let personas = |dato: &Dato| &self.sumas[dato.sabido].personas;
        let quedan = if self.nominal {
            let ocultos = hijos.iter().filter(|hijo| !sabido(hijo));
            Personas::union(ocultos.map(personas)).numero()
        } else {
            let sabidos = hijos.iter().filter(|hijo| sabido(hijo));
            personas(padre).numero() - sabidos.map(|hijo| personas(hijo).numero()).sum::<i64>()
        };
        self.pocas(quedan)
    }

    /// Whether a sum is one of the table that must not be known: with 1..t−1 persons for certain, or as was asked.
    pub(crate) fn delicada(&self, suma: SumaId) -> bool {
        let suma = &self.sumas[suma];
        suma.destino == Destino::Primaria
            && !suma.celdas.is_empty()
            && (suma.fija || self.pocas(suma.personas.numero()))
    }

    /// Whether a single person is behind a sum of the table, who then knows it.
    pub(crate) fn sola_en(&self, suma: SumaId) -> bool {
        self.delicada(suma) && self.sumas[suma].personas.numero() == 1
    }

    /// Whether two sums have the same single person.
    pub(crate) fn same_person(&self, una: SumaId, otra: SumaId) -> bool {
        let (una, otra) = (&self.sumas[una], &self.sumas[otra]);
        una.personas.numero() == 1
            && otra.personas.numero() == 1
            && if self.nominal {
                una.personas == otra.personas
            } else {
                // Each person is in one leaf: it is hers if both have one with people in common.
                una.filas
                    .iter()
                    .any(|fila| self.tabla[*fila] > 0 && otra.filas.binary_search(fila).is_ok())
            }
    }

    /// Whether so many persons are too few to be known.
    pub(crate) fn pocas(&self, personas: i64) -> bool {
        (1..self.umbral).contains(&personas)
    }
}
