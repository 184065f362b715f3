//! Leaves that nothing declared tells apart: one class stands for all of them, so that a system has no more rows than a
//! reader could have.

use std::collections::{BTreeMap, BTreeSet};

use super::sistema::{Caja, Ceros, Conjuntas};
use super::{Reticula, TablaInvalida};

/// More joint leaves than this are refused: nobody could look at all of them.
const HOJAS: usize = 4_000_000;

/// Leaves of one dimension that no declared code tells apart.
pub(super) struct Clases {
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
    pub(super) fn new(reticula: &Reticula, cajas: &[Caja]) -> Self {
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
            let lados: BTreeSet<&Vec<usize>> = cajas.iter().map(|caja| &caja[d]).collect();
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

    /// The classes of a joint leaf.
    pub(super) fn of(&self, hojas: &[usize]) -> Vec<usize> {
        self.de_hoja
            .iter()
            .zip(hojas)
            .map(|(clases, hoja)| clases[*hoja])
            .collect()
    }

    /// One of the joint leaves of some classes.
    pub(super) fn leaf(&self, clase: &[usize]) -> Vec<usize> {
        self.primera
            .iter()
            .zip(clase)
            .map(|(primera, clase)| primera[*clase])
            .collect()
    }

    /// The declared cells that contain a joint leaf, ascending.
    pub(super) fn cells(&self, reticula: &Reticula, clase: &[usize]) -> Vec<usize> {
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
    pub(super) fn enumerate(
        &self,
        reticula: &Reticula,
        conjuntas: &Conjuntas,
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

/// Calls with each choice of a code for each dimension.
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
