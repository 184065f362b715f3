//! The linear system of a lattice: a row for every leaf that a reader cannot exclude, a column for
//! every set of leaves that some cell is the sum of. Cells with the same leaves share a column, and so
//! one fate.

use std::collections::BTreeMap;

use super::{Reticula, TablaInvalida};

/// What a reader knows of zeros.
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

    /// Those of both.
    pub fn join(&mut self, otras: &Self) {
        self.varias += otras.varias;
        if !otras.listadas.is_empty() {
            self.listadas.extend(&otras.listadas);
            self.listadas.sort_unstable();
            self.listadas.dedup();
        }
    }

    /// Those of all.
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

/// More joint leaves than this are refused: nobody could look at all of them.
const HOJAS: usize = 4_000_000;

/// A leaf with people: its position in each dimension, count and persons.
pub type Ocupada = (Vec<usize>, i64, i64);

impl Sistema {
    /// The system of a lattice with these counts, and of some boxes beside its cells. If it is said who is
    /// behind the leaves with few persons (`quienes`, one list for each leaf with people), a person can be
    /// in several; otherwise each is in one.
    pub fn new(
        reticula: &Reticula,
        ocupadas: &[Ocupada],
        quienes: &[Vec<u32>],
        ceros: Ceros,
        cajas: &[Caja],
    ) -> Result<Self, TablaInvalida> {
        // A leaf whose list is missing would count its persons twice.
        assert!(
            quienes.is_empty() || quienes.len() == ocupadas.len(),
            "one list for each leaf with people"
        );
        let clases = Clases::new(reticula, cajas);
        let mut conjuntas: BTreeMap<Vec<usize>, (i64, Personas)> = BTreeMap::new();
        for (i, (hojas, valor, personas)) in ocupadas.iter().enumerate().filter(|o| o.1.1 > 0) {
            let suma = conjuntas.entry(clases.of(hojas)).or_default();
            suma.0 += valor;
            suma.1.join(&contributors(*personas, quienes.get(i)));
        }
        let mut de_celda: Vec<(i64, Vec<&Personas>)> = vec![(0, vec![]); reticula.celdas()];
        for (clase, (valor, personas)) in &conjuntas {
            for celda in clases.cells(reticula, clase) {
                de_celda[celda].0 += valor;
                de_celda[celda].1.push(personas);
            }
        }
        let valores: Vec<(i64, i64)> = de_celda
            .into_iter()
            .map(|(valor, personas)| (valor, Personas::union(personas).numero()))
            .collect();
        let conocida = |celda: usize| ceros == Ceros::Publicados && valores[celda].0 == 0;
        let todas = clases.enumerate(reticula, &conjuntas, ceros)?;
        let mut filas: Vec<Fila> = Vec::new();
        let mut de_fila: Vec<Vec<usize>> = Vec::new();
        let mut de_caja: Vec<Vec<usize>> = vec![vec![]; cajas.len()];
        // Leaves that the same cells contain cannot be told apart.
        let mut iguales: BTreeMap<(Vec<usize>, Vec<usize>), usize> = BTreeMap::new();
        for clase in todas {
            let celdas = clases.cells(reticula, &clase);
            if celdas.iter().any(|celda| conocida(*celda)) || celdas.is_empty() {
                continue;
            }
            // A leaf that nobody is in is an unknown like the others: the reader cannot tell.
            let (valor, personas) = conjuntas.get(&clase).cloned().unwrap_or_default();
            let hoja = clases.leaf(&clase);
            let en = |caja: &usize| {
                cajas[*caja]
                    .iter()
                    .zip(&hoja)
                    .all(|(c, h)| c.binary_search(h).is_ok())
            };
            let dentro: Vec<usize> = (0..cajas.len()).filter(en).collect();
            let fila = *iguales
                .entry((celdas, dentro))
                .or_insert_with_key(|(celdas, dentro)| {
                    de_fila.push(celdas.clone());
                    dentro
                        .iter()
                        .for_each(|caja| de_caja[*caja].push(filas.len()));
                    filas.push(Fila {
                        valor: 0,
                        personas: Personas::default(),
                        hoja,
                    });
                    filas.len() - 1
                });
            filas[fila].valor += valor;
            filas[fila].personas.join(&personas);
        }
        let mut de_columna: Vec<Vec<usize>> = vec![vec![]; reticula.celdas()];
        for (fila, celdas) in de_fila.iter().enumerate() {
            for celda in celdas {
                de_columna[*celda].push(fila);
            }
        }
        let (columnas, de_celda) = columns(de_columna, &filas);
        Ok(Self {
            filas,
            columnas,
            de_celda,
            valores,
            cajas: de_caja,
        })
    }
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

/// Leaves of one dimension that no declared code tells apart.
struct Clases {
    /// The class of each leaf, by dimension.
    de_hoja: Vec<Vec<usize>>,
    /// The first leaf of each class, by dimension.
    primera: Vec<Vec<usize>>,
    /// How many classes each dimension has.
    cuantas: Vec<usize>,
    /// The codes that contain each class, by cross-tabulation and dimension.
    codigos: Vec<Vec<Vec<Vec<usize>>>>,
}

impl Clases {
    fn new(reticula: &Reticula, cajas: &[Caja]) -> Self {
        let (mut de_hoja, mut cuantas, mut primera) = (Vec::new(), Vec::new(), Vec::new());
        let mut codigos = vec![vec![]; reticula.cruces().len()];
        for (d, dimension) in reticula.dimensiones().iter().enumerate() {
            let mut usados: Vec<usize> = reticula
                .cruces()
                .iter()
                .flat_map(|c| c.0[d].clone())
                .collect();
            usados.sort_unstable();
            usados.dedup();
            let mut firmas = vec![vec![]; dimension.hojas().len()];
            for codigo in usados {
                dimension
                    .alcance(codigo)
                    .iter()
                    .for_each(|hoja| firmas[*hoja].push(codigo));
            }
            // Codes first, so that what follows tells leaves apart without being one.
            let lados: std::collections::BTreeSet<&Vec<usize>> =
                cajas.iter().map(|caja| &caja[d]).collect();
            for (i, lado) in lados.into_iter().enumerate() {
                lado.iter()
                    .for_each(|hoja| firmas[*hoja].push(dimension.codigos() + i));
            }
            let mut clases: BTreeMap<&Vec<usize>, usize> = BTreeMap::new();
            let de_esta: Vec<usize> = firmas
                .iter()
                .map(|firma| {
                    let siguiente = clases.len();
                    *clases.entry(firma).or_insert(siguiente)
                })
                .collect();
            let mut una = vec![0; clases.len()];
            for (hoja, clase) in de_esta.iter().enumerate().rev() {
                una[*clase] = hoja;
            }
            primera.push(una);
            for (cruce, codigos) in reticula.cruces().iter().zip(&mut codigos) {
                let mut de_clase = vec![vec![]; clases.len()];
                for (firma, clase) in &clases {
                    de_clase[*clase] = firma
                        .iter()
                        .copied()
                        .filter(|c| cruce.0[d].binary_search(c).is_ok())
                        .collect();
                }
                codigos.push(de_clase);
            }
            cuantas.push(clases.len());
            de_hoja.push(de_esta);
        }
        Self {
            de_hoja,
            primera,
            cuantas,
            codigos,
        }
    }

    fn of(&self, hojas: &[usize]) -> Vec<usize> {
        self.de_hoja
            .iter()
            .zip(hojas)
            .map(|(clases, hoja)| clases[*hoja])
            .collect()
    }

    fn leaf(&self, clase: &[usize]) -> Vec<usize> {
        self.primera
            .iter()
            .zip(clase)
            .map(|(primera, clase)| primera[*clase])
            .collect()
    }

    /// The declared cells that contain a joint leaf, ascending.
    fn cells(&self, reticula: &Reticula, clase: &[usize]) -> Vec<usize> {
        let mut celdas = Vec::new();
        let mut codigos = vec![0; clase.len()];
        for cruce in &self.codigos {
            product(cruce, clase, 0, &mut codigos, &mut |codigos| {
                let celda = reticula.find(codigos);
                celdas.push(celda.expect("a crossing of declared codes is a cell"));
            });
        }
        celdas.sort_unstable();
        celdas.dedup();
        celdas
    }

    /// The joint leaves to look at: all, unless the finest cells are declared and their zeros known.
    fn enumerate(
        &self,
        reticula: &Reticula,
        conjuntas: &BTreeMap<Vec<usize>, (i64, Personas)>,
        ceros: Ceros,
    ) -> Result<Vec<Vec<usize>>, TablaInvalida> {
        // A cross-tabulation in which each class has a code of its own has a cell for each joint leaf.
        let propia = |cruce: &Vec<Vec<Vec<usize>>>, d: usize| {
            let mut veces: BTreeMap<usize, usize> = BTreeMap::new();
            cruce[d]
                .iter()
                .flatten()
                .for_each(|codigo| *veces.entry(*codigo).or_default() += 1);
            cruce[d]
                .iter()
                .all(|codigos| codigos.iter().any(|codigo| veces[codigo] == 1))
        };
        let finas = self
            .codigos
            .iter()
            .any(|cruce| (0..self.cuantas.len()).all(|d| propia(cruce, d)));
        if finas && ceros == Ceros::Publicados {
            return Ok(conjuntas.keys().cloned().collect());
        }
        let cuantas = self
            .cuantas
            .iter()
            .try_fold(1usize, |n, clases| n.checked_mul(*clases));
        if cuantas.is_none_or(|n| n > HOJAS) {
            let dimensiones = reticula.dimensiones().len();
            return Err(TablaInvalida::new(
                "dimensions",
                format!(
                    "las {dimensiones} dimensiones cruzadas tienen más de {HOJAS} hojas conjuntas"
                ),
            ));
        }
        let mut todas = vec![vec![]];
        for clases in &self.cuantas {
            todas = todas
                .into_iter()
                .flat_map(|clase: Vec<usize>| {
                    (0..*clases).map(move |otra| clase.iter().copied().chain([otra]).collect())
                })
                .collect();
        }
        Ok(todas)
    }
}

fn product(
    cruce: &[Vec<Vec<usize>>],
    clase: &[usize],
    d: usize,
    codigos: &mut Vec<usize>,
    found: &mut impl FnMut(&[usize]),
) {
    if d == clase.len() {
        found(codigos);
        return;
    }
    for codigo in &cruce[d][clase[d]] {
        codigos[d] = *codigo;
        product(cruce, clase, d + 1, codigos, found);
    }
}
