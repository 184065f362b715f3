//! The linear system of a lattice: a row for every leaf that a reader cannot exclude, a column for
//! every set of leaves that some cell is the sum of. Cells with the same leaves share a column, and so
//! one fate.

use std::collections::BTreeMap;

use super::clases::Clases;
use super::{Reticula, TablaInvalida};

/// A reader's knowledge of zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceros {
    /// All of them: they are published, so that a withheld cell is at least 1.
    Publicados,
    /// Only those published: a zero may be withheld like any cell.
    Desconocidos,
}

/// The persons behind a count. Those of two counts can be the same, so that they cannot be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Personas {
    /// So many, nobody else's count; or too many for it to matter whose else they are.
    pub varias: i64,
    /// These, ascending.
    pub listadas: Vec<u32>,
}

impl Personas {
    /// How many.
    pub fn numero(&self) -> i64 {
        self.varias + i64::try_from(self.listadas.len()).expect("a list fits in memory")
    }

    /// Adds the persons of another count.
    pub fn join(&mut self, otras: &Self) {
        self.varias += otras.varias;
        if !otras.listadas.is_empty() {
            self.listadas.extend(&otras.listadas);
            self.listadas.sort_unstable();
            self.listadas.dedup();
        }
    }

    /// The persons of all counts.
    pub fn union<'a>(todas: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut union = Self::default();
        for otras in todas {
            union.varias += otras.varias;
            union.listadas.extend(&otras.listadas);
        }
        union.listadas.sort_unstable();
        union.listadas.dedup();
        union
    }
}

/// A leaf: a joint combination of the finest codes, merged with those that no cell tells from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fila {
    /// Count.
    pub valor: i64,
    /// Contributing persons.
    pub personas: Personas,
    /// One of the joint leaves merged into it: a position in each dimension.
    pub hoja: Vec<usize>,
}

/// A set of leaves, and the cells that are its sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columna {
    /// Rows, ascending.
    pub filas: Vec<usize>,
    /// Count.
    pub valor: i64,
    /// Contributing persons.
    pub personas: Personas,
    /// Cells, ascending.
    pub celdas: Vec<usize>,
}

/// Rows and columns. A cell without a column is a zero that everyone knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sistema {
    /// Leaves.
    pub filas: Vec<Fila>,
    /// Sets of leaves.
    pub columnas: Vec<Columna>,
    /// The column of each cell.
    pub de_celda: Vec<Option<usize>>,
    /// The count and the persons of each cell.
    pub valores: Vec<(i64, i64)>,
    /// The rows of each box.
    pub cajas: Vec<Vec<usize>>,
}

/// A set of joint leaves that is a product: positions, ascending, in each dimension. The cells of another
/// lattice over the same leaves are such sets.
pub type Caja = Vec<Vec<usize>>;

/// By the classes of a joint leaf with people: count and persons.
pub(super) type Conjuntas = BTreeMap<Vec<usize>, (i64, Personas)>;

/// A leaf with people: its position in each dimension, count and persons.
pub type Ocupada = (Vec<usize>, i64, i64);

impl Sistema {
    /// The system of a lattice with these counts, and of some boxes beside its cells. If it is said who is
    /// behind the leaves with few persons (`quienes`, one list for each leaf with people), a person can be
    /// in several; otherwise each is in one.
    pub fn new(
        reticula: &Reticula,
        ocupadas: &[Ocupada],
        quienes: Option<&[Vec<u32>]>,
        ceros: Ceros,
        cajas: &[Caja],
    ) -> Result<Self, TablaInvalida> {
        let clases = Clases::new(reticula, cajas);
        let conjuntas = joint(&clases, ocupadas, quienes);
        let valores = values(reticula, &clases, &conjuntas);
        let mut filas: Vec<Fila> = Vec::new();
        let mut de_columna: Vec<Vec<usize>> = vec![vec![]; reticula.celdas()];
        let mut de_caja: Vec<Vec<usize>> = vec![vec![]; cajas.len()];
        // Leaves that the same cells contain cannot be told apart.
        let mut iguales: BTreeMap<(Vec<usize>, Vec<usize>), usize> = BTreeMap::new();
        for clase in clases.enumerate(reticula, &conjuntas, ceros)? {
            let celdas = clases.cells(reticula, &clase);
            // A leaf of a cell that everyone knows to be zero is zero; of a leaf in no cell nothing is said.
            let conocida = |celda: &usize| ceros == Ceros::Publicados && valores[*celda].0 == 0;
            if celdas.iter().any(conocida) || celdas.is_empty() {
                continue;
            }
            // A leaf that nobody is in is an unknown like the others: the reader cannot tell.
            let (valor, personas) = conjuntas.get(&clase).cloned().unwrap_or_default();
            let hoja = clases.leaf(&clase);
            let dentro: Vec<usize> = (0..cajas.len())
                .filter(|caja| contains(&cajas[*caja], &hoja))
                .collect();
            let fila = *iguales
                .entry((celdas, dentro))
                .or_insert_with_key(|(celdas, dentro)| {
                    let nueva = filas.len();
                    celdas
                        .iter()
                        .for_each(|celda| de_columna[*celda].push(nueva));
                    dentro.iter().for_each(|caja| de_caja[*caja].push(nueva));
                    filas.push(Fila {
                        valor: 0,
                        personas: Personas::default(),
                        hoja,
                    });
                    nueva
                });
            filas[fila].valor += valor;
            filas[fila].personas.join(&personas);
        }
        let (columnas, de_celda) = columns(de_columna, &filas);
        debug_assert!(
            columnas.iter().all(|columna| {
                (columna.celdas.iter()).all(|celda| valores[*celda].0 == columna.valor)
            }),
            "a cell is the sum of its rows"
        );
        Ok(Self {
            filas,
            columnas,
            de_celda,
            valores,
            cajas: de_caja,
        })
    }
}

/// The counts and persons of the leaves with people, by the classes of each.
fn joint(clases: &Clases, ocupadas: &[Ocupada], quienes: Option<&[Vec<u32>]>) -> Conjuntas {
    // A leaf whose list is missing would count its persons twice.
    assert!(
        quienes.is_none_or(|quienes| quienes.len() == ocupadas.len()),
        "one list for each leaf with people"
    );
    let mut conjuntas = Conjuntas::new();
    for (i, (hojas, valor, personas)) in ocupadas.iter().enumerate().filter(|o| o.1.1 > 0) {
        let suma = conjuntas.entry(clases.of(hojas)).or_default();
        suma.0 += valor;
        let suyos = quienes.map(|quienes| &quienes[i]);
        suma.1.join(&contributors(*personas, suyos));
    }
    conjuntas
}

/// The count and the persons of each cell.
fn values(reticula: &Reticula, clases: &Clases, conjuntas: &Conjuntas) -> Vec<(i64, i64)> {
    let mut de_celda: Vec<(i64, Vec<&Personas>)> = vec![(0, vec![]); reticula.celdas()];
    for (clase, (valor, personas)) in conjuntas {
        for celda in clases.cells(reticula, clase) {
            de_celda[celda].0 += valor;
            de_celda[celda].1.push(personas);
        }
    }
    de_celda
        .into_iter()
        .map(|(valor, personas)| (valor, Personas::union(personas).numero()))
        .collect()
}

/// Whether a joint leaf is in a box.
fn contains(caja: &Caja, hoja: &[usize]) -> bool {
    caja.iter()
        .zip(hoja)
        .all(|(lado, posicion)| lado.binary_search(posicion).is_ok())
}

/// The persons behind a leaf.
pub(crate) fn contributors(personas: i64, quienes: Option<&Vec<u32>>) -> Personas {
    match quienes {
        Some(quienes) if !quienes.is_empty() => Personas {
            varias: 0,
            listadas: quienes.clone(),
        },
        Some(_) | None => Personas {
            varias: personas,
            listadas: vec![],
        },
    }
}

/// Joins the cells that have the same rows.
fn columns(de_columna: Vec<Vec<usize>>, de_fila: &[Fila]) -> (Vec<Columna>, Vec<Option<usize>>) {
    let mut columnas: Vec<Columna> = Vec::new();
    let mut iguales: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut de_celda = Vec::with_capacity(de_columna.len());
    for (celda, filas) in de_columna.into_iter().enumerate() {
        if filas.is_empty() {
            de_celda.push(None);
            continue;
        }
        let columna = *iguales.entry(filas).or_insert_with_key(|filas| {
            columnas.push(Columna {
                filas: filas.clone(),
                valor: filas.iter().map(|fila| de_fila[*fila].valor).sum(),
                personas: Personas::union(filas.iter().map(|fila| &de_fila[*fila].personas)),
                celdas: vec![],
            });
            columnas.len() - 1
        });
        columnas[columna].celdas.push(celda);
        de_celda.push(Some(columna));
    }
    (columnas, de_celda)
}
