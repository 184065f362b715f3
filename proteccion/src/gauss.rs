//! Secondary suppression by Gaussian elimination: publish what determines no primary column.
//!
//! Method: Langsrud, «Secondary Cell Suppression by Gaussian Elimination», PSD 2024, in exact integers. A
//! column is the sum of some rows. Candidates are looked at in order; one that is proportional to what is
//! left of a primary column would determine it and is withheld, any other is published, and its pivot row
//! is eliminated from all that come later. What is left of a primary column is empty exactly when it
//! is a linear combination of published ones.

mod numero;

use std::collections::HashMap;

pub(crate) use numero::{Dispersa, PRIMO, inverse, mul, random};
use numero::{Numero, Overflow, Resto};

/// The fate of a column of rows that are all at their least value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Minimas {
    /// It is like any other.
    Libres,
    /// It is withheld if its entries have one sign: they would be known, one by one.
    Sumadas,
    /// It is withheld.
    Todas,
}

/// The columns to eliminate.
pub(crate) struct Problema<'a> {
    /// How many rows there are, and how many of them, the first ones, are above their least value: those
    /// that are not come last, so that a column whose first row is one of them has nothing else.
    pub(crate) filas: usize,
    pub(crate) comunes: usize,
    /// The fate of a column of nothing else.
    pub(crate) minimas: Minimas,
    /// Columns that must be published.
    pub(crate) forzadas: &'a [Vec<usize>],
    /// Candidates, in order of priority.
    pub(crate) candidatas: &'a [Vec<usize>],
    /// Columns that must not be determined.
    pub(crate) primarias: &'a [Dispersa<i64>],
    /// Whether a candidate may be published besides those that are; if not, it may not be determined either.
    pub(crate) admite: &'a dyn Fn(usize, &[bool]) -> bool,
}

/// The result of an elimination.
pub(crate) struct Salida {
    /// For each candidate, whether it is published.
    pub(crate) publicadas: Vec<bool>,
    /// Primary columns that what is forced determines.
    pub(crate) inseguras: Vec<usize>,
    /// For each row its entries in two changes of the rows, drawn at random modulo a prime, that change
    /// nothing that is published.
    pub(crate) nucleo: Vec<[u64; 2]>,
}

/// Decides which candidates to publish. In exact integers, or modulo two primes where these do not fit.
pub(crate) fn eliminate(problema: &Problema) -> Salida {
    Eliminacion::<i64>::run(problema)
        .or_else(|Overflow| Eliminacion::<Resto>::run(problema))
        .expect("residues always fit")
}

/// Whether what is at its least value adds up, so that the sum tells all of it. In residues nobody knows.
fn same_sign<N: Numero>(columna: &[(usize, N)]) -> bool {
    columna.iter().all(|(_, x)| x.positive())
}

/// The columns that are left: those that must be published, the candidates, the primaries.
struct Eliminacion<N> {
    columnas: Vec<Dispersa<N>>,
    /// Columns that have, or had, an entry in each row.
    en_fila: Vec<Vec<usize>>,
    /// Where the primaries begin.
    primarias: usize,
    /// Primary columns that are left, by their normal form.
    formas: HashMap<Dispersa<N>, usize>,
    mezcla: Dispersa<N>,
    /// Columns that were published, as they then were.
    pivotes: Vec<Dispersa<N>>,
}

impl<N: Numero> Eliminacion<N> {
    fn run(problema: &Problema) -> Result<Salida, Overflow> {
        let mut estado = Self::new(problema)?;
        // What must be published goes first: primaries that nothing is left of now are lost whatever follows.
        for i in 0..problema.forzadas.len() {
            estado.publish(i)?;
        }
        let inseguras = (0..problema.primarias.len())
            .filter(|i| estado.columnas[estado.primarias + i].is_empty())
            .collect();
        let mut publicadas = Vec::with_capacity(problema.candidatas.len());
        for i in problema.forzadas.len()..estado.primarias {
            // Normal forms are compared below: two columns are proportional exactly when theirs are equal.
            N::normalize(&mut estado.columnas[i])?;
            let publicar = estado.harmless(problema, i)
                && ((problema.admite)(publicadas.len(), &publicadas) || estado.keep(i));
            if publicar {
                estado.publish(i)?;
            }
            publicadas.push(publicar);
            // What is decided takes part no more.
            estado.columnas[i] = vec![];
        }
        Ok(Salida {
            publicadas,
            inseguras,
            nucleo: estado.kernel(problema.filas),
        })
    }

    /// All columns as they are given, with nothing eliminated.
    fn new(problema: &Problema) -> Result<Self, Overflow> {
        let mut columnas: Vec<Dispersa<N>> = problema
            .forzadas
            .iter()
            .chain(problema.candidatas)
            .map(|filas| filas.iter().map(|fila| (*fila, N::UNO)).collect())
            .collect();
        let primarias = columnas.len();
        for columna in problema.primarias {
            let mut columna = (columna.iter())
                .map(|(fila, x)| (*fila, N::whole(*x)))
                .collect();
            N::normalize(&mut columna)?;
            columnas.push(columna);
        }
        let mut en_fila = vec![vec![]; problema.filas];
        for (i, columna) in columnas.iter().enumerate() {
            columna.iter().for_each(|(fila, _)| en_fila[*fila].push(i));
        }
        let mut formas = HashMap::new();
        for columna in &columnas[primarias..] {
            *formas.entry(columna.clone()).or_default() += 1;
        }
        Ok(Self {
            columnas,
            en_fila,
            primarias,
            formas,
            mezcla: vec![],
            pivotes: vec![],
        })
    }

    /// Whether a candidate determines no primary column, nor unknowns at their least value.
    ///
    /// Its rest, in normal form, was reduced by all that is published. It makes a primary column follow
    /// exactly where that is proportional to what is left of it: publishing one more column adds one dimension to
    /// what is determined (Langsrud).
    fn harmless(&self, problema: &Problema, i: usize) -> bool {
        let columna = &self.columnas[i];
        // Nothing is left: it follows from what is published already.
        let Some((primera, _)) = columna.first() else {
            return true;
        };
        // Rows at their least value come last: a column that begins with one has nothing else.
        let libre = *primera < problema.comunes
            || match problema.minimas {
                Minimas::Libres => true,
                Minimas::Sumadas => !same_sign(columna),
                Minimas::Todas => false,
            };
        libre && !self.formas.contains_key(columna)
    }

    /// Makes what is left of a candidate a primary column. Never true, so that it is withheld.
    ///
    /// A line would give it away with its parts: what determines it later would do the same.
    fn keep(&mut self, i: usize) -> bool {
        let columna = self.columnas[i].clone();
        let k = self.columnas.len();
        columna
            .iter()
            .for_each(|(fila, _)| self.en_fila[*fila].push(k));
        *self.formas.entry(columna.clone()).or_default() += 1;
        self.columnas.push(columna);
        false
    }

    /// Draws two changes of the rows under which no published column moves.
    ///
    /// Rows that are no pivot's first are free: they are drawn. Each pivot then gives its first row from the others.
    /// The last goes first, because a pivot has no row that an earlier one eliminated, but may have those of later ones.
    fn kernel(&self, filas: usize) -> Vec<[u64; 2]> {
        let p = PRIMO;
        let mut nucleo: Vec<[u64; 2]> = (0..filas)
            .map(|fila| [2, 3].map(|semilla| random(fila, semilla) % p))
            .collect();
        for pivote in self.pivotes.iter().rev() {
            let ((fila, primera), resto) = pivote.split_first().expect("a pivot has a first row");
            let inversa = inverse(primera.residue(), p);
            nucleo[*fila] = [0, 1].map(|i| {
                let suma = resto.iter().fold(0, |suma, (otra, x)| {
                    (suma + mul(x.residue(), nucleo[*otra][i], p)) % p
                });
                mul((p - suma) % p, inversa, p)
            });
        }
        nucleo
    }

    /// Eliminates the first row of a column from all later ones.
    ///
    /// Later columns are then what is left of them once this one is known: a combination of published columns is
    /// taken away and no information with it.
    fn publish(&mut self, i: usize) -> Result<(), Overflow> {
        let pivote = std::mem::take(&mut self.columnas[i]);
        let Some((fila, p)) = pivote.first().copied() else {
            return Ok(());
        };
        for k in std::mem::take(&mut self.en_fila[fila]) {
            if k <= i {
                continue;
            }
            // `en_fila` also has columns that had an entry there and lost it.
            let Ok(lugar) = self.columnas[k].binary_search_by_key(&fila, |(f, _)| *f) else {
                continue;
            };
            let q = self.columnas[k][lugar].1;
            if k >= self.primarias {
                self.forget(k);
            }
            self.subtract(k, p, q, &pivote)?;
            // An empty primary is determined: nothing is proportional to it any more.
            if k >= self.primarias && !self.columnas[k].is_empty() {
                *self.formas.entry(self.columnas[k].clone()).or_default() += 1;
            }
        }
        self.pivotes.push(pivote);
        Ok(())
    }

    fn forget(&mut self, k: usize) {
        let veces = self.formas.get_mut(&self.columnas[k]);
        let veces = veces.expect("what is left of a primary column is among the forms");
        *veces -= 1;
        if *veces == 0 {
            self.formas.remove(&self.columnas[k]);
        }
    }

    /// `columna k ← p · columna k − q · pivote`, in normal form: a merge of two ascending lists.
    fn subtract(&mut self, k: usize, p: N, q: N, pivote: &[(usize, N)]) -> Result<(), Overflow> {
        let cero = q.combine(p, p, q)?;
        let columna = &mut self.columnas[k];
        let mezcla = &mut self.mezcla;
        mezcla.clear();
        let (mut a, mut b) = (0, 0);
        while a < columna.len() || b < pivote.len() {
            let fila_a = columna.get(a).map_or(usize::MAX, |x| x.0);
            let fila_b = pivote.get(b).map_or(usize::MAX, |x| x.0);
            let fila = fila_a.min(fila_b);
            let mut x = cero;
            let mut y = cero;
            if fila_a == fila {
                x = columna[a].1;
                a += 1;
            }
            if fila_b == fila {
                y = pivote[b].1;
                b += 1;
                if fila_a != fila {
                    self.en_fila[fila].push(k);
                }
            }
            let suma = p.combine(x, q, y)?;
            if !suma.null() {
                mezcla.push((fila, suma));
            }
        }
        std::mem::swap(columna, mezcla);
        N::normalize(columna)
    }
}
